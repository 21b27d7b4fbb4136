using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Chips;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>A pin as the kernel is told it.</summary>
internal static class PinConfig
{
    /// <summary>The kernel configuration of this pin. A pin has a bias only once it has a direction, and a drive only once it is an output
    /// (GU-05, GU-S3).</summary>
    public static GpioLineConfig Config(this PinState pin, ChipLinePlan line)
    {
        var bits = line.ActiveLow ? GpioLineBits.ActiveLow : GpioLineBits.None;
        if (pin.Mode == PinMode.AsIs) return new GpioLineConfig(bits);
        bits |= line.Bias switch
        {
            Bias.PullUp => GpioLineBits.BiasPullUp,
            Bias.PullDown => GpioLineBits.BiasPullDown,
            Bias.Disabled => GpioLineBits.BiasDisabled,
            _ => GpioLineBits.None,
        };
        if (pin.Mode == PinMode.Input)
        {
            var edges = pin.Edges ? GpioLineBits.EdgeRising | GpioLineBits.EdgeFalling : GpioLineBits.None;
            return new GpioLineConfig(bits | GpioLineBits.Input | edges, DebounceUs: (uint)line.Debounce.TotalMicroseconds);
        }

        bits |= line.Drive switch
        {
            DriveKind.OpenDrain => GpioLineBits.OpenDrain,
            DriveKind.OpenSource => GpioLineBits.OpenSource,
            _ => GpioLineBits.None,
        };
        return new GpioLineConfig(bits | GpioLineBits.Output, pin.Level);
    }
}
