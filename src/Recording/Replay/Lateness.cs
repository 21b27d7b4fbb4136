using System.Numerics;

namespace GpioHub.Recording.Replay;

/// <summary>How late edges were: counts in steps of a sixteenth, so that a percentile is right within 6 %.</summary>
public sealed class Lateness
{
    private const int Bits = 4, Steps = 1 << Bits;

    private readonly long[] _counts = new long[(64 - Bits) * Steps];

    public long Count { get; private set; }

    /// <summary>Nanoseconds.</summary>
    public long MaxNs { get; private set; }

    /// <summary>Notes one edge.</summary>
    /// <param name="ns">Less than 0 counts as 0.</param>
    public void Note(long ns)
    {
        ns = Math.Max(0, ns);
        _counts[PlaceOf(ns)]++;
        Count++;
        MaxNs = Math.Max(MaxNs, ns);
    }

    /// <summary>So late at most were this share of the edges, nanoseconds.</summary>
    /// <param name="share">0 to 1.</param>
    public long Percentile(double share)
    {
        long left = (long)Math.Ceiling(Count * share);
        if (left == 0) return 0;
        for (int place = 0; place < _counts.Length; place++)
            if ((left -= _counts[place]) <= 0) return Math.Min(TopOf(place), MaxNs);
        return MaxNs;
    }

    private static int PlaceOf(long ns)
    {
        if (ns < Steps) return (int)ns;
        int exponent = BitOperations.Log2((ulong)ns) - Bits;
        return ((exponent + 1) << Bits) + (int)((ns >> exponent) & (Steps - 1));
    }

    private static long TopOf(int place)
    {
        int exponent = (place >> Bits) - 1;
        return exponent < 0 ? place : ((long)((place & (Steps - 1)) + Steps + 1) << exponent) - 1;
    }
}
