using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Naming;
using GpioHub.Recording.Log;
using GpioHub.Recording.Vcd;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Control.Recordings;

/// <summary>The lines of a recording, watched, with what each is in the log and in the file.</summary>
/// <remarks>A reload may give a line another number in the log, or take it away; the file's signals stay those with which it
/// began.</remarks>
internal sealed class RecordedLines : IAsyncDisposable
{
    private readonly IRig _rig;
    private readonly ImmutableArray<string> _names;                 // of the nets, in the file's order
    private readonly Dictionary<int, int> _nets = [];               // by number in the log
    private readonly Dictionary<int, int> _guestLines = [];
    private IWatch _watch;

    private RecordedLines(IRig rig, RigPlan plan, ImmutableArray<(string Name, ChipLineAddress Net)> nets, IWatch watch)
    {
        (_rig, _watch, _names) = (rig, watch, [.. nets.Select(net => net.Name)]);
        var places = nets.Index().ToDictionary(net => net.Item.Net, net => net.Index);
        var guestLines = plan.Guests.SelectMany(guest => guest.Lines
            .Where(line => line.From is { } from && places.ContainsKey(from)).Select(line => (Guest: guest.Id, Line: line))).ToArray();
        Sources = new VcdSources(
            [.. nets.Select(net => new VcdNet(net.Net.Chip, net.Name[(net.Net.Chip.Length + 1)..]))],
            [.. guestLines.Select(line => new VcdGuestLine(line.Guest, SourceOf(line).Line, places[line.Line.From!.Value]))],
            [.. plan.Buses.Where(bus => bus.Lines.All(places.ContainsKey))
                .Select(bus => new VcdBus(bus.Name, [.. bus.Lines.Select(line => places[line])]))]);
        int[] numbers = rig.Log.Words.NumbersOf([.. guestLines.Select(SourceOf)]);
        foreach (var (place, number) in numbers.Index()) _guestLines[number] = place;
        Know(places);
    }

    public VcdSources Sources { get; }

    /// <summary>The levels at the instants at which the watch began, in the file's order; null = the line has gone.</summary>
    public ImmutableArray<WatchedLine?> Levels { get; private set; } = [];

    /// <summary>A line whose device tells of edges only while somebody watches it.</summary>
    public bool IsPhysical(int net) => Levels[net] is { } line
        && _rig.Plan.Chips.FirstOrDefault(chip => chip.Id == line.Line.Chip) is { Driver: not SimPlan };

    /// <summary>How well the instants of other hosts' edges are known (LK-13): a sentence for each of their chips.</summary>
    public ImmutableArray<string> Clocks(ImmutableArray<LinkSnapshot> links) =>
    [
        .. Sources.Nets.Select(net => net.Chip).Distinct()
            .Select(chip => (Chip: chip, (_rig.Plan.Chips.FirstOrDefault(each => each.Id == chip)?.Driver as RemotePlan)?.Host))
            .Where(chip => chip.Host is not null)
            .Select(chip => links.FirstOrDefault(link => link.Host == chip.Host)?.RoundTripNs is { } trip
                ? string.Create(CultureInfo.InvariantCulture, $"edges of {chip.Chip} are told by host {chip.Host}: their times are right " +
                    $"to +/- {trip / 2e6:0.###} ms, as both clocks were known when this file was begun")
                : $"edges of {chip.Chip} are told by host {chip.Host}, whose clock was not known when this file was begun"),
    ];

    /// <exception cref="ProblemException">400: no address.</exception>
    /// <exception cref="NameNotFoundException">A line that the plan does not have.</exception>
    public static async Task<RecordedLines> WatchAsync(IRig rig, ImmutableArray<string>? asked, CancellationToken cancel)
    {
        var plan = rig.Plan;
        var lookup = new LineLookup(plan);
        var nets = asked is { } texts
            ? texts.SelectMany(text => NetsOf(text, lookup, plan)).Distinct().Select(net => (NetName.Of(net, plan), net))
            : plan.Chips.SelectMany(chip => NetName.Of(chip).Select((name, index) => (name, new ChipLineAddress(chip.Id, index)))
                .Where(line => !chip.Lines[line.Item2.Index].IsUnused));
        ImmutableArray<(string, ChipLineAddress Net)> all = [.. nets];
        return new RecordedLines(rig, plan, all, await rig.WatchAsync([.. all.Select(net => net.Net)], cancel));
    }

    /// <summary>The net of an address, or those of a bus.</summary>
    private static ImmutableArray<ChipLineAddress> NetsOf(string text, LineLookup lookup, RigPlan plan) =>
        plan.Buses.FirstOrDefault(bus => bus.Name == text) is { } bus ? bus.Lines : [lookup.Net(AddressOf(text))];

    /// <exception cref="ProblemException">400: no address.</exception>
    public static LineAddress AddressOf(string text) => LineAddress.TryParse(text, out var address)
        ? address
        : throw ProblemException.Malformed($"\"{text}\" is no line; expected CHIP/LINE, GUEST:LINE or a bus");

    /// <summary>The signal of a net in the file; null = the file does not have it.</summary>
    public int? Net(int source) => _nets.TryGetValue(source, out int place) ? place : null;

    /// <summary>The place of a guest line in the file; null = the file does not have it.</summary>
    public int? GuestLine(int source) => _guestLines.TryGetValue(source, out int place) ? place : null;

    /// <summary>Goes on under another plan.</summary>
    /// <returns>Nets that there are no more.</returns>
    public async Task<ImmutableArray<int>> FollowAsync(CancellationToken cancel)
    {
        var lookup = new LineLookup(_rig.Plan);
        var places = new Dictionary<ChipLineAddress, int>();
        foreach (var (place, name) in _names.Index())
        {
            try
            {
                places[lookup.Net(AddressOf(name))] = place;
            }
            catch (NameNotFoundException)
            {
                // What is gone has no level any more.
            }
        }
        var before = _watch;
        _watch = await _rig.WatchAsync(places.Keys, cancel);
        await before.DisposeAsync();
        Know(places);
        return [.. Enumerable.Range(0, _names.Length).Except(places.Values)];
    }

    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    private static LogSource SourceOf((string Guest, GuestLinePlan Line) line) =>
        new(LogSourceKind.GuestLine, line.Guest, line.Line.Line, line.Line.Name, line.Line.Line);

    private void Know(Dictionary<ChipLineAddress, int> places)
    {
        _nets.Clear();
        var levels = new WatchedLine?[_names.Length];
        foreach (var line in _watch.Lines)
        {
            levels[places[line.Line]] = line;
            _nets[line.Source] = places[line.Line];
        }
        Levels = [.. levels];
    }
}
