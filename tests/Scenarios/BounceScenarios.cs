using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>Contacts that bounce, and slow handlers.</summary>
public abstract class BounceScenarios(Transport transport) : RigScenario(Rigs.OneButton, new ScenarioOptions { Transport = transport })
{
    [Fact(DisplayName =
        "A contact bounces seven times in 2 ms: one interrupt at once, and one after the guest's handler (VG-D-41, VG-D-42)")]
    public void SevenBounces()
    {
        var button = Guest("ivi").Line("BUTTON");
        button.RequestsIrq(IrqType.EdgeBoth, handlerTakes: 5.Milliseconds());

        Line("bench/BUTTON").Bounces(7, within: 2.Milliseconds());
        button.ShouldHaveInterrupts(1);

        button.ShouldGetInterrupts(2, within: 10.Milliseconds());
        button.ShouldHaveSeen(true, true);
        Assert.Equal(5.Milliseconds(), button.Interrupt(2).At);
        ShouldHappenInOrder(Line("bench/BUTTON").Edge(7), button.Interrupt(2));

        Pass(1.Seconds());
        button.ShouldHaveInterrupts(2);
        button.ShouldHaveNoWarning();
    }

    [Fact(DisplayName = "Bounces that end as they began are one interrupt after the handler all the same: an edge is an edge")]
    public void EvenBounces()
    {
        var button = Guest("ivi").Line("BUTTON");
        button.RequestsIrq(IrqType.EdgeFalling, handlerTakes: 1.Milliseconds());

        Line("bench/BUTTON").Bounces(6, within: 1.Milliseconds());
        Pass(1.Seconds());

        button.ShouldHaveInterrupts(2);
    }

    [Fact(DisplayName = "A handler slower than the edges gets one interrupt for all that came meanwhile, for ever")]
    public void SlowHandler()
    {
        var button = Guest("ivi").Line("BUTTON");
        button.RequestsIrq(IrqType.EdgeRising, handlerTakes: 100.Milliseconds());

        for (int i = 0; i < 50; i++)
        {
            Line("bench/BUTTON").GoesHigh().GoesLow();
            Pass(10.Milliseconds());
        }

        button.ShouldHaveInterrupts(6);      // 0, 100, … 400 and 500 ms, as the last edge was at 490
        Assert.Equal(44, button.AtHub.Coalesced);
    }
}

public sealed class BounceInMemory() : BounceScenarios(Transport.InMemory);

public sealed class BounceOverSockets() : BounceScenarios(Transport.Sockets);
