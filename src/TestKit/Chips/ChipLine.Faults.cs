using GpioHub.Rules.Faults;
using GpioHub.Rules.Pulses;

namespace GpioHub.TestKit;

/// <content>Faults of the line, and pulses. All readers of the line see a fault, the scenario included; the drivers of the line are not
/// affected.</content>
public sealed partial class ChipLine
{
    /// <summary>Readers see one level, whatever drives the line.</summary>
    /// <param name="lasting">null = until the fault <see cref="ActiveFault.Ends"/>.</param>
    public ActiveFault IsStuck(bool high, TimeSpan? lasting = null) =>
        HasFault(new FaultOrder(high ? FaultKind.Stuck1 : FaultKind.Stuck0) { Ttl = lasting });

    /// <summary>The wire to the readers is broken: they see its pull.</summary>
    /// <inheritdoc cref="IsStuck"/>
    public ActiveFault IsOpen(TimeSpan? lasting = null) => HasFault(new FaultOrder(FaultKind.Open) { Ttl = lasting });

    /// <summary>Readers see the opposite.</summary>
    /// <inheritdoc cref="IsStuck"/>
    public ActiveFault IsInverted(TimeSpan? lasting = null) => HasFault(new FaultOrder(FaultKind.Invert) { Ttl = lasting });

    /// <summary>Bounces follow each edge from here on, all of them within <paramref name="bounces"/> × <paramref name="period"/>.</summary>
    /// <param name="bounces">1 … 100; each is two more edges.</param>
    /// <param name="period">At least 100 µs.</param>
    /// <param name="seed">Of the instants in which the contact opens and closes.</param>
    /// <param name="lasting">null = until the fault <see cref="ActiveFault.Ends"/>.</param>
    public ActiveFault Chatters(int bounces, TimeSpan period, uint seed = 1, TimeSpan? lasting = null) =>
        HasFault(new FaultOrder(FaultKind.Bounce) { Count = bounces, Period = period, Seed = seed, Ttl = lasting });

    /// <summary>Readers see the opposite for a moment: at once, and again after each period.</summary>
    /// <param name="width">Of each glitch.</param>
    /// <param name="times">1 … 1000; then the fault is over.</param>
    /// <param name="period">From one to the next, at least 1 ms; null = there is only one.</param>
    public ActiveFault Glitches(TimeSpan width, int times = 1, TimeSpan? period = null) =>
        HasFault(new FaultOrder(FaultKind.Glitch) { Width = width, Count = times, Period = period });

    /// <summary>Readers see each edge later.</summary>
    /// <inheritdoc cref="IsStuck"/>
    public ActiveFault Lags(TimeSpan by, TimeSpan? lasting = null) =>
        HasFault(new FaultOrder(FaultKind.Delay) { Delay = by, Ttl = lasting });

    /// <summary>Readers do not see the next edges; then the fault is over. After an odd number they see the old level
    /// until the next edge.</summary>
    /// <param name="edges">1 … 1000.</param>
    /// <param name="lasting">null = until the fault <see cref="ActiveFault.Ends"/>.</param>
    public ActiveFault Drops(int edges, TimeSpan? lasting = null) =>
        HasFault(new FaultOrder(FaultKind.Drop) { Count = edges, Ttl = lasting });

    /// <summary>Adds any fault, as the control API takes it.</summary>
    /// <exception cref="ScenarioException">The order is not valid; the message says why.</exception>
    public ActiveFault HasFault(FaultOrder order) => new(_rig, Address, FaultTarget.Of(_address), order);

    /// <summary>Plays a pulse: the line is driven high for a time, then low for the next, and so on; then it is what it was before. The hub
    /// plays it while time passes.</summary>
    /// <param name="times">One or more, each at least 1 ms.</param>
    /// <exception cref="ScenarioException">The line cannot be driven, or not so.</exception>
    public ChipLine Pulses(params TimeSpan[] times) => Pulses(new PulseOrder([.. times]));

    /// <summary>Plays any pattern, as the control API takes it.</summary>
    /// <inheritdoc cref="Pulses(TimeSpan[])"/>
    public ChipLine Pulses(PulseOrder order)
    {
        var result = _rig.Pulse(_address, order);
        return result.Status == PulseStatus.Begun
            ? this
            : throw new ScenarioException($"{Address} could not be pulsed: {result.Set?.Detail ?? result.Detail}{Shown()}");
    }

    /// <summary>Ends the line's pulse, if there is one; the line is then what it was before.</summary>
    public ChipLine StopsPulsing()
    {
        _rig.EndPulse(_address);
        return this;
    }
}
