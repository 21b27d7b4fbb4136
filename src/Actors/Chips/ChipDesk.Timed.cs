using Akka.Actor;
using GpioHub.Actors.Chips.Faults;
using GpioHub.Actors.Chips.Pulses;
using GpioHub.Actors.Control;

namespace GpioHub.Actors.Chips;

/// <content>What happens on nets because time passes: faults and pulses. The timer is the chip's actor's.</content>
public sealed partial class ChipDesk
{
    private readonly List<Net> _timed = [];                                // those with faults or a pulse
    private long? _timerNs;

    /// <summary>When <see cref="PassTime"/> has something to do, nanoseconds; null = not at all.</summary>
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

    /// <summary>Everything that is due happens, in the order of the instants for which it was due.</summary>
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

    /// <summary>A pulse is one of the few that run at a time.</summary>
    /// <returns>null = it may begin.</returns>
    private SetResult? WhyNoPulse(Net net)
    {
        if (net.Pulse is not null) return ChipWords.Pulsing(nets.AddressOf(net));
        return _timed.Count(other => other.Pulse is not null) < PulseRules.MostPerChip ? null : ChipWords.PulsesEnough(nets.Plan.Id);
    }

    /// <summary>The pulse of a line ends now, and its stimulus is what it was before.</summary>
    public void EndPulse(Net net)
    {
        foreach (var operation in net.Waiting.Prepend(net.AtPort))         // one that has not begun is not to begin afterwards
            if (operation is NetOperation { Pulse: not null } first) first.IsWithdrawn = true;
        if (net.Pulse is { } pulse) Finish(net, pulse);
    }

    /// <summary>The hub ends: nothing that only was to be for a while is to stay.</summary>
    public void EndFaultsAndPulses()
    {
        foreach (var net in nets.All) EndPulse(net);
        ClearFault(null);
    }

    /// <summary>A stimulus is in force: a level for good, which ends a pulse, or the first level of one.</summary>
    private void TakeStimulus(NetOperation operation, bool? undriven)
    {
        var net = operation.Net;
        var before = net.StimulusNow;
        net.Pulse = operation.Pulse is { } pulse ? PulseState.Begun(pulse.Number, pulse.Order, before, environment.Clock.NowNs) : null;
        Changed(net, net.Stimulate(operation.Stimulus, undriven), "stimulus");
        Follow(net);
        if (operation.IsWithdrawn && net.Pulse is { } unwanted) Finish(net, unwanted);
    }

    /// <summary>The next level of a pulse. Nobody waits for it: it is a wish, like that of a guest that leaves, whatever
    /// the device says to it.</summary>
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

    /// <summary>What a pin is believed to show that is let go.</summary>
    private bool? Undriven(Net net) => port.IsDevice ? net.State.Driven(net.Plan) : null;

    private void Follow(Net net)
    {
        bool isTimed = net.Faults is not null || net.Pulse is not null;
        if (!isTimed) _timed.Remove(net);
        else if (!_timed.Contains(net)) _timed.Add(net);
        NoteDue(DueOf(net));
    }

    /// <summary>The net is gone, and what was for a while on it.</summary>
    private void ForgetTimed(Net net)
    {
        (net.Faults, net.Pulse) = (null, null);
        _timed.Remove(net);
    }

    private void NoteDue(long? ns)
    {
        if (ns is null || _timerNs <= ns) return;
        _timerNs = ns;
        _chip.Tell(FaultProtocol.DueSooner.Instance, ActorRefs.NoSender);
    }

    private static long? DueOf(Net net) => Earlier(net.Faults?.NextNs, net.Pulse?.DueNs);

    private static long? Earlier(long? one, long? other) => one <= other || other is null ? one : other;
}
