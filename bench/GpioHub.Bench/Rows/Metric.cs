using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>One number of a sample.</summary>
/// <param name="Name">With its unit.</param>
internal sealed record Metric(string Name, Func<Sample, double> Of)
{
    public static Metric P50 { get; } = new("p50 µs", sample => sample.P50Ns / 1e3);

    public static Metric P99 { get; } = new("p99 µs", sample => sample.P99Ns / 1e3);

    public static Metric P999 { get; } = new("p99.9 µs", sample => sample.P999Ns / 1e3);

    public static Metric Thousands { get; } = new("thousand/s", sample => sample.PerSecond / 1e3) { OfFloor = false };

    public static Metric Millions { get; } = new("million/s", sample => sample.PerSecond / 1e6) { OfFloor = false };

    /// <summary>Of all threads of the process that answers.</summary>
    public static Metric Cpu { get; } = new("CPU s per million", sample => sample.HubCpuPerMillion) { OfFloor = false };

    public static Metric FrontEndCpu { get; } = new("front-end CPU s/million", sample => sample.OwnCpuPerMillion) { OfFloor = false };

    public static Metric FrontEndWork { get; } = new("front-end work s/million", sample => sample.OwnWorkPerMillion) { OfFloor = false };

    /// <summary>The floor has this number too.</summary>
    public bool OfFloor { get; private init; } = true;

    public Target? Target { get; init; }
}
