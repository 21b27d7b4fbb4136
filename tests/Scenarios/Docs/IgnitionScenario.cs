using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace MyRig;

public class IgnitionScenario() : RigScenario(
    """
    chips:
      bench: { driver: sim, lines: [IGN] }
    guests:
      ivi:
        lines: [{ name: IGN, from: bench/IGN, access: in }]
      "ecu-{1..24}":
        lines: [{ name: IGN, from: bench/IGN, access: in }]
    """)
{
    [Fact]
    public void Everyone_hears_the_ignition()
    {
        var everyone = Guests("ivi", "ecu-*").Line("IGN").RequestIrq(IrqType.EdgeRising);

        Line("bench/IGN").GoesHigh();

        everyone.ShouldHaveInterrupts(1);
    }
}
