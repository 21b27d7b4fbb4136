using GpioHub.Bench.Processes;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>The rows of <c>--against</c>: the hot path, on this build and on another in turns.</summary>
internal static class AgainstList
{
    private static readonly (string, Func<Sample, double>) P50 = ("p50 µs", sample => sample.P50Ns / 1e3);
    private static readonly (string, Func<Sample, double>) P99 = ("p99 µs", sample => sample.P99Ns / 1e3);
    private static readonly (string, Func<Sample, double>) Rate = ("thousand/s", sample => sample.PerSecond / 1e3);
    private static readonly (string, Func<Sample, double>) Cpu = ("hub CPU s per million", sample => sample.HubCpuPerMillion);

    public static IReadOnlyList<IRow> All { get; } =
    [
        RoundTrip(Placement.OneCpu),
        RoundTrip(Placement.TwoCpusSleeping),
        RoundTrip(Placement.TwoCpusPolling),
        Stream(Placement.TwoCpusSleeping, lines: 1),
        Stream(Placement.TwoCpusSleeping, lines: 32),
        Stream(Placement.TwoCpusPolling, lines: 1),
        Stream(Placement.TwoCpusPolling, lines: 32),
        new AgainstRow("interrupt", "interrupt", Placement.OneCpu, guests: 2, [P50, P99], "interrupt"),
        new AgainstRow("edges", "edges, 32 lines", Placement.OneCpu, guests: 2, [Rate, Cpu], "edges", "lines=32"),
        new AgainstRow("guests", "32 guests, 1 outstanding each", Placement.TwoCpusSleeping, guests: 32, [Rate, P50, P99, Cpu],
            "guests", "guests=32"),
    ];

    private static AgainstRow RoundTrip(Placement where) =>
        new("roundtrip", "GET_VALUE, 1 outstanding", where, guests: 1, [P50, P99, Cpu], "roundtrip", "guest=g0");

    private static AgainstRow Stream(Placement where, int lines) => new(
        "stream", $"stream of 64, {(lines == 1 ? "one line" : $"over {lines} lines")}", where, guests: 1, [Rate, Cpu], "stream",
        "outstanding=64", $"lines={lines}");
}
