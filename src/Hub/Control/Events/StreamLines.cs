using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Naming;
using GpioHub.Recording.Log;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Recording;

namespace GpioHub.Hub.Control.Events;

/// <summary>The lines of one stream under one plan, watched, with what each is in the log.</summary>
internal sealed class StreamLines : IAsyncDisposable
{
    private readonly IWatch _watch;
    private readonly Dictionary<int, Shown> _nets = [];
    private readonly Dictionary<int, string> _guestLines = [];

    private StreamLines(IRig rig, RigPlan plan, IWatch watch, IReadOnlyDictionary<ChipLineAddress, ImmutableArray<string>> names)
    {
        _watch = watch;
        var owners = plan.Chips.ToDictionary(chip => chip.Id, chip => (chip.Driver as RemotePlan)?.Host);
        foreach (var line in watch.Lines)
            _nets[line.Source] = new Shown(names[line.Line], owners.GetValueOrDefault(line.Line.Chip), line.Seq);
        foreach (var guest in plan.Guests)
        {
            var seen = guest.Lines.Where(line => line.From is { } from && names.ContainsKey(from)).ToArray();
            int[] numbers = rig.Log.Words.NumbersOf(
                [.. seen.Select(line => new LogSource(LogSourceKind.GuestLine, guest.Id, line.Line, line.Name, line.Line))]);
            foreach (var (line, number) in seen.Zip(numbers)) _guestLines[number] = rig.Log.Words.Source(number).ToString();
        }

        Levels = [.. watch.Lines.SelectMany(line => names[line.Line].Select(name => (name, line.Level, line.Ns)))];
        Seq = watch.Lines.IsEmpty ? rig.Log.Seq : watch.Lines.Min(line => line.Seq);
    }

    /// <summary>A net as the stream shows it: the names by which it was asked for, and the number of the last event that its reader need
    /// not see.</summary>
    /// <param name="Owner">The host that it is a line of; null = this one.</param>
    public readonly record struct Shown(ImmutableArray<string> Names, string? Owner, long After);

    /// <summary>Each line by each of its names, with its level when the watch began.</summary>
    public ImmutableArray<(string Name, bool Level, long Ns)> Levels { get; }

    /// <summary>The number of the earliest level: who reads from it on misses nothing.</summary>
    public long Seq { get; }

    /// <summary>Watches the lines that are asked for.</summary>
    /// <param name="asked">null = every line.</param>
    /// <param name="must">A line that the plan does not have is an error; else it is left out.</param>
    /// <exception cref="ProblemException">400: no address.</exception>
    /// <exception cref="NameNotFoundException">A line that the plan does not have.</exception>
    public static async Task<StreamLines> WatchAsync(IRig rig, ImmutableArray<string>? asked, bool must, CancellationToken cancel)
    {
        var plan = rig.Plan;
        var lookup = new LineLookup(plan);
        var named = asked is { } texts
            ? texts.Select(text => (Net: Find(lookup, text, must), Name: text)).Where(line => line.Net is not null)
                .Select(line => (Net: line.Net!.Value, line.Name))
            : plan.Chips.SelectMany(chip => NetName.Of(chip).Select((name, index) => (Net: new ChipLineAddress(chip.Id, index), Name: name))
                .Where(line => !chip.Lines[line.Net.Index].IsUnused));
        var names = named.GroupBy(line => line.Net)
            .ToDictionary(group => group.Key, group => group.Select(line => line.Name).ToImmutableArray());
        return new StreamLines(rig, plan, await rig.WatchAsync([.. names.Keys], cancel), names);
    }

    /// <summary>The net that a record is about; null = the stream does not show it.</summary>
    public Shown? Net(int source) => _nets.TryGetValue(source, out var shown) ? shown : null;

    /// <summary>The guest line that a record is about, by its name; null = the stream does not show it.</summary>
    public string? GuestLine(int source) => _guestLines.GetValueOrDefault(source);

    /// <summary>Shows every edge after this number, also those that the levels contain: the reader goes on from there.</summary>
    public void ShowAfter(long seq)
    {
        foreach (int source in _nets.Keys.ToArray()) _nets[source] = _nets[source] with { After = seq };
    }

    /// <summary>The levels right after an event: a line that has changed since had the level that its first edge ended.</summary>
    /// <returns>null = the log does not reach back so far.</returns>
    public IReadOnlyList<(string Name, bool Level, long Ns)>? LevelsAfter(EdgeLog log, long seq, long ns)
    {
        var levels = _watch.Lines.ToDictionary(line => line.Source, line => line.Level);
        var changed = new HashSet<int>();
        var entries = new LogEntry[EventBatch.MostRows];
        var reader = log.ReaderAfter(seq);
        while (reader.Read(entries, out var missed) is > 0 and var count)
        {
            if (missed is not null) return null;
            foreach (ref readonly var entry in entries.AsSpan(0, count))
            {
                bool isFirst = entry.Kind == LogKind.Edge && _nets.TryGetValue(entry.Source, out var net) && entry.Seq <= net.After
                    && changed.Add(entry.Source);
                if (isFirst) levels[entry.Source] = !entry.Level;
            }
        }

        return [.. _watch.Lines.SelectMany(line => _nets[line.Source].Names.Select(name => (name, levels[line.Source], ns)))];
    }

    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    private static ChipLineAddress? Find(LineLookup lookup, string text, bool must)
    {
        if (!LineAddress.TryParse(text, out var address))
            return must ? throw ProblemException.Malformed($"line={text}: expected CHIP/LINE or GUEST:LINE") : null;
        try
        {
            return lookup.Net(address);
        }
        catch (NameNotFoundException) when (!must)
        {
            return null;
        }
    }
}
