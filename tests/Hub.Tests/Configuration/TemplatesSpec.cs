using GpioHub.Configuration;
using GpioHub.Configuration.Naming;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public class TemplatesSpec
{
    [Theory(DisplayName = "A range {a..b} stands for each number; zeros pad; {{ is a brace (IF-1.5)")]
    [InlineData("ecu-{1..3}", "ecu-1 ecu-2 ecu-3")]
    [InlineData("{08..11}x", "08x 09x 10x 11x")]
    [InlineData("{1..03}", "01 02 03")]
    [InlineData("{9..10}", "9 10")]
    [InlineData("{0..1}", "0 1")]
    [InlineData("{5..5}", "5")]
    [InlineData("a{{1..3}", "a{1..3}")]
    [InlineData("{{{1..2}}", "{1} {2}")]
    [InlineData("plain}", "plain}")]
    public void Expands(string text, string expected)
    {
        Assert.True(Template.TryParse(text, out Template? template, out _));
        Assert.Equal(expected.Split(' '), Enumerable.Range(0, template.Count).Select(template.Text));
    }

    [Theory(DisplayName = "A template that is none is refused with the reason (IF-1.5)")]
    [InlineData("a{1..2}{1..2}", "only one {a..b} in a text")]
    [InlineData("a{3..1}", "the range {3..1} counts down")]
    [InlineData("a{n}", "expected a range such as {1..24}, found \"{n}\"; {{ is a brace")]
    [InlineData("a{1..", "expected a range such as {1..24}, found \"{1..\"; {{ is a brace")]
    [InlineData("a{1..x}", "expected a range such as {1..24}, found \"{1..x}\"; {{ is a brace")]
    [InlineData("a{-1..3}", "expected a range such as {1..24}, found \"{-1..3}\"; {{ is a brace")]
    [InlineData("a{1..9999999999}", "expected a range such as {1..24}, found \"{1..9999999999}\"; {{ is a brace")]
    public void Refuses(string text, string why)
    {
        Assert.False(Template.TryParse(text, out _, out string? wrong));
        Assert.Equal(why, wrong);
    }

    [Fact(DisplayName = "In any text below the guest {n} is the padded number (IF-1.5)")]
    public void NumberBelowGuest()
    {
        RigPlan plan = Rig.Plan("""
            hub: { sockets: /s }
            chips: { c: { driver: sim, lines: ["PWR_{08..11}"] } }
            guests:
              "ecu-{08..11}":
                socket: "vm{n}/gpio.sock"
                socketGroup: "vm{n}"
                slots: "{n}"
                lines:
                  - { name: "P{n}{{n}", from: "c/PWR_{n}" }
            """);

        Assert.Equal(["ecu-08", "ecu-09", "ecu-10", "ecu-11"], plan.Guests.Select(g => g.Id));
        Assert.Equal("/rigs/vm08/gpio.sock", plan.Guests[0].SocketPath);
        Assert.Equal(("vm09", "P09{n}", 1, 9), (plan.Guests[1].SocketGroup, plan.Guests[1].Lines[0].Name,
            plan.Guests[1].Lines[0].From!.Value.Index, plan.Guests[1].Lines.Length));
    }

    [Fact(DisplayName = "A template in a sim chip's lines makes lines in order, with the item's settings (IF-1.5)")]
    public void TemplateOfLines()
    {
        RigPlan plan = Rig.Plan("chips: { c: { driver: sim, lines: [A, { name: \"P_{1..3}\", bias: pull-up }, Z] } }");

        Assert.Equal(
            [(0, "A", Bias.PullDown), (1, "P_1", Bias.PullUp), (2, "P_2", Bias.PullUp), (3, "P_3", Bias.PullUp), (4, "Z", Bias.PullDown)],
            plan.Chips[0].Lines.Select(l => (l.Offset, l.Name!, l.Bias)));
    }

    [Fact(DisplayName = "In a guest without a range {n} is refused (IF-1.5)")]
    public void NoNumber() =>
        Assert.Equal(
            ["rig.yaml:1:33: guests.a.lines[0].name: {n} is the number of a template's guest; this guest's id has no {a..b}"],
            Rig.Said("guests: { a: { lines: [ { name: \"X{n}\" } ] } }"));

    [Fact(DisplayName = "Braces in a chip's id are refused, and elsewhere outside guests and sim lines they are text (IF-1.5)")]
    public void BracesElsewhere()
    {
        Assert.Contains(Rig.Said("chips: { \"c{1..2}\": { driver: sim, lines: 1 } }"),
            s => s.EndsWith("{a..b} makes guests and simulated lines, not chips", StringComparison.Ordinal));
        Assert.Empty(Rig.Said("chips: { c: { driver: gpiochip, label: \"{n}\" } }"));
    }

    [Fact(DisplayName = "Two guests of one name are an error that shows both places (IF-1.5)")]
    public void SameGuestTwice() =>
        Assert.Equal(
            ["rig.yaml:3:3: guests.ecu-2: guest \"ecu-2\" is already defined at line 2 by \"ecu-{1..3}\""],
            Rig.Said("guests:\n  \"ecu-{1..3}\": { lines: [{}] }\n  ecu-2: { lines: [{}] }\n"));

    [Fact(DisplayName = "What is wrong with every guest of a template is told once, with the count (IF-1.5)")]
    public void ToldOnce() =>
        Assert.Equal(
            ["rig.yaml:3:34: guests.e-2.lines[0].from: no line \"P2\" on chip \"c\"; did you mean \"P1\"? (and 2 more of \"e-{1..4}\")"],
            Rig.Said("chips: { c: { driver: sim, lines: [P1] } }\nguests:\n  \"e-{1..4}\": { lines: [ { from: \"c/P{n}\" } ] }\n"));

    [Theory(DisplayName = "A YAML error on a line with a { says to quote it (IF-1.5, IF-2.9)")]
    [InlineData("      - { name: WAKE, from: bench/WAKE_{n} }", 40, "; quote text that contains { }: from: \"bench/WAKE_{n}\"")]
    [InlineData("      - { name: PWR_{n}, from: bench/X }", 21, "; quote text that contains { }: name: \"PWR_{n}\"")]
    [InlineData("      - { name: B READY_{n}, from: bench/X }", 25, "; quote text that contains { }: name: \"B READY_{n}\"")]
    [InlineData("      - { name: \"PWR_{n}\", from: bench/X ]", 42, "; quote text that contains { }")]
    [InlineData("      - { name: X, from: bench/X", 1, "")]
    public void QuoteBraces(string line, int column, string hint)
    {
        ConfigProblem problem = Assert.Single(Rig.Load($"guests:\n  a:\n    lines:\n{line}\n").Problems);

        Assert.Equal((column, $"not YAML: expected ',' or '}}'{hint}"), (problem.Column, problem.Message));
    }
}
