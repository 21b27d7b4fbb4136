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

    [Fact(DisplayName = "Of many lines that are wrong a failure names four, draws them, and counts the rest")]
    public void ManyWrong()
    {
        var everyone = Guests().Line("IGN").RequestIrq(IrqType.EdgeRising);
        Line("bench/IGN").GoesHigh();

        string[] said = Assert.Throws<ScenarioException>(() => everyone.ShouldHaveInterrupts(2)).Message.Split('\n');

        Assert.Equal("expected 2 interrupts; ivi/IGN has had 1, ecu-1/IGN has had 1, ecu-2/IGN has had 1, " +
            "ecu-3/IGN has had 1 (and 21 more of 25 lines)", said[0].TrimEnd());
        Assert.Equal(["ms", "bench/IGN", "ivi/IGN", "ecu-1/IGN", "ecu-2/IGN", "ecu-3/IGN"],
            said[2..8].Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));
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
