using System.Diagnostics;

namespace GpioHub.Transports.Native;

/// <summary>CLOCK_MONOTONIC: the clock of gpiochip edge timestamps.</summary>
public static class MonotonicClock
{
    /// <summary>Nanoseconds since an arbitrary start, the same for every process on the machine. Allocates nothing.</summary>
    /// <remarks>On Linux a Stopwatch tick is one nanosecond of CLOCK_MONOTONIC; a spec holds this.</remarks>
    public static long Now => Stopwatch.GetTimestamp();
}
