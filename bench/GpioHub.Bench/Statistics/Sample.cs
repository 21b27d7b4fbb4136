namespace GpioHub.Bench.Statistics;

/// <summary>The results of one run of a worker.</summary>
/// <param name="Count">Requests, edges or round trips.</param>
/// <param name="Seconds">The time of all of them together.</param>
/// <param name="P50Ns">Latencies, nanoseconds; 0 where none are measured.</param>
/// <param name="HubCpuSeconds">CPU time of all threads of the hub meanwhile; 0 for the floor.</param>
/// <param name="OwnCpuSeconds">CPU time of the worker meanwhile.</param>
internal sealed record Sample(long Count, double Seconds, long P50Ns, long P99Ns, long P999Ns, long MaxNs,
    double HubCpuSeconds, double OwnCpuSeconds)
{
    /// <summary>CPU time in which a worker that polls looked at an empty ring; 0 for one that sleeps.</summary>
    public double OwnPollSeconds { get; init; }

    public double PerSecond => Count / Seconds;

    /// <summary>CPU seconds of the worker for a million of what is counted, without its looks at an empty ring. If it is about what the
    /// clock has for a million, the worker limits the rate.</summary>
    public double OwnWorkPerMillion => Count == 0 ? 0 : Math.Max(0, OwnCpuSeconds - OwnPollSeconds) / Count * 1e6;

    /// <summary>CPU seconds of the hub for a million of what is counted.</summary>
    public double HubCpuPerMillion => Count == 0 ? 0 : HubCpuSeconds / Count * 1e6;

    /// <inheritdoc cref="HubCpuPerMillion"/>
    public double OwnCpuPerMillion => Count == 0 ? 0 : OwnCpuSeconds / Count * 1e6;
}
