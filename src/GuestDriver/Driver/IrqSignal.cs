using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>One interrupt, as a hard handler sees it: before anybody has asked the device anything.</summary>
/// <param name="Line">Guest line.</param>
/// <param name="Type">The type that the interrupt has.</param>
/// <param name="TimestampNs">CLOCK_MONOTONIC when the used entry was seen, nanoseconds.</param>
public readonly record struct IrqSignal(ushort Line, IrqType Type, long TimestampNs)
{
    /// <summary>EDGE_RISING, LEVEL_HIGH: true. EDGE_FALLING, LEVEL_LOW: false. EDGE_BOTH: null, because the device does not say which
    /// edge it was, and several may have become one event (VG-D-37).</summary>
    public bool? Level => Type switch
    {
        IrqType.EdgeRising or IrqType.LevelHigh => true,
        IrqType.EdgeFalling or IrqType.LevelLow => false,
        _ => null,
    };
}
