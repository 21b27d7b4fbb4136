using GpioHub.Rules.Plan;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Chips.Discovery;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>What a port needs from the machine; tests replace it.</summary>
/// <param name="Find">Finds the device that a selector means; may block.</param>
/// <param name="DeviceFolder">The folder in which device nodes come and go.</param>
/// <param name="NowNs">The clock of the kernel's timestamps: CLOCK_MONOTONIC, nanoseconds.</param>
public sealed record GpioBacking(IGpioKernel Kernel, Func<ChipSelector, ChipSearch> Find, string DeviceFolder, Func<long> NowNs)
{
    /// <summary>Makes the port of a chip, to be used on that reactor.</summary>
    public IChipPort PortOf(ChipPlan chip, IReactor reactor) => new GpioChipPort(chip, reactor, this);

    /// <summary>The backing of this machine.</summary>
    public static GpioBacking OfThisMachine()
    {
        var kernel = new LinuxGpioKernel();
        return new GpioBacking(kernel, new ChipFinder(kernel).Find, "/dev", () => MonotonicClock.Now);
    }
}
