using GpioHub.Actors.Hosting;

namespace GpioHub.Actors.Nets;

/// <summary>Lets time pass on the nets of a chip: what of faults and pulses is due happens here. Chip's reactor only.</summary>
internal sealed class NetTimers(ChipNets nets, TimedNets timed, NetFaults faults, ChipFaults chipFaults, Stimuli stimuli,
    IMonotonicClock clock)
{
    /// <summary>When <see cref="Pass"/> has something to do, nanoseconds; null = never.</summary>
    public long? NextDueNs => TimedNets.Earlier(timed.NextNs, chipFaults.NextNs);

    /// <inheritdoc cref="TimedNets.TimerIsAt"/>
    public void TimerIsAt(long? ns) => timed.TimerIsAt(ns);

    /// <summary>Lets everything happen that is due, in the order of the instants for which it was due.</summary>
    /// <returns>true = faults of the chip itself have ended, and what they kept from the device is to be resumed.</returns>
    public bool Pass()
    {
        long now = clock.NowNs;
        timed.Pass();
        while (timed.First(now, out long due) is { } net)
        {
            if (timed.PulseOf(net) is { } pulse && pulse.DueNs == due) stimuli.Step(net, pulse, now);
            else faults.Pass(net, due);
        }

        return chipFaults.End(fault => fault.EndsNs <= now) > 0;
    }

    /// <summary>Ends every pulse.</summary>
    public void EndPulses()
    {
        foreach (var net in nets.All) stimuli.EndPulse(net);
    }
}
