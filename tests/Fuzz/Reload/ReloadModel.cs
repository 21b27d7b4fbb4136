using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Fuzz.Reload;

/// <summary>A rig as docs/configuration.md tells it: levels, what guests have set, and which interrupts come. No actor, no ring.</summary>
internal sealed partial class ReloadModel
{
    private readonly Dictionary<ChipLineAddress, ModelNet> _nets = [];
    private readonly Dictionary<ChipLineAddress, int> _changes = [];

    public ReloadModel(RigPlan plan)
    {
        Plan = plan;
        foreach (var chip in plan.Chips)
            for (int i = 0; i < chip.Lines.Length; i++) _nets[new ChipLineAddress(chip.Id, i)] = new ModelNet(chip.Lines[i]);
        foreach (var guest in plan.Guests) Guests[guest.Id] = new ModelGuest(guest);
    }

    /// <summary>The plan in force.</summary>
    public RigPlan Plan { get; private set; }

    public SortedDictionary<string, ModelGuest> Guests { get; } = new(StringComparer.Ordinal);

    /// <summary>Buffers that come back because of the last step.</summary>
    public List<(string Guest, int Line, IrqStatus Status)> Returns { get; } = [];

    private ModelLine? Line(string guest, int line) =>
        Guests.TryGetValue(guest, out var known) && line < known.Lines.Length ? known.Lines[line] : null;

    /// <summary>Whether a step makes sense now.</summary>
    public bool Fits(ReloadStep step) => step switch
    {
        ReloadStep.Connect connect => Guests.TryGetValue(connect.Guest, out var guest) && !guest.IsConnected,
        ReloadStep.Disconnect gone => Guests.TryGetValue(gone.Guest, out var guest) && guest.IsConnected,
        ReloadStep.Stop stop => Runs(stop.Guest),
        ReloadStep.Resume resume => Guests.TryGetValue(resume.Guest, out var guest) && guest.Presence == Presence.Stopped,
        ReloadStep.Ask ask => Runs(ask.Guest) && Line(ask.Guest, ask.Line) is not null,
        ReloadStep.Unmask unmask => Runs(unmask.Guest) && Line(unmask.Guest, unmask.Line) is { Queued: false, Irq: not IrqType.None },
        ReloadStep.Set set => _nets.ContainsKey(set.Line),
        _ => true,
    };

    /// <summary>Does a step that fits.</summary>
    /// <returns>null = refused or answered ERR; else the value of the answer, or 0.</returns>
    public byte? Take(ReloadStep step)
    {
        Returns.Clear();
        switch (step)
        {
            case ReloadStep.Apply apply: return Apply(apply.Plan) ? (byte)0 : null;
            case ReloadStep.Connect connect: Connect(connect.Guest); break;
            case ReloadStep.Disconnect gone: Disconnect(gone.Guest); break;
            case ReloadStep.Stop stop: Stop(stop.Guest); break;
            case ReloadStep.Resume resume: Resume(resume.Guest); break;
            case ReloadStep.Ask ask: return Ask(ask.Guest, ask.Line, ask.Message, ask.Value);
            case ReloadStep.Unmask unmask: Unmask(unmask.Guest, unmask.Line); break;
            case ReloadStep.Set set: return Set(set.Line, set.Level) ? (byte)0 : null;
        }

        return 0;
    }

    private bool Runs(string id) => Guests.TryGetValue(id, out var guest) && guest.Presence == Presence.Running;

    /// <summary>The resolved level, as docs/configuration.md says.</summary>
    public bool Level(ChipLineAddress at)
    {
        var net = _nets[at];
        int high = net.Stimulus == true ? 1 : 0, low = net.Stimulus == false ? 1 : 0;
        foreach (var line in Users(at))
        {
            high += line.Drive == Driven.High ? 1 : 0;
            low += line.Drive == Driven.Low ? 1 : 0;
        }

        if (high + low == 0)
        {
            foreach (var drive in Users(at).Select(line => line.Drive).Append(net.Left))
            {
                high += drive == Driven.IdleHigh ? 1 : 0;
                low += drive == Driven.IdleLow ? 1 : 0;
            }
        }

        if (high + low == 0) return net.Plan.Bias == Bias.PullUp;
        return net.Plan.Resolve == ResolveRule.WiredOr ? high > 0 : low == 0;
    }

    /// <summary>A stimulus from outside.</summary>
    /// <returns>Whether it is taken: an exclusive line that a guest drives refuses it.</returns>
    private bool Set(ChipLineAddress at, bool? level)
    {
        var net = _nets[at];
        if (level is not null && net.Plan.Resolve == ResolveRule.Exclusive && Users(at).Any(line => line.Claims)) return false;
        Watch(() => net.Stimulus = level);
        return true;
    }

    /// <summary>Answers a request other than GET_LINE_NAMES.</summary>
    /// <returns>null = ERR.</returns>
    private byte? Ask(string id, int number, GpioMessage message, uint value)
    {
        var line = Guests[id].Lines[number];
        var from = line.Plan.From;
        switch (message)
        {
            case GpioMessage.GetDirection: return (byte)line.Direction;
            case GpioMessage.GetValue: return from is { } at ? (byte)(Level(at) ? 1 : 0) : null;
            case GpioMessage.SetValue:
                if (from is null) return null;
                Watch(() =>
                {
                    line.Value = value != 0;
                    Drive(line, line.Wanted(away: false, line.Drive));
                });
                return 0;
            case GpioMessage.SetDirection: return SetDirection(id, line, (GpioDirection)value) ? (byte)0 : null;
            default: return SetIrqType(id, line, (IrqType)value) ? (byte)0 : null;
        }
    }

    private void Unmask(string id, int number)
    {
        Guests[id].Lines[number].Queued = true;
        Deliver();
    }

    private void Connect(string id)
    {
        var guest = Guests[id];
        guest.Presence = Presence.Running;
        Watch(() =>
        {
            foreach (var line in guest.Lines)
            {
                (line.Direction, line.Value, line.Irq, line.Latched, line.Queued) = (GpioDirection.None, false, IrqType.None, false, false);
                Drive(line, line.Wanted(away: false, line.Drive));
            }
        });
    }

    private void Stop(string id)
    {
        var guest = Guests[id];
        guest.Presence = Presence.Stopped;
        for (int i = 0; i < guest.Lines.Length; i++) GiveBack(id, guest.Lines[i]);
    }

    private void Resume(string id)
    {
        Guests[id].Presence = Presence.Running;
        Deliver();
    }

    /// <summary>The front-end goes; a shape that waited for that comes.</summary>
    private void Disconnect(string id)
    {
        var guest = Guests[id];
        guest.Presence = Presence.Away;
        Watch(() =>
        {
            foreach (var line in guest.Lines)
            {
                line.Queued = false;
                Drive(line, line.Wanted(away: true, line.Drive));
            }
        });
        if (guest.Pending is { } pending) Apply(Plan with { Guests = [.. Plan.Guests.Select(plan => plan.Id == id ? pending : plan)] }, id);
    }

    private bool SetDirection(string id, ModelLine line, GpioDirection direction)
    {
        if (direction == GpioDirection.None)
        {
            Watch(() => End(id, line));
            return true;
        }

        bool allowed = direction == GpioDirection.In
            ? line.Plan.Access != LineAccess.Out
            : line.Plan.Access != LineAccess.In && line.Irq == IrqType.None;
        if (line.Plan.From is null || !allowed) return false;
        if (direction == line.Direction) return true;
        if (direction == GpioDirection.Out && IsTaken(line)) return false;
        Watch(() =>
        {
            line.Direction = direction;
            Drive(line, line.Wanted(away: false, line.Drive));
        });
        return true;
    }

    private bool SetIrqType(string id, ModelLine line, IrqType type)
    {
        if (type == IrqType.None)
        {
            if (line.Irq != IrqType.None) (line.Irq, line.Latched) = (IrqType.None, false);
            GiveBack(id, line);
            return true;
        }

        if (line.Plan.From is null || line.Plan.Access == LineAccess.Out || line.Direction == GpioDirection.Out) return false;
        if (type == line.Irq) return true;
        (line.Irq, line.Latched) = (type, false);
        Drive(line, line.Wanted(away: false, line.Drive));
        Deliver();
        return true;
    }

    /// <summary>Ends what the guest has set: direction, value, interrupt.</summary>
    private void End(string id, ModelLine line)
    {
        (line.Direction, line.Value, line.Irq, line.Latched) = (GpioDirection.None, false, IrqType.None, false);
        Drive(line, line.Wanted(Guests[id].Presence == Presence.Away, line.Drive));
        GiveBack(id, line);
    }

    private void GiveBack(string id, ModelLine line)
    {
        if (!line.Queued) return;
        line.Queued = false;
        Returns.Add((id, line.Plan.Line, IrqStatus.Invalid));
    }

    /// <summary>Whether another drives the line's net, and does not share it.</summary>
    private bool IsTaken(ModelLine line)
    {
        var at = line.Plan.From!.Value;
        if (_nets[at].Plan.Resolve != ResolveRule.Exclusive || line.Claims) return false;
        return _nets[at].Stimulus is not null || Users(at).Any(other => other != line && other.Claims);
    }

    private IEnumerable<ModelLine> Users(ChipLineAddress at) =>
        Guests.Values.SelectMany(guest => guest.Lines).Where(line => line.Plan.From == at);

    private void Drive(ModelLine line, Driven drive)
    {
        if (line.Plan.From is not { } at || !_nets.TryGetValue(at, out var net)) return;
        if (line.Drive != drive) _changes[at] = _changes.GetValueOrDefault(at) + 1;
        line.Drive = drive;
        if (line.Claims && net.Left != Driven.Nothing) net.Left = Driven.Nothing;
    }

    /// <summary>Does something, and lets those who watch sense what it changes. Where a net changes more than once, because several
    /// lines of a guest let go one after the other, an edge may come that levels before and after do not show.</summary>
    private void Watch(Action action)
    {
        _changes.Clear();
        var before = _nets.Keys.ToDictionary(at => at, Level);
        action();
        foreach (var guest in Guests.Values)
            foreach (var line in guest.Lines)
            {
                if (line.Plan.From is not { } at || !before.TryGetValue(at, out bool was)) continue;
                Sense(line, was, Level(at));
                line.MayHaveEdge |= line.Irq != IrqType.None && _changes.GetValueOrDefault(at) > 1;
            }

        Deliver();
    }

    private static void Sense(ModelLine line, bool before, bool now)
    {
        if (before == now) return;
        line.Latched |= line.Irq == IrqType.EdgeBoth || line.Irq == (now ? IrqType.EdgeRising : IrqType.EdgeFalling);
    }

    /// <summary>Gives back the buffers of interrupts that are due.</summary>
    private void Deliver()
    {
        foreach (var (id, guest) in Guests)
        {
            foreach (var line in guest.Lines)
            {
                if (!line.Queued || guest.Presence != Presence.Running || line.Plan.From is not { } at) continue;
                bool due = line.Irq switch
                {
                    IrqType.None => false,
                    IrqType.LevelHigh => Level(at),
                    IrqType.LevelLow => !Level(at),
                    _ => line.Latched,
                };
                if (!due) continue;
                (line.Queued, line.Latched) = (false, false);
                Returns.Add((id, line.Plan.Line, IrqStatus.Valid));
            }
        }
    }
}
