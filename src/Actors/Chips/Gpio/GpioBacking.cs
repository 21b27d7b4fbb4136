using GpioHub.Transports.Chips;
using GpioHub.Transports.Chips.Discovery;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>What a port takes from the machine; a test gives its own.</summary>
/// <param name="Find">Which device a selector means; may block.</param>
/// <param name="DeviceFolder">Where device nodes come and go.</param>
/// <param name="NowNs">The clock of the kernel's timestamps: CLOCK_MONOTONIC, nanoseconds.</param>
public sealed record GpioBacking(IGpioKernel Kernel, Func<ChipSelector, ChipSearch> Find, string DeviceFolder, Func<long> NowNs)
{
    /// <summary>This machine.</summary>
    public static GpioBacking OfThisMachine()
    {
        var kernel = new LinuxGpioKernel();
        return new GpioBacking(kernel, new ChipFinder(kernel).Find, "/dev", () => MonotonicClock.Now);
    }
}
