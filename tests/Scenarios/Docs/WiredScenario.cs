using GpioHub.TestKit;
using Xunit;

namespace MyRig;

public abstract class WiredScenario(Transport transport) : RigScenario(
    """
    chips:
      wires: { driver: sim, lines: [READY] }
    guests:
      a:
        lines: [{ name: READY, from: wires/READY, access: out }]
      b:
        lines: [{ name: READY, from: wires/READY, access: in }]
    """,
    new ScenarioOptions { Transport = transport })
{
    [Fact]
    public void What_one_drives_the_other_reads()
    {
        Guest("a").Line("READY").Drives(high: true);
        Guest("b").Line("READY").ShouldReadHigh();
    }
}

public class WiredInMemory() : WiredScenario(Transport.InMemory);

public class WiredOverSockets() : WiredScenario(Transport.Sockets);
