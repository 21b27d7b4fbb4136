using GpioHub.Configuration;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public class ChipsSpec
{
    [Fact(DisplayName = "A sim chip's lines may be a number: lines without names (IF-1.7)")]
    public void LinesByNumber()
    {
        ChipPlan chip = Rig.Plan("chips: { c: { driver: sim, lines: 32 } }").Chips[0];

        Assert.Equal(Enumerable.Range(0, 32), chip.Lines.Select(l => l.Offset));
        Assert.All(chip.Lines, l => Assert.Null(l.Name));
    }

    [Fact(DisplayName = "A sim line has its defaults (IF-1.7)")]
    public void SimDefaults() =>
        Assert.Equal(
            new ChipLinePlan(0, "A", Bias.PullDown, false, DriveKind.PushPull, InitialState.AsIs,
                ResolveRule.Exclusive, ControlAccess.Drive),
            Rig.Plan("chips: { c: { driver: sim, lines: [A] } }").Chips[0].Lines[0]);

    [Fact(DisplayName = "A gpiochip line has its defaults (IF-1.7)")]
    public void GpioChipDefaults() =>
        Assert.Equal(
            new ChipLinePlan(3, "A", Bias.AsIs, false, DriveKind.PushPull, InitialState.AsIs, ResolveRule.Exclusive, ControlAccess.Read),
            Rig.Plan("chips: { c: { driver: gpiochip, label: x, lines: [{ offset: 3, name: A }] } }").Chips[0].Lines[0]);

    [Fact(DisplayName = "A setting on the chip is its lines' default, one on the line goes before it (IF-1.7)")]
    public void SettingsOfTheChip()
    {
        ChipPlan chip = Rig.Plan("""
            chips:
              c:
                driver: sim
                bias: pull-up
                activeLow: true
                drive: open-drain
                initial: high
                control: read
                lines: [A, { name: B, bias: disabled, activeLow: false, drive: open-source, initial: low, control: drive, resolve: last-writer }]
            """).Chips[0];

        Assert.Equal(
            new ChipLinePlan(0, "A", Bias.PullUp, true, DriveKind.OpenDrain, InitialState.High, ResolveRule.WiredOr, ControlAccess.Read),
            chip.Lines[0]);
        Assert.Equal(
            new ChipLinePlan(1, "B", Bias.Disabled, false, DriveKind.OpenSource, InitialState.Low, ResolveRule.LastWriter,
                ControlAccess.Drive), chip.Lines[1]);
    }

    [Theory(DisplayName = "What is wrong with a chip is told (IF-1.7)")]
    [InlineData("{ lines: 1 }", "chips.c: \"driver\" is missing; expected gpiochip, remote or sim")]
    [InlineData("{ driver: sims, lines: 1 }", "chips.c.driver: expected gpiochip, remote or sim, found \"sims\"; did you mean \"sim\"?")]
    [InlineData("{ driver: sim }", "chips.c: \"lines\" is missing; expected a whole number 0–10000, or a list of lines")]
    [InlineData("{ driver: sim, lines: 1, label: x }", "chips.c.label: \"label\" is for driver gpiochip only")]
    [InlineData("{ driver: sim, lines: 1, debounce: 5ms }", "chips.c.debounce: \"debounce\" is for driver gpiochip only")]
    [InlineData("{ driver: sim, lines: [{ name: A, sample: off }] }", "chips.c.lines[0].sample: \"sample\" is for driver gpiochip only")]
    [InlineData("{ driver: sim, lines: [A, { name: B, offset: 5 }] }",
        "chips.c.lines[1].offset: the order of a simulated chip's lines is their offset; this one is 1")]
    [InlineData("{ driver: sim, lines: [abcdefghijklmnopqrstuvwxyzabcdef] }",
        "chips.c.lines[0]: expected a name of at most 31 printable ASCII characters, found \"abcdefghijklmnopqrstuvwxyzabcdef\"")]
    [InlineData("{ driver: gpiochip }", "chips.c: expected exactly one of label, path, match, found none")]
    [InlineData("{ driver: gpiochip, label: x, path: y }", "chips.c: expected exactly one of label, path, match, found label, path")]
    [InlineData("{ driver: gpiochip, label: x, io: fast }", "chips.c.io: expected auto, inline or thread, found \"fast\"")]
    [InlineData("{ driver: gpiochip, label: x, lines: 8 }", "chips.c.lines: expected a list of lines, found \"8\"")]
    [InlineData("{ driver: gpiochip, label: x, lines: [{ bias: as-is }] }", "chips.c.lines[0]: expected at least one of offset, name")]
    [InlineData("{ driver: gpiochip, label: x, lines: [{ offset: 1 }, { offset: 1 }] }",
        "chips.c.lines[1]: offset 1 is already set at line 1")]
    [InlineData("{ driver: gpiochip, label: x, lines: [A, { name: A, offset: 1 }] }", "chips.c.lines[1]: \"A\" is already set at line 1")]
    [InlineData("{ driver: gpiochip, label: x, restart: { min: 2s, max: 1s } }", "chips.c.restart: min is longer than max")]
    [InlineData("{ driver: gpiochip, label: x, restart: { min: 20s } }", "chips.c.restart: min is longer than max")]
    [InlineData("{ driver: gpiochip, label: x, restart: { min: 0 } }",
        "chips.c.restart.min: expected a time above 0 such as 20us, 5ms, 1s or 2m, found \"0\"")]
    [InlineData("{ driver: gpiochip, label: x, sample: 0ms }",
        "chips.c.sample: expected off or a time above 0 such as 20us, 5ms, 1s or 2m, found \"0ms\"")]
    [InlineData("{ driver: gpiochip, label: x, debounce: 72m }",
        "chips.c.debounce: expected a time such as 20us, 5ms, 1s or 2m, at most 71m, found \"72m\"")]
    [InlineData("{ driver: gpiochip, label: x, lines: [\"\"] }", "chips.c.lines[0]: expected a line's name, found \"\"")]
    [InlineData("{ driver: gpiochip, label: x, lines: [7] }",
        "chips.c.lines[0]: a name of digits only, \"7\", reads as an offset in an address; give the line's offset too")]
    [InlineData("{ driver: gpiochip, label: x, lines: [{ name: 7 }] }",
        "chips.c.lines[0]: a name of digits only, \"7\", reads as an offset in an address; give the line's offset too")]
    [InlineData("{ driver: gpiochip, match: {} }", "chips.c.match: expected at least one property: glob")]
    [InlineData("{ driver: gpiochip, match: { A: [] } }", "chips.c.match.A: expected a glob, found a list")]
    [InlineData("[]", "chips.c: expected a map such as { driver: sim, lines: [IGN] }, found a list")]
    public void Wrong(string chip, string message) =>
        Assert.Equal([message], Rig.Load($"chips: {{ c: {chip} }}").Problems.Where(p => p.Severity == ProblemSeverity.Error)
            .Select(p => $"{p.KeyPath}: {p.Message}"));

    [Theory(DisplayName = "A chip whose driver is wrong or missing still has the mistakes in its lines told (IF-1.7)")]
    [InlineData("{ driver: sims, lines: [{ name: A, bias: pullup }] }",
        "chips.c.driver: expected gpiochip, remote or sim, found \"sims\"; did you mean \"sim\"?",
        "chips.c.lines[0].bias: expected as-is, disabled, pull-up or pull-down, found \"pullup\"; did you mean \"pull-up\"?")]
    [InlineData("{ lines: [{ nmae: A, offset: 0 }, { name: A, activeLow: yes }] }",
        "chips.c: \"driver\" is missing; expected gpiochip, remote or sim",
        "chips.c.lines[0]: unknown key \"nmae\"; did you mean \"name\"?",
        "chips.c.lines[1].activeLow: expected true or false, found \"yes\"")]
    [InlineData("{ driver: smi, lines: [{ name: A, debounce: 5ms }, { offset: 3, name: B }], label: x }",
        "chips.c.driver: expected gpiochip, remote or sim, found \"smi\"; did you mean \"sim\"?")]
    public void LinesOfAWrongDriver(string chip, params string[] messages) =>
        Assert.Equal(messages, Rig.Load($"chips: {{ c: {chip} }}").Problems.Where(p => p.Severity == ProblemSeverity.Error)
            .Select(p => $"{p.KeyPath}: {p.Message}"));

    [Fact(DisplayName = "A chip that is wrong makes no guest wrong (IF-1.7)")]
    public void NoErrorFollows() =>
        Assert.Equal(
            ["chips.a.driver", "chips.b.lines[0].name", "chips.d"],
            Rig.Load("""
                chips:
                  a: { driver: smi, lines: [X] }
                  b: { driver: sim, lines: [{ name: "X{" }] }
                  d: { driver: sim }
                guests:
                  g: { lines: [{ from: a/X }, { from: b/X }, { from: d/X }] }
                """).Problems.Select(p => p.KeyPath));

    [Theory(DisplayName = "Settings stand on the chip's line only, never on a mapping (IF-1.7)")]
    [InlineData("bias")]
    [InlineData("resolve")]
    [InlineData("debounce")]
    [InlineData("control")]
    public void NotOnMappings(string setting) =>
        Assert.Equal(
            [$"guests.g.lines[0].{setting}: \"{setting}\" is a setting of the chip's line, not of a guest's: set it under chips"],
            Rig.Load($"guests: {{ g: {{ lines: [{{ {setting}: x }}] }} }}").Problems.Select(p => $"{p.KeyPath}: {p.Message}"));

    [Fact(DisplayName = "A near miss of such a setting says the same (IF-1.7)")]
    public void NearMissOnMapping() =>
        Assert.Equal(
            ["guests.g.lines[0]: unknown key \"active_low\"; \"activeLow\" is a setting of the chip's line, not of a guest's: " +
                "set it under chips"],
            Rig.Load("guests: { g: { lines: [{ active_low: x }] } }").Problems.Select(p => $"{p.KeyPath}: {p.Message}"));

    [Fact(DisplayName = "The number of a /dev/gpiochipN may change, and check warns of it (IF-1.7)")]
    public void NumberedDevice() =>
        Assert.Equal(
            ["rig.yaml:1:39: warning: chips.c.path: the number of /dev/gpiochip0 may change at any boot; prefer label or match"],
            Rig.Said("chips: { c: { driver: gpiochip, path: /dev/gpiochip0 } }"));
}
