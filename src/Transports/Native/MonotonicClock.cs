namespace GpioHub.Transports.Native;

/// <summary>CLOCK_MONOTONIC: the clock of gpiochip edge timestamps.</summary>
public static class MonotonicClock
{
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds since an arbitrary start, the same for every process on the machine. Allocates nothing.</summary>
    public static unsafe long Now
    {
        get
        {
            Libc.timespec now;
            // SAFETY: the kernel writes one struct, a local; the clock always exists, so the call cannot fail.
            _ = Libc.clock_gettime(Libc.CLOCK_MONOTONIC, &now);
            return (now.tv_sec * NsPerSecond) + now.tv_nsec;
        }
    }
}
