using GpioHub.Actors.Hosting;
using GpioHub.Actors.Wires;
using GpioHub.Recording.Log;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;

namespace GpioHub.Actors.Nets;

/// <summary>The stimuli of nets, which <c>set</c> puts in force, and the pulses that they play. Chip's reactor only.</summary>
internal sealed class Stimuli(ChipNets nets, ChipHealth health, PinQueue queue, NetFaults faults, PinSettler settler, PinTroubles troubles,
    Contentions contentions, TimedNets timed, IMonotonicClock clock)
{
    private long? _instant;

    /// <summary>Does something that belongs to one instant: the edges that it makes at once all carry it. What a device answers later has
    /// its own.</summary>
    /// <param name="ns">null = each edge has the instant in which it comes.</param>
    public void At(long? ns, Action act)
    {
        _instant = ns;
        try
        {
            act();
        }
        finally
        {
            _instant = null;
        }
    }

    /// <summary>Begins, changes or ends the stimulus of a line that may be driven from outside.</summary>
    /// <param name="index">Of the line; it may have gone since somebody asked.</param>
    /// <param name="answer">Gets the result, now or when the device has answered.</param>
    /// <param name="pulse">The pulse of which this is the first level; null = the level stays.</param>
    public void Set(int index, bool? level, Action<SetResult> answer, (int Number, PulseOrder Order)? pulse = null)
    {
        if (!nets.Has(index))
        {
            answer(SetAnswers.NoMore(nets.Plan.Id));
            return;
        }

        var net = nets[index];
        if (net.Plan.Control == ControlAccess.Read)
        {
            answer(SetAnswers.NotForDriving(nets.AddressOf(net), level));
            return;
        }

        var operation = new StimulusOperation(net) { Ask = ChipAsk.Apply, Level = level, Answer = answer, Pulse = pulse };
        if (queue.Enter(operation)) Execute(operation);
    }

    /// <summary>Carries out an operation whose turn it is.</summary>
    public void Execute(StimulusOperation operation)
    {
        var net = operation.Net;
        if (!health.IsUp)
        {
            operation.Pin = default;                                       // the operation was never at the device
            Complete(operation, ChipOutcome.Gone);
        }
        else if (operation.Level is { } level && ChipNets.Holder(net) is { } holder)
        {
            contentions.Note(net, ChipNets.StimulusName, holder.AsHolder);
            operation.Answer(SetAnswers.Busy(nets.AddressOf(net), holder, level));
        }
        else if (operation.Pulse is not null && WhyNoPulse(net) is { } why)
        {
            operation.Answer(why);
        }
        else
        {
            operation.Pin = net.PinWith(operation.Level);
            if (queue.Hand(operation) is { } outcome) Complete(operation, outcome);
        }
    }

    /// <summary>Ends an operation that the device has answered.</summary>
    public void Complete(StimulusOperation operation, ChipOutcome outcome)
    {
        var net = operation.Net;
        troubles.NoteOutcome(operation, outcome);
        if (outcome == ChipOutcome.Done) PutInForce(operation, operation.Sensed ?? settler.Undriven(net));
        long? ns = outcome == ChipOutcome.Done ? clock.NowNs : null;
        operation.Answer(
            SetAnswers.Result(outcome, nets.AddressOf(net), nets.Plan.Id, operation.Why ?? health.LastError) with { Ns = ns });
    }

    /// <summary>Puts the next level of a pulse in force. Nobody waits for it: it is a wish, like the wish of a guest that leaves, and it
    /// counts whatever the device answers.</summary>
    public void Step(Net net, PulseState pulse, long now)
    {
        if (pulse.Pass(now) is { } next)
        {
            timed.SetPulse(net, next);
            faults.Changed(net, net.Stimulate(next.Level, settler.Undriven(net)), LogCause.Stimulus, now);
            settler.Settle(net);
            timed.Follow(net);
        }
        else
        {
            Finish(net, pulse, now);
        }
    }

    /// <summary>Ends the pulse of a line; its stimulus is then what it was before.</summary>
    public void EndPulse(Net net)
    {
        foreach (var operation in net.Queue.Waiting.Prepend(net.Queue.AtPort))   // a pulse that has not begun must not begin afterwards
            if (operation is StimulusOperation { Pulse: not null } first) first.IsWithdrawn = true;
        if (timed.PulseOf(net) is { } pulse) Finish(net, pulse);
    }

    /// <summary>Checks that no pulse runs on the net, and that the chip has room for another.</summary>
    /// <returns>null = the pulse may begin; else the refusal.</returns>
    private SetResult? WhyNoPulse(Net net)
    {
        if (timed.PulseOf(net) is not null) return SetAnswers.Pulsing(nets.AddressOf(net));
        return timed.Pulses < PulseRules.MostPerChip ? null : SetAnswers.PulsesEnough(nets.Plan.Id);
    }

    /// <summary>Puts a stimulus in force: a lasting level, which ends a pulse, or the first level of a pulse.</summary>
    private void PutInForce(StimulusOperation operation, bool? undriven)
    {
        var net = operation.Net;
        var before = net.StimulusNow;
        timed.SetPulse(net,
            operation.Pulse is { } pulse ? PulseState.Begun(pulse.Number, pulse.Order, before, _instant ?? clock.NowNs) : null);
        faults.Changed(net, net.Stimulate(operation.Level, undriven), LogCause.Stimulus, _instant);
        timed.Follow(net);
        if (operation.IsWithdrawn && timed.PulseOf(net) is { } unwanted) Finish(net, unwanted);
    }

    private void Finish(Net net, PulseState pulse, long? ns = null)
    {
        timed.SetPulse(net, null);
        faults.Changed(net, net.Restore(pulse.Before, settler.Undriven(net)), LogCause.Stimulus, ns);
        settler.Settle(net);
        timed.Follow(net);
    }
}
