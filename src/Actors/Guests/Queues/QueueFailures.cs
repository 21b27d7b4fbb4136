namespace GpioHub.Actors.Guests;

/// <summary>When the actors of a guest's two queues have failed. Guest's reactor only.</summary>
internal sealed class QueueFailures
{
    /// <summary>A queue's actor that fails twice within this time fails for good: one second.</summary>
    private const long WindowNs = 1_000_000_000;

    private readonly long?[] _failedNs = new long?[2];

    /// <summary>Notes that a queue's actor failed.</summary>
    /// <param name="nowNs">Monotonic, nanoseconds.</param>
    /// <returns>true = for the second time within a second: its ring counts as broken (VU-36).</returns>
    public bool IsAgain(int ring, long nowNs)
    {
        bool again = _failedNs[ring] is { } last && nowNs - last < WindowNs;
        _failedNs[ring] = nowNs;
        return again;
    }
}
