using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace MyRig;

public class HostsScenario() : LinkedScenario(
    """
    rig: { name: rig7, host: bench-a, listen: "127.0.0.1:4053" }
    hubs: { bench-b: { at: "127.0.0.1:4054" } }
    chips:
      bench: { driver: sim, lines: [IGN], share: all }
    """,
    """
    rig: { name: rig7, host: bench-b, listen: "127.0.0.1:4054" }
    hubs: { bench-a: { at: "127.0.0.1:4053" } }
    chips:
      bench: { driver: remote, hub: bench-a }
    guests:
      "ecu-{1..24}":
        lines: [{ name: IGN, from: bench/IGN, access: in }]
    """)
{
    [Fact]
    public void A_pulled_cable_costs_one_interrupt_at_most()
    {
        var everyone = Host("bench-b").Guests().Line("IGN").RequestIrq(IrqType.EdgeBoth);

        Link("bench-a", "bench-b").Breaks();
        Pass(2.Seconds());
        Host("bench-b").Guest("ecu-1").Line("IGN").Reads().ShouldBeError();
        Host("bench-a").Line("bench/IGN").GoesHigh();
        Link("bench-a", "bench-b").Heals();
        Pass(1.Seconds());

        everyone.ShouldHaveInterrupts(1);
    }
}
