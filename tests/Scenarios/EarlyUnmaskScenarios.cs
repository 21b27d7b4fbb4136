using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>A driver that queues its buffer before it enables the interrupt, at two hubs.</summary>
public abstract class EarlyUnmaskScenarios(Transport transport) : RigScenario(
    """
    chips:
      bench: { driver: sim, lines: [BUTTON] }
    guests:
      strict:
        earlyUnmask: return
        lines: [{ name: BUTTON, from: bench/BUTTON, access: in }]
      patient:
        earlyUnmask: hold
        lines: [{ name: BUTTON, from: bench/BUTTON, access: in }]
    """,
    new ScenarioOptions { Transport = transport, Driver = "linux-v4-revised" })
{
    [Fact(DisplayName = "Returned INVALID, the buffer is never queued again: the guest is deaf. Held, each edge is heard (VG-D-44)")]
    public void ReturnedOrHeld()
    {
        Guests().Line("BUTTON").RequestIrq(IrqType.EdgeRising);
        for (int i = 1; i <= 5; i++)
        {
            Line("bench/BUTTON").GoesHigh().GoesLow();
            Guest("patient").Line("BUTTON").ShouldHaveInterrupts(i);
            Guest("strict").Line("BUTTON").ShouldHaveInterrupts(0);
        }
    }
}

public sealed class EarlyUnmaskInMemory() : EarlyUnmaskScenarios(Transport.InMemory);

public sealed class EarlyUnmaskOverSockets() : EarlyUnmaskScenarios(Transport.Sockets);
