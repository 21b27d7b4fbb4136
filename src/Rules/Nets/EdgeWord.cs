namespace GpioHub.Rules.Nets;

/// <summary>What a line has not yet been told of its net, in one word, so that one exchange takes or adds all of it. Pure.</summary>
/// <remarks>
/// <code>
///   63     62      61      47 46       32 31           0   bit
///   | told | level | rising   | falling   | generation |
/// </code>
/// </remarks>
public readonly record struct EdgeWord(ulong Bits)
{
    /// <summary>The most edges of one direction that a word counts, 2¹⁵ − 1. More edges leave the count as it is, above 0.</summary>
    public const int MostEdges = 0x7fff;

    private const int FallingShift = 32;
    private const int RisingShift = 47;
    private const ulong LevelBit = 1ul << 62;
    private const ulong ToldBit = 1ul << 63;

    /// <summary>Rising edges not taken yet, 0 … <see cref="MostEdges"/>.</summary>
    public int Rising => (int)(Bits >> RisingShift) & MostEdges;

    /// <summary>Falling edges not taken yet, 0 … <see cref="MostEdges"/>.</summary>
    public int Falling => (int)(Bits >> FallingShift) & MostEdges;

    /// <summary>The net's level after its last change.</summary>
    public bool Level => (Bits & LevelBit) != 0;

    /// <summary>The watch to which the edges belong.</summary>
    public uint Generation => (uint)Bits;

    /// <summary>The line has a message coming, and will then take what is here.</summary>
    public bool Told => (Bits & ToldBit) != 0;

    /// <summary>One more edge.</summary>
    /// <inheritdoc cref="Add(int, int, bool, uint)"/>
    public EdgeWord Add(bool level, uint generation) => Add(level ? 1 : 0, level ? 0 : 1, level, generation);

    /// <summary>Adds edges, the last of them to <paramref name="level"/>. Edges of an older watch are dropped. The line is to be told
    /// unless it has been told already.</summary>
    /// <param name="rising">0 or more; 0 of both only says what the level is.</param>
    public EdgeWord Add(int rising, int falling, bool level, uint generation)
    {
        bool same = generation == Generation;
        rising = Math.Min((same ? Rising : 0) + rising, MostEdges);
        falling = Math.Min((same ? Falling : 0) + falling, MostEdges);
        return new EdgeWord(ToldBit | (ulong)rising << RisingShift | (ulong)falling << FallingShift | generation).Show(level);
    }

    /// <summary>Sets the net's level without an edge.</summary>
    public EdgeWord Show(bool level) => new(level ? Bits | LevelBit : Bits & ~LevelBit);

    /// <summary>What stays when the line has taken the edges: the level and the watch.</summary>
    public EdgeWord Emptied() => new(Bits & (LevelBit | uint.MaxValue));
}
