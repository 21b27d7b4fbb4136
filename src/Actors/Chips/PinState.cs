using GpioHub.Actors.Rigs;
using GpioHub.Transports.Chips;

namespace GpioHub.Actors.Chips;

public enum PinMode : byte
{
    /// <summary>The pin is as the hub found it: reserved, and nothing else.</summary>
    AsIs,
    Input,
    Output,
}

/// <summary>Everything that a device is to do with one pin. It is whole, so that applying it again repairs whatever was missed.</summary>
/// <param name="Level">Output: the logical level.</param>
/// <param name="Edges">Input, as-is: somebody wants to know of changes. Always both directions, so that the level is known. A second
/// guest's watch then needs no new detector, which would miss edges for a moment; each guest filters.</param>
public readonly record struct PinState(PinMode Mode, bool Level, bool Edges)
{
    /// <summary>The kernel configuration of this pin. A pin has a bias only once it has a direction, and a drive only once it is an output
    /// (GU-05, GU-S3).</summary>
    public GpioLineConfig Config(ChipLinePlan line)
    {
        var bits = line.ActiveLow ? GpioLineBits.ActiveLow : GpioLineBits.None;
        if (Mode == PinMode.AsIs) return new GpioLineConfig(bits);
        bits |= line.Bias switch
        {
            Bias.PullUp => GpioLineBits.BiasPullUp,
            Bias.PullDown => GpioLineBits.BiasPullDown,
            Bias.Disabled => GpioLineBits.BiasDisabled,
            _ => GpioLineBits.None,
        };
        if (Mode == PinMode.Input)
        {
            var edges = Edges ? GpioLineBits.EdgeRising | GpioLineBits.EdgeFalling : GpioLineBits.None;
            return new GpioLineConfig(bits | GpioLineBits.Input | edges, DebounceUs: (uint)line.Debounce.TotalMicroseconds);
        }

        bits |= line.Drive switch
        {
            DriveKind.OpenDrain => GpioLineBits.OpenDrain,
            DriveKind.OpenSource => GpioLineBits.OpenSource,
            _ => GpioLineBits.None,
        };
        return new GpioLineConfig(bits | GpioLineBits.Output, Level);
    }

    /// <summary>The pin that a net asks for.</summary>
    /// <param name="driven">The level that drivers of the hub put on it; null = none.</param>
    /// <param name="watched">A guest waits for its interrupts.</param>
    /// <param name="looked">Somebody watches its edges from outside (<c>mon</c>).</param>
    /// <param name="asIs">The hub has given it no direction yet, and nobody asks for one.</param>
    /// <param name="foundInput">It was an input when the device was opened.</param>
    public static PinState Of(bool? driven, bool watched, bool looked, bool asIs, bool foundInput)
    {
        if (driven is { } level) return new PinState(PinMode.Output, level, Edges: false);
        bool keeps = asIs && !watched && !(looked && foundInput);              // a mere looker must not turn an output into an input
        return new PinState(keeps ? PinMode.AsIs : PinMode.Input, Level: false, watched || looked);
    }
}
