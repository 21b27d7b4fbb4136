using GpioHub.Rules.Lines;
using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>Guests that boot, pause, reboot, are switched off and die.</summary>
public abstract class LifeScenarios(Transport transport) : RigScenario(Rigs.TwoGuests, new ScenarioOptions { Transport = transport })
{
    [Fact(DisplayName = "A wire between two guests: what one drives, the other reads and hears")]
    public void Wire()
    {
        Guest("adas").Line("LAMP").RequestsIrq(IrqType.EdgeBoth);

        Guest("ivi").Line("LAMP").Drives(high: true);
        Guest("ivi").Line("LAMP").Drives(high: false);

        Guest("adas").Line("LAMP").ShouldHaveSeen(true, false);
        ShouldHappenInOrder(
            Line("bench/LAMP").Edge(1), Guest("adas").Line("LAMP").Interrupt(1), Line("bench/LAMP").Edge(2),
            Guest("adas").Line("LAMP").Interrupt(2));
    }

    [Theory(DisplayName = "A guest that goes, however it goes, leaves its outputs at their release state (VU-47)")]
    [InlineData("reboots")]
    [InlineData("powers off")]
    [InlineData("dies")]
    public void OutputsAreReleased(string how)
    {
        var ivi = Guest("ivi");
        ivi.Line("LAMP").Drives(high: true);
        Line("bench/LAMP").ShouldBeHigh();

        _ = how switch { "reboots" => ivi.Reboots(), "powers off" => ivi.PowersOff(), _ => ivi.Dies() };

        Line("bench/LAMP").ShouldBeLow();
        Assert.Equal(how == "reboots", ivi.IsUp);
    }

    [Fact(DisplayName = "A paused guest's edge waits for it; the other guest is not kept waiting (VU-45, VU-46)")]
    public void PausedGuest()
    {
        var both = Guests().Line("IGN").RequestIrq(IrqType.EdgeRising);

        Guest("ivi").Pauses();
        Line("bench/IGN").GoesHigh();
        Pass(1.Seconds());
        Guest("adas").Line("IGN").ShouldHaveInterrupts(1);
        Guest("ivi").Line("IGN").ShouldHaveInterrupts(0);

        Guest("ivi").Resumes();
        both.ShouldHaveInterrupts(1);
    }

    [Fact(DisplayName = "A rebooted guest has no interrupt until it requests one")]
    public void RebootForgets()
    {
        Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeRising);
        Guest("ivi").Reboots();
        Line("bench/IGN").GoesHigh();
        Guest("ivi").Line("IGN").ShouldHaveInterrupts(0);
        Assert.Equal(IrqType.None, Guest("ivi").Line("IGN").AtHub.Irq);

        Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeRising);
        Line("bench/IGN").GoesLow().GoesHigh();
        Guest("ivi").Line("IGN").ShouldHaveInterrupts(1);
    }

    [Fact(DisplayName = "A level fires again while it is active, and no more once the handler has cleared its source (R-09, R-10)")]
    public void LevelUntilCleared()
    {
        var line = Guest("ivi").Line("IGN");
        line.RequestsIrq(IrqType.LevelHigh, handlerTakes: 1.Milliseconds(), handler: irq =>
        {
            if (irq.Number == 3) Line("bench/IGN").GoesLow();
        });

        Line("bench/IGN").GoesHigh();
        Pass(1.Seconds());

        line.ShouldHaveInterrupts(3);
        line.ShouldHaveNoWarning();
    }

    [Fact(DisplayName = "Freed and requested again: edges between the two are nobody's")]
    public void FreedBetween()
    {
        var line = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeRising);
        line.FreesIrq();
        Line("bench/IGN").GoesHigh().GoesLow();
        line.RequestsIrq(IrqType.EdgeRising);
        line.ShouldHaveInterrupts(0);
        Line("bench/IGN").GoesHigh();
        line.ShouldHaveInterrupts(1);
    }

    [Fact(DisplayName = "A guest that slept while nothing happened hears the next edge")]
    public void SleptInPeace()
    {
        var line = Guest("adas").Line("IGN").RequestsIrq(IrqType.EdgeRising);
        Guest("adas").Suspends();
        Pass(1.Seconds());
        Guest("adas").Wakes();
        Line("bench/IGN").GoesHigh();
        line.ShouldHaveInterrupts(1);
    }

    [Fact(DisplayName = "The merged driver's own: an edge in its sleep costs it the buffer, and it queues none when it wakes; " +
        "disable and enable make it hear again")]
    public void WokenDeaf()
    {
        var line = Guest("adas").Line("IGN").RequestsIrq(IrqType.EdgeRising);
        Guest("adas").Suspends();
        Line("bench/IGN").GoesHigh().GoesLow();
        Guest("adas").Wakes();
        Line("bench/IGN").GoesHigh().GoesLow();
        line.ShouldHaveInterrupts(0);
        // the hub has the edge, and no buffer to say so
        Assert.Equal((true, IrqBufferState.None), (line.AtHub.Latched, line.AtHub.Buffer));

        line.DisablesIrq().EnablesIrq();
        Line("bench/IGN").GoesHigh();
        line.ShouldHaveInterrupts(1);
    }

    [Fact(DisplayName = "Disabled, re-typed, enabled: the new type counts")]
    public void TypeChanges()
    {
        var line = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeRising);
        line.DisablesIrq();
        Line("bench/IGN").GoesHigh();
        line.EnablesIrq().ChangesIrqType(IrqType.EdgeFalling);
        Line("bench/IGN").GoesLow();
        line.ShouldHaveInterrupts(1);
        line.ShouldHaveSeen(false);
    }
}

public sealed class LifeInMemory() : LifeScenarios(Transport.InMemory);

public sealed class LifeOverSockets() : LifeScenarios(Transport.Sockets);
