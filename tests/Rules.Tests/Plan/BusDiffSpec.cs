using System.Collections.Immutable;
using GpioHub.Rules.Plan;
using GpioHub.Tests.Rigs;
using Xunit;

namespace GpioHub.Rules.Tests.Plan;

/// <summary>Buses in the difference of two plans.</summary>
public class BusDiffSpec
{
    private static readonly ChipPlan Box = Plans.Sim("box", "A", "B", "C");

    [Fact(DisplayName = "A bus that comes, goes or has other lines is one change each, and no guest is concerned")]
    public void Told()
    {
        var old = With(new BusPlan("GONE", Lines(0)), new BusPlan("SAME", Lines(0, 1)), new BusPlan("GEAR", Lines(0, 1)),
            new BusPlan("TURNED", Lines(0, 1)));
        var wanted = With(new BusPlan("SAME", Lines(0, 1)), new BusPlan("GEAR", Lines(0, 2)), new BusPlan("TURNED", Lines(1, 0)),
            new BusPlan("NEW", Lines(2)));

        var diff = RigDiff.Between(old, wanted, _ => true);
        Assert.Equal(
            ["bus GEAR: -box/B +box/C", "bus TURNED: another order", "adds bus NEW (1 line)", "removes bus GONE"],
            diff.Changes.Select(change => change.Text));
        Assert.Empty(diff.Refused);
        Assert.True(RigEquality.Same(wanted, diff.ApplyTo(old)));
        Assert.Empty(RigComparison.Of(old, wanted).Concerned);
    }

    [Fact(DisplayName = "A bus follows its lines to the places that they keep in a gpiochip, whatever the file's order")]
    public void Aligned()
    {
        var old = Device("A", "B", "C") with { Buses = [new BusPlan("GEAR", [new("pins", 1), new("pins", 2)])] };
        var wanted = Device("C", "B") with { Buses = [new BusPlan("GEAR", [new("pins", 1), new("pins", 0)])] };     // B, C too

        var diff = RigDiff.Between(old, wanted, _ => true);
        Assert.Equal(["removes line pins/A"], diff.Changes.Select(change => change.Text));
        Assert.Equal([1, 2], diff.Target.Buses[0].Lines.Select(line => line.Index));
    }

    private static RigPlan With(params ImmutableArray<BusPlan> buses) =>
        Plans.Plan("/rig", [Box], [Plans.Guest("ivi", "/rig", Box)]) with { Buses = buses };

    private static RigPlan Device(params string[] names) => Plans.Plan(
        "/rig",
        [new ChipPlan("pins", new GpioChipPlan(new ByLabel("x"), IoPlace.Auto, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)),
            [.. names.Select(name => Plans.Line(ChipLinePlan.ByName, name))])],
        []);

    private static ImmutableArray<ChipLineAddress> Lines(params int[] places) =>
        [.. places.Select(place => new ChipLineAddress("box", place))];
}
