using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;

namespace GpioHub.Bench.Rows;

/// <summary>The rows with their targets. The peer's numbers are vhost-device-gpio's, measured where the targets were set.</summary>
internal static class RowList
{
    public static IReadOnlyList<IRow> All { get; } =
    [
        new RoundTripRow(Placement.OneCpu, Target.Ratio(1.0), Target.Ratio(1.3), "5.5 (0.90 ×)", "10.5 (1.22 ×)"),
        new RoundTripRow(Placement.TwoCpusSleeping, Target.Ratio(0.6), null, "78 (1.2 ×)", "133 (1.1 ×)"),
        new RoundTripRow(Placement.TwoCpusPolling, Target.Max(1.3), null, "1.06", ""),
        new StreamRow(Placement.TwoCpusSleeping, lines: 1, perSecond: 1.6, cpu: 0.5, "0.51 – 1.6", "0.5 – 1.0"),
        new StreamRow(Placement.TwoCpusSleeping, lines: 32, perSecond: 1.6, cpu: 0.5, "0.51 – 1.6", "0.5 – 1.0"),
        new StreamRow(Placement.TwoCpusPolling, lines: 1, perSecond: 2.2, cpu: null, "1.9", "0.52"),
        new StreamRow(Placement.TwoCpusPolling, lines: 32, perSecond: 2.2, cpu: null, "1.9", "0.52"),
        new InterruptRow(),
        new HandlerRow(),
        new EdgesRow(lines: 1, cpu: 5, "70"),
        new EdgesRow(lines: 32, cpu: 5, "70"),
        new GuestsRow(1),
        new GuestsRow(8),
        new GuestsRow(32, perSecond: 250, cpu: 4, "148", "173", "711", "7.6"),
        new GuestsRow(128),
        new SizeRow(),
        new IdleRow(),
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
    ];
}
