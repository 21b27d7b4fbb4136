using GpioHub.Rules.Plan;
using GpioHub.Transports.Chips.Discovery;
using Xunit;

namespace GpioHub.Transports.Tests.Chips.Discovery;

public sealed class FindByLabelSpec : IDisposable
{
    private const int NoSuchDevice = 19;
    private const int InputOutputError = 5;

    private readonly Machine _machine = new();

    public void Dispose()
    {
        Assert.Equal(0, _machine.Open);
        _machine.Dispose();
    }

    [Fact(DisplayName = "The chip with the label is found, whatever its number; every chip is closed again (GU-15)")]
    public void Found()
    {
        _machine.Chip(0, "pinctrl-bcm2835").Chip(10, "mcp23017", "platform/x");

        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(10)), Find("mcp23017"));
        Assert.Equal([_machine.NodeOf(0), _machine.NodeOf(10)], _machine.Opened);
    }

    [Theory(DisplayName = "A label is compared byte for byte (GU-15)")]
    [InlineData("mcp2301")]
    [InlineData("MCP23017")]
    [InlineData("mcp*")]
    [InlineData("")]
    public void Exactly(string label)
    {
        _machine.Chip(0, "mcp23017");
        Assert.IsType<ChipSearch.Absent>(Find(label));
    }

    [Fact(DisplayName = "No such label: what was looked for, and what there is")]
    public void Absent()
    {
        _machine.Chip(1, "pinctrl-bcm2835", "platform/x").Chip(0, "gpio-sim.0");

        Assert.Equal(
            new ChipSearch.Absent("no chip with label \"mcp23017\"; there are gpiochip0 [gpio-sim.0], gpiochip1 [pinctrl-bcm2835]"),
            Find("mcp23017"));
    }

    [Fact(DisplayName = "No chips at all: neither sysfs nor nodes")]
    public void Nothing()
    {
        Assert.Equal(new ChipSearch.Absent("no chip with label \"x\"; this machine has no gpiochips now"), Find("x"));
        Directory.Delete(_machine.Sys, recursive: true);
        Directory.Delete(_machine.Dev, recursive: true);
        Assert.Equal(new ChipSearch.Absent("no chip with label \"x\"; this machine has no gpiochips now"), Find("x"));
    }

    [Fact(DisplayName = "A label that two chips have is ambiguous: which they are, and how to tell them apart (GU-15)")]
    public void Ambiguous()
    {
        _machine.Chip(0, "mcp23017").Chip(3, "mcp23017", "platform/x");

        Assert.Equal(
            new ChipSearch.Ambiguous($"2 chips have label \"mcp23017\": {_machine.NodeOf(0)}, {_machine.NodeOf(3)}; " +
                "tell them apart with path or match (docs/hardware.md#choosing)"),
            Find("mcp23017"));
    }

    [Fact(DisplayName =
        "If the chip may be one that cannot be opened for want of permission, that is said, not that there is none (IF-2.10)")]
    public void Denied()
    {
        _machine.Chip(0, "mcp23017").Chip(1, "other", "platform/x").Refuse(0, ChipAccess.AccessDenied);

        var failed = Assert.IsType<ChipSearch.Failed>(Find("mcp23017"));
        Assert.Equal(ChipAccess.AccessDenied, failed.Errno);
        Assert.StartsWith($"{_machine.NodeOf(0)}: permission denied", failed.Text, StringComparison.Ordinal);
        Assert.EndsWith("; no other chip has label \"mcp23017\"", failed.Text, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A chip that may be opened and has the label is found beside one that may not be opened")]
    public void DeniedBeside()
    {
        _machine.Chip(0, "x").Chip(1, "mcp23017", "platform/x").Refuse(0, ChipAccess.AccessDenied);
        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(1)), Find("mcp23017"));
    }

    [Fact(DisplayName = "A chip that cannot be opened for another reason may be the one: the reason is told")]
    public void Broken()
    {
        _machine.Chip(0, "x").Refuse(0, InputOutputError);
        Assert.Equal(InputOutputError, Assert.IsType<ChipSearch.Failed>(Find("mcp23017")).Errno);
    }

    [Fact(DisplayName = "A chip that goes between being listed and being opened is not there")]
    public void Going()
    {
        _machine.Chip(0, "x").Chip(1, "y", "platform/x").Refuse(0, NoSuchDevice);
        Assert.Equal(new ChipSearch.Absent("no chip with label \"z\"; there is gpiochip1 [y]"), Find("z"));
    }

    [Fact(DisplayName = "In a container without nodes, that is what is said")]
    public void WithoutNodes()
    {
        _machine.Chip(0, "x").Chip(1, "y", "platform/x");
        File.Delete(_machine.NodeOf(0));
        File.Delete(_machine.NodeOf(1));
        _machine.Refuse(0, 2).Refuse(1, 2);

        Assert.Equal(
            new ChipSearch.Absent($"no chip with label \"y\"; of gpiochip0, gpiochip1 there is no node in {_machine.Dev}"), Find("y"));
    }

    [Fact(DisplayName = "Without sysfs the nodes are listed; only names of gpiochips count")]
    public void WithoutSysfs()
    {
        Directory.Delete(_machine.Sys, recursive: true);
        File.WriteAllText(_machine.At("dev", "gpiochip"), "");
        File.WriteAllText(_machine.At("dev", "gpiochip0x"), "");
        File.WriteAllText(_machine.At("dev", "gpiochip99999999999"), "");
        _machine.Node(2, "mcp23017");

        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(2)), Find("mcp23017"));
        Assert.Equal([_machine.NodeOf(2)], _machine.Opened);
    }

    [Fact(DisplayName = "A label reaches no terminal with control characters, and a long list is cut")]
    public void OddLabels()
    {
        for (int i = 0; i < 10; i++) _machine.Chip(i, "\e[31m\n\u202Ex");

        Assert.Equal(
            "no chip with label \"\\?[2J\"; there are ".Replace("\\?", "?", StringComparison.Ordinal)
            + string.Join(", ", Enumerable.Range(0, 8).Select(i => $"gpiochip{i} [?[31m??x]")) + ", … 2 more",
            Assert.IsType<ChipSearch.Absent>(Find("\e[2J")).Text);
    }

    private ChipSearch Find(string label) => _machine.Finder.Find(new ByLabel(label));
}
