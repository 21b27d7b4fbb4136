namespace GpioHub.Explorer.Worlds;

/// <summary>The table of states in the order in which they were found, each with the step that first led to it; it also tells whether a
/// state has been seen.</summary>
/// <param name="width">Words per state.</param>
internal sealed class StateTable(int width)
{
    private ulong[] _words = new ulong[width << 14];
    private int[] _from = new int[1 << 14];
    private uint[] _by = new uint[1 << 14];
    private int[] _buckets = new int[1 << 15];      // index + 1; 0 = free

    public int Count { get; private set; }

    public ReadOnlySpan<ulong> this[int state] => _words.AsSpan(state * width, width);

    /// <summary>The state from which this one was found first; -1 = none.</summary>
    public int FoundFrom(int state) => _from[state];

    /// <summary>The step that first led to this state.</summary>
    public Move FoundBy(int state) => new(_by[state]);

    /// <summary>Adds a state unless it is there.</summary>
    /// <returns>Its index; <paramref name="added"/> = it is new.</returns>
    public int Add(ReadOnlySpan<ulong> words, int from, Move by, out bool added)
    {
        int mask = _buckets.Length - 1;
        int at = Hash(words) & mask;
        for (; _buckets[at] != 0; at = (at + 1) & mask)
        {
            int found = _buckets[at] - 1;
            if (!words.SequenceEqual(this[found])) continue;
            added = false;
            return found;
        }

        if (Count == _from.Length) Grow();
        words.CopyTo(_words.AsSpan(Count * width));
        (_from[Count], _by[Count]) = (from, by.Code);
        _buckets[at] = ++Count;
        if (Count * 2 > _buckets.Length) Rehash();
        added = true;
        return Count - 1;
    }

    private static int Hash(ReadOnlySpan<ulong> words)
    {
        ulong hash = 0;
        foreach (ulong word in words)
        {
            hash = (hash ^ word) * 0x9e3779b97f4a7c15;
            hash ^= hash >> 32;
        }

        return (int)hash;
    }

    private void Grow()
    {
        Array.Resize(ref _words, _words.Length * 2);
        Array.Resize(ref _from, _from.Length * 2);
        Array.Resize(ref _by, _by.Length * 2);
    }

    private void Rehash()
    {
        _buckets = new int[_buckets.Length * 2];
        int mask = _buckets.Length - 1;
        for (int state = 0; state < Count; state++)
        {
            int at = Hash(this[state]) & mask;
            while (_buckets[at] != 0) at = (at + 1) & mask;
            _buckets[at] = state + 1;
        }
    }
}
