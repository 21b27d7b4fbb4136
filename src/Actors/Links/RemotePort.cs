using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Links;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Links;

/// <summary>The port of a chip of another host. What the owner tells of its lines goes to the chip as messages; what is asked of it here
/// goes to the link, once its turn is committed.</summary>
/// <remarks>The owner watches every line from its opening on, so arming an interrupt costs no round trip and misses no edge. Only a line
/// that is driven or let go is asked for (LK-03). Chip's reactor only.</remarks>
internal sealed class RemotePort(ChipPlan plan, IReactor reactor, LinkSet links) : IChipPort
{
    /// <summary>How long a chip may take to open, or to answer, while its hub is heard: then it is opened anew. Guests were answered long
    /// before (HR-05).</summary>
    private const long LongestNs = 2_000_000_000;

    private readonly LinkOutbox _outbox = new(reactor, () => links.ActorOf(((RemotePlan)plan.Driver).Host));
    private ChipPlan _plan = plan;
    private ChipDesk _desk = null!;
    private IActorRef _chip = ActorRefs.Nobody;
    private RemoteLine[] _lines = [];
    private int _opening;
    private bool _isOpen;
    private long? _soughtNs;                                               // since when the owner is asked to open, or for other lines

    public bool IsDevice => true;

    public bool TellsLevels => true;

    public bool IsLooking => _isOpen && _soughtNs is not null;

    private RemotePlan Remote => (RemotePlan)_plan.Driver;

    private long NowNs => _desk.Environment.Clock.NowNs;

    public void Serve(ChipDesk desk) => _desk = desk;

    public bool Tracks(Net net) => true;

    public bool Holds(Net net) => _isOpen && LineOf(net) is { IsUsable: true };

    public void Open(int opening, IActorRef chip)
    {
        (_opening, _chip, _isOpen) = (opening, chip, false);
        _lines = [.. _desk.Nets.All.ToArray().Select(net => new RemoteLine(net))];
        Seek();
    }

    public void Opened(PortProtocol.PortOpened message, bool isPresent)
    {
        if (!isPresent) return;
        (_isOpen, _soughtNs) = (true, null);
        var opened = (RemoteOpened)message;
        for (int i = 0; i < _lines.Length && i < opened.Drivable.Length; i++)
            if (!_lines[i].Net.Plan.IsUnused) _lines[i].Opened(opened.OfDevice.Lines[i], opened.Drivable[i]);
    }

    public PortResult Begin(PortOperation operation, IActorRef chip)
    {
        if (!_isOpen || LineOf(operation.Net) is not { } line) return PortResult.Gone;
        if (!line.IsUsable) return PortResult.Refused;                     // the log has said why
        if (operation.Ask == ChipAsk.Read) return PortResult.Done;         // its net knows
        bool? drive = operation.Pin.Mode == PinMode.Output ? operation.Pin.Level : null;
        bool writes = operation is StimulusOperation { Level: not null } or LineOperation { Writes: true };
        if (line.Has(drive) && !(writes && drive is not null)) return PortResult.Done;
        if (drive is not null && !line.MayDrive)
        {
            operation.Why = $"{Remote.Host} lets no other host drive {_desk.Nets.AddressOf(line.Net)} (control: read)";
            return PortResult.Refused;
        }

        line.Asked(drive, NowNs);
        _outbox.Tell(new LinkProtocol.AskLine(_plan.Id, _opening, line.Net.Index, drive, line.Ticket, operation, operation.Ticket));
        return PortResult.Pending;
    }

    public PortArrival Arrived(PortProtocol.PortAnswered answer)
    {
        var asked = ((RemoteAnswered)answer).Asked;
        bool isPresent = _isOpen && asked.Opening == _opening && asked.Place < _lines.Length;
        if (isPresent) _lines[asked.Place].Answered(asked, answer.Outcome == ChipOutcome.Done);
        return new PortArrival { Why = answer.Why };                       // its level has been told before
    }

    public string? Hanging()
    {
        if (Waited(_soughtNs)) return $"{Remote.Host}: opening {Remote.Chip}";
        return _lines.FirstOrDefault(line => Waited(line.AskedNs)) is { } line
            ? $"{Remote.Host}: driving {_desk.Nets.AddressOf(line.Net)}"
            : null;
    }

    /// <summary>Asks the owner for the lines of another plan. Those of both plans stay open meanwhile.</summary>
    public void Replanned(ChipPlan plan)
    {
        _plan = plan;
        if (!_isOpen) return;
        var before = _lines;
        _lines = [.. _desk.Nets.All.ToArray().Select(net => before.FirstOrDefault(line => line.Net == net) ?? new RemoteLine(net))];
        if (!before.SequenceEqual(_lines)) Seek();
    }

    public void Found(PortProtocol.LinesFound message, bool isPresent)
    {
        if (!isPresent) return;
        _soughtNs = null;
        var found = (RemoteFound)message;
        foreach (var (line, mayDrive) in found.OfLines.Zip(found.Drivable))
            if (line.Index < _lines.Length) _lines[line.Index].Found(line.Line, mayDrive);
    }

    public void Close()
    {
        if (_opening == 0) return;
        (_isOpen, _soughtNs, _lines) = (false, null, []);
        _outbox.Tell(new LinkProtocol.CloseChip(_plan.Id, _opening, _desk.Health.IsUp));
    }

    private void Seek()
    {
        _soughtNs = NowNs;
        var used = _lines.Where(line => !line.Net.Plan.IsUnused).ToArray();
        var lines = ImmutableArray.CreateBuilder<OpenLine>(used.Length);
        foreach (var line in used)
        {
            bool drives = line.Net.Pin.Mode == PinMode.Output;
            line.Sought(drives);
            lines.Add(new OpenLine(NameOf(line.Net.Plan), drives));
        }

        _outbox.Tell(new LinkProtocol.OpenChip(
            _plan.Id, Remote, _opening, lines.MoveToImmutable(), [.. used.Select(line => line.Net.Index)], _chip));
    }

    private static string NameOf(ChipLinePlan line) =>
        line.Offset == ChipLinePlan.ByName ? line.Name! : line.Offset.ToString(CultureInfo.InvariantCulture);

    private RemoteLine? LineOf(Net net) => net.Index < _lines.Length && _lines[net.Index] is var line && line.Net == net ? line : null;

    private bool Waited(long? sinceNs) => sinceNs is { } since && NowNs - since > LongestNs;
}
