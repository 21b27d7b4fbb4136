using GpioHub.Configuration;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public class GpioChipsSpec
{
    [Fact(DisplayName = "A gpiochip has its defaults (IF-1.7)")]
    public void Defaults()
    {
        var chip = Plan("label: mcp23017").Chips[0];

        Assert.Equal(new GpioChipPlan(new ByLabel("mcp23017"), IoPlace.Auto, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10)),
            chip.Driver);
        Assert.Empty(chip.Lines);
        Assert.IsType<SimPlan>(Rig.Plan("chips: { c: { driver: sim, lines: 1 } }").Chips[0].Driver);
    }

    [Theory(DisplayName = "The keys io and restart are as written (IF-1.7)")]
    [InlineData("io: inline", IoPlace.Inline, 200, 10_000)]
    [InlineData("io: thread", IoPlace.Thread, 200, 10_000)]
    [InlineData("restart: { min: 1ms }", IoPlace.Auto, 1, 10_000)]
    [InlineData("restart: { max: 200ms }", IoPlace.Auto, 200, 200)]
    [InlineData("restart: { min: 1s, max: 2m }", IoPlace.Auto, 1_000, 120_000)]
    public void IoAndRestart(string keys, IoPlace io, int min, int max) => Assert.Equal(
        new GpioChipPlan(new ByLabel("x"), io, TimeSpan.FromMilliseconds(min), TimeSpan.FromMilliseconds(max)),
        Plan($"label: x, {keys}").Chips[0].Driver);

    [Theory(DisplayName = "A path is relative to the file it stands in (IF-1.7)")]
    [InlineData("/dev/gpio/relays", "/dev/gpio/relays")]
    [InlineData("../dev/relays", "/dev/relays")]
    [InlineData("relays", "/rigs/relays")]
    [InlineData("/dev/../dev//relays", "/dev/relays")]
    public void Paths(string written, string path) => Assert.Equal(new ByPath(path), SelectorOf($"path: {written}"));

    [Fact(DisplayName = "The key match is all of its properties, in order (IF-1.7)")]
    public void Match()
    {
        var selector = SelectorOf("match: { label: mcp*, DEVPATH: '*/1-0020/*', ID_SERIAL_SHORT: 0012 }");

        Assert.Equal([("label", "mcp*"), ("DEVPATH", "*/1-0020/*"), ("ID_SERIAL_SHORT", "0012")],
            Assert.IsType<ByProperties>(selector).Properties.AsEnumerable());
    }

    [Fact(DisplayName =
        "The chip's settings are the defaults of each of its lines: those that are set, and those that are only mapped (IF-1.7)")]
    public void Settings()
    {
        var lines = Plan(
            "label: x, bias: pull-up, debounce: 5ms, sample: off, control: drive, activeLow: true, lines: [A, { offset: 3, debounce: " +
            "0, sample: 1ms, control: read }]",
            "c/7", "c/B").Chips[0].Lines;

        Assert.All(lines, line => Assert.Equal((Bias.PullUp, true), (line.Bias, line.ActiveLow)));
        Assert.Equal(
            [
                ("A", ChipLinePlan.ByName, 5, null, ControlAccess.Drive),
                (null, 3, 0, 1, ControlAccess.Read),
                (null, 7, 5, null, ControlAccess.Drive),
                ("B", ChipLinePlan.ByName, 5, (int?)null, ControlAccess.Drive),
            ],
            lines.Select(line =>
                (line.Name, line.Offset, (int)line.Debounce.TotalMilliseconds, (int?)line.Sample?.TotalMilliseconds, line.Control)));
    }

    [Fact(DisplayName =
        "A gpiochip's lines are those that the file sets, then those that guests map, each once; an address is a place among them " +
        "(GU-17)")]
    public void LinesInOrder()
    {
        var plan = Rig.Plan("""
            chips:
              c: { driver: gpiochip, label: x, lines: [{ offset: 8, name: FAULT }, HORN, { offset: 2, bias: pull-up }] }
            guests:
              g: { lines: [{ from: c/NEW }, { from: c/HORN }, { from: c/2 }, { from: c/5 }] }
              h: { lines: [{ from: c/FAULT }, { from: c/5 }, { from: c/NEW }, { from: c/OLD }] }
              i: { lines: [{ from: c/8 }, { from: c/05 }] }
            """);

        Assert.Equal(
            [("FAULT", 8), ("HORN", -1), (null, 2), ("NEW", -1), (null, 5), ("OLD", -1)],
            plan.Chips[0].Lines.Select(line => (line.Name, line.Offset)));
        Assert.Equal(
            ["g: 3 1 2 4", "h: 0 4 3 5", "i: 0 4"],
            plan.Guests.Select(guest => $"{guest.Id}: {string.Join(' ', guest.Lines.Select(line => line.From!.Value.Index))}"));
    }

    [Theory(DisplayName = "A chip line is in a guest once, whichever way it is written (IF-1.10)")]
    [InlineData("c/A", "c/A")]
    [InlineData("c/3", "c/A")]
    [InlineData("c/3", "c/03")]
    [InlineData("c/B", "c/B")]
    [InlineData("c/5", "c/5")]
    public void OnceInAGuest(string first, string second) => Assert.Contains(
        $"{second} is already mapped to this guest",
        Assert.Single(Rig.Load(Yaml("label: x, lines: [{ offset: 3, name: A }]", first, second)).Problems,
            p => p.Severity == ProblemSeverity.Error).Message,
        StringComparison.Ordinal);

    [Theory(DisplayName = "An offset beyond any chip is an error, one within is the hardware's affair (IF-1.3)")]
    [InlineData("65535", true)]
    [InlineData("65536", false)]
    [InlineData("99999999999", false)]
    public void Offsets(string offset, bool fine)
    {
        var result = Rig.Load(Yaml("label: x", $"c/{offset}"));

        Assert.Equal(fine, result.Plan is not null);
        if (!fine) Assert.Contains(result.Problems, p => p.Message == $"{offset} is beyond any chip's lines");
    }

    [Fact(DisplayName = "An alias of digits only is addressed by its offset: check says so (IF-1.3)")]
    public void DigitsAlias()
    {
        var result = Rig.Load(Yaml("label: x, lines: [{ offset: 3, name: 7 }]", "c/7", "c/3"));

        Assert.Contains("warning: chips.c.lines[0]: a name of digits only, \"7\", is addressed by offset: c/3",
            result.Problems[0].ToString(), StringComparison.Ordinal);
        Assert.Equal([("7", 3), (null, 7)], result.Plan!.Chips[0].Lines.Select(line => (line.Name, line.Offset)));
    }

    [Fact(DisplayName = "One chip has no more lines than a file may ask for (IF-1.1)")]
    public void TooMany()
    {
        string items = string.Join(',', Enumerable.Range(0, 10_001).Select(i => $"L{i}"));
        Assert.Contains(Rig.Load(Yaml($"label: x, lines: [{items}]")).Problems, p => p.Message == "more than 10000 lines of chip \"c\"");
    }

    [Fact(DisplayName = "The verb run refuses nothing of a gpiochip but what several drivers come to (IF-1.13)")]
    public void Runs() => Assert.Empty(Rig.Load(Yaml(
        "match: { A: b }, io: thread, control: drive, sample: off, debounce: 1ms, initial: low, drive: open-drain", "c/A")).Errors);

    private static ChipSelector SelectorOf(string keys) => Assert.IsType<GpioChipPlan>(Plan(keys).Chips[0].Driver).Selector;

    private static RigPlan Plan(string keys, params string[] from) => Rig.Plan(Yaml(keys, from));

    private static string Yaml(string keys, params string[] from) =>
        $$"""
        chips: { c: { driver: gpiochip, {{keys}} } }
        guests: { g: { slots: {{Math.Max(1, from.Length)}}, lines: [{{string.Join(", ", from.Index().Select(line => $"{{ name: L{line.Index}, from: {line.Item} }}"))}}] } }
        """;
}
