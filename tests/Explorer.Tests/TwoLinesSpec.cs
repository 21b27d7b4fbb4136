using GpioHub.Explorer.Plans;
using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Explorer.Tests;

/// <summary>Two lines of one guest share the rings and the hub's turns, nothing else.</summary>
public class TwoLinesSpec(ITestOutputHelper output)
{
    [Theory(DisplayName = "Two lines, every schedule of so many steps: what the device promises of one line holds of both")]
    [InlineData("linux", 32, Disturbances.None)]
    [InlineData("linux", 24, Disturbances.EventqStops | Disturbances.EventqDisables | Disturbances.Reset)]
    [InlineData("zephyr", 32, Disturbances.None)]
    [InlineData("linux-v4", 32, Disturbances.None)]
    [InlineData("linux-v4-eoi", 32, Disturbances.None)]
    [InlineData("linux-v4-revised", 32, Disturbances.None)]
    public void BothLines(string driver, int depth, Disturbances disturbances)
    {
        var plan = new ExplorationPlan
        {
            Driver = DriverModels.Named(driver),
            Types = [IrqType.EdgeRising],
            Handlers = [HandlerKind.Hard],
            Calls = [DriverInputKind.RequestIrq, DriverInputKind.FreeIrq],
            Disturbances = disturbances,
            Lines = 2,
            Depth = depth,
            Properties = Promises.OfTheDeviceAlone,
        };
        var result = Exploration.Run(plan);
        output.WriteLine($"{driver}: {result}");
        Assert.Empty(result.Broken);
        Assert.Equal(depth, result.Depth);
    }
}
