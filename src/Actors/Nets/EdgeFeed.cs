using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Wires;
using GpioHub.Recording.Log;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Nets;

/// <summary>Writes edges and contentions to the log, and knows which lines somebody outside watches. Chip's reactor only.</summary>
/// <remarks>Every edge is written, whether or not somebody reads. A watcher makes the device tell of edges that no guest waits
/// for.</remarks>
internal sealed class EdgeFeed(ChipNets nets, ChipEnvironment environment)
{
    private readonly Dictionary<Watcher, ImmutableHashSet<int>> _watched = [];

    /// <summary>Notes that somebody watches these lines, and no others.</summary>
    /// <returns>Nets whose device is to watch them from now on, or no longer.</returns>
    public IReadOnlyList<Net> Watch(Watcher watcher, IEnumerable<int> lines)
    {
        var (before, now) = (_watched.GetValueOrDefault(watcher, []), lines.Where(IsThere).ToImmutableHashSet());
        _watched[watcher] = now;
        return [.. Count(now.Except(before), +1), .. Count(before.Except(now), -1)];
    }

    /// <returns>Nets whose device need not watch them any more.</returns>
    public IReadOnlyList<Net> Unwatch(Watcher watcher) => _watched.Remove(watcher, out var lines) ? Count(lines, -1) : [];

    /// <summary>The lines' levels. Every edge of them that is not contained has a number above that of the answer.</summary>
    public ImmutableArray<WatchedLine> Levels(IReadOnlyCollection<int> lines)
    {
        var (now, seq) = (environment.Clock.NowNs, environment.Log.Seq);   // later edges of this chip come from this thread
        return [.. lines.Select(line => new WatchedLine(new ChipLineAddress(nets.Plan.Id, line), IsThere(line) ? nets[line].Source : 0,
            nets.Has(line) && nets[line].Level, now, seq))];
    }

    /// <summary>Nobody watches lines that are gone.</summary>
    public void Forget(IReadOnlyList<Net> gone)
    {
        if (gone.Count == 0) return;
        int[] lines = [.. gone.Select(net => net.Index)];
        foreach (var (watcher, watched) in _watched.ToArray()) _watched[watcher] = watched.Except(lines);
    }

    /// <summary>Writes an edge.</summary>
    /// <param name="ns">CLOCK_MONOTONIC, nanoseconds.</param>
    public void Edge(Net net, bool level, LogCause cause, long ns) => environment.Writer.Edge(net.Source, level, cause, ns);

    /// <summary>Writes that the kernel told of some edges only their number.</summary>
    public void Lost(Net net, int count, long ns) =>
        environment.Writer.Write(LogKind.Lost, net.Level, net.Source, (ushort)Math.Min(count, LogEntry.MostCounted), ns);

    /// <summary>Writes a contention.</summary>
    /// <param name="wants">Who wanted to drive, as an edge's cause in words.</param>
    /// <param name="holds">Who drives, likewise.</param>
    public void Contention(Net net, string wants, string holds, long ns) =>
        environment.Log.Note(new ContentionNote(net.Source, net.Level, wants, holds), ns);

    /// <summary>Writes that a fault has begun or ended.</summary>
    /// <param name="net">null = a fault of the whole chip.</param>
    public void Fault(Net? net, int number, FaultKind kind, bool begins, long ns) =>
        environment.Log.Note(new FaultNote(number, nets.Plan.Id, net?.Source, kind, begins), ns);

    private bool IsThere(int line) => line < nets.All.Length;

    /// <summary>One watcher of these lines more (+1) or less (−1). It looks at no other watcher: guests of this reactor wait
    /// meanwhile.</summary>
    /// <returns>Nets that have their first watcher, or have lost their last.</returns>
    private List<Net> Count(ImmutableHashSet<int> lines, int sign)
    {
        var differ = new List<Net>();
        foreach (int line in lines)
        {
            var net = nets[line];
            bool had = net.Watchers > 0;
            net.Watchers += sign;
            if (net.Watchers > 0 != had) differ.Add(net);
        }

        return differ;
    }
}

/// <summary>Somebody outside who watches lines: compared by reference.</summary>
internal sealed class Watcher;
