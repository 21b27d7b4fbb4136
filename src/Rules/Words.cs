namespace GpioHub.Rules;

/// <summary>Writes the words of an image, one after the other. Allocates nothing.</summary>
/// <param name="words">Long enough for every image of its kind.</param>
public ref struct WordWriter(Span<ulong> words)
{
    private readonly Span<ulong> _words = words;

    /// <summary>Words written.</summary>
    public int Count { get; private set; }

    public void Add(ulong value) => _words[Count++] = value;

    public void Add(long value) => Add((ulong)value);

    public void Add(bool value) => Add(value ? 1UL : 0);

    /// <summary>Two words: whether there is a value, and the value.</summary>
    public void Add(long? value)
    {
        Add(value.HasValue);
        Add(value.GetValueOrDefault());
    }

    /// <summary>As <see cref="Add(long?)"/>; 0, 1 or none.</summary>
    public void Add(bool? value) => Add(value is { } known ? known ? 1L : 0L : null);

    /// <summary>As <see cref="Add(long?)"/>, in ticks.</summary>
    public void Add(TimeSpan? value) => Add(value?.Ticks);
}

/// <summary>Reads the words of an image in the order in which they were written.</summary>
/// <remarks>It never throws: behind the end everything is 0, and <see cref="IsWhole"/> is false.</remarks>
public ref struct WordReader(ReadOnlySpan<ulong> words)
{
    private readonly ReadOnlySpan<ulong> _words = words;
    private int _at;

    /// <summary>Every word was read, and none that is not there.</summary>
    public readonly bool IsWhole => _at == _words.Length;

    public ulong Word() => _at++ < _words.Length ? _words[_at - 1] : 0;

    public long Value() => (long)Word();

    public bool Bool() => Word() != 0;

    /// <summary>A number that fits; a larger one is −1.</summary>
    public int Number() => Word() is var word && word <= int.MaxValue ? (int)word : -1;

    public long? Optional()
    {
        bool has = Bool();
        long value = Value();
        return has ? value : null;
    }

    public bool? OptionalBool() => Optional() is { } value ? value != 0 : null;

    public TimeSpan? OptionalTime() => Optional() is { } ticks ? TimeSpan.FromTicks(ticks) : null;
}
