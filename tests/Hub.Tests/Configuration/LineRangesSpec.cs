using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

/// <summary>Ranges in a guest's lines: one item, several lines (IF-1.5).</summary>
public class LineRangesSpec
{
    private const string Chips = "chips: { c: { driver: sim, lines: [Z, \"G_{0..3}\"] }, h: { driver: gpiochip, label: x } }\n";

    [Theory(DisplayName = "A range in name or from makes a line of each number, in order (IF-1.5, IF-1.10)")]
    [InlineData("{ name: \"GEAR_{0..3}\", from: \"c/G_{0..3}\" }", "0 GEAR_0 1, 1 GEAR_1 2, 2 GEAR_2 3, 3 GEAR_3 4")]
    [InlineData("{ name: \"B{00..02}\", from: \"c/{2..4}\" }", "0 B00 2, 1 B01 3, 2 B02 4")]
    [InlineData("{ from: \"c/G_{1..2}\" }", "0 G_1 2, 1 G_2 3")]
    [InlineData("{ from: \"c/{1..2}\" }", "0  1, 1  2")]
    [InlineData("{ from: \"c/G_{1..2}\", name: \"\" }", "0  2, 1  3")]
    [InlineData("{ name: \"S{7..8}\" }", "0 S7 , 1 S8 ")]
    [InlineData("{ name: \"X{5..5}\", from: c/Z }", "0 X5 0")]
    [InlineData("{ line: 2, from: \"c/G_{0..1}\" }, { from: c/Z }", "0  , 1  , 2 G_0 1, 3 G_1 2, 4 Z 0")]
    [InlineData("{ name: \"A{{{0..1}}\", from: \"h/{7..8}\" }", "0 A{0} 0, 1 A{1} 1")]
    public void Expands(string items, string lines) => Assert.Equal(lines, string.Join(", ",
        Rig.Plan($"{Chips}guests: {{ g: {{ lines: [{items}] }} }}").Guests[0].Lines.Select(l => $"{l.Line} {l.Name} {l.From?.Index}")));

    [Fact(DisplayName = "A range and the number of a template's guest go together, and every line has the item's settings (IF-1.5)")]
    public void InTemplate()
    {
        RigPlan plan = Rig.Plan("""
            chips: { c: { driver: sim, lines: ["E1_{0..1}", "E2_{0..1}"] } }
            guests: { "ecu-{1..2}": { lines: [{ name: "P{0..1}", from: "c/E{n}_{0..1}", access: out, onRelease: low }] } }
            """);

        Assert.Equal([0, 1, 2, 3], plan.Guests.SelectMany(g => g.Lines).Select(l => l.From!.Value.Index));
        Assert.All(plan.Guests.SelectMany(g => g.Lines), l => Assert.Equal((LineAccess.Out, OnRelease.Low), (l.Access, l.OnRelease)));
    }

    [Fact(DisplayName = "A gpiochip's lines can be mapped by a range of offsets or names (IF-1.5)")]
    public void GpioChip()
    {
        RigPlan plan = Rig.Plan($"{Chips}guests: {{ g: {{ lines: [{{ from: \"h/{{4..5}}\" }}, {{ from: \"h/K_{{1..2}}\" }}] }} }}");
        Assert.Equal([(4, null), (5, null), (-1, "K_1"), (-1, "K_2")], plan.Chips[1].Lines.Select(l => (l.Offset, l.Name)));
    }

    [Theory(DisplayName = "What is wrong with a range is told, once an item (IF-1.5)")]
    [InlineData("{ name: \"A{0..3}\", from: \"c/G_{0..2}\" }, { name: B }", "name: name makes 4 lines and from 3; expected ranges of the " +
        "same length, such as name: \"GEAR_{0..3}\", from: \"bench/GEAR_{0..3}\"")]
    [InlineData("{ name: A, from: \"c/G_{0..2}\" }", "name: name makes 1 line and from 3; expected ranges of the same length, " +
        "such as name: \"GEAR_{0..3}\", from: \"bench/GEAR_{0..3}\"")]
    [InlineData("{ name: \"A{0..1}\", from: c/Z }", "name: name makes 2 lines and from 1; expected ranges of the same length, " +
        "such as name: \"GEAR_{0..3}\", from: \"bench/GEAR_{0..3}\"")]
    [InlineData("{ from: \"c/G_{2..9}\" }", "from: no line \"G_4\" on chip \"c\"; did you mean \"G_0\"?")]
    [InlineData("{ from: \"c/{3..9}\" }", "from: no line 5 on chip \"c\"; it has lines 0–4")]
    [InlineData("{ from: \"c/G_{3..0}\" }", "from: the range {3..0} counts down")]
    [InlineData("{ from: \"c{0..1}/G_{0..1}\" }", "from: only one {a..b} in a text")]
    [InlineData("{ from: \"c/G_{x}\" }",
        "from: expected a range such as {1..24}, found \"{x}\"; {n} is the number of a template's guest, {{ is a brace")]
    [InlineData("{ name: \"A{n}{0..1}\" }", "name: {n} is the number of a template's guest; this guest's id has no {a..b}")]
    [InlineData("{ name: \"abcdefghijklmnopqrstuvwxyzabcd{9..10}\" }",
        "name: expected a name of at most 31 printable ASCII characters, found \"abcdefghijklmnopqrstuvwxyzabcd10\"")]
    [InlineData("{ name: \"A{0..99999}\" }", "name: 100000 lines; a guest can have 10000")]
    [InlineData("{ line: 9999, name: \"A{0..1}\" }", ": line 10000 is beyond the last, 9999")]
    [InlineData("{ name: A1 }, { name: \"A{0..3}\" }", "name: this guest already has a line named \"A1\" at line 2")]
    [InlineData("{ line: 2 }, { line: 0, name: \"A{0..3}\" }", "line: line 2 is already mapped at line 2")]
    public void Wrong(string items, string message)
    {
        string said = Assert.Single(Rig.Said($"{Chips}guests: {{ g: {{ lines: [{items}] }} }}"));
        Assert.EndsWith($"]{(message[0] == ':' ? "" : ".")}{message}", said, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "No range of one guest passes the limit of lines of all guests (IF-1.1)")]
    public void Limit() => Assert.EndsWith("more than 10000 guests, or 20000 lines of all guests",
        Assert.Single(Rig.Said("guests: { \"g{1..3}\": { lines: [{ name: \"{1..9000}\" }] } }"),
            said => !said.Contains("warning", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact(DisplayName = "A `from` of digits is an offset; a warning there says that a line is named so, if it is another (IF-1.3)")]
    public void Digits() => Assert.Equal(
        [
            "rig.yaml:1:35: warning: chips.c.lines: a name of digits only, \"2\", is addressed by offset: c/1",
            "rig.yaml:2:32: warning: guests.g.lines[0].from: c/2 is offset 2; the line that is named so is c/1",
            "rig.yaml:2:47: warning: guests.g.lines[1].name: a name of digits only, \"7\", is addressed by the line's number: 1",
        ],
        Rig.Said("""
            chips: { c: { driver: sim, lines: [A, "2", C, "3"] } }
            guests: { g: { lines: [{ from: c/2 }, { name: "7", from: c/3 }, { name: "2", from: c/1 }] } }
            """));
}
