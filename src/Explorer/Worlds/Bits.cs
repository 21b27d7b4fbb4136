namespace GpioHub.Explorer.Worlds;

/// <summary>A writer of fields into a word, one after the other, the first lowest.</summary>
internal ref struct BitWriter
{
    private int _at;

    public ulong Word { get; private set; }

    public void Add(ulong value, int bits)
    {
        Word |= value << _at;
        _at += bits;
    }

    public void Add(bool value) => Add(value ? 1ul : 0ul, 1);
}

/// <summary>A reader of what <see cref="BitWriter"/> wrote, in the same order.</summary>
internal ref struct BitReader(ulong word)
{
    private ulong _word = word;

    public ulong Take(int bits)
    {
        ulong value = _word & ((1ul << bits) - 1);
        _word >>= bits;
        return value;
    }

    public bool Take() => Take(1) != 0;
}
