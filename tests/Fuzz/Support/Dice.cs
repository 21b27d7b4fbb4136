namespace GpioHub.Fuzz.Support;

/// <summary>A fast source of random numbers (xorshift64*): the same for a seed on every machine, for ever.</summary>
/// <param name="script">Decisions that come first, as few bytes for each as it takes: what a guided fuzzer changes one by one.</param>
internal sealed class Dice(ulong seed, ReadOnlyMemory<byte> script = default)
{
    private readonly bool _scripted = !script.IsEmpty;
    private ReadOnlyMemory<byte> _script = script;
    private ulong _state = Mix(seed) | 1;

    /// <summary>There was a script, and it is used up.</summary>
    public bool Spent => _scripted && _script.IsEmpty;

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        if (!_script.IsEmpty) return Scripted(sizeof(ulong));
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return _state * 0x2545_F491_4F6C_DD1D;
    }

    /// <summary>0 .. <paramref name="count"/> − 1.</summary>
    public int Below(int count)
    {
        if (_script.IsEmpty) return (int)(((Bits() >> 32) * (ulong)count) >> 32);
        ulong decision = Scripted(count <= 0x100 ? 1 : count <= 0x1_0000 ? 2 : 4);
        return count == 0 ? 0 : (int)(decision % (ulong)count);
    }

    /// <summary>True once in <paramref name="times"/>, on average.</summary>
    public bool OneIn(int times) => Below(times) == 0;

    public T Of<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>A number at an edge of its type, or anything.</summary>
    public ulong Edgy() => Below(8) switch
    {
        0 => 0,
        1 => ulong.MaxValue,
        2 => 1UL << Below(64),
        3 => (1UL << Below(64)) - 1,
        4 => ulong.MaxValue - Bits() % 64,
        5 => Bits() % 64,
        6 => Bits() & 0xffff_ffff,
        _ => Bits(),
    };

    public void Fill(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(_script.IsEmpty ? Bits() >> 56 : Scripted(1));
    }

    private ulong Scripted(int width)
    {
        ulong bits = 0;
        for (int i = 0; i < width && i < _script.Length; i++) bits |= (ulong)_script.Span[i] << (8 * i);
        _script = _script[Math.Min(width, _script.Length)..];
        return bits;
    }

    /// <summary>The seed of one part of a run: neighbours have nothing in common.</summary>
    public static ulong Mix(ulong seed)
    {
        ulong z = seed + 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
