using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>Several drivers on one line, under each rule (IF-1.12).</summary>
public abstract class NetScenarios(Transport transport) : RigScenario(
    """
    chips:
      bench:
        driver: sim
        lines:
          - HORN
          - { name: WAKE, resolve: wired-or }
          - { name: FAULT_N, bias: pull-up, drive: open-drain }
          - { name: MODE, resolve: last-writer }
    guests:
      "ecu-{1..3}":
        lines:
          - { from: bench/HORN, access: inout }
          - { from: bench/WAKE, access: inout }
          - { from: bench/FAULT_N, access: inout }
          - { from: bench/MODE, access: inout, onRelease: low }
    """,
    new ScenarioOptions { Transport = transport })
{
    [Fact(DisplayName = "exclusive: the second guest to turn its line to OUT is answered ERR, and the story of the line names both")]
    public void Contention()
    {
        Guest("ecu-1").Line("HORN").Drives(high: true);
        Guest("ecu-2").Line("HORN").Asks(GpioMessage.SetDirection, (uint)GpioDirection.Out).ShouldBeError();
        Line("bench/HORN").ShouldBeHigh();
        Assert.Contains("guest ecu-2 wants to drive it, guest ecu-1 does", Draw("bench/HORN"), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "wired-or: any guest wakes the others; the line falls with the last that lets go")]
    public void WakeUp()
    {
        var sleeper = Guest("ecu-3").Line("WAKE").RequestsIrq(IrqType.EdgeBoth);
        Guest("ecu-1").Line("WAKE").Drives(high: true);
        Guest("ecu-2").Line("WAKE").Drives(high: true);
        Guest("ecu-1").Line("WAKE").Drives(high: false);
        Line("bench/WAKE").ShouldBeHigh();
        Guest("ecu-2").Line("WAKE").IsReleased();
        Line("bench/WAKE").ShouldBeLow();
        sleeper.ShouldHaveSeen(true, false);
    }

    [Fact(DisplayName = "an open-drain line is shared without a resolve: who drives high only lets go; the stimulus pulls like a guest")]
    public void FaultLine()
    {
        Guest("ecu-1").Line("FAULT_N").Drives(high: true);
        Guest("ecu-2").Line("FAULT_N").Drives(high: true);
        Line("bench/FAULT_N").ShouldBeHigh();
        Line("bench/FAULT_N").GoesLow().ShouldBeLow();
        Guest("ecu-3").Line("FAULT_N").Drives(high: true);                 // nobody is refused
        Guest("ecu-1").Line("FAULT_N").Drives(high: false);
        Line("bench/FAULT_N").IsReleased().ShouldBeLow();
        Guest("ecu-1").Dies();
        Line("bench/FAULT_N").ShouldBeHigh();
    }

    [Fact(DisplayName = "last-writer: the last write decides until its writer lets go, then the one before; " +
        "a chip that comes back is told wishes, and that is no write")]
    public void Mode()
    {
        Guest("ecu-1").Line("MODE").Drives(high: true);
        Guest("ecu-2").Line("MODE").Drives(high: false);
        Line("bench/MODE").ShouldBeLow();
        Guest("ecu-1").Line("MODE").Asks(GpioMessage.SetValue, 1).ShouldBeOk();
        Line("bench/MODE").ShouldBeHigh();
        Guest("ecu-3").Line("MODE").Drives(high: false);

        Chip("bench").Dies();
        Chip("bench").ComesBack();
        Line("bench/MODE").ShouldBeLow();

        Guest("ecu-3").Dies();
        Line("bench/MODE").ShouldBeHigh();                                 // ecu-1 wrote after ecu-2
        Line("bench/MODE").GoesLow().ShouldBeLow();
        Line("bench/MODE").IsReleased().ShouldBeHigh();
        Guest("ecu-1").Line("MODE").IsReleased();
        Line("bench/MODE").ShouldBeLow();
    }
}

public sealed class NetInMemory() : NetScenarios(Transport.InMemory);

public sealed class NetOverSockets() : NetScenarios(Transport.Sockets);
