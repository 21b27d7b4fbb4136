using GpioHub.Actors.Contract;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Control.Metrics;

/// <summary>The metrics of the processes that follow each other as one hub.</summary>
internal static class SuccessionMetrics
{
    private static readonly (EndedBy By, string Word)[] Reasons =
    [
        (EndedBy.Unknown, "unknown"), (EndedBy.Crash, "crash"), (EndedBy.Outside, "outside"), (EndedBy.Watchdog, "watchdog"),
        (EndedBy.Takeover, "takeover"),
    ];

    public static void Write(MetricsText text, IKeeperStatus keeper)
    {
        text.Gauge("gpiohub_kept", "Whether another process would go on if this one ended.");
        text.Sample(keeper.Keeper == "none" ? 0 : 1);
        text.Gauge("gpiohub_standby_ready", "Whether that process is warm.");
        text.Sample(keeper.Standby == "ready" ? 1 : 0);
        text.Counter("gpiohub_successions_total", "Processes that another has followed, by what ended them.");
        foreach (var (by, word) in Reasons) text.Sample(keeper.EndedBy(by), ("by", word));
        text.Gauge("gpiohub_last_gap_seconds", "How long nobody served before this process; 0 = it is the first, or nobody knows.");
        text.Sample(keeper.GapNs.GetValueOrDefault() / 1e9);
    }
}
