using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

/// <summary>Lines that several guests may drive: which rule they have, and what <c>check</c> says of them.</summary>
public class SharedLinesSpec
{
    private const string Remedy =
        ", which is exclusive: while one drives, another is refused; " +
        "add resolve: wired-and, wired-or or last-writer, or resolve: exclusive if that is meant";

    [Theory(DisplayName =
        "A line's rule follows from its drive unless the file says: open-drain is wired-and, open-source wired-or, and activeLow swaps " +
        "them, for rules are about logical levels (IF-1.7)")]
    [InlineData("", "X", ResolveRule.Exclusive)]
    [InlineData("", "{ name: X, drive: push-pull }", ResolveRule.Exclusive)]
    [InlineData("", "{ name: X, drive: open-drain }", ResolveRule.WiredAnd)]
    [InlineData("", "{ name: X, drive: open-source }", ResolveRule.WiredOr)]
    [InlineData("", "{ name: X, drive: open-drain, activeLow: true }", ResolveRule.WiredOr)]
    [InlineData("", "{ name: X, drive: open-source, activeLow: true }", ResolveRule.WiredAnd)]
    [InlineData("", "{ name: X, drive: open-drain, resolve: exclusive }", ResolveRule.Exclusive)]
    [InlineData("", "{ name: X, drive: open-drain, resolve: last-writer }", ResolveRule.LastWriter)]
    [InlineData("drive: open-drain", "X", ResolveRule.WiredAnd)]
    [InlineData("drive: open-drain, activeLow: true", "X", ResolveRule.WiredOr)]
    [InlineData("drive: open-drain", "{ name: X, activeLow: true }", ResolveRule.WiredOr)]
    [InlineData("drive: open-drain", "{ name: X, drive: push-pull }", ResolveRule.Exclusive)]
    [InlineData("drive: open-drain, resolve: exclusive", "X", ResolveRule.Exclusive)]
    [InlineData("resolve: exclusive", "{ name: X, drive: open-drain }", ResolveRule.Exclusive)]
    [InlineData("drive: open-drain, resolve: exclusive", "{ name: X, resolve: wired-or }", ResolveRule.WiredOr)]
    public void RuleOfADrive(string chip, string line, ResolveRule rule)
    {
        string settings = chip.Length == 0 ? "" : $"{chip}, ";
        RigPlan plan = Rig.Plan($"chips: {{ s: {{ driver: sim, {settings}lines: [{line}] }}, " +
            $"g: {{ driver: gpiochip, label: x, {settings}lines: [{line}] }} }}");
        Assert.Equal([rule, rule], plan.Chips.Select(c => c.Lines[0].Resolve));
    }

    [Fact(DisplayName = "The rule that follows from a chip's drive is also that of lines that only a number or a mapping makes (IF-1.7)")]
    public void RuleOfOtherLines()
    {
        RigPlan plan = Rig.Plan("""
            chips: { s: { driver: sim, drive: open-source, lines: 2 }, g: { driver: gpiochip, label: x, drive: open-drain } }
            guests: { a: { lines: [{ from: g/3 }, { name: K, from: g/KEY }] } }
            """);

        Assert.Equal([ResolveRule.WiredOr, ResolveRule.WiredOr], plan.Chips[0].Lines.Select(l => l.Resolve));
        Assert.Equal([ResolveRule.WiredAnd, ResolveRule.WiredAnd], plan.Chips[1].Lines.Select(l => l.Resolve));
    }

    [Fact(DisplayName = "The verb check warns once of an exclusive line that several guests may drive, where the line stands (IF-1.13)")]
    public void Warns() => Assert.Equal(
        [$"rig.yaml:2:32: warning: chips.c.lines[1]: a:W, b:WAKE and d:2 may drive c/WAKE{Remedy}"],
        Rig.Said("""
            chips:
              c: { driver: sim, lines: [A, WAKE] }
            guests:
              a: { lines: [{ name: W, from: c/WAKE, access: out }, { from: c/A }] }
              b: { lines: [{ from: c/WAKE, access: inout }, { from: c/A, access: inout }] }
              d: { lines: [{}, {}, { name: "", from: c/1, access: out }] }
              e: { lines: [{ from: c/WAKE }] }
            """));

    [Fact(DisplayName = "The guests of a template that may drive one exclusive line are one warning (IF-1.13)")]
    public void WarnsOfTemplates() => Assert.Equal(
        [$"rig.yaml:1:36: warning: chips.c.lines[0]: ecu-{{1..24}}:W may drive c/W{Remedy}"],
        Rig.Said("""
            chips: { c: { driver: sim, lines: [W] } }
            guests: { "ecu-{1..24}": { lines: [{ from: c/W, access: inout }] } }
            """));

    [Fact(DisplayName = "Nets that differ by a number only are one warning, and lines by number stand where their number does (IF-1.13)")]
    public void WarnsOfRows() => Assert.Equal(
        [
            $"rig.yaml:1:36: warning: chips.c.lines[0]: ecu-{{n}}:P and tester:P{{n}} may drive c/P{{1..3}}{Remedy}",
            $"rig.yaml:1:75: warning: chips.d.lines: tester:3 and z:0 may drive d/1{Remedy}",
        ],
        Rig.Said("""
            chips: { c: { driver: sim, lines: ["P{1..3}"] }, d: { driver: sim, lines: 2 } }
            guests:
              "ecu-{1..3}": { lines: [{ name: P, from: "c/P{n}", access: out }] }
              tester:
                lines:
                  - { from: c/P1, access: out }
                  - { from: c/P2, access: out }
                  - { from: c/P3, access: out }
                  - { from: d/1, access: out }
              z: { lines: [{ from: d/1, access: out }] }
            """));

    [Fact(DisplayName = "A gpiochip's line that only guests name stands at its chip; by name and by alias it is one line (IF-1.13)")]
    public void WarnsOfGpioChips() => Assert.Equal(
        [
            $"rig.yaml:1:10: warning: chips.c: a:0 and b:0 may drive c/7{Remedy}",
            $"rig.yaml:1:51: warning: chips.c.lines[0]: a:HORN and b:1 may drive c/HORN{Remedy}",
        ],
        Rig.Said("""
            chips: { c: { driver: gpiochip, label: x, lines: [{ offset: 3, name: HORN }] } }
            guests:
              a: { lines: [{ from: c/7, access: out }, { from: c/HORN, access: out }] }
              b: { lines: [{ from: c/7, access: out }, { from: c/3, access: out }] }
            """).Where(said => said.Contains("warning", StringComparison.Ordinal)));

    [Theory(DisplayName = "A line that several guests may drive gets no warning if it is no exclusive one, or is said to be (IF-1.13)")]
    [InlineData("", "{ name: W, resolve: wired-and }")]
    [InlineData("", "{ name: W, resolve: exclusive }")]
    [InlineData("", "{ name: W, drive: open-drain }")]
    [InlineData("resolve: last-writer,", "W")]
    [InlineData("resolve: exclusive,", "W")]
    [InlineData("drive: open-source,", "W")]
    public void NoWarning(string chip, string line) => Assert.Empty(Rig.Said($$"""
        chips: { c: { driver: sim, {{chip}} lines: [{{line}}] } }
        guests: { "ecu-{1..3}": { lines: [{ from: c/W, access: inout }] } }
        """));
}
