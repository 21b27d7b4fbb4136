using GpioHub.Scenarios.Support;
using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>The rigs of config/, as their files stand: each does what its comments say.</summary>
public sealed class DemoFileScenarios() : RigScenario(RigFile.Text("config/demo.yaml"))
{
    [Fact(DisplayName = "config/demo.yaml: ignition reaches ivi and adas; ivi wakes the others, and WAKE is low once it has gone")]
    public void Demo()
    {
        var ignition = Guests("ivi", "adas").Line("IGN").RequestIrq(IrqType.EdgeRising);
        var wake = Guest("adas").Line("WAKE").RequestsIrq(IrqType.EdgeBoth);

        Line("bench/IGN").GoesHigh();
        ignition.ShouldHaveInterrupts(1);
        Guest("ivi").Line("WAKE").Drives(high: true);
        Guest("spare").Line("WAKEUP").ShouldReadHigh();
        Guest("ivi").Dies();
        wake.ShouldHaveSeen(true, false);
    }
}

public sealed class AutomotiveBenchScenarios() : RigScenario(RigFile.Text("config/rigs/automotive-bench.yaml"))
{
    [Fact(DisplayName = "config/rigs/automotive-bench.yaml: the crash line reaches all 24 ECUs, before time passes")]
    public void Crash()
    {
        var everyone = Guests("ecu-*").Line("CRASH").RequestIrq(IrqType.EdgeRising);
        Line("bench/CRASH").GoesHigh();

        Assert.Equal(24, everyone.Count);
        everyone.ShouldHaveInterrupts(1);
        Assert.Equal(TimeSpan.Zero, Elapsed);
        foreach (var line in everyone) line.ShouldReadHigh();
    }

    [Fact(DisplayName = "config/rigs/automotive-bench.yaml: any ECU wakes the others; the bus sleeps when the last lets go or dies")]
    public void WakeUp()
    {
        var sleeper = Guest("ecu-24").Line("WAKE").RequestsIrq(IrqType.EdgeBoth);
        Guest("ecu-01").Line("WAKE").Drives(high: true);
        Guest("ecu-13").Line("WAKE").Drives(high: true);
        Guest("ecu-01").Line("WAKE").IsReleased();
        Line("bench/WAKE").ShouldBeHigh();
        Guest("ecu-13").Dies();
        sleeper.ShouldHaveSeen(true, false);
    }

    [Fact(DisplayName = "config/rigs/automotive-bench.yaml: doors are closed at first, and 1 is an open one; each ECU powers its own line, off when it has gone")]
    public void DoorsAndPower()
    {
        var door = Guest("ecu-05").Line("DOOR_RL");
        door.ShouldReadLow();
        Line("doors/DOOR_RL").GoesHigh();
        door.ShouldReadHigh();

        Guest("ecu-07").Line("PWR").Drives(high: true);
        Line("bench/PWR_07").ShouldBeHigh();
        Line("bench/PWR_08").ShouldBeLow();
        Guest("ecu-07").Dies();
        Line("bench/PWR_07").ShouldBeLow();
    }
}

public sealed class TwoGuestsWiredScenarios() : RigScenario(RigFile.Text("config/rigs/two-guests-wired.yaml"))
{
    [Fact(DisplayName = "config/rigs/two-guests-wired.yaml: what a drives b gets as an interrupt, and the other way; b that has gone is not ready")]
    public void Wires()
    {
        var reset = Guest("b").Line("RESET_IN").RequestsIrq(IrqType.EdgeBoth);
        var ready = Guest("a").Line("PEER_READY").RequestsIrq(IrqType.EdgeBoth);

        Guest("a").Line("RESET_OUT").Drives(high: true);
        reset.ShouldHaveSeen(true);
        Guest("b").Line("READY").Drives(high: true);
        ready.ShouldHaveSeen(true);
        Guest("b").Dies();
        ready.ShouldHaveSeen(true, false);
    }

    [Fact(DisplayName = "config/rigs/two-guests-wired.yaml: SDA is 1 until one pulls it down, and nobody is refused")]
    public void OpenDrain()
    {
        Line("loom/SDA").ShouldBeHigh();
        Guest("a").Line("SDA").Drives(high: false);
        Guest("b").Line("SDA").ShouldReadLow();
        Guest("b").Line("SDA").Drives(high: false);
        Guest("a").Line("SDA").IsReleased();
        Guest("a").Line("SDA").ShouldReadLow();
        Guest("b").Line("SDA").IsReleased();
        Line("loom/SDA").ShouldBeHigh();
    }
}
