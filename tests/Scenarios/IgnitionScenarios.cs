using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>One ignition, 25 guests, over either transport.</summary>
public abstract class IgnitionScenarios(Transport transport) : RigScenario(
    """
    chips:
      bench: { driver: sim, lines: [IGN] }
    guests:
      ivi:
        lines: [{ name: IGN, from: bench/IGN, access: in }]
      "ecu-{1..24}":
        lines: [{ name: IGN, from: bench/IGN, access: in }]
    """,
    new ScenarioOptions { Transport = transport })
{
    [Fact(DisplayName = "Ignition goes high: ivi and every ecu-* get one rising interrupt, after the edge and before time passes")]
    public void EveryGuestHearsIt()
    {
        var everyone = Guests("ivi", "ecu-*").Line("IGN").RequestIrq(IrqType.EdgeRising);

        Line("bench/IGN").GoesHigh();

        everyone.ShouldHaveInterrupts(1);
        Assert.Equal(25, everyone.Count);
        ShouldHappenInOrder(Line("bench/IGN").Edge(1), Guest("ecu-24").Line("IGN").Interrupt(1));
        Assert.Equal(TimeSpan.Zero, Elapsed);
    }

    [Fact(DisplayName = "It goes low again: nobody who waits for rising hears anything; the next rise reaches all")]
    public void FallingIsNotRising()
    {
        var everyone = Guests().Line("IGN").RequestIrq(IrqType.EdgeRising);

        Line("bench/IGN").GoesHigh().GoesLow();
        everyone.ShouldHaveInterrupts(1);

        Line("bench/IGN").GoesHigh();
        everyone.ShouldHaveInterrupts(2);
    }

    [Fact(DisplayName = "A guest that is off hears nothing and disturbs nobody; booted again, it hears what comes")]
    public void OneGuestIsOff()
    {
        var others = Guests("ecu-*").Line("IGN").RequestIrq(IrqType.EdgeRising);
        Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeRising);
        Guest("ivi").Dies();

        Line("bench/IGN").GoesHigh();
        others.ShouldHaveInterrupts(1);
        Guest("ivi").Line("IGN").ShouldHaveInterrupts(0);

        Guest("ivi").Boots().Line("IGN").RequestsIrq(IrqType.EdgeRising);
        Line("bench/IGN").GoesLow().GoesHigh();
        others.ShouldHaveInterrupts(2);
        Guest("ivi").Line("IGN").ShouldHaveInterrupts(1);
    }
}

public sealed class IgnitionInMemory() : IgnitionScenarios(Transport.InMemory);

public sealed class IgnitionOverSockets() : IgnitionScenarios(Transport.Sockets);
