using GpioHub.Explorer.Plans;
using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Explorer.Tests;

/// <summary>The hub's turns as they overlap, and a chip on another reactor: more schedules, and no promise breaks in them.</summary>
public class ApartSpec(ITestOutputHelper output)
{
    [Theory(DisplayName = "With a chip on another reactor, whose lines take the work of a turn after its flush, the device keeps its " +
        "promises, and nothing breaks that holds with whole turns")]
    [InlineData("zephyr", false)]
    [InlineData("zephyr", true)]
    [InlineData("linux", false)]
    [InlineData("linux", true)]
    public void NothingMoreBreaks(string driver, bool late)
    {
        var whole = new ExplorationPlan
        {
            Driver = DriverModels.Named(driver),
            Types = [IrqType.EdgeRising, IrqType.LevelHigh],
            Handlers = [HandlerKind.Hard],
            ChipSensesLate = late,
        };
        var expected = Exploration.Run(whole);
        var result = Exploration.Run(whole with { TurnsOverlap = true, ChipIsApart = true });
        output.WriteLine($"{driver}, whole turns: {expected}");
        output.WriteLine($"{driver}, apart: {result}");
        Assert.True(result.Complete);
        Assert.True(result.States > expected.States);
        Assert.Empty(result.Broken.Keys.Intersect(Promises.OfTheDeviceAlone));
        Assert.Equal(expected.Broken.Keys.Order(), result.Broken.Keys.Order());
    }
}
