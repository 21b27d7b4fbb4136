using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>A rig of physical chips, without them: the scenario says what the outside world does to a pin.</summary>
public abstract class PhysicalChipScenarios(Transport transport) : RigScenario(
    """
    chips:
      doors:
        driver: gpiochip
        match: { label: mcp23017, DEVPATH: "*/i2c-1/1-0020/*" }
        lines:
          - { offset: 7, name: "Door FL", activeLow: true, bias: pull-up }
    guests:
      gateway:
        lines:
          - { name: DOOR_FL, from: doors/Door FL }
          - { name: K15, from: doors/K15, access: out, onRelease: low }
    """, new ScenarioOptions { Transport = transport })
{
    [Fact(DisplayName = "The file of a rig with physical chips runs as it stands: " +
        "a pin that nobody may set moves when the scenario says so, and its guest hears of it")]
    public void ADoorOpens()
    {
        var door = Guest("gateway").Line("DOOR_FL").RequestsIrq(IrqType.EdgeRising);
        Line("doors/Door FL").GoesHigh();
        door.ShouldHaveInterrupts(1);
        Guest("gateway").Line("DOOR_FL").ShouldReadHigh();
        Line("doors/7").IsReleased();
        Line("doors/Door FL").ShouldBeLow();
    }

    [Fact(DisplayName = "What a guest drives stands on a line that the file knows by name only")]
    public void AnOutput()
    {
        Guest("gateway").Line("K15").Drives(high: true);
        Line("doors/K15").ShouldBeHigh();
        Guest("gateway").PowersOff();
        Line("doors/K15").ShouldBeLow();
    }
}

public sealed class PhysicalChipScenariosInMemory() : PhysicalChipScenarios(Transport.InMemory);

public sealed class PhysicalChipScenariosOverSockets() : PhysicalChipScenarios(Transport.Sockets);
