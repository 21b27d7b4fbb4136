using GpioHub.Transports.Native;

namespace GpioHub.Transports.Chips;

/// <summary>What an error of a gpiochip means for the chip.</summary>
public enum ChipFailure
{
    /// <summary>The device refuses this operation: the line is what it was, or its state is not known.</summary>
    Refused,

    /// <summary>Somebody else holds the line (GU-23).</summary>
    Busy,

    /// <summary>The line has no interrupt, or none for both edges (GU-22).</summary>
    NoInterrupt,

    /// <summary>The device has gone, or its bus does not work: all of the chip's lines are affected (GU-13).</summary>
    Gone,
}

/// <summary>The meaning of the kernel's errors. Pure.</summary>
public static class ChipFailures
{
    /// <param name="wantsEdges">The call tried to switch edge detection on.</param>
    public static ChipFailure Of(int errno, bool wantsEdges) => errno switch
    {
        ErrnoCode.EBUSY => ChipFailure.Busy,
        ErrnoCode.ENXIO or ErrnoCode.EINVAL or ErrnoCode.EOPNOTSUPP when wantsEdges => ChipFailure.NoInterrupt,
        // If no edges were wanted, ENXIO is a bus whose device does not answer (the kernel's i2c/fault-codes.rst).
        ErrnoCode.ENXIO or ErrnoCode.ENODEV or ErrnoCode.EIO or ErrnoCode.EREMOTEIO or ErrnoCode.ETIMEDOUT => ChipFailure.Gone,
        _ => ChipFailure.Refused,
    };
}
