using GpioHub.Hub.Commands.Check;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

/// <summary>Buses of a rig file (IF-1.15).</summary>
public class BusesSpec
{
    private const string Chips = "chips: { box: { driver: sim, lines: [\"GEAR_{0..3}\", PARK] }, bench: { driver: sim, lines: 80 } }\n";

    [Theory(DisplayName = "A bus is a list of lines, the most significant first unless its order says otherwise (IF-1.15)")]
    [InlineData("[\"box/GEAR_{0..3}\"]", "0 1 2 3")]
    [InlineData("[box/GEAR_3, box/2, box/PARK]", "3 2 4")]
    [InlineData("{ lines: [\"box/GEAR_{0..1}\", box/PARK] }", "0 1 4")]
    [InlineData("{ lines: [\"box/GEAR_{0..3}\"], order: msb-first }", "0 1 2 3")]
    [InlineData("{ lines: [\"box/GEAR_{0..3}\"], order: lsb-first }", "3 2 1 0")]
    public void Read(string written, string places)
    {
        var bus = Assert.Single(Rig.Plan($"{Chips}buses: {{ GEAR: {written} }}").Buses);
        Assert.Equal(("GEAR", places), (bus.Name, string.Join(' ', bus.Lines.Select(line => line.Index))));
        Assert.All(bus.Lines, line => Assert.Equal("box", line.Chip));
    }

    [Theory(DisplayName = "Everything that is wrong with a bus is told with its place (IF-1.15)")]
    [InlineData("{ GEAR: [box/GEAR_9] }", "2:17: buses.GEAR[0]: no line \"GEAR_9\" on chip \"box\"; did you mean \"GEAR_0\"?")]
    [InlineData("{ GEAR: [bnch/1] }", "2:17: buses.GEAR[0]: no chip \"bnch\"; did you mean \"bench\"?")]
    [InlineData("{ GEAR: [PARK] }", "2:17: buses.GEAR[0]: expected a chip's line, CHIP/LINE, found \"PARK\"")]
    [InlineData("{ GEAR: [\"box:PARK\"] }",
        "2:17: buses.GEAR[0]: expected a chip's line, CHIP/LINE, found \"box:PARK\"; did you mean \"box/PARK\"?")]
    [InlineData("{ GEAR: [box/PARK, box/4] }", "2:27: buses.GEAR[1]: box/4 is already a line of this bus at line 2, as box/PARK")]
    [InlineData("{ GEAR: [box/PARK, box/PARK] }", "2:27: buses.GEAR[1]: box/PARK is already a line of this bus at line 2")]
    [InlineData("{ GEAR: [\"bench/{0..64}\"] }", "2:17: buses.GEAR[0]: more than 64 lines; a value has 64 bits")]
    [InlineData("{ GEAR: [\"bench/{0..999999999}\"] }", "2:17: buses.GEAR[0]: more than 64 lines; a value has 64 bits")]
    [InlineData("{ GEAR: [\"bench/{0..63}\", box/PARK] }", "2:16: buses.GEAR: more than 64 lines; a value has 64 bits")]
    [InlineData("{ GEAR: [\"box/GEAR_{3..0}\"] }", "2:17: buses.GEAR[0]: the range {3..0} counts down")]
    [InlineData("{ GEAR: [] }", "2:16: buses.GEAR: a bus without lines; expected CHIP/LINE, at least one")]
    [InlineData("{ GEAR: [box/0], GEAR: [box/1] }", "2:25: buses: \"GEAR\" is already set at line 2")]
    [InlineData("{ box: [box/0] }", "2:10: buses.box: a chip is called \"box\" too; gpiohub info box could mean either")]
    [InlineData("{ ivi: [box/0] }", "2:10: buses.ivi: a guest is called \"ivi\" too; gpiohub info ivi could mean either")]
    [InlineData("{ \"G R\": [box/0] }",
        "2:10: buses.G R: \"G R\" is no name of a bus; expected 1–63 of A–Z a–z 0–9 _ . -, the first a letter or digit")]
    [InlineData("{ GEAR: box/0 }", "2:16: buses.GEAR: expected a list of lines, or a map (lines that are one number), found \"box/0\"")]
    [InlineData("{ GEAR: { order: lsb-first } }", "2:16: buses.GEAR: \"lines\" is missing; expected a list of lines")]
    [InlineData("{ GEAR: { lines: [box/0], order: up } }", "2:41: buses.GEAR.order: expected msb-first or lsb-first, found \"up\"")]
    public void Wrong(string buses, string told) => Assert.Equal(
        [$"rig.yaml:{told}"],
        Rig.Said($"{Chips}buses: {buses}\nguests: {{ ivi: {{ lines: [], slots: 1 }} }}"));

    [Fact(DisplayName = "Of two buses with problems each problem is told")]
    public void All() => Assert.Equal(
        [
            "rig.yaml:2:14: buses.A[0]: no line \"X\" on chip \"box\"",
            "rig.yaml:2:21: buses.A[1]: no chip \"y\"",
            "rig.yaml:2:31: buses.B[0]: expected a chip's line, CHIP/LINE, found \"z\"",
        ],
        Rig.Said($"{Chips}buses: {{ A: [box/X, y/1], B: [z] }}"));

    [Fact(DisplayName = "A line of a gpiochip that only a bus names is a line of the rig (GU-17)")]
    public void OfGpioChip()
    {
        RigPlan plan = Rig.Plan("""
            chips: { doors: { driver: gpiochip, label: x, lines: [{ offset: 3, name: FL }] } }
            guests: { a: { lines: [{ name: RR, from: doors/7 }] } }
            buses: { DOORS: [doors/FL, doors/7, doors/9, doors/HORN] }
            """);

        Assert.Equal([3, 7, 9, ChipLinePlan.ByName], plan.Chips[0].Lines.Select(line => line.Offset));
        Assert.Equal([0, 1, 2, 3], plan.Buses[0].Lines.Select(line => line.Index));
    }

    [Fact(DisplayName = "Lines on two reactors do not change together, and check says so")]
    public void TwoReactors() => Assert.Equal(
        [
            "rig.yaml:4:10: warning: buses.GEAR: its lines are on 2 reactors (box | bench): " +
                "they do not change together, and a reader may see a value in between",
        ],
        Rig.Said($$"""
            hub: { reactors: 2 }
            {{Chips.TrimEnd()}}
            guests: { a: { lines: [{ from: box/0 }] }, b: { lines: [{ name: B, from: bench/1 }] } }
            buses: { GEAR: [box/0, bench/1], ONE: [box/0, box/1] }
            """));

    [Fact(DisplayName = "check prints the buses, lines of neighbouring numbers as one (IF-1.13)")]
    public void Printed()
    {
        string[] lines = [.. Crossbar.Of(Rig.Plan($"{Chips}buses: {{ GEAR: [\"box/GEAR_{{0..3}}\", box/PARK], PARK: [box/PARK] }}"))];
        int at = Array.FindIndex(lines, line => line.StartsWith("bus ", StringComparison.Ordinal));

        Assert.Equal(
            ["bus   width  lines, most significant first", "GEAR  5      box/GEAR_{0..3}  box/PARK", "PARK  1      box/PARK"],
            lines[at..(at + 3)]);
    }
}
