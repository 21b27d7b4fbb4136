namespace GpioHub.Bench.Statistics;

/// <summary>The latencies of one run. Room is allocated once; adding allocates nothing.</summary>
internal sealed class Latencies(int capacity)
{
    private readonly long[] _ns = new long[capacity];

    public int Count { get; private set; }

    /// <summary>There is no more room: the run must end.</summary>
    public bool Full => Count == _ns.Length;

    public void Clear() => Count = 0;

    public void Add(long ns)
    {
        if (!Full) _ns[Count++] = ns;
    }

    /// <summary>Sorts what was added, and sums it up.</summary>
    /// <param name="hub">CPU seconds.</param>
    /// <param name="own">CPU seconds.</param>
    public Sample ToSample(long count, double seconds, double hub, double own)
    {
        if (Count == 0) return new Sample(count, seconds, 0, 0, 0, 0, hub, own);
        Span<long> all = _ns.AsSpan(0, Count);
        all.Sort();
        return new Sample(
            count, seconds, Percentile.Of(all, 50), Percentile.Of(all, 99), Percentile.Of(all, 99.9), all[^1], hub, own);
    }
}
