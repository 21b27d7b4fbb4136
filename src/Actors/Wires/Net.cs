using GpioHub.Rules.Faults;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Wires;

/// <summary>A net: one chip line with its drivers and readers, and the order in which the drivers wrote.</summary>
/// <remarks>Lives as long as the rig and outlives the chip's actor. Its chip's reactor only.</remarks>
internal sealed partial class Net
{
    private bool _wasDriven;

    internal Net(int index, ChipLinePlan plan, Mapping[] mappings)
    {
        (Index, Plan, Mappings) = (index, plan, mappings);
        Device = new DevicePin(this);
        Offset = plan.Offset == ChipLinePlan.ByName ? null : plan.Offset;
        if (plan.Initial is InitialState.Low or InitialState.High)
        {
            HoldsInitial = true;
            State = State.With(plan, InitialDrive, +1);
        }

        foreach (var mapping in mappings) _writes = Math.Max(_writes, mapping.Written);
        State = With(stimulus: null);

        AsIs = plan.Initial != InitialState.Input;
        foreach (var mapping in mappings) mapping.Edges.Level = Level;
        foreach (var mapping in mappings) mapping.Net = this;
    }

    /// <summary>Place in its chip's <see cref="ChipPlan.Lines"/>.</summary>
    public int Index { get; }

    public ChipLinePlan Plan { get; private set; }

    /// <summary>What the net is in the log; set by its chip's nets.</summary>
    internal int Source { get; set; }

    /// <summary>The guest lines mapped to the net. The array is replaced when one comes or goes, and never changed.</summary>
    public Mapping[] Mappings { get; private set; }

    public NetState State
    {
        get;
        internal set
        {
            field = value;
            Mark();
        }
    }

    /// <summary>The resolved level: what drivers and pins make of it.</summary>
    public bool Resolved => State.Level(Plan);

    /// <summary>The level that its readers see: the resolved one, unless <see cref="Faults"/> lie between.</summary>
    public bool Level => Faults is null ? Resolved : Faults.Level;

    /// <summary>Changes of <see cref="Level"/> since the hub started.</summary>
    public long Edges
    {
        get;
        internal set
        {
            field = value;
            Mark();
        }
    }

    /// <summary>How often one driver kept another from driving; <see cref="ResolveRule.Exclusive"/> only.</summary>
    public long Contentions { get; internal set; }

    /// <summary>The faults between the net and its readers; null = none.</summary>
    public FaultChain? Faults { get; internal set; }

    /// <summary>Edges of which the kernel told only their number, because its queue was full.</summary>
    public long Lost { get; internal set; }

    /// <summary>The line's number on the chip; null = not known until the device has been open.</summary>
    public int? Offset { get; internal set; }

    /// <summary>Who has subscribed to its edges from outside, or is about to.</summary>
    internal int Watchers { get; set; }

    /// <summary><c>initial: low|high</c> is in force: no guest has driven the net yet.</summary>
    internal bool HoldsInitial { get; set; }

    /// <summary>The idle drive, by <c>onRelease</c>, of a guest line that is mapped elsewhere by now. It ends when somebody drives the
    /// net.</summary>
    internal Drive Left { get; private set; }

    /// <summary>No guest has given the line a direction yet: the device's pin is left as it was found.</summary>
    internal bool AsIs { get; set; }

    /// <summary>What the device has been asked to do on the net; its chip's queue only.</summary>
    internal NetQueue Queue { get; } = new();

    /// <summary>The device's pin; who settles pins only.</summary>
    internal DevicePin Device { get; }

    internal bool IsWatched
    {
        get
        {
            foreach (var mapping in Mappings)
                if (mapping.Watches) return true;
            return false;
        }
    }

    private Drive InitialDrive => Plan.Initial == InitialState.High ? Drive.IdleHigh : Drive.IdleLow;

    /// <summary>The pin that the net asks for, from all of the above.</summary>
    internal PinState Pin => PinState.Of(State.Driven(Plan), IsWatched, Watchers > 0, AsIs, Device.FoundInput);

    /// <summary>The pin that the net would ask for if <paramref name="mapping"/> had its wish.</summary>
    /// <param name="writes">The wish is a write of an output, even if it changes nothing.</param>
    internal PinState PinWith(Mapping mapping, in DesiredLine desired, bool writes)
    {
        bool watched = desired.Irq != Transports.Virtio.Gpio.IrqType.None;
        foreach (var other in Mappings) watched |= other != mapping && other.Watches;
        return PinState.Of(With(mapping, desired, writes).Driven(Plan), watched, Watchers > 0, AsIs && !Directs(desired),
            Device.FoundInput);
    }

    /// <summary>The pin that the net would ask for with another stimulus.</summary>
    internal PinState PinWith(bool? stimulus) =>
        PinState.Of(With(stimulus).Driven(Plan), IsWatched, Watchers > 0, AsIs && stimulus is null && State.Stimulus is null,
            Device.FoundInput);

    /// <summary>Puts a wish in force.</summary>
    /// <param name="writes">The wish is a write of an output, even if it changes nothing.</param>
    /// <param name="undriven">What the pin is believed to show if nothing drives it any more; null = what it showed before.</param>
    /// <returns>true = the resolved level has changed.</returns>
    /// <param name="request">The serial of the request that it serves; 0 = of none.</param>
    internal bool Commit(Mapping mapping, in DesiredLine desired, bool writes, bool? undriven, uint request = 0)
    {
        if (request != 0) mapping.Applied = request;
        if (desired.Generation != mapping.Desired.Generation) mapping.Given = 0;
        bool before = Resolved;
        State = With(mapping, desired, writes) with { Hardware = undriven ?? State.Hardware };
        AsIs &= !Directs(desired);
        mapping.Desired = desired;
        var drive = Driving.Of(desired, mapping.Plan.OnRelease, mapping.Drive);
        if (IsWrite(mapping, drive, writes)) mapping.Written = Regains(mapping) ? Was(mapping)!.Written : ++_writes;
        mapping.Drive = drive;
        if (!Driving.Claims(drive)) return Counted(before);
        (HoldsInitial, Left, _wasDriven) = (false, Drive.None, true);       // `initial` ends with the first guest's OUT
        return Counted(before);
    }

    /// <summary>Sets or withdraws the stimulus.</summary>
    /// <returns>true = the resolved level has changed.</returns>
    internal bool Stimulate(bool? level, bool? undriven)
    {
        bool before = Resolved;
        AsIs &= level is null && State.Stimulus is null;
        State = With(level) with { Hardware = undriven ?? State.Hardware };
        if (level is not null) _stimulated = ++_writes;
        return Counted(before);
    }

    /// <summary>Takes over what the hardware shows.</summary>
    /// <returns>true = the resolved level has changed.</returns>
    internal bool Show(bool? hardware)
    {
        bool before = Resolved;
        State = State with { Hardware = hardware };
        return Counted(before);
    }

    private NetState With(Mapping mapping, in DesiredLine desired, bool writes)
    {
        var drive = Driving.Of(desired, mapping.Plan.OnRelease, mapping.Drive);
        var state = drive == mapping.Drive ? State : State.With(Plan, mapping.Drive, -1).With(Plan, drive, +1);
        bool claims = Driving.Claims(drive);
        if (HoldsInitial && claims) state = state.With(Plan, InitialDrive, -1);
        if (claims) state = state.With(Plan, Left, -1);
        if (Plan.Resolve != ResolveRule.LastWriter) return state;
        long written = IsWrite(mapping, drive, writes) ? _writes + 1 : mapping.Written;
        return state with { Latest = Latest(state.Stimulus, _stimulated, mapping, drive, written) };
    }

    /// <summary>Whether it asks for a direction: an interrupt does too (VG-D-32), and so does letting go of a
    /// pin that was driven.</summary>
    private static bool Directs(in DesiredLine desired) =>
        desired.Direction != Transports.Virtio.Gpio.GpioDirection.None || desired.Irq != Transports.Virtio.Gpio.IrqType.None;

    private bool Counted(bool before)
    {
        bool changed = Resolved != before;
        if (changed && Faults is null) Edges++;                             // else edges are counted behind the faults
        return changed;
    }
}
