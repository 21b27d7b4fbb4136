using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Pulses;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Chips;

/// <content>What applies only with a device below: levels that must be asked for, and pins that the device may refuse.</content>
public sealed partial class ChipDesk
{
    private bool _busyNoted;

    /// <summary>No operation is at the device or waits for it.</summary>
    public bool IsQuiet
    {
        get
        {
            foreach (var net in nets.All)
                if (net.AtPort is not null) return false;
            return true;
        }
    }

    /// <summary>No level is being asked for, and no pin is on its way to what its net wants.</summary>
    public bool IsKnown
    {
        get
        {
            foreach (var net in nets.All)
                if (net.Sensing.Outstanding || net.Settling.Outstanding) return false;
            return true;
        }
    }

    /// <summary>Nothing at the device hangs, or nothing is there that could hang: the chip's actor stops checking.</summary>
    public void NothingBusy() => _busyNoted = false;

    /// <summary>The device is open; <paramref name="facts"/> says what it is and where its lines stand.</summary>
    public void Opened(PortFacts facts)
    {
        (health.Label, health.Path) = (facts.Label, facts.Path);
        for (int i = 0; i < facts.Lines.Length; i++) Show(nets[i], facts.Lines[i]);
    }

    private void Show(Net net, in PortLine line)
    {
        (net.Offset, net.FoundInput) = (line.Offset ?? net.Offset, line.IsInput);
        SetProblem(net, line.Problem);
        if (line.Level is { } level && net.Pin.Mode == PinMode.AsIs) Changed(net, net.Show(level), "hardware");
    }

    /// <summary>Tells a device that has just opened every wish of the lines. Each line then hears that its chip is there.</summary>
    public void Restore()
    {
        foreach (var user in nets.Users)
        {
            bool wishes = user.Watches || user.Drive != Drive.None || user.Desired.Direction != GpioDirection.None;
            if (wishes) TakeIn(new LineOperation(user) { Ask = ChipAsk.Tell, Desired = user.Desired, BringsBack = true });
            else user.Line.Tell(WireProtocol.ChipBack.Instance);
        }

        if (!port.IsDevice) return;
        foreach (var net in nets.All) Settle(net);
    }

    /// <summary>Asks the device to make a pin what its net wants, unless the pin is so already.</summary>
    public void Settle(Net net)
    {
        if (!port.IsDevice || net.Settling.Outstanding || !IsUp) return;
        net.Settling.Outstanding = true;
        TakeIn(net.Settling);
    }

    /// <summary>Asks the device again for every pin that it refused while nobody waited.</summary>
    public void SettleRefused()
    {
        foreach (var net in nets.All)
            if (net.Unsettled) Settle(net);
    }

    /// <summary>Begins, changes or ends a stimulus; <paramref name="asker"/> gets a <see cref="SetResult"/>.</summary>
    /// <param name="pulse">The pulse of which this is the first level; null = the level stays.</param>
    public void Stimulate(Net net, bool? level, IActorRef asker, (int Number, PulseOrder Order)? pulse = null) =>
        TakeIn(new NetOperation(net) { Ask = ChipAsk.Apply, Stimulus = level, Asker = asker, Pulse = pulse, Outstanding = true });

    /// <summary>Senses the level of a line at this moment, for a level interrupt (GU-19).</summary>
    /// <returns>null = the device is slow: the line is told later.</returns>
    public bool? Sense(ChipUser user)
    {
        var net = user.Net;
        if (!port.IsDevice || !IsUp || net.State.Driven(net.Plan) is not null) return net.Level;
        if (Sense(net)) return Seen(net, net.Sensing.Sensed);
        net.Sensing.Awaited = true;
        return null;
    }

    /// <summary>Asks for the level of every line whose changes the device does not tell.</summary>
    public void Refresh()
    {
        if (!port.IsDevice || !IsUp) return;
        foreach (var net in nets.All)
            if (!port.Tracks(net) && net.State.Driven(net.Plan) is null) Sense(net);
    }

    /// <summary>What readers see of a level that a device has just shown.</summary>
    private static bool Seen(Net net, bool? sensed) => net.Faults is null ? sensed ?? net.Level : net.Level;

    /// <returns>true = the answer is there already.</returns>
    private bool Sense(Net net)
    {
        if (net.Sensing.Outstanding) return false;
        net.Sensing.Outstanding = true;
        return TakeIn(net.Sensing);
    }

    private bool Execute(NetOperation operation)
    {
        var net = operation.Net;
        if (!IsUp)
        {
            operation.Pin = default;                                       // the operation was never at the device
            return Complete(operation, ChipOutcome.Gone);
        }

        if (operation.Asker is not null && operation.Stimulus is { } level && ChipNets.Holder(net) is { } holder)
        {
            operation.Outstanding = false;
            Contend(net, ChipNets.StimulusName, holder.AsHolder);
            operation.Asker.Tell(ChipWords.Busy(nets.AddressOf(net), holder, level));
            return true;
        }

        if (operation is { Asker: { } second, Pulse: not null } && WhyNoPulse(net) is { } why)
        {
            operation.Outstanding = false;
            second.Tell(why);
            return true;
        }

        operation.Pin = operation.Asker is null ? net.Pin : net.PinWith(operation.Stimulus);
        return AtPort(operation) is { } outcome && Complete(operation, outcome);
    }

    private bool Complete(NetOperation operation, ChipOutcome outcome)
    {
        var net = operation.Net;
        operation.Outstanding = false;
        NoteOutcome(operation, outcome);
        if (operation.Asker is { } asker)
        {
            bool? undriven = operation.Sensed ?? (port.IsDevice ? net.State.Driven(net.Plan) : null);
            if (outcome == ChipOutcome.Done) TakeStimulus(operation, undriven);
            asker.Tell(ChipWords.Result(outcome, nets.AddressOf(net), nets.Plan.Id, operation.Why ?? health.LastError));
        }
        else if (operation.Sensed is { } sensed && (operation.Ask != ChipAsk.Read || !port.Tracks(net)))
        {
            Changed(net, net.Show(sensed), "hardware");
        }

        if (operation.Awaited) TellLevel(net, Seen(net, operation.Sensed));
        operation.Awaited = false;
        if (operation == net.Settling && outcome == ChipOutcome.Done && operation.Pin != net.Pin) Settle(net);   // it wants another by now
        return true;
    }

    private bool CompleteAtDevice(LineOperation operation, ChipOutcome outcome)
    {
        var net = operation.Net;
        NoteOutcome(operation, outcome);
        // The level was sensed under the old wish, so it belongs to the old watchers: show it first, then commit the wish.
        if (outcome == ChipOutcome.Done && operation.Sensed is { } sensed && (operation.Ask != ChipAsk.Read || !port.Tracks(net)))
            Changed(net, net.Show(sensed), "hardware");
        if (outcome == ChipOutcome.Done && operation.Ask == ChipAsk.Apply) Commit(operation, operation.Sensed);
        return Answer(operation, outcome);
    }

    /// <summary>Tells the level to every level interrupt of the net. This is not an edge (GU-19).</summary>
    internal static void TellLevel(Net net, bool level)
    {
        foreach (var user in net.Users)
        {
            bool senses = user.Desired.Irq is IrqType.LevelHigh or IrqType.LevelLow;
            if (senses && user.Edges.Add(0, 0, level, user.Desired.Generation)) user.Line.Tell(user.Edges, ActorRefs.NoSender);
        }
    }

    private void SayHeldBack(LogThrottle throttle)
    {
        if (throttle.TakeHeldBack() is > 0 and var count)
            _log.Warning("{Count} lines were held back; at most {Most} a second are written", count, LogThrottle.LinesPerSecond);
    }

    private ILoggingAdapter LogOf(Net net) => _log.WithContext(LogSubject.Line, nets.AddressOf(net));

    private void NoteOutcome(PortOperation operation, ChipOutcome outcome)
    {
        var net = operation.Net;
        if (outcome == ChipOutcome.Refused && operation.Why is { } why)
        {
            health.Refusals++;
            if (why != net.Problem && _throttle.Allows(environment.Clock.NowNs))
            {
                SayHeldBack(_throttle);
                LogOf(net).Error("{Reason}; answered ERR", why);
            }
        }

        if (operation.Ask == ChipAsk.Read) return;
        bool untouched = operation.Pin.Mode == PinMode.AsIs || (outcome == ChipOutcome.Refused && !port.Holds(net));
        net.AsIs &= untouched;   // a direction can only be changed, not taken back; and a refusal may have applied it
        if (outcome == ChipOutcome.Gone) return;
        bool doubtful = outcome == ChipOutcome.Refused && port.Holds(net);
        if (doubtful && (!net.Unsettled || operation is NetOperation)) _chip.Tell(NetProtocol.PinUnsettled.Instance, ActorRefs.NoSender);
        net.Unsettled = doubtful;
    }

    /// <summary>The device cannot tell changes of this line; the log says so once (GU-22).</summary>
    internal void IsSampled(Net net)
    {
        if (net.SampledSaid) return;
        net.SampledSaid = true;
        LogOf(net).Info(
            "no interrupt; read every {PeriodMs} ms while somebody waits for its edges, and shorter pulses are lost",
            net.Plan.Sample!.Value.TotalMilliseconds);
    }

    /// <summary>The device's line could be requested after all.</summary>
    internal void Acquired(Net net) => SetProblem(net, null);

    /// <summary>The device's line could not be requested.</summary>
    internal void NotHeld(Net net, string? why) => SetProblem(net, why);

    private void SetProblem(Net net, string? problem)
    {
        if (problem == net.Problem) return;
        if (problem is not null) LogOf(net).Error("{Problem}", problem);
        else LogOf(net).Info("free again");
        net.Problem = problem;
    }

    private void NoteBusy()
    {
        if (_busyNoted) return;
        _busyNoted = true;
        _chip.Tell(NetProtocol.PortBusy.Instance, ActorRefs.NoSender);
    }
}
