using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>A measurement of the hub in turns with all that it is compared with: floor, limit that sleeps, limit that looks, other, hub;
/// again and again; and those before the hub once more at the end. Each has a worker of its own, is warm, and sleeps while others are
/// measured.</summary>
/// <param name="group">For <c>--only</c>.</param>
/// <param name="name">What is measured.</param>
/// <param name="guests">Of each back-end.</param>
/// <param name="work">Kind of the worker, and its arguments.</param>
internal sealed class ComparedRow(string group, string name, Placement where, int guests, Metric[] metrics, params string[] work) : IRow
{
    /// <summary>How long the limit that looks does so; the hub, with <c>hub.poll</c>, for a time that follows the traffic.</summary>
    public static TimeSpan Look { get; } = TimeSpan.FromMicroseconds(50);

    public string Group => group;

    /// <summary>Two bare processes that play ping-pong are beside it: for round trips of a front-end that sleeps.</summary>
    public bool HasFloor { get; init; }

    /// <summary>One guest drives what another watches, which vhost-device-gpio cannot.</summary>
    public bool IsWired { get; init; }

    public bool IsCompared(bool peer) => !peer || !IsWired;

    public IEnumerable<Result> Measure(Harness bench)
    {
        using var parties = new Parties(where, work);
        Party? floor = HasFloor ? parties.Add(new FloorPair(bench, where)) : null;
        Party? sleeps = Limit(bench, parties, TimeSpan.Zero), looks = Limit(bench, parties, Look), other = Other(bench, parties);
        Party hub = parties.Add(bench.StartHub(where, guests), bench.WarmUp);
        parties.Measure(bench, hub);
        return [.. metrics.Select(metric => new Result(name, where.Name, metric.Name, Spread.Of(hub.Numbers(metric)))
        {
            Floor = metric.OfFloor ? floor?.Beside(hub, metric) : null,
            Sleeps = sleeps?.Beside(hub, metric),
            Looks = looks?.Beside(hub, metric),
            Other = other?.Beside(hub, metric),
            Limit = where == Placement.OneCpu ? Report.Limit.Sleeps : Report.Limit.Looks,
            Target = metric.Target,
        })];
    }

    private Party? Limit(Harness bench, Parties parties, TimeSpan look) =>
        bench.LimitProgram is { } program ? parties.Add(BareProcess.Limit(program, where, guests, look), bench.BareWarmUp) : null;

    private Party? Other(Harness bench, Parties parties)
    {
        if (bench.OtherProgram is { } hub) return parties.Add((bench with { HubProgram = hub }).StartHub(where, guests), bench.WarmUp);
        return bench.PeerProgram is { } peer && !IsWired
            ? parties.Add(BareProcess.Peer(peer, where, guests), bench.BareWarmUp)
            : null;
    }
}
