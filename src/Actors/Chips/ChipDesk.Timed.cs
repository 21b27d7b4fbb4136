using Akka.Actor;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Pulses;

namespace GpioHub.Actors.Chips;

/// <content>What happens on nets because time passes: faults and pulses. The chip's actor has the timer.</content>
public sealed partial class ChipDesk
{
    private readonly List<Net> _timed = [];                                // nets with faults or a pulse
    private long? _timerNs;

    /// <summary>When <see cref="PassTime"/> has something to do, nanoseconds; null = never.</summary>
    public long? NextDueNs
    {
        get
        {
            long? next = null;
            foreach (var net in _timed) next = Earlier(next, DueOf(net));
            foreach (var fault in _chipFaults ?? []) next = Earlier(next, fault.EndsNs);
            return next;
        }
    }

    /// <summary>From now on the actor's timer stands at this instant; null = it is off.</summary>
    public void TimerIsAt(long? ns) => _timerNs = ns;

    /// <summary>Lets everything happen that is due, in the order of the instants for which it was due.</summary>
    public void PassTime()
    {
        long now = environment.Clock.NowNs;
        _timerNs = long.MinValue;                                          // the actor sets it afterwards
        while (_timed.MinBy(net => DueOf(net) ?? long.MaxValue) is { } net && DueOf(net) is { } due && due <= now)
        {
            if (net.Pulse is { } pulse && pulse.DueNs == due) Step(net, pulse, now);
            else Keep(net, CaughtUp(net, net.Faults!, due));
        }

        EndChipFaults(fault => fault.EndsNs <= now);
    }

    /// <summary>Checks that no pulse runs on the net, and that the chip has room for another.</summary>
    /// <returns>null = the pulse may begin; else the refusal.</returns>
    private SetResult? WhyNoPulse(Net net)
    {
        if (net.Pulse is not null) return ChipWords.Pulsing(nets.AddressOf(net));
        return _timed.Count(other => other.Pulse is not null) < PulseRules.MostPerChip ? null : ChipWords.PulsesEnough(nets.Plan.Id);
    }

    /// <summary>Ends the pulse of a line; its stimulus is then what it was before.</summary>
    public void EndPulse(Net net)
    {
        foreach (var operation in net.Waiting.Prepend(net.AtPort))         // a pulse that has not begun must not begin afterwards
            if (operation is NetOperation { Pulse: not null } first) first.IsWithdrawn = true;
        if (net.Pulse is { } pulse) Finish(net, pulse);
    }

    /// <summary>Ends everything that is there only for a while, because the hub stops.</summary>
    public void EndFaultsAndPulses()
    {
        foreach (var net in nets.All) EndPulse(net);
        ClearFault(null);
    }

    /// <summary>Puts a stimulus in force: a lasting level, which ends a pulse, or the first level of a pulse.</summary>
    private void TakeStimulus(NetOperation operation, bool? undriven)
    {
        var net = operation.Net;
        var before = net.StimulusNow;
        net.Pulse = operation.Pulse is { } pulse ? PulseState.Begun(pulse.Number, pulse.Order, before, environment.Clock.NowNs) : null;
        Changed(net, net.Stimulate(operation.Stimulus, undriven), "stimulus");
        Follow(net);
        if (operation.IsWithdrawn && net.Pulse is { } unwanted) Finish(net, unwanted);
    }

    /// <summary>Puts the next level of a pulse in force. Nobody waits for it: it is a wish, like the wish of a guest that leaves, and it
    /// counts whatever the device answers.</summary>
    private void Step(Net net, PulseState pulse, long now)
    {
        if (pulse.Pass(now) is { } next)
        {
            net.Pulse = next;
            Changed(net, net.Stimulate(next.Level, Undriven(net)), "stimulus");
            Settle(net);
            Follow(net);
        }
        else
        {
            Finish(net, pulse);
        }
    }

    private void Finish(Net net, PulseState pulse)
    {
        net.Pulse = null;
        Changed(net, net.Restore(pulse.Before, Undriven(net)), "stimulus");
        Settle(net);
        Follow(net);
    }

    /// <summary>What a pin is believed to show once it is let go.</summary>
    private bool? Undriven(Net net) => port.IsDevice ? net.State.Driven(net.Plan) : null;

    private void Follow(Net net)
    {
        bool isTimed = net.Faults is not null || net.Pulse is not null;
        if (!isTimed) _timed.Remove(net);
        else if (!_timed.Contains(net)) _timed.Add(net);
        NoteDue(DueOf(net));
    }

    /// <summary>Drops faults and pulse of a net that is gone.</summary>
    private void ForgetTimed(Net net)
    {
        (net.Faults, net.Pulse) = (null, null);
        _timed.Remove(net);
    }

    private void NoteDue(long? ns)
    {
        if (ns is null || _timerNs <= ns) return;
        _timerNs = ns;
        _chip.Tell(NetProtocol.DueSooner.Instance, ActorRefs.NoSender);
    }

    private static long? DueOf(Net net) => Earlier(net.Faults?.NextNs, net.Pulse?.DueNs);

    private static long? Earlier(long? one, long? other) => one <= other || other is null ? one : other;
}
