using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;

namespace GpioHub.Actors.Wires;

/// <content>The order in which the drivers wrote. Each driver has one number, so a guest that writes without end needs no more
/// memory.</content>
internal sealed partial class Net
{
    private long _writes;
    private long _stimulated;

    /// <summary>The present stimulus, for <see cref="Restore"/>.</summary>
    internal StimulusBefore StimulusNow => new(State.Stimulus, _stimulated);

    /// <summary>Restores the stimulus as it was before a pulse, with its place in the order of writes.</summary>
    /// <param name="undriven">As for <see cref="Stimulate"/>.</param>
    /// <returns>true = the resolved level has changed.</returns>
    internal bool Restore(StimulusBefore stimulus, bool? undriven)
    {
        bool before = Resolved;
        _stimulated = stimulus.Written;
        var state = State with { Stimulus = stimulus.Level, Hardware = undriven ?? State.Hardware };
        State = Plan.Resolve == ResolveRule.LastWriter ? state with { Latest = Latest(stimulus.Level, _stimulated) } : state;
        return Counted(before);
    }

    /// <summary>Whether this drive of a guest is a write: it was asked for as a write, or the guest begins to drive.</summary>
    private static bool IsWrite(Mapping mapping, Drive drive, bool writes) =>
        Driving.Claims(drive) && (writes || !Driving.Claims(mapping.Drive));

    /// <summary>The state with another stimulus. A stimulus is a write unless it is withdrawn.</summary>
    private NetState With(bool? stimulus)
    {
        var state = State with { Stimulus = stimulus };
        return Plan.Resolve == ResolveRule.LastWriter ? state with { Latest = Latest(stimulus, _writes + 1) } : state;
    }

    /// <summary>The level that the last writer of all drivers puts on the pin, where one guest's drive is taken as it is about to
    /// be.</summary>
    /// <param name="stimulated">Number of the stimulus' write.</param>
    /// <param name="mapping">Whose drive is <paramref name="drive"/>; null = all drives are as they are.</param>
    /// <param name="written">Number of that guest's write.</param>
    private bool? Latest(bool? stimulus, long stimulated, Mapping? mapping = null, Drive drive = Drive.None, long written = 0)
    {
        var last = default(LastWrite).Or(Plan, drive, written);
        if (HoldsInitial && !Driving.Claims(drive)) last = last.Or(Plan, InitialDrive, number: 0);
        if (!Driving.Claims(drive)) last = last.Or(Plan, Left, _leftWritten);
        if (stimulus is { } level) last = last.Or(Plan, level ? Drive.High : Drive.Low, stimulated);
        foreach (var other in Mappings)
            if (other != mapping) last = last.Or(Plan, other.Drive, other.Written);
        return last.Level;
    }
}
