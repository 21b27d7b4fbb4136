using GpioHub.Rules.Plan;
using GpioHub.Tests.Rigs;
using Xunit;

namespace GpioHub.Rules.Tests.Plan;

/// <summary>Differences of guests: what a front-end has read stays while it is connected (HR-09).</summary>
public class GuestDiffSpec
{
    private static readonly ChipPlan Bench = Plans.Sim("bench", "IGN", "CRASH");
    private static readonly GuestPlan Ivi = Plans.Guest("ivi", "/rig", Bench);
    private static readonly GuestPlan Renamed = Ivi.With(0, line => line with { Name = "KL15" });

    public static TheoryData<GuestPlan, string> Endpoints => new()
    {
        { Ivi with { SocketPath = "/run/ivi.sock" }, "ivi: socket /rig/ivi.sock to /run/ivi.sock" },
        { Ivi with { SocketMode = UnixFileMode.UserRead }, "ivi: socketMode or socketGroup" },
        { Ivi with { SocketGroup = "lab" }, "ivi: socketMode or socketGroup" },
    };

    [Theory(DisplayName = "A guest's socket changes while no front-end is connected at it; else it stays, and why is said (HR-09)")]
    [MemberData(nameof(Endpoints))]
    public void Socket(GuestPlan wanted, string told)
    {
        var away = Between([Ivi], [wanted]);
        Assert.Equal(told, Assert.Single(away.Changes).Text);
        Assert.True(RigEquality.Same(wanted, away.ApplyTo(Plan([Ivi])).Guests[0]));

        var connected = Between([Ivi], [wanted], "ivi");
        Assert.Empty(connected.Changes);
        Assert.Equal(new RigRefusal("ivi",
            "guest ivi is connected at /rig/ivi.sock; its socket changes when the file is applied while it is not"),
            Assert.Single(connected.Refused));
        Assert.True(RigEquality.Same(Ivi, connected.Target.Guests[0]));
    }

    public static TheoryData<GuestPlan, string> Others => new()
    {
        { Ivi with { EarlyUnmask = EarlyUnmask.Hold }, "earlyUnmask" },
        { Ivi with { WhenStopped = TimeSpan.FromSeconds(1) }, "whenStopped" },
        { Ivi with { RequestsPerSecond = 5 }, "requestsPerSecond" },
        { Ivi with { InterruptsPerSecond = 5 }, "interruptsPerSecond" },
        { Ivi with { RequestsPerSecond = 5, EarlyUnmask = EarlyUnmask.Hold }, "earlyUnmask, requestsPerSecond" },
    };

    [Theory(DisplayName = "Other settings of a guest are named and applied, whether or not it is connected (HR-09)")]
    [MemberData(nameof(Others))]
    public void Settings(GuestPlan wanted, string names)
    {
        foreach (string connected in (string[])["ivi", "nobody"])
        {
            var diff = Between([Ivi], [wanted], connected);
            Assert.Equal($"ivi: other {names}", Assert.Single(diff.Changes).Text);
            Assert.True(RigEquality.Same(wanted, diff.ApplyTo(Plan([Ivi])).Guests[0]));
        }
    }

    [Fact(DisplayName = "A guest whose driver reads its lines anew gets other lines while it is connected; its socket waits all the same")]
    public void Reshaped()
    {
        var plan = Plan([Ivi]);
        var diff = RigDiff.Between(plan, Plan([Renamed with { SocketGroup = "lab" }]), _ => true, id => id == "ivi");
        Assert.Equal(["ivi: other names of lines"], diff.Changes.Select(change => change.Text));
        Assert.Equal("ivi", Assert.Single(diff.Refused).Subject);
        Assert.Empty(diff.Pending);
        Assert.Equal(("KL15", null), (diff.Target.Guests[0].Lines[0].Name, diff.Target.Guests[0].SocketGroup));

        var other = RigDiff.Between(plan, Plan([Renamed]), _ => true, id => id != "ivi");
        Assert.Equal("IGN", other.Target.Guests[0].Lines[0].Name);
    }

    public static TheoryData<GuestPlan, string> Shapes => new()
    {
        { Renamed, "guest ivi is running with 2 lines; other names need" },
        { Ivi with { Lines = [Ivi.Lines[0]] }, "guest ivi is running with 2 lines; 1 line needs" },
        { Ivi with { Lines = [] }, "guest ivi is running with 2 lines; 0 lines need" },
    };

    [Theory(DisplayName = "What a running guest with other lines needs is told, and all that is asked for it waits (HR-09)")]
    [MemberData(nameof(Shapes))]
    public void ShapeWaits(GuestPlan wanted, string why)
    {
        var whole = wanted with { EarlyUnmask = EarlyUnmask.Hold, SocketGroup = "lab" };
        var diff = Between([Ivi], [whole], "ivi");
        Assert.Equal(new RigRefusal("ivi", $"{why} its front-end to reconnect (or, on QEMU 9 or later, its driver to probe again)"),
            Assert.Single(diff.Refused));
        Assert.Empty(diff.Changes);
        Assert.Equal(whole, diff.Pending["ivi"]);
        Assert.True(RigEquality.Same(Ivi, diff.Target.Guests[0]));
    }

    [Fact(DisplayName = "The slot of a guest that keeps its lines becomes spare if its chip line is gone; each change of a slot is told")]
    public void Spared()
    {
        var chip = Plans.Sim("loom", "A", "B");
        var ivi = Ivi.Wired(0, "loom", 0).Wired(1, "loom", 1);
        var wanted = Renamed.With(1, line => line with { From = null });
        string[] gone = ["removes line loom/B", "ivi:CRASH: from loom/B to nothing"];
        Assert.Equal(gone, Told(RigDiff.Between(Plans.Plan("/rig", [chip], [ivi]), Plans.Plan("/rig", [Plans.Sim("loom", "A")], [wanted]),
            _ => true)));
        Assert.Equal(["removes chip loom", "ivi:IGN: from loom/A to nothing", "ivi:CRASH: from loom/B to nothing"],
            Told(RigDiff.Between(Plans.Plan("/rig", [chip], [ivi]), Plans.Plan("/rig", [], [wanted]), _ => true)));
    }

    [Fact(DisplayName = "A gpiochip's line that goes leaves the slot of a guest that keeps its lines spare (HR-09)")]
    public void SparedAtADevice()
    {
        var settings = new GpioChipPlan(new ByLabel("x"), IoPlace.Auto, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        ChipPlan Body(params string[] names) =>
            Plans.Sim("body", names) with
            {
                Driver = settings,
                Lines = [.. names.Select(name => Plans.Line(ChipLinePlan.ByName, name))],
            };

        var ivi = Ivi.Wired(0, "body", 0).Wired(1, "body", 1);
        var wanted = Renamed.Wired(0, "body", 0).With(1, line => line with { From = null });
        var diff = RigDiff.Between(Plans.Plan("/rig", [Body("A", "B")], [ivi]), Plans.Plan("/rig", [Body("B")], [wanted]), _ => true);
        Assert.Equal(["removes line body/A", "ivi:IGN: from body/A to nothing"], Told(diff));
        Assert.Equal([null, new ChipLineAddress("body", 1)], diff.Target.Guests[0].Lines.Select(line => line.From));
    }

    [Fact(DisplayName = "A slot is told by its name or its number, its chip line by name, and by place where it has none or there is none")]
    public void Slots()
    {
        var old = Ivi.With(1, line => line with { Name = "" });
        var nameless = Bench with { Lines = Bench.Lines.SetItem(1, Bench.Lines[1] with { Name = null }) };
        var plan = Plans.Plan("/rig", [nameless], [old]);
        Assert.Equal(["ivi:1: from bench/1 to nothing, access inout to out, onRelease input to hold"], Told(RigDiff.Between(plan, plan with
        {
            Guests = [old.With(1, line => line with { From = null, Access = LineAccess.Out, OnRelease = OnRelease.Hold })],
        }, _ => true)));
        Assert.Equal(["ivi:IGN: from bench/IGN to gone/3"],
            Told(RigDiff.Between(plan, plan with { Guests = [old.Wired(0, "gone", 3)] }, _ => true)));
        Assert.Equal(["ivi:IGN: from bench/IGN to bench/2"],
            Told(RigDiff.Between(plan, plan with { Guests = [old.Wired(0, "bench", 2)] }, _ => true)));
    }

    [Fact(DisplayName = "A guest that goes is called running if it is connected; one that comes is told with its number of lines")]
    public void ComeAndGo()
    {
        Assert.Equal(["removes guest ivi"], Told(Between([Ivi], [])));
        Assert.Equal(["removes running guest ivi"], Told(Between([Ivi], [], "ivi")));
        Assert.Equal(["adds guest ivi (1 line)"], Told(Between([], [Ivi with { Lines = [Ivi.Lines[0]] }])));
    }

    private static IEnumerable<string> Told(RigDiff diff) => diff.Changes.Select(change => change.Text);

    private static RigDiff Between(GuestPlan[] old, GuestPlan[] wanted, string connected = "") =>
        RigDiff.Between(Plan(old), Plan(wanted), id => id == connected);

    private static RigPlan Plan(GuestPlan[] guests) => Plans.Plan("/rig", [Bench], guests);
}
