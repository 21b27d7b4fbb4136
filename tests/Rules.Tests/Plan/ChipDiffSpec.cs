using GpioHub.Rules.Plan;
using GpioHub.Tests.Rigs;
using Xunit;

namespace GpioHub.Rules.Tests.Plan;

/// <summary>Differences of chips and their lines, each told in words (HR-09).</summary>
public class ChipDiffSpec
{
    private static readonly ChipPlan Bench = Plans.Sim("bench", "IGN", "CRASH");
    private static readonly GpioChipPlan OfBody =
        new(new ByLabel("gpio-sim.0"), IoPlace.Auto, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    private static readonly ChipPlan Body = new("body", OfBody, [Pin("A"), Pin("B")]);

    [Fact(DisplayName = "Chips that come and go are told with their driver and the number of their lines (HR-09)")]
    public void ComeAndGo()
    {
        var one = Plans.Sim("one", "A");
        Assert.Equal(["adds chip one (sim, 1 line)", "adds chip body (gpiochip, label gpio-sim.0, 2 lines)", "removes chip bench"],
            Told([Bench], [one, Body]));
    }

    public static TheoryData<ChipPlan, string> Replaced => new()
    {
        { Plans.Sim("body", "A", "B"), "replaces chip body (gpiochip, label gpio-sim.0) with sim" },
        { With(new ByLabel("gpio-sim.1")), "replaces chip body (gpiochip, label gpio-sim.0) with gpiochip, label gpio-sim.1" },
        { With(new ByPath("/dev/gpiochip3")), "replaces chip body (gpiochip, label gpio-sim.0) with gpiochip, /dev/gpiochip3" },
        { With(new ByProperties([("ID_PATH", "pci-*"), ("label", "x")])),
            "replaces chip body (gpiochip, label gpio-sim.0) with gpiochip, match ID_PATH: pci-*, label: x" },
    };

    [Theory(DisplayName = "Another driver or device under a chip's id replaces the chip, and nothing else is told of it (GU-15)")]
    [MemberData(nameof(Replaced))]
    public void Device(ChipPlan wanted, string told)
    {
        Assert.Equal([told], Told([Body], [wanted]));
        var diff = Between([Body], [wanted]);
        Assert.True(RigEquality.Same(Plan([wanted]), diff.ApplyTo(Plan([Body]))));
    }

    [Fact(DisplayName = "Another device has its lines in the order of the file; the same one gives up its places only with its last line")]
    public void OrderOfAnother()
    {
        var other = With(new ByLabel("gpio-sim.1")) with { Lines = [Pin("B"), Pin("A")] };
        Assert.Equal(["B", "A"], Between([Body], [other]).Target.Chips[0].Lines.Select(line => line.Name));
        Assert.Empty(Between([Body], [Body with { Lines = [] }]).Target.Chips[0].Lines);
    }

    [Fact(DisplayName = "A line without a name is told by its offset, and by its place where that is not known")]
    public void Nameless()
    {
        var nameless = Plans.Line(4, "A") with { Name = null };
        Assert.Equal(["removes line body/4"], Told([Body with { Lines = [Pin("A"), nameless] }], [Body with { Lines = [Pin("A")] }]));
        Assert.Equal(("4", "3", "A"), (DiffText.Name(nameless, 3), DiffText.Name(ChipLinePlan.Unused, 3), DiffText.Name(Pin("A"), 3)));
    }

    [Fact(DisplayName = "An empty place is a pin that nobody sets: as it was found, not inverted, only looked at")]
    public void Unused() => Assert.True(ChipLinePlan.Unused is
    {
        IsUnused: true, ActiveLow: false, Bias: Bias.AsIs, Initial: InitialState.AsIs, Control: ControlAccess.Read,
    });

    [Fact(DisplayName = "The same properties of a device in another array are the same device (GU-15)")]
    public void SameProperties()
    {
        var old = With(new ByProperties([("ID_PATH", "pci-*")]));
        Assert.Empty(Told([old], [With(new ByProperties([("ID_PATH", "pci-*")]))]));
        Assert.Single(Told([old], [With(new ByProperties([("ID_PATH", "usb-*")]))]));
        Assert.Single(Told([old], [With(new ByLabel("x"))]));
    }

    [Fact(DisplayName = "Another io or restart of a gpiochip is told as such, and applied to the chip that stays (HR-09)")]
    public void Treatment()
    {
        var settings = OfBody;
        GpioChipPlan[] others =
        [
            settings with { Io = IoPlace.Thread }, settings with { RestartMin = TimeSpan.FromSeconds(1) },
            settings with { RestartMax = TimeSpan.FromSeconds(20) },
        ];
        foreach (var other in others)
        {
            var diff = Between([Body], [Body with { Driver = other }]);
            Assert.Equal("body: other io or restart", Assert.Single(diff.Changes).Text);
            Assert.Equal(other, diff.ApplyTo(Plan([Body])).Chips[0].Driver);
        }
    }

    public static TheoryData<ChipLinePlan, string> Settings => new()
    {
        { Plans.Line(0, "KL15"), "name \"IGN\" to \"KL15\"" },
        { Plans.Line(0, "IGN") with { Name = null }, "name \"IGN\" to off" },
        { Plans.Line(0, "IGN") with { Bias = Bias.PullUp }, "bias pull-down to pull-up" },
        { Plans.Line(0, "IGN") with { ActiveLow = true }, "activeLow false to true" },
        { Plans.Line(0, "IGN") with { Drive = DriveKind.OpenDrain }, "drive push-pull to open-drain" },
        { Plans.Line(0, "IGN") with { Initial = InitialState.Low }, "initial as-is to low" },
        { Plans.Line(0, "IGN") with { Resolve = ResolveRule.LastWriter }, "resolve exclusive to last-writer" },
        { Plans.Line(0, "IGN") with { Control = ControlAccess.Read }, "control drive to read" },
        { Plans.Line(0, "IGN") with { Debounce = TimeSpan.FromMilliseconds(5) }, "debounce 0us to 5000us" },
        { Plans.Line(0, "IGN") with { Sample = null }, "sample 10000us to off" },
        { Plans.Line(0, "IGN") with { Initial = InitialState.High, Resolve = ResolveRule.WiredAnd, ActiveLow = true },
            "activeLow false to true, initial as-is to high, resolve exclusive to wired-and" },
        { Plans.Line(7, "IGN"), "other settings" },
    };

    [Theory(DisplayName = "A line's settings are told in the words of the file, each with what it was and what it is (HR-09)")]
    [MemberData(nameof(Settings))]
    public void Lines(ChipLinePlan wanted, string told)
    {
        var chip = Bench with { Lines = Bench.Lines.SetItem(0, wanted) };
        Assert.Equal([$"bench/IGN: {told}"], Told([Bench], [chip]));
        Assert.Equal(wanted, Between([Bench], [chip]).ApplyTo(Plan([Bench])).Chips[0].Lines[0]);
    }

    [Fact(DisplayName = "Lines of a chip come at its end and go from its end, the last one first (HR-09)")]
    public void Length()
    {
        var longer = Plans.Sim("bench", "IGN", "CRASH", "WAKE", "DOOR");
        Assert.Equal(["adds line bench/WAKE", "adds line bench/DOOR"], Told([Bench], [longer]));
        Assert.Equal(["removes line bench/DOOR", "removes line bench/WAKE"], Told([longer], [Bench]));
        Assert.Equal(["bench/3: name off to \"DOOR\""],
            Told([longer with { Lines = longer.Lines.SetItem(3, longer.Lines[3] with { Name = null }) }], [longer]));
    }

    [Fact(DisplayName = "A gpiochip's place that is empty is filled by a line that comes, and one at the end is not kept (HR-09)")]
    public void Places()
    {
        var holed = Body with { Lines = [ChipLinePlan.Unused, Pin("B")] };
        Assert.Equal(["removes line body/A"], Told([Body], [Body with { Lines = [Pin("B")] }]));
        var gone = Between([Body], [Body with { Lines = [Pin("A")] }]);
        Assert.Equal("removes line body/B", Assert.Single(gone.Changes).Text);
        Assert.Single(gone.Target.Chips[0].Lines);
        Assert.Equal(["adds line body/A"], Told([holed], [Body with { Lines = [Pin("B"), Pin("A")] }]));
    }

    [Fact(DisplayName = "Lines of a gpiochip are the same by offset, or by the kernel's name where only that is known (GU-17)")]
    public void SameLine()
    {
        ChipPlan byOffset = Body with { Lines = [Plans.Line(4, "A"), Plans.Line(5, "B")] };
        var renamed = byOffset with { Lines = [Plans.Line(5, "B"), Plans.Line(4, "C")] };
        Assert.Equal(["body/A: name \"A\" to \"C\""], Told([byOffset], [renamed]));
        var byName = byOffset with { Lines = [Pin("A"), Plans.Line(5, "B")] };
        Assert.Equal(["removes line body/A", "adds line body/A"], Told([byOffset], [byName]));
    }

    private static ChipLinePlan Pin(string name) => Plans.Line(ChipLinePlan.ByName, name);

    private static ChipPlan With(ChipSelector selector) => Body with { Driver = OfBody with { Selector = selector } };

    private static IEnumerable<string> Told(ChipPlan[] old, ChipPlan[] wanted) =>
        Between(old, wanted).Changes.Select(change => change.Text);

    private static RigDiff Between(ChipPlan[] old, ChipPlan[] wanted) => RigDiff.Between(Plan(old), Plan(wanted), _ => false);

    private static RigPlan Plan(ChipPlan[] chips) => Plans.Plan("/rig", chips, []);
}
