using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace MyRig;

public class CrashScenario() : RigScenario(
    """
    chips:
      bench: { driver: sim, lines: [CRASH, IGN] }
    guests:
      airbag:
        lines:
          - { name: CRASH, from: bench/CRASH, access: in }
          - { name: IGN, from: bench/IGN, access: in }
    """)
{
    [Fact]
    public void The_crash_of_last_tuesday()
    {
        var crash = Guest("airbag").Line("CRASH").RequestsIrq(IrqType.EdgeRising, handlerTakes: 2.Milliseconds());

        var recording = Plays(File.ReadAllText("recordings/crash.vcd"), "bench.CRASH=bench/CRASH", "bench.IGN=bench/IGN");
        Pass(recording.Length);

        crash.ShouldHaveInterrupts(2);                              // one at once, one for the bounce that came meanwhile
        Line("bench/IGN").ShouldBeLow();
    }
}
