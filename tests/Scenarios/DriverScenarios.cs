using GpioHub.GuestDriver.Models;
using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>Every driver that was written for the device, on the same rig.</summary>
public abstract class DriverScenarios(Transport transport) : RigScenario(Rigs.OneButton,
    new ScenarioOptions { Transport = transport, Booted = false })
{
    /// <summary>One of them queues its buffer before it enables the interrupt, which needs a hub that lets it:
    /// see <see cref="EarlyUnmaskScenarios"/>.</summary>
    public static TheoryData<string> All => [.. DriverModels.All.Select(model => model.Name).Where(name => name != "linux-v4-revised")];

    [Theory(DisplayName = "Each edge that a driver waits for is one interrupt")]
    [MemberData(nameof(All))]
    public void EachEdge(string driver)
    {
        var button = Guest("ivi").Boots(driver).Line("BUTTON").RequestsIrq(IrqType.EdgeRising);
        for (int i = 1; i <= 10; i++)
        {
            Line("bench/BUTTON").GoesHigh().GoesLow();
            button.ShouldHaveInterrupts(i);
        }

        button.ShouldHaveNoWarning();
    }

    [Theory(DisplayName = "Free and request, ten times: the last edge is heard, and nothing stays armed at the end")]
    [MemberData(nameof(All))]
    public void FreeAndRequest(string driver)
    {
        var button = Guest("ivi").Boots(driver).Line("BUTTON");
        for (int i = 0; i < 10; i++) button.RequestsIrq(IrqType.EdgeRising).FreesIrq();
        button.RequestsIrq(IrqType.EdgeRising);
        Line("bench/BUTTON").GoesHigh();
        button.ShouldHaveInterrupts(1);
        button.FreesIrq();
        Assert.Equal(IrqType.None, button.AtHub.Irq);
    }

    [Fact(DisplayName = "Drivers of different guests share a rig; a name that is none is refused with those that there are")]
    public void UnknownDriver()
    {
        var e = Assert.Throws<ScenarioException>(() => Guest("ivi").Boots("bsd"));
        Assert.StartsWith("no driver model is named \"bsd\"; there are linux-v4, linux-v4-eoi, linux-v4-revised, linux, zephyr", e.Message,
            StringComparison.Ordinal);
    }
}

public sealed class DriverInMemory() : DriverScenarios(Transport.InMemory);

public sealed class DriverOverSockets() : DriverScenarios(Transport.Sockets);
