using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios.TestKit;

/// <summary>The message that a user reads after a mistake in the scenario itself.</summary>
public sealed class MistakesSpec() : RigScenario(Rigs.TwoGuests)
{
    [Fact(DisplayName = "A rig with errors names all of them, with line and column")]
    public void BadRig()
    {
        var e = Assert.Throws<ScenarioException>(() => new Broken());
        Assert.Contains("the rig cannot be run:", e.Message, StringComparison.Ordinal);
        Assert.Contains("rig.yaml:5:", e.Message, StringComparison.Ordinal);
        Assert.Contains("rig.yaml:7:", e.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A name that the rig does not have is answered with those that it has")]
    public void UnknownNames()
    {
        Assert.Equal("the rig has no guest \"icu\"; it has ivi, adas", Said(() => Guest("icu")));
        Assert.Equal("the rig has no guest \"ecu-*\"; it has ivi, adas", Said(() => Guests("ivi", "ecu-*")));
        Assert.Equal("the rig has no chip \"body\"; it has bench", Said(() => Chip("body")));
        Assert.Equal("bench has no line \"HORN\"; it has IGN, LAMP", Said(() => Line("bench/HORN")));
        Assert.Equal("ivi has no line \"HORN\"; it has IGN, LAMP", Said(() => Guest("ivi").Line("HORN")));
    }

    [Fact(DisplayName = "A guest that is off cannot be asked; one that is up cannot boot")]
    public void OffAndOn()
    {
        Assert.Equal("ivi is up already", Said(() => Guest("ivi").Boots()));
        Guest("ivi").PowersOff();
        Assert.Equal("ivi is not up: Guest(\"ivi\").Boots() first", Said(() => Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeRising)));
    }

    [Fact(DisplayName = "A line that a guest drives cannot be set from outside: the hub's own words say who has it")]
    public void DrivenLine()
    {
        Guest("ivi").Line("LAMP").Drives(high: true);
        Assert.StartsWith("bench/LAMP could not be set: bench/LAMP is driven by guest ivi (exclusive)",
            Said(() => Line("bench/LAMP").GoesLow()), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "An order that was another is told with both moments; a moment that was not is told with how many were")]
    public void Order()
    {
        var line = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeRising);
        Line("bench/IGN").GoesHigh();
        Assert.StartsWith("expected ivi/IGN interrupt 1 at 0 ms before bench/IGN edge 1 (rising) at 0 ms; it was the other way round",
            Said(() => ShouldHappenInOrder(line.Interrupt(1), Line("bench/IGN").Edge(1))), StringComparison.Ordinal);
        Assert.StartsWith("ivi/IGN: there is no interrupt 2; it had 1", Said(() => line.Interrupt(2)), StringComparison.Ordinal);
        Assert.StartsWith("bench/IGN: there is no edge 2; it had 1", Said(() => Line("bench/IGN").Edge(2)), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A level, an answer or a seen edge that is another than expected is told with both")]
    public void OtherThanExpected()
    {
        var line = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeBoth);
        Line("bench/IGN").GoesHigh();
        Assert.StartsWith("bench/IGN is high, expected low", Said(() => Line("bench/IGN").ShouldBeLow()), StringComparison.Ordinal);
        Assert.StartsWith("ivi/IGN: reads high, expected low", Said(line.ShouldReadLow), StringComparison.Ordinal);
        Assert.StartsWith("ivi/IGN: GetValue 0 was answered OK, expected ERR", Said(() => line.Reads().ShouldBeError()),
            StringComparison.Ordinal);
        Assert.StartsWith("ivi/IGN: has seen [high], expected [low]", Said(() => line.ShouldHaveSeen(false)), StringComparison.Ordinal);
        Assert.StartsWith("expected 2 interrupts; ivi/IGN has had 1", Said(() => line.ShouldGetInterrupts(2, within: 1.Seconds())),
            StringComparison.Ordinal);
        Assert.Equal(1.Seconds(), Elapsed);
    }

    private static string Said(Action mistake) => Assert.Throws<ScenarioException>(mistake).Message;

    private sealed class Broken() : RigScenario(
        """
        chips:
          bench: { driver: sim, lines: [IGN] }
        guests:
          ivi:
            lines: [{ name: IGN, from: bench/IGM }]
          adas:
            lines: [{ name: IGN, from: bank/IGN }]
        """);
}
