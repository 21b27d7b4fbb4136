using System.Collections.Immutable;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Pulses;

namespace GpioHub.Actors.Chips;

/// <summary>The messages of a <see cref="ChipActor"/> about faults and pulses, beside its <see cref="ChipProtocol"/>.</summary>
internal static class FaultProtocol
{
    /// <summary>In: begins a fault; answered with <see cref="FaultResult"/>.</summary>
    /// <param name="Index">The line's; null = the chip.</param>
    /// <param name="Order">A valid order, <see cref="FaultRules.Completed"/>.</param>
    public sealed record AddFault(int Number, int? Index, FaultOrder Order);

    /// <summary>In: ends a fault, or all faults of this chip; answered with <see cref="Cleared"/>.</summary>
    /// <param name="Number">null = all.</param>
    public sealed record ClearFault(int? Number);

    /// <param name="Count">Faults that were there.</param>
    public sealed record Cleared(int Count);

    /// <summary>In: answered with <see cref="FaultList"/>.</summary>
    public sealed record ListFaults
    {
        public static readonly ListFaults Instance = new();
    }

    /// <summary>In the order in which they were added.</summary>
    public sealed record FaultList(ImmutableArray<FaultSnapshot> Faults);

    /// <summary>In: begins a pulse; answered with <see cref="SetResult"/> when its first level is driven.</summary>
    /// <param name="Order">A valid order, <see cref="PulseRules.Completed"/>.</param>
    /// <param name="Ns">The instant in which it begins, nanoseconds; null = when it is driven.</param>
    public sealed record BeginPulse(int Number, int Index, PulseOrder Order, long? Ns = null);

    /// <summary>In: ends the pulse of a line, if there is one; answered with <see cref="PulseEnded"/>.</summary>
    public sealed record EndPulse(int Index);

    public sealed record PulseEnded
    {
        public static readonly PulseEnded Instance = new();
    }

    /// <summary>In, from a timer: something of a fault or a pulse is due.</summary>
    public sealed record Due
    {
        public static readonly Due Instance = new();
    }
}
