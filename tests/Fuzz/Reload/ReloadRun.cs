using GpioHub.Actors.Contract;
using GpioHub.Fuzz.Support;
using GpioHub.Fuzz.Worlds;
using GpioHub.GuestDriver.Driver;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Fuzz.Reload;

/// <summary>A story told to a hub and to the model, which must agree after each step.</summary>
internal sealed class ReloadRun : IDisposable
{
    private readonly ReloadModel _model;
    private readonly HubWorld _world;
    private readonly Dictionary<string, WorldGuest> _guests = [];

    public ReloadRun(RigPlan first) => (_model, _world) = (new ReloadModel(first), new HubWorld(first));

    public long Applied { get; private set; }

    public long RolledBack { get; private set; }

    public long Waiting { get; private set; }

    public long Interrupts { get; private set; }

    public void Take(ReloadStep step)
    {
        if (!_model.Fits(step)) return;
        switch (step)
        {
            case ReloadStep.Apply apply: Apply(apply.Plan); break;
            case ReloadStep.Connect connect: Connect(connect.Guest); break;
            case ReloadStep.Disconnect gone: Disconnect(gone.Guest); break;
            case ReloadStep.Stop stop: _guests[stop.Guest].Stop(); break;
            case ReloadStep.Resume resume: _guests[resume.Guest].Start(); break;
            case ReloadStep.Ask ask:
                var reply = _guests[ask.Guest].Ask(ask.Message, ask.Line, ask.Value);
                Answers(reply, _model.Take(step), $"{ask.Message} {ask.Value} of {ask.Guest}:{ask.Line}");
                break;
            case ReloadStep.Unmask unmask: _guests[unmask.Guest].Unmask(unmask.Line); break;
            case ReloadStep.Set set:
                var result = _world.Set(set.Line, set.Level);
                FuzzException.Unless(_model.Take(step) is not null == (result.Status == SetStatus.Done), $"set: {result}");
                break;
        }

        if (step is not (ReloadStep.Apply or ReloadStep.Ask or ReloadStep.Set)) _model.Take(step);
        _world.RunUntilIdle();
        _world.CheckWell();
        Compare();
    }

    public void Dispose() => _world.Dispose();

    private static GuestSnapshot Of(RigSnapshot hub, string guest) => hub.Guests.Single(snapshot => snapshot.Id == guest);

    private void Apply(RigPlan plan)
    {
        var result = _world.Apply(plan);
        bool applied = _model.Take(new ReloadStep.Apply(plan)) is not null;
        FuzzException.Unless(result.Status == (applied ? ApplyStatus.Applied : ApplyStatus.RolledBack),
            $"the plan is {(applied ? "applied" : "refused")}: {result.Status} {result.Detail}");
        if (!applied)
        {
            RolledBack++;
            return;
        }

        Applied++;
        Waiting += _model.Refused.Count;
        FuzzException.Unless(result.Refused.Length == _model.Refused.Count,
            $"refused for {string.Join(", ", _model.Refused)}: {string.Join("; ", result.Refused)}");
        foreach (string gone in _guests.Keys.Where(id => !_model.Guests.ContainsKey(id)).ToArray())
        {
            _guests[gone].Dispose();
            _guests.Remove(gone);
        }
    }

    private void Disconnect(string id)
    {
        _guests.Remove(id, out var leaving);
        leaving!.Dispose();
        _world.RunUntilIdle();
        if (_model.Guests[id].Pending is not null) _world.Until(hub => Of(hub, id).PendingSlots is null);
    }

    private void Connect(string id)
    {
        var guest = _guests[id] = new WorldGuest(_world, id, packed: _guests.Count % 2 == 1);
        var names = _model.Guests[id].Plan.Lines.Select(line => line.Name);
        FuzzException.Unless(guest.Names.SequenceEqual(names), $"{id} finds its lines: {string.Join(" ", guest.Names)}");
        guest.Ask(GpioMessage.GetDirection, 0);                                // the ring is used: what follows a stop is a resume
    }

    private static void Answers(GpioReply reply, byte? expected, string what)
    {
        var wanted = (expected is null ? GpioStatus.Error : GpioStatus.Ok, expected ?? 0);
        FuzzException.Unless((reply.Status, reply.Value) == wanted, $"{what} is answered {wanted}, not {(reply.Status, reply.Value)}");
    }

    /// <summary>Hub and drivers show what the model says; where an edge may or may not have come, the model takes it over.</summary>
    private void Compare()
    {
        var hub = _world.Describe();
        FuzzException.Unless(RigEquality.Same(_world.Hub.Plan, _model.Plan),
            $"in force is {RigText.Of(_model.Plan)}, not {RigText.Of(_world.Hub.Plan)}");
        foreach (var chip in hub.Chips)
            foreach (var line in chip.Lines)
            {
                var at = new ChipLineAddress(chip.Id, line.Index);
                FuzzException.Unless(line.Level == _model.Level(at), $"{chip.Id}/{line.Index} is {(_model.Level(at) ? "high" : "low")}");
            }

        foreach (var guest in hub.Guests) CompareGuest(guest, _model.Guests[guest.Id]);
        foreach (var (id, guest) in _guests) CompareReturns(id, guest);
    }

    private static void CompareGuest(GuestSnapshot hub, ModelGuest model)
    {
        var state = model.Presence switch
        {
            Presence.Away => GuestState.Waiting,
            Presence.Running => GuestState.Running,
            _ => GuestState.Stopped,
        };
        FuzzException.Unless(hub.State == state, $"{hub.Id} is {state}, not {hub.State}");
        FuzzException.Unless(hub.PendingSlots == model.Pending?.Lines.Length, $"{hub.Id} waits for {model.Pending?.Lines.Length} lines");
        FuzzException.Unless(hub.Slots == model.Lines.Length, $"{hub.Id} has {model.Lines.Length} lines, not {hub.Slots}");
        foreach (var (line, wanted) in hub.Lines.Zip(model.Lines))
        {
            string name = $"{hub.Id}:{line.Line}";
            FuzzException.Unless((line.Name, line.From, line.Access, line.OnRelease)
                == (wanted.Plan.Name, wanted.Plan.From, wanted.Plan.Access, wanted.Plan.OnRelease), $"{name} is as planned");
            if (!model.IsConnected) continue;                                  // a new driver session begins with nothing
            FuzzException.Unless(line.Direction == wanted.Direction, $"{name} has direction {wanted.Direction}, not {line.Direction}");
            FuzzException.Unless(line.Value == wanted.Value, $"{name} has value {wanted.Value}, not {line.Value}");
            FuzzException.Unless(line.Irq == wanted.Irq, $"{name} has interrupt {wanted.Irq}, not {line.Irq}");
            FuzzException.Unless((!line.Diverged || line.From is null) && !line.Pending, $"{name} is as its chip has it");
            if (wanted.MayHaveEdge) continue;
            FuzzException.Unless(line.Latched == wanted.Latched, $"{name} is {(wanted.Latched ? "" : "not ")}latched");
            FuzzException.Unless((line.Buffer != IrqBufferState.None) == wanted.Queued,
                $"{name} has {(wanted.Queued ? "a" : "no")} buffer: {line.Buffer}");
        }

        foreach (var (line, wanted) in hub.Lines.Zip(model.Lines))
        {
            if (!wanted.MayHaveEdge || !model.IsConnected) continue;
            wanted.Latched = line.Latched;
        }
    }

    private void CompareReturns(string id, WorldGuest guest)
    {
        var lines = _model.Guests[id].Lines;
        var expected = _model.Returns.Where(back => back.Guest == id).Select(back => (back.Line, back.Status)).ToList();
        while (guest.Returned.TryDequeue(out var back))
        {
            Interrupts += back.Status == IrqStatus.Valid ? 1 : 0;
            if (expected.Remove(back)) continue;
            if (lines[back.Line].MayHaveEdge && back.Status == IrqStatus.Valid && expected.Remove((back.Line, IrqStatus.Invalid))) continue;
            FuzzException.Unless(lines[back.Line].MayHaveEdge && back.Status == IrqStatus.Valid && lines[back.Line].Queued,
                $"{id}:{back.Line} gets no buffer back {back.Status}");
            lines[back.Line].Queued = false;
        }

        foreach (var (line, status) in expected) throw new FuzzException($"{id}:{line} gets its buffer back {status}");
        foreach (var line in lines) line.MayHaveEdge = false;
    }
}
