using GpioHub.Rules.Nets;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Wires;

/// <summary>When the oldest edges of each direction came of which a line has not been told; CLOCK_MONOTONIC, nanoseconds.</summary>
/// <param name="RisingNs">Means something while <see cref="EdgeWord.Rising"/> is above 0.</param>
/// <param name="FallingNs">Likewise of <see cref="EdgeWord.Falling"/>.</param>
/// <param name="LastNs">When the last edge came.</param>
internal readonly record struct EdgeTimes(long RisingNs, long FallingNs, long LastNs = 0)
{
    /// <summary>When the oldest edge came of those in <paramref name="edges"/> that make an interrupt of this type due.</summary>
    /// <returns>null = none of them does.</returns>
    public long? OldestFor(IrqType type, in EdgeWord edges)
    {
        long? rising = edges.Rising > 0 ? RisingNs : null, falling = edges.Falling > 0 ? FallingNs : null;
        return type switch
        {
            IrqType.EdgeRising or IrqType.LevelHigh => rising,
            IrqType.EdgeFalling or IrqType.LevelLow => falling,
            IrqType.EdgeBoth => rising < falling || falling is null ? rising : falling,
            _ => null,
        };
    }
}
