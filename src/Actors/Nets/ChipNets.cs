using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Wires;
using GpioHub.Recording.Log;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Nets;

/// <summary>The nets of one chip with their users: what must outlive the chip's actor.</summary>
/// <remarks>Chip's reactor only. No I/O, and nothing of Akka but the users' addresses.</remarks>
internal sealed class ChipNets
{
    private Net[] _nets;
    private RecordFile? _file;
    private RecordTurn? _turn;

    public ChipNets(ChipPlan plan, IEnumerable<Mapping> mappings)
    {
        Plan = plan;
        Mappings = [.. mappings];
        var users = Mappings.ToLookup(mapping => mapping.Address.Index);
        _nets = [.. plan.Lines.Select((line, index) => new Net(index, line, [.. users[index]]))];
    }

    /// <summary>Has every net recorded from here on.</summary>
    /// <param name="recall">The nets go on with what another process has left.</param>
    /// <returns>Nets of which nothing was left that makes sense: they start anew.</returns>
    internal IReadOnlyList<Net> RecordIn(RecordFile file, RecordTurn turn, bool recall)
    {
        (_file, _turn) = (file, turn);
        return [.. _nets.Where(net => !net.RecordIn(RecordOf(net), recall))];
    }

    public ChipPlan Plan { get; private set; }

    public ImmutableArray<Mapping> Mappings { get; private set; }

    public ReadOnlySpan<Net> All => _nets;

    public Net this[int index] => _nets[index];

    /// <summary>chip/name, or chip/offset of a line without one.</summary>
    public string AddressOf(Net net) => Address(Plan.Id, net.Plan, net.Offset ?? net.Index);

    /// <inheritdoc cref="AddressOf"/>
    internal static string Address(string chip, ChipLinePlan line, int offset) =>
        $"{chip}/{NameOf(line, offset)}";

    private static string NameOf(ChipLinePlan line, int offset) =>
        line.Name ?? offset.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Gives every net its number in the log. One whose name has changed gets another.</summary>
    internal void Number(LogWords words)
    {
        int[] numbers = words.NumbersOf(
            [.. _nets.Select(net => new LogSource(LogSourceKind.Net, Plan.Id, net.Index, net.Plan.Name, net.Offset))]);
        foreach (var (net, number) in _nets.Zip(numbers)) net.Source = number;
    }

    /// <summary>Whether a line is there. It may have gone since somebody asked for it.</summary>
    public bool Has(int index) => index < _nets.Length && !_nets[index].Plan.IsUnused;

    /// <summary>Maps a guest line to its net.</summary>
    internal void Attach(Mapping mapping)
    {
        Mappings = Mappings.Add(mapping);
        _nets[mapping.Address.Index].Attach(mapping);
    }

    /// <summary>Ends the mapping of a guest line that has let go.</summary>
    /// <returns>true = the level of its net has changed.</returns>
    internal bool Detach(Mapping mapping)
    {
        Mappings = Mappings.Remove(mapping);
        return mapping.Net.Detach(mapping);
    }

    /// <summary>Takes over another plan. Lines that are new, gone or unused have no users; a line that is in both plans keeps its
    /// net.</summary>
    /// <returns>Nets that are gone.</returns>
    internal IReadOnlyList<Net> Replan(ChipPlan plan)
    {
        var before = _nets;
        Plan = plan;
        _nets = [.. plan.Lines.Select(
            (line, i) => i < before.Length && before[i].Plan.IsUnused == line.IsUnused ? before[i] : new Net(i, line, []))];
        Net[] gone = [.. before.Where((net, i) => i >= _nets.Length || _nets[i] != net)];
        if (_file is not null) RecordAgain(gone);
        return gone;
    }

    /// <summary>Has the nets that are new recorded, each at the place of its index.</summary>
    private void RecordAgain(Net[] gone)
    {
        foreach (var net in _nets.Where(net => net.Record is null)) net.RecordIn(RecordOf(net), recall: false);
        foreach (var net in gone.Where(net => net.Index >= _nets.Length)) net.Record?.Remove();
    }

    private NetRecord RecordOf(Net net) => new(net, _file!, _turn!, $"c/{Plan.Id}/{net.Index}");

    /// <summary>The stimulus of <c>set</c> in events, as the driver and as who wants to drive.</summary>
    public const string StimulusName = "stimulus";

    /// <summary>Who keeps <paramref name="mapping"/> from driving as it wants; null = nobody, which is always so on a line that is not
    /// exclusive.</summary>
    public static string? Conflict(Mapping mapping, in DesiredLine desired)
    {
        if (mapping.Net.Plan.Resolve != ResolveRule.Exclusive) return null;
        if (!Driving.Claims(Driving.Of(desired, mapping.Plan.OnRelease, mapping.Drive)) || Driving.Claims(mapping.Drive)) return null;
        if (mapping.Net.Regains(mapping)) return null;
        if (mapping.Net.State.Stimulus is not null) return StimulusName;
        return Holder(mapping.Net)?.AsHolder;
    }

    /// <summary>The guest that drives an exclusive line; null = none, which is always so on a line that is not exclusive.</summary>
    public static Mapping? Holder(Net net)
    {
        if (net.Plan.Resolve != ResolveRule.Exclusive) return null;
        foreach (var mapping in net.Mappings)
            if (Driving.Claims(mapping.Drive)) return mapping;
        return null;
    }

    /// <summary>The whole chip as it is now.</summary>
    public ChipSnapshot Snapshot(ChipHealth health)
    {
        var lines = new List<LineSnapshot>(_nets.Length);
        foreach (var net in _nets)
            if (!net.Plan.IsUnused) lines.Add(Snapshot(net));
        return new ChipSnapshot(Plan.Id, Plan.Driver.Name, health.State, health.Restarts, health.LastError, [.. lines])
        {
            Label = health.Label,
            Path = health.Path,
            Host = (Plan.Driver as RemotePlan)?.Host,
        };
    }

    /// <summary>What has been counted on the chip.</summary>
    /// <param name="faults">Active faults.</param>
    /// <param name="lines">With each line.</param>
    public ChipCounts Counts(ChipHealth health, int faults, bool lines)
    {
        long edges = 0, lost = 0, contentions = 0;
        var each = ImmutableArray.CreateBuilder<LineCounts>();
        foreach (var net in _nets)
        {
            if (net.Plan.IsUnused) continue;
            edges += net.Edges;
            lost += net.Lost;
            contentions += net.Contentions;
            if (lines) each.Add(new LineCounts(NameOf(net.Plan, net.Offset ?? net.Index), net.Level, net.Edges));
        }

        return new ChipCounts(Plan.Id, health.State, health.LastError, health.Restarts, edges, lost, contentions, faults,
            each.DrainToImmutable());
    }

    public LineSnapshot Snapshot(Net net)
    {
        var drivers = ImmutableArray.CreateBuilder<DriverSnapshot>();
        if (net.State.Stimulus is { } stimulus) drivers.Add(new DriverSnapshot(DriverKind.Stimulus, "", stimulus));
        foreach (var mapping in net.Mappings)
        {
            if (mapping.Drive == Drive.None) continue;
            bool active = mapping.Drive is Drive.High or Drive.IdleHigh;
            drivers.Add(new DriverSnapshot(Driving.Claims(mapping.Drive) ? DriverKind.Guest : DriverKind.Idle, mapping.Guest, active));
        }

        if (net.Left != Drive.None) drivers.Add(new DriverSnapshot(DriverKind.Idle, "", net.Left == Drive.IdleHigh));
        var driven = net.State.Driven(net.Plan);
        if (net.State.Hardware is { } hardware && (driven is null || (net.Plan.LevelIsTold && driven != hardware)))
            drivers.Add(new DriverSnapshot(DriverKind.Hardware, "", hardware));
        foreach (var fault in net.Faults?.Links ?? [])
            if (fault.State is StuckFault stuck) drivers.Add(new DriverSnapshot(DriverKind.Fault, FaultNames.Id(fault.Number), stuck.At));
        var line = net.Plan;
        return new LineSnapshot(Plan.Id, net.Index, net.Offset, line.Name, net.Level, line.Bias, line.ActiveLow, line.Resolve, line.Control,
            drivers.ToImmutable(), [.. net.Mappings.Where(mapping => !mapping.IsHost || mapping.Watches).Select(Reader)], net.Edges,
            net.Lost)
        {
            Problem = net.Device.Problem,
            Contentions = net.Contentions,
        };
    }

    private static ReaderSnapshot Reader(Mapping mapping) =>
        new(mapping.Guest, mapping.Plan.Line, mapping.Plan.Name, mapping.Plan.Access, mapping.Desired.Irq, Masked: false, Latched: false);
}
