using GpioHub.Scenarios.Support;
using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>The rigs of config/ as they stand: they do what their comments say.</summary>
public abstract class ExampleRigScenarios(string file) : RigScenario(File.ReadAllText(Path.Combine(Repository.Folder, "config", file)),
    new ScenarioOptions { Transport = Transport.InMemory });

/// <inheritdoc/>
public sealed class DemoRig() : ExampleRigScenarios("demo.yaml")
{
    [Fact(DisplayName =
        "config/demo.yaml: IGN reaches ivi and adas, what ivi drives on WAKE adas reads, and WAKE is low once ivi has gone")]
    public void Demo()
    {
        var both = Guests("ivi", "adas").Line("IGN").RequestIrq(IrqType.EdgeRising);
        Line("bench/IGN").GoesHigh();
        both.ShouldHaveInterrupts(1);

        Guest("adas").Line("WAKE").RequestsIrq(IrqType.EdgeBoth);
        Guest("ivi").Line("WAKE").Drives(high: true);
        Guest("adas").Line("WAKE").ShouldHaveInterrupts(1);
        Guest("ivi").Dies();
        Line("bench/WAKE").ShouldBeLow();
    }
}

/// <inheritdoc/>
public sealed class AutomotiveRig() : ExampleRigScenarios("rigs/automotive-bench.yaml")
{
    [Fact(DisplayName =
        "config/rigs/automotive-bench.yaml: ignition, a crash of 20 ms and a wake-up reach every ECU that did not cause them")]
    public void SharedLines()
    {
        var all = Guests("ecu-*");
        var ignition = all.Line("IGN").RequestIrq(IrqType.EdgeRising);
        var crash = all.Line("CRASH").RequestIrq(IrqType.EdgeBoth);
        Line("bench/IGN").GoesHigh();
        ignition.ShouldHaveInterrupts(1);
        Assert.Equal(24, ignition.Count);

        Line("bench/CRASH").Pulses(20.Milliseconds());
        Pass(20.Milliseconds());
        crash.ShouldHaveInterrupts(2);

        Guest("ecu-2").Line("WAKE").RequestsIrq(IrqType.EdgeRising);
        Guest("ecu-7").Line("WAKE").Drives(high: true);
        Guest("ecu-8").Line("WAKE").Drives(high: true);                              // wired-or: no conflict
        Guest("ecu-2").Line("WAKE").ShouldHaveInterrupts(1);
        Line("bench/WAKE").ShouldBeHigh();
    }

    [Fact(DisplayName =
        "config/rigs/automotive-bench.yaml: a door that opens interrupts the body controller alone; a dead ECU is shown without power")]
    public void DoorsAndPower()
    {
        Line("bench/Door FL").ShouldBeLow();                                // its pull-up, which activeLow turns
        Guest("ecu-1").Line("DOOR_FL").RequestsIrq(IrqType.EdgeRising);
        Line("bench/Door FL").GoesHigh();
        Guest("ecu-1").Line("DOOR_FL").ShouldHaveInterrupts(1);

        Guest("ecu-9").Line("PWR").Drives(high: true);
        Line("bench/PWR_9").ShouldBeHigh();
        Guest("ecu-9").Dies();
        Line("bench/PWR_9").ShouldBeLow();
    }
}

/// <inheritdoc/>
public sealed class WiredRig() : ExampleRigScenarios("rigs/two-guests-wired.yaml")
{
    [Fact(DisplayName = "config/rigs/two-guests-wired.yaml: on the bus a 0 wins, reset is held when a goes, ready is not when b goes")]
    public void Wires()
    {
        Line("loom/SDA").ShouldBeHigh();
        Guest("b").Line("SCL").RequestsIrq(IrqType.EdgeFalling);
        Guest("a").Line("SCL").Drives(high: false);
        Guest("b").Line("SCL").ShouldHaveInterrupts(1);
        Guest("b").Line("SDA").Drives(high: true);
        Guest("a").Line("SDA").Drives(high: false);
        Line("loom/SDA").ShouldBeLow();

        Guest("a").Line("RESET_OUT").Drives(high: true);
        Guest("b").Line("READY").Drives(high: true);
        Guest("a").Dies();
        Line("loom/A_TO_B").ShouldBeHigh();
        Guest("b").Dies();
        Line("loom/B READY").ShouldBeLow();
    }
}
