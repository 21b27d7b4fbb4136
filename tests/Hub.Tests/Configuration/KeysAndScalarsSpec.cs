using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public class KeysAndScalarsSpec
{
    [Theory(DisplayName = "An unknown key is an error that names the nearest one, or all (IF-1.1)")]
    [InlineData("active-low", "unknown key \"active-low\"; did you mean \"activeLow\"?")]
    [InlineData("active_low", "unknown key \"active_low\"; did you mean \"activeLow\"?")]
    [InlineData("ActiveLow", "unknown key \"ActiveLow\"; did you mean \"activeLow\"?")]
    [InlineData("bais", "unknown key \"bais\"; did you mean \"bias\"?")]
    [InlineData("colour", "unknown key \"colour\"; expected one of name, offset, bias, activeLow, drive, initial, resolve, control")]
    public void UnknownKeys(string key, string message) =>
        Assert.Equal(
            [$"rig.yaml:1:38: chips.c.lines[0]: {message}"],
            Rig.Said($"chips: {{ c: {{ driver: sim, lines: [{{ {key}: true }}] }} }}"));

    [Fact(DisplayName = "A key set twice is an error that shows the first place (IF-1.1)")]
    public void DuplicateKeys() =>
        Assert.Equal(
            ["rig.yaml:3:1: \"version\" is already set at line 1"],
            Rig.Said("version: 1\nchips: {}\nversion: 1\n"));

    [Theory(DisplayName = "A scalar is read as written and typed by its key (IF-1.1)")]
    [InlineData("ON")]
    [InlineData("1x")]
    [InlineData("0660")]
    [InlineData("null")]
    [InlineData("1e3")]
    [InlineData("y")]
    [InlineData("'true'")]
    public void ScalarsAreText(string written)
    {
        RigPlan plan = Rig.Plan($"chips: {{ c: {{ driver: sim, lines: [{written}] }} }}");

        Assert.Equal(written.Trim('\''), plan.Chips[0].Lines[0].Name);
    }

    [Fact(DisplayName = "Anchors and aliases work (IF-1.1)")]
    public void Aliases()
    {
        RigPlan plan = Rig.Plan("""
            chips:
              bench: { driver: sim, lines: [IGN, &wake { name: WAKE, bias: pull-up }] }
            guests:
              a: &guest
                lines: &lines
                  - { from: &address bench/IGN }
                  - { from: bench/WAKE }
              b: *guest
              c: { lines: *lines }
              d: { lines: [ { from: *address } ] }
            """);

        Assert.Equal([2, 2, 2, 1], plan.Guests.Select(g => g.Lines.Length));
        Assert.Equal(plan.Guests[0].Lines.AsEnumerable(), plan.Guests[2].Lines.AsEnumerable());
    }

    [Fact(DisplayName = "Merge keys are refused (IF-1.1)")]
    public void MergeKeys() =>
        Assert.Equal(
            ["rig.yaml:3:8: guests.b: merge keys (<<) are not part of this format; repeat the keys, or use a template"],
            Rig.Said("guests:\n  a: &a { lines: [{ name: X }] }\n  b: { <<: *a, lines: [{ name: X }] }\n"));

    [Fact(DisplayName = "Tags are refused (IF-1.1)")]
    public void Tags() =>
        Assert.Equal(["rig.yaml:1:10: tags such as tag:yaml.org,2002:int are not part of this format"], Rig.Said("version: !!int 1"));

    [Theory(DisplayName = "A word that is not libgpiod's is refused with the nearest one (IF-1.1)")]
    [InlineData("bias: pullup",
        "chips.c.bias: expected as-is, disabled, pull-up or pull-down, found \"pullup\"; did you mean \"pull-up\"?")]
    [InlineData("activeLow: yes", "chips.c.activeLow: expected true or false, found \"yes\"")]
    [InlineData("drive: [open-drain]", "chips.c.drive: expected push-pull, open-drain or open-source, found a list")]
    [InlineData("initial:", "chips.c.initial: expected as-is, input, low or high, found nothing")]
    [InlineData("resolve: { a: b }",
        "chips.c.resolve: expected exclusive, wired-and, wired-or or last-writer, found a map; quote text that contains { }")]
    public void WrongWords(string setting, string message) =>
        Assert.Equal([message],
            Rig.Load($"chips:\n  c:\n    driver: sim\n    lines: 1\n    {setting}\n").Problems.Select(p => $"{p.KeyPath}: {p.Message}"));

    [Fact(DisplayName = "All problems are told at once, in file order, each with what was expected (IF-1.1)")]
    public void AllAtOnce()
    {
        var problems = Rig.Load("""
            guests:
              ivi: { lines: [{ from: bench/IGNN, access: output }], slots: x }
            chips:
              bench: { driver: sim, lines: [IGN], bias: up }
            hub: { http: 0.0.0.0:80, poll: 20 }
            """).Problems;

        Assert.Equal([(2, 26), (2, 46), (2, 64), (4, 45), (5, 14), (5, 32)], problems.Select(p => (p.Line, p.Column)));
        Assert.Equal("a line of chip \"bench\"", problems[0].Expected);
        Assert.Equal("in, out or inout", problems[1].Expected);
        Assert.EndsWith("; a time needs its unit", problems[5].Message, StringComparison.Ordinal);
    }
}
