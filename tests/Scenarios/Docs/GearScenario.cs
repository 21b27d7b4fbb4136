using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace MyRig;

public class GearScenario() : RigScenario(
    """
    chips:
      gearbox: { driver: sim, lines: ["GEAR_{0..3}"] }
    guests:
      tcu:
        lines: [{ name: "GEAR_{0..3}", from: "gearbox/GEAR_{0..3}", access: inout }]
    buses:
      GEAR: ["gearbox/GEAR_{0..3}"]                 # the most significant first
    """)
{
    [Fact]
    public void The_gears_change_together()
    {
        var first = Guest("tcu").Line("GEAR_0").RequestsIrq(IrqType.EdgeRising);

        Bus("GEAR").GoesTo(0b1010);                 // all lines in one instant

        first.ShouldHaveInterrupts(1);
        Bus("GEAR").ShouldBe(0b1010);
    }
}
