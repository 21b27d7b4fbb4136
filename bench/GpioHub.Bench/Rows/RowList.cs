using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Rows.Links;

namespace GpioHub.Bench.Rows;

/// <summary>The rows with their targets.</summary>
internal static class RowList
{
    /// <summary>What packed rings may be slower than split ones and still pass for as fast: two runs of the same differ by so
    /// much.</summary>
    private const double AsFast = 1.05;

    public static IReadOnlyList<IRow> All { get; } =
    [
        RoundTrip(Placement.OneCpu, Target.MaxOfLimit(1.05)),
        RoundTrip(Placement.TwoCpusSleeping, Target.MaxOfLimit(1.1)),
        RoundTrip(Placement.TwoCpusPolling, Target.MaxOfLimit(1.2)),
        Stream(Placement.TwoCpusSleeping, lines: 1),
        Stream(Placement.TwoCpusSleeping, lines: 32),
        Stream(Placement.TwoCpusPolling, lines: 1),
        Stream(Placement.TwoCpusPolling, lines: 32),
        Interrupt(Placement.OneCpu, Target.MaxOfLimit(1.1)),
        Interrupt(Placement.TwoCpusSleeping, Target.MaxOfLimit(1.2)),
        new InterruptToValueRow(),
        new KeptRow("GET_VALUE, 1 outstanding", Placement.OneCpu, [Metric.P50, Metric.P99], "roundtrip", "guest=g0"),
        new KeptRow("SET_VALUE, 1 outstanding", Placement.OneCpu, [Metric.P50, Metric.P99], "roundtrip", "guest=drive", "set=1"),
        new KeptRow("interrupt", Placement.OneCpu, [Metric.P50, Metric.P99], "interrupt"),
        new KeptRow("GET_VALUE, 1 outstanding", Placement.TwoCpusPolling, [Metric.P50, Metric.P99], "roundtrip", "guest=g0"),
        PackedLatency("GET_VALUE, 1 outstanding", Placement.OneCpu, "roundtrip", "guest=g0"),
        PackedLatency("GET_VALUE, 1 outstanding", Placement.TwoCpusPolling, "roundtrip", "guest=g0"),
        PackedLatency("SET_VALUE, 1 outstanding", Placement.OneCpu, "roundtrip", "guest=drive", "set=1"),
        PackedLatency("SET_VALUE, 1 outstanding", Placement.TwoCpusPolling, "roundtrip", "guest=drive", "set=1"),
        PackedStream(Placement.TwoCpusSleeping, lines: 1),
        PackedStream(Placement.TwoCpusSleeping, lines: 32),
        PackedStream(Placement.TwoCpusPolling, lines: 1),
        PackedStream(Placement.TwoCpusPolling, lines: 32),
        PackedLatency("interrupt", Placement.OneCpu, "interrupt"),
        new FreshRow(restSeconds: 0),
        new FreshRow(restSeconds: 3),
        new HandlerRow(),
        Edges(lines: 1),
        Edges(lines: 32),
        Guests(1),
        Guests(8),
        Guests(32, Target.MinOfLimit(0.9), p99: Target.MaxOfLimit(0.5), cpu: Target.MaxOfLimit(1.2)),
        Guests(128),
        new SizeRow(),
        new IdleRow(),
        new FeedRow(),
        new CrowdRow(loud: 0),
        new CrowdRow(loud: 1),
        new CrowdRow(loud: 7),
        new CrowdRow(loud: 31),
        new LimitRow(limit: null),
        new LimitRow(limit: 1_000),
        new ReloadRow(pauseMs: 20),
        new ReloadRow(pauseMs: 500),
        new LargeReloadRow(),
        new ScaleRow(),
        new LinkLatencyRow(tls: true),
        new LinkLatencyRow(tls: false),
        new LinkFanRow(),
        new LinkStormRow(),
        new LinkCutRow(),
        new LinkAwayRow(),
        new LinkFloodRow(),
        new LinkIdleRow(),
        .. GrowthList.All.Select(series => new GrowthRow(series)),
    ];

    private static ComparedRow RoundTrip(Placement where, Target p50) =>
        new("roundtrip", "GET_VALUE, 1 outstanding", where, guests: 1,
            [Metric.P50 with { Target = p50 }, Metric.P99, Metric.P999, Metric.Cpu], "roundtrip", "guest=g0")
        {
            HasFloor = where.Sleeps,
        };

    private static ComparedRow Stream(Placement where, int lines) =>
        new("stream", $"stream of 64, {Lines(lines)}", where, guests: 1,
            [
                Metric.Millions with { Target = Target.MinOfLimit(0.5) }, Metric.Cpu with { Target = Target.MaxOfLimit(2) },
                Metric.FrontEndCpu, .. where.Sleeps ? (Metric[])[] : [Metric.FrontEndWork],
            ],
            "stream", "outstanding=64", $"lines={lines}");

    private static PackedRow PackedLatency(string name, Placement where, params string[] work) =>
        new(name, where, [Metric.P50 with { Target = Target.Ratio(AsFast) }, Metric.P99, Metric.Cpu], work);

    private static PackedRow PackedStream(Placement where, int lines) =>
        new($"stream of 64, {Lines(lines)}", where,
            [
                Metric.Millions with { Target = Target.MinRatio(1 / AsFast) }, Metric.Cpu with { Target = Target.Ratio(AsFast) },
                Metric.FrontEndCpu, .. where.Sleeps ? (Metric[])[] : [Metric.FrontEndWork],
            ],
            "stream", "outstanding=64", $"lines={lines}");

    private static ComparedRow Interrupt(Placement where, Target p50) =>
        new("interrupt", "interrupt", where, guests: 1, [Metric.P50 with { Target = p50 }, Metric.P99, Metric.P999], "interrupt")
        {
            HasFloor = true,
            IsWired = true,
        };

    // One edge is one SET_VALUE of the guest that drives the line, one interrupt of the guest that watches it, and one unmask.
    private static ComparedRow Edges(int lines) =>
        new("edges", $"edges, {Lines(lines)}", Placement.OneCpu, guests: 1,
            [Metric.Thousands, Metric.Cpu with { Target = Target.Max(5) }], "edges", $"lines={lines}")
        {
            IsWired = true,
        };

    private static ComparedRow Guests(int guests, Target? perSecond = null, Target? p99 = null, Target? cpu = null) =>
        new("guests", $"{guests} guest{(guests == 1 ? "" : "s")}, 1 outstanding each", Placement.TwoCpusSleeping, guests,
            [
                Metric.Thousands with { Target = perSecond }, Metric.P50, Metric.P99 with { Target = p99 },
                Metric.Cpu with { Target = cpu }, Metric.FrontEndCpu,
            ],
            "guests", $"guests={guests}");

    private static string Lines(int lines) => lines == 1 ? "one line" : $"over {lines} lines";
}
