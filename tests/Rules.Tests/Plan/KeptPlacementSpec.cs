using GpioHub.Rules.Plan;
using GpioHub.Tests.Rigs;
using Xunit;

namespace GpioHub.Rules.Tests.Plan;

/// <summary>The placement of a rig that gets another plan while it runs (HR-23: pinned for life).</summary>
public class KeptPlacementSpec
{
    private static readonly ReactorPlacement Before = new(3, [Chip("a", 2), Chip("b", 1)], [Guest("g", 2), Guest("h", 0)]);

    [Fact(DisplayName = "What is in both plans stays on its reactor, wherever its lines are now; what has gone is forgotten (HR-23)")]
    public void Stays()
    {
        var after = Before.For(Rig(["a"], ("g", ["a"]), ("h", ["a", "a"])));
        Assert.Equal((3, 2, 2, 0), (after.Reactors, after.OfChip("a"), after.OfGuest("g"), after.OfGuest("h")));
        Assert.Throws<KeyNotFoundException>(() => after.OfChip("b"));
        var less = Before.For(Rig(["a"], ("h", ["a"])));
        Assert.Throws<KeyNotFoundException>(() => less.OfGuest("g"));
    }

    [Fact(DisplayName = "A new chip comes where the guests that stay have the fewest lines, then where the fewest members are (HR-23)")]
    public void NewChips()
    {
        // lines: 2 on reactor 0, 0 on reactor 1, 1 on reactor 2; chips a on 2 and b on 1
        var plan = Rig(["a", "b", "c"], ("g", ["a"]), ("h", ["b", "b"]));
        Assert.Equal(1, Before.For(plan).OfChip("c"));
        // no lines: one member on reactor 0, one on 1, two on 2; each new one makes its reactor fuller
        var empty = Before.For(Rig(["a", "b", "c", "d", "e"], ("g", []), ("h", [])));
        Assert.Equal((0, 1, 0), (empty.OfChip("c"), empty.OfChip("d"), empty.OfChip("e")));
    }

    [Fact(DisplayName = "A new guest comes to the reactor with most of its lines; with a choice, where the least work is (HR-23)")]
    public void NewGuests()
    {
        var plan = Rig(["a", "b"], ("g", ["a"]), ("h", []), ("most", ["a", "b", "a"]), ("either", ["a", "b"]), ("any", []));
        var after = Before.For(plan);
        Assert.Equal(2, after.OfGuest("most"));
        Assert.Equal(1, after.OfGuest("either"));
        Assert.Equal(0, after.OfGuest("any"));
    }

    [Fact(DisplayName = "A spare slot draws a guest nowhere (HR-23)")]
    public void Spare()
    {
        var plan = Rig(["a", "b"], ("new", ["b", "", "", ""]));
        Assert.Equal(1, Before.For(plan).OfGuest("new"));
        var placement = ReactorPlacement.Of(Plans.On(2, Rig(["a", "b"], ("x", ["a", "a"]), ("y", ["b", "", "", "", ""]), ("any", []))));
        Assert.Equal((0, 1, 1), (placement.OfChip("a"), placement.OfChip("b"), placement.OfGuest("any")));
    }

    [Fact(DisplayName = "A guest counts as work of the chip with most of its lines, which is placed first if it is the heaviest (HR-23)")]
    public void Home()
    {
        var placement = ReactorPlacement.Of(Plans.On(2, Rig(["a", "b"], ("x", ["a", "b", "b", "b"]), ("y", ["a", "a"]))));
        Assert.Equal((1, 0), (placement.OfChip("a"), placement.OfChip("b")));
        Assert.Equal((0, 1), (placement.OfGuest("x"), placement.OfGuest("y")));
    }

    [Fact(DisplayName = "With one reactor everything is on it, and none is idle (HR-23)")]
    public void One()
    {
        var placement = ReactorPlacement.Of(Rig(["a"], ("g", ["a"])));
        Assert.Equal((1, 0, 0, 0), (placement.Reactors, placement.Idle, placement.OfChip("a"), placement.OfGuest("g")));
    }

    [Fact(DisplayName = "The last reactor is there, the one behind it is not, for guests as for chips")]
    public void Range()
    {
        Assert.Equal(2, new ReactorPlacement(3, [], [Guest("g", 2)]).OfGuest("g"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReactorPlacement(3, [], [Guest("g", 3)]));
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new ReactorPlacement(3, [Chip("b", 0), Chip("c", -1)], [Guest("g", 1)]));
        Assert.StartsWith("a chip or guest is on a reactor that is not there", error.Message, StringComparison.Ordinal);
    }

    private static KeyValuePair<string, int> Chip(string id, int reactor) => KeyValuePair.Create(id, reactor);

    private static KeyValuePair<string, int> Guest(string id, int reactor) => KeyValuePair.Create(id, reactor);

    /// <param name="chips">Each has one line.</param>
    /// <param name="guests">The chip of each of its lines; "" = a spare slot.</param>
    private static RigPlan Rig(string[] chips, params (string Id, string[] Chips)[] guests) => Plans.Plan("/rig",
        chips.Select(chip => Plans.Sim(chip, "A")),
        guests.Select(guest => new GuestPlan(guest.Id, $"/rig/{guest.Id}.sock", UnixFileMode.None, null, EarlyUnmask.Return, null,
            [.. guest.Chips.Select(Slot)])));

    private static GuestLinePlan Slot(string chip, int line) =>
        new(line, "", chip.Length > 0 ? new ChipLineAddress(chip, 0) : null, LineAccess.In, OnRelease.Input);
}
