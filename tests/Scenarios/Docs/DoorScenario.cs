using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace MyRig;

public class DoorScenario() : RigScenario(
    """
    chips:
      body: { driver: sim, lines: [DOOR, LAMP] }
    guests:
      ivi:
        lines:
          - { name: DOOR, from: body/DOOR, access: in }
          - { name: LAMP, from: body/LAMP, access: out, onRelease: low }
    """)
{
    [Fact]
    public void A_contact_bounces_seven_times()
    {
        var door = Guest("ivi").Line("DOOR").RequestsIrq(IrqType.EdgeBoth, handlerTakes: 5.Milliseconds());

        Line("body/DOOR").Bounces(7, within: 2.Milliseconds());     // seven edges; after an odd number the level is the other one
        door.ShouldHaveInterrupts(1);

        door.ShouldGetInterrupts(2, within: 5.Milliseconds());      // one for all that came meanwhile
        Pass(1.Seconds());
        door.ShouldHaveSeen(true, true);                            // no third
        ShouldHappenInOrder(Line("body/DOOR").Edge(7), door.Interrupt(2));
    }

    [Fact]
    public void A_chip_dies_and_comes_back()
    {
        var door = Guest("ivi").Line("DOOR").RequestsIrq(IrqType.EdgeRising);

        Chip("body").Dies();
        door.Reads().ShouldBeError();

        Chip("body").ComesBack();
        Line("body/DOOR").GoesHigh();
        door.ShouldHaveInterrupts(1);
    }

    [Fact]
    public void The_door_contact_is_worn_out()
    {
        var door = Guest("ivi").Line("DOOR").RequestsIrq(IrqType.EdgeRising, handlerTakes: 20.Milliseconds());

        using var worn = Line("body/DOOR").Chatters(bounces: 5, period: 2.Milliseconds(), seed: 42);
        Line("body/DOOR").GoesHigh();
        Pass(1.Seconds());

        door.ShouldHaveInterrupts(2);                               // one at once, one for all that came meanwhile
        worn.ShouldHaveFired(1);
        worn.Ends();
        Line("body/DOOR").GoesLow().GoesHigh();
        door.ShouldHaveInterrupts(3);
    }

    [Fact]
    public void A_guest_that_dies_leaves_the_lamp_off()
    {
        Guest("ivi").Line("LAMP").Drives(high: true);
        Line("body/LAMP").ShouldBeHigh();

        Guest("ivi").Dies();
        Line("body/LAMP").ShouldBeLow();
    }

    [Fact]
    public void The_handler_switches_the_lamp()
    {
        var ivi = Guest("ivi");
        ivi.Line("LAMP").Drives(high: false);
        ivi.Line("DOOR").RequestsIrq(IrqType.EdgeBoth, handler: irq => ivi.Line("LAMP").Drives(irq.IsHigh == true));

        After(3.Seconds(), () => Line("body/DOOR").GoesLow());
        Line("body/DOOR").GoesHigh();
        Line("body/LAMP").ShouldBeHigh();
        Pass(3.Seconds());
        Line("body/LAMP").ShouldBeLow();
    }

    [Theory]
    [InlineData("linux")]
    [InlineData("zephyr")]
    public void Whatever_the_guest_runs(string driver)
    {
        Guest("ivi").PowersOff();
        var door = Guest("ivi").Boots(driver).Line("DOOR").RequestsIrq(IrqType.EdgeFalling);

        Line("body/DOOR").GoesHigh().GoesLow();

        door.ShouldHaveInterrupts(1);
        door.ShouldHaveNoWarning();
    }
}
