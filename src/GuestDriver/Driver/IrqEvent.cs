namespace GpioHub.GuestDriver.Driver;

/// <summary>One interrupt, as its consumer sees it.</summary>
/// <param name="Line">Guest line.</param>
/// <param name="Level">EDGE_RISING, LEVEL_HIGH: true. EDGE_FALLING, LEVEL_LOW: false. EDGE_BOTH: what GET_VALUE answered after the
/// interrupt, as Linux's character device decides between rising and falling; at quick edges it may be the level after a later one.</param>
/// <param name="TimestampNs">CLOCK_MONOTONIC when the used entry was seen, nanoseconds.</param>
public readonly record struct IrqEvent(ushort Line, bool Level, long TimestampNs);
