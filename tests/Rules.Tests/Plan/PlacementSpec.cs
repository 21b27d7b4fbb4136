using System.Collections.Immutable;
using GpioHub.Rules.Plan;
using GpioHub.Tests.Rigs;
using Xunit;

namespace GpioHub.Rules.Tests.Plan;

/// <summary>Which chip and which guest is on which reactor (HR-23: pinned for life, a guest where most of its chip lines are).</summary>
public class PlacementSpec
{
    private static readonly int[] Reactors = [1, 2, 3, 4, 7];

    [Fact(DisplayName = "A guest is where most of its chip lines are, whatever the rig; and the same rig is placed the same")]
    public void WithMostOfTheLines()
    {
        for (int seed = 0; seed < 200; seed++)
            foreach (int reactors in Reactors)
            {
                var plan = AnyRig(new Random(seed), reactors);
                var placement = ReactorPlacement.Of(plan);
                var again = ReactorPlacement.Of(plan);
                foreach (var guest in plan.Guests)
                {
                    int[] lines = new int[reactors];
                    foreach (var line in guest.Lines) lines[placement.OfChip(line.From!.Value.Chip)]++;
                    Assert.Equal(lines.Max(), lines[placement.OfGuest(guest.Id)]);
                    Assert.Equal(placement.OfGuest(guest.Id), again.OfGuest(guest.Id));
                }

                Assert.All(plan.Chips, chip => Assert.Equal(placement.OfChip(chip.Id), again.OfChip(chip.Id)));
            }
    }

    [Fact(DisplayName = "No reactor is given more than an even share and the heaviest chip's lines, where each guest has one chip")]
    public void Balanced()
    {
        for (int seed = 0; seed < 200; seed++)
            foreach (int reactors in Reactors)
            {
                var plan = AnyRig(new Random(seed), reactors, chipsPerGuest: 1);
                var placement = ReactorPlacement.Of(plan);
                var ofChips = plan.Guests.GroupBy(guest => guest.Lines[0].From!.Value.Chip, guest => guest.Lines.Length)
                    .Select(lines => lines.Sum());
                var ofReactors = plan.Guests.GroupBy(guest => placement.OfGuest(guest.Id), guest => guest.Lines.Length)
                    .Select(lines => lines.Sum());
                Assert.True(ofReactors.Max() <= ofReactors.Sum() / reactors + ofChips.Max(),
                    $"seed {seed}, {reactors} reactors: {string.Join(' ', ofReactors)}");
            }
    }

    [Fact(DisplayName = "Equal chips are dealt out evenly, in the file's order")]
    public void EqualChips()
    {
        string[] chips = ["a", "b", "c", "d", "e"];
        var placement = ReactorPlacement.Of(Rig(2, chips, [.. chips.Select(chip => ($"of-{chip}", new[] { chip }))]));
        Assert.Equal([0, 1, 0, 1, 0], chips.Select(placement.OfChip));
        Assert.Equal([0, 1, 0, 1, 0], chips.Select(chip => placement.OfGuest($"of-{chip}")));
    }

    [Fact(DisplayName = "Guests that have a choice even out what the others leave; those without a line go where it is quiet")]
    public void Choices()
    {
        var placement = ReactorPlacement.Of(Rig(2, ["a", "b"],
            [("either", ["a", "b"]), ("any", []), ("first", ["a", "a", "a"]), ("second", ["b"]), ("some", []), ("more", [])]));
        Assert.Equal((0, 1), (placement.OfChip("a"), placement.OfChip("b")));
        Assert.Equal((0, 1), (placement.OfGuest("first"), placement.OfGuest("second")));
        Assert.Equal(1, placement.OfGuest("either"));
        Assert.Equal((0, 0, 1), (placement.OfGuest("any"), placement.OfGuest("some"), placement.OfGuest("more")));
    }

    [Fact(DisplayName = "A rig with one chip keeps one reactor busy; the others are named idle")]
    public void OneChip()
    {
        var placement = ReactorPlacement.Of(Rig(3, ["a"], [("g1", ["a"]), ("g2", ["a", "a"])]));
        Assert.Equal((0, 0, 0, 2), (placement.OfChip("a"), placement.OfGuest("g1"), placement.OfGuest("g2"), placement.Idle));
    }

    [Fact(DisplayName = "A placement on a reactor that is not there is refused")]
    public void OutOfRange()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReactorPlacement(2, [KeyValuePair.Create("a", 2)], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReactorPlacement(2, [], [KeyValuePair.Create("g", -1)]));
    }

    private static RigPlan AnyRig(Random random, int reactors, int chipsPerGuest = 4)
    {
        string[] chips = [.. Enumerable.Range(0, random.Next(1, 9)).Select(i => $"chip{i}")];
        var guests = Enumerable.Range(0, random.Next(1, 40)).Select(i =>
        {
            string[] own = [.. random.GetItems(chips, random.Next(1, chipsPerGuest + 1))];
            return ($"guest{i}", random.GetItems(own, random.Next(1, 33)));
        });
        return Rig(reactors, chips, [.. guests]);
    }

    private static RigPlan Rig(int reactors, string[] chips, (string Id, string[] Chips)[] guests) => Plans.On(reactors, Plans.Plan("/tmp",
        chips.Select(chip => Plans.Sim(chip, "A")),
        guests.Select(guest => new GuestPlan(guest.Id, $"/tmp/{guest.Id}.sock", UnixFileMode.None, null, EarlyUnmask.Return, null,
            LinesOf(guest.Chips)))));

    private static ImmutableArray<GuestLinePlan> LinesOf(string[] chips) =>
        [.. chips.Select((chip, line) => new GuestLinePlan(line, "", new ChipLineAddress(chip, 0), LineAccess.In, OnRelease.Input))];
}
