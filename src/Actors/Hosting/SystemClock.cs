using GpioHub.Transports.Native;

namespace GpioHub.Actors.Hosting;

/// <summary>CLOCK_MONOTONIC.</summary>
public sealed class SystemClock : IMonotonicClock
{
    public static readonly SystemClock Instance = new();

    public long NowNs => MonotonicClock.Now;
}
