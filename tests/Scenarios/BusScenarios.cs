using GpioHub.Rules.Faults;
using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>A bus, as scenarios and guests see it (IF-1.15).</summary>
public sealed class BusScenarios() : RigScenario(
    """
    chips:
      gearbox: { driver: sim, lines: ["GEAR_{0..3}"] }
      pins: { driver: gpiochip, label: x, lines: [LAMP] }
    guests:
      tcu:
        lines:
          - { name: "GEAR_{0..3}", from: "gearbox/GEAR_{0..3}", access: inout }
    buses:
      GEAR: ["gearbox/GEAR_{0..3}"]
      RAEG: { lines: ["gearbox/GEAR_{0..3}"], order: lsb-first }
      MIXED: [gearbox/GEAR_0, pins/LAMP]
    """)
{
    [Fact(DisplayName = "Every value goes to the lines, the first the most significant; the other way round they are another value")]
    public void Values()
    {
        for (ulong value = 0; value < 16; value++)
        {
            Bus("GEAR").GoesTo(value).ShouldBe(value);
            Assert.Equal((value & 8) != 0, Line("gearbox/GEAR_0").IsHigh);
            Assert.Equal((value & 1) != 0, Line("gearbox/GEAR_3").IsHigh);
            Bus("RAEG").ShouldBe(((value & 1) << 3) | ((value & 2) << 1) | ((value & 4) >> 1) | ((value & 8) >> 3));
        }

        Bus("GEAR").IsReleased().ShouldBe(0);
    }

    [Fact(DisplayName = "A guest's handler never reads a value in between: when it begins, every line of the bus has changed")]
    public void NothingInBetween()
    {
        var tcu = Guest("tcu");
        var seen = new List<string>();
        tcu.Line("GEAR_0").RequestsIrq(IrqType.EdgeBoth, handler: _ => seen.Add(
            string.Concat(Enumerable.Range(0, 4).Select(i => Line($"gearbox/GEAR_{i}").IsHigh ? '1' : '0'))));

        Bus("GEAR").GoesTo(0b1111).GoesTo(0b0000).GoesTo(0b1010);
        Assert.Equal(["1111", "0000", "1010"], seen);
    }

    [Fact(DisplayName = "What a guest drives is the bus's value too; a bus that cannot be set says which line has whom")]
    public void DrivenByGuest()
    {
        Guest("tcu").Line("GEAR_1").Drives(high: true);
        Bus("GEAR").ShouldBe(0b0100);

        string said = Assert.Throws<ScenarioException>(() => Bus("GEAR").GoesTo(0)).Message;
        Assert.StartsWith("gearbox/GEAR_1 of GEAR could not be set: gearbox/GEAR_1 is driven by guest tcu", said, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A failed assertion says both values, the lines that differ, and draws them")]
    public void Failure()
    {
        Bus("GEAR").GoesTo(0b1010);
        string said = Assert.Throws<ScenarioException>(() => Bus("GEAR").ShouldBe(0b1001)).Message;

        Assert.StartsWith("GEAR is 0b1010 (10), expected 0b1001 (9); different: gearbox/GEAR_2, gearbox/GEAR_3", said,
            StringComparison.Ordinal);
        Assert.Contains("gearbox/GEAR_0", said, StringComparison.Ordinal);
        Assert.Equal("GEAR has 4 lines, and no room for 0b10000 (16)",
            Assert.Throws<ScenarioException>(() => Bus("GEAR").GoesTo(16)).Message);
        Assert.Equal("the rig has no bus \"GAER\"; it has GEAR, RAEG, MIXED", Assert.Throws<ScenarioException>(() => Bus("GAER")).Message);
    }

    [Fact(DisplayName = "A fault of a bus is on each of its lines, until it ends")]
    public void Faulty()
    {
        var stuck = Bus("GEAR").IsStuck(high: true);
        Bus("GEAR").ShouldBe(0b1111);
        foreach (var fault in stuck) fault.Ends();
        Bus("GEAR").ShouldBe(0);

        Bus("GEAR").HasFault(new FaultOrder(FaultKind.Invert) { Ttl = 5.Milliseconds() });
        Bus("GEAR").GoesTo(0b1100).ShouldBe(0b0011);
        Pass(5.Milliseconds());
        Bus("GEAR").ShouldBe(0b1100);
    }

    [Fact(DisplayName = "What a scenario records has a bus as a vector, which plays onto a bus again (IF-4.1, IF-4.4)")]
    public void InRecordings()
    {
        Bus("GEAR").GoesTo(0b1010);
        Pass(5.Milliseconds());
        Bus("GEAR").GoesTo(0b0011);
        Pass(5.Milliseconds());
        string vcd = Recorded("gearbox/GEAR_0", "gearbox/GEAR_1", "gearbox/GEAR_2", "gearbox/GEAR_3");
        Bus("GEAR").IsReleased();
        Assert.Matches(@"\$var wire 4 \S+ GEAR \[3:0\] \$end", vcd);

        var played = Plays(vcd, "gpiohub.GEAR=RAEG");                        // the other way round
        Pass(1.Milliseconds());
        Bus("RAEG").ShouldBe(0b1010);
        Pass(5.Milliseconds());
        Bus("RAEG").ShouldBe(0b0011);
        Pass(5.Milliseconds());
        Assert.True(played.IsOver);
    }

    [Fact(DisplayName = "Of a bus with hardware in it the scenario moves the pins as well")]
    public void Hardware()
    {
        Bus("MIXED").GoesTo(0b11).ShouldBe(0b11);
        Bus("MIXED").GoesTo(0b01).ShouldBe(0b01);
        Assert.Equal(["gearbox/GEAR_0", "pins/LAMP"], Bus("MIXED").Lines);
        Assert.Equal((1UL, "MIXED"), (Bus("MIXED").Value, Bus("MIXED").Name));
    }
}
