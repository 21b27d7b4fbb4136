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
    public double PerSecond => Count / Seconds;

    /// <summary>CPU seconds of the hub for a million of what is counted.</summary>
    public double HubCpuPerMillion => Count == 0 ? 0 : HubCpuSeconds / Count * 1e6;

    /// <inheritdoc cref="HubCpuPerMillion"/>
    public double OwnCpuPerMillion => Count == 0 ? 0 : OwnCpuSeconds / Count * 1e6;
}
