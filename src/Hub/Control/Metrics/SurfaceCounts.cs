namespace GpioHub.Hub.Control.Metrics;

/// <summary>What the hub counts of its own surfaces, beside what the rig counts. Any thread.</summary>
internal sealed class SurfaceCounts
{
    private long _lagged;

    /// <summary>Events that streams have left out because their readers were slow.</summary>
    public long Lagged => Interlocked.Read(ref _lagged);

    /// <summary>Bytes that the recorder holds in memory; called at each scrape.</summary>
    public Func<long> RecorderBytes { get; set; } = () => 0;

    /// <summary>A stream has left out events.</summary>
    public void CountLagged(long events) => Interlocked.Add(ref _lagged, events);
}
