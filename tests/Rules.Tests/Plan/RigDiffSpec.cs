using GpioHub.Rules.Plan;
using GpioHub.Tests.Rigs;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Rules.Tests.Plan;

/// <summary>The difference between two plans (HR-09).</summary>
public class RigDiffSpec(ITestOutputHelper output)
{
    private static readonly ChipPlan Bench = Plans.Sim("bench", "IGN", "CRASH", "WAKE");

    [Fact(DisplayName = "Applying the difference of two plans to the first gives the second")]
    public void ApplyingGivesTheOther()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new RandomPlans(seed, "/rig");
        var old = random.Next();
        for (int i = 0; i < 500; i++)
        {
            var next = random.Next();
            var diff = RigDiff.Between(old, next, _ => false);
            Assert.Empty(diff.Refused);
            Assert.True(RigEquality.Same(next, diff.Target), $"seed {seed}, step {i}");
            Assert.True(RigEquality.Same(next, diff.ApplyTo(old)), $"seed {seed}, step {i}");
            Assert.Equal(RigEquality.Same(old, next) || OnlyOrder(old, next), diff.IsEmpty);
            old = next;
        }
    }

    [Fact(DisplayName = "Whatever is refused, applying the difference gives its target, and applying the same file again changes nothing")]
    public void TargetsAreStable()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new RandomPlans(seed, "/rig");
        var coin = new Random(seed);
        var old = random.Next();
        for (int i = 0; i < 500; i++)
        {
            var next = random.Next();
            var connected = old.Guests.Where(_ => coin.Next(2) == 0).Select(guest => guest.Id).ToHashSet();
            var diff = RigDiff.Between(old, next, connected.Contains);
            Assert.True(RigEquality.Same(diff.Target, diff.ApplyTo(old)), $"seed {seed}, step {i}");
            Assert.Equal(diff.Pending.Keys.Order(), diff.Pending.Values.Select(guest => guest.Id).Order());
            Assert.All(diff.Pending, entry => Assert.True(RigEquality.SameShape(old.Guests.Single(guest => guest.Id == entry.Key),
                diff.Target.Guests.Single(guest => guest.Id == entry.Key))));

            var again = RigDiff.Between(diff.Target, next, connected.Contains);
            Assert.True(again.IsEmpty, $"seed {seed}, step {i}: {string.Join("; ", again.Changes.Select(change => change.Text))}");
            Assert.Equal(diff.Refused.ToArray(), again.Refused.ToArray());
            old = diff.Target;
        }
    }

    [Fact(DisplayName = "A plan and itself have no difference")]
    public void NoDifference()
    {
        var plan = new RandomPlans(1, "/rig").Next();
        var diff = RigDiff.Between(plan, plan, _ => true);
        Assert.Empty(diff.Changes);
        Assert.Empty(diff.Refused);
    }

    [Fact(DisplayName = "Changes are told in words: a slot's chip line, access and onRelease, and guests that come and go")]
    public void Words()
    {
        var ivi = Plans.Guest("ivi", "/rig", Bench);
        var spare = Plans.Guest("spare", "/rig", Bench);
        var rewired = ivi with
        {
            Lines = ivi.Lines.SetItem(0,
                ivi.Lines[0] with { From = new ChipLineAddress("bench", 2), Access = LineAccess.In, OnRelease = OnRelease.Low }),
        };
        var diff = RigDiff.Between(Plans.Plan("/rig", [Bench], [ivi, spare]),
            Plans.Plan("/rig", [Bench], [rewired, Plans.Guest("new", "/rig", Bench)]), _ => true);
        Assert.Equal(
            ["ivi:IGN: from bench/IGN to bench/WAKE, access inout to in, onRelease input to low", "adds guest new (3 lines)",
                "removes running guest spare"],
            diff.Changes.Select(change => change.Text));
    }

    [Fact(DisplayName = "A running guest keeps the number and the names of its lines; why is said, and what it wants is remembered")]
    public void ShapesWait()
    {
        var ivi = Plans.Guest("ivi", "/rig", Bench);
        var more = ivi with { Lines = ivi.Lines.Add(new GuestLinePlan(3, "MORE", null, LineAccess.In, OnRelease.Input)) };
        var diff = RigDiff.Between(Plans.Plan("/rig", [Bench], [ivi]), Plans.Plan("/rig", [Bench], [more]), _ => true);
        Assert.Empty(diff.Changes);
        Assert.Equal("guest ivi is running with 3 lines; 4 lines need its front-end to reconnect (or, on QEMU 9 or later, its driver to " +
            "probe again)", Assert.Single(diff.Refused).Reason);
        Assert.Equal(4, diff.Pending["ivi"].Lines.Length);

        var waiting = RigDiff.Between(Plans.Plan("/rig", [Bench], [ivi]), Plans.Plan("/rig", [Bench], [more]), _ => false);
        Assert.Equal("ivi: 3 lines to 4 lines", Assert.Single(waiting.Changes).Text);
        Assert.Empty(waiting.Refused);
    }

    [Fact(DisplayName =
        "Settings of the process need a restart, and are refused one by one; a guest's socket stays in the folder where sockets are")]
    public void HubSettings()
    {
        var old = Plans.Plan("/rig", [Bench], [Plans.Guest("ivi", "/rig", Bench)]);
        var wanted = Plans.Plan("/other", [Bench], [Plans.Guest("ivi", "/other", Bench)]);
        var recorder = RecorderPlan.Default with { Bytes = 1 << 20 };
        wanted = Plans.On(4, wanted with
        {
            Hub = wanted.Hub with
            {
                Rehearse = false,
                PackedRings = true,
                Keep = false,
                Standby = false,
                Watchdog = null,
                Recorder = recorder,
            }
        });
        var diff = RigDiff.Between(old, wanted, _ => true);
        Assert.Empty(diff.Changes);
        Assert.Equal(
            ["hub.sockets is as at the start of the hub; another one needs a restart",
                "hub.reactors is as at the start of the hub; another one needs a restart",
                "hub.rehearse is as at the start of the hub; another one needs a restart",
                "hub.packedRings is as at the start of the hub; another one needs a restart",
                "hub.keep is as at the start of the hub; another one needs a restart",
                "hub.standby is as at the start of the hub; another one needs a restart",
                "hub.watchdog is as at the start of the hub; another one needs a restart",
                "recorder is as at the start of the hub; another one needs a restart"],
            diff.Refused.Select(refusal => refusal.Reason));
        Assert.Equal(old.Guests[0].SocketPath, diff.Target.Guests[0].SocketPath);
    }

    [Fact(DisplayName =
        "A gpiochip's lines keep their places whatever the order in which the file names them; what it drops leaves its place empty")]
    public void PlacesOfDeviceLines()
    {
        var old = Device("A", "B", "C");
        var plan = Plans.Plan("/rig", [old], [Plans.Guest("ivi", "/rig", old) with { Lines = [Slot(0, "A", 0), Slot(1, "C", 2)] }]);
        var next = Device("C", "D", "A");
        var wanted = Plans.Plan("/rig", [next], [Plans.Guest("ivi", "/rig", next) with { Lines = [Slot(0, "A", 2), Slot(1, "C", 0)] }]);
        var diff = RigDiff.Between(plan, wanted, _ => true);
        Assert.Equal(["A", null, "C", "D"], diff.Target.Chips[0].Lines.Select(line => line.Name));
        Assert.Equal(["removes line body/B", "adds line body/D"], diff.Changes.Select(change => change.Text));
    }

    private static GuestLinePlan Slot(int line, string name, int index) =>
        new(line, name, new ChipLineAddress("body", index), LineAccess.In, OnRelease.Input);

    private static ChipPlan Device(params string[] names) =>
        new("body", new GpioChipPlan(new ByLabel("gpio-sim.0"), IoPlace.Auto, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10)),
            [.. names.Select(name => Plans.Line(ChipLinePlan.ByName, name))]);

    /// <summary>The order of chips and guests in the file is no difference.</summary>
    private static bool OnlyOrder(RigPlan one, RigPlan other) => RigEquality.Same(Sorted(one), Sorted(other));

    private static RigPlan Sorted(RigPlan plan) =>
        plan with { Chips = [.. plan.Chips.OrderBy(chip => chip.Id)], Guests = [.. plan.Guests.OrderBy(guest => guest.Id)] };
}
