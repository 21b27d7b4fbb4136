using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Rules.Tests.Links;

/// <summary>Everything that can happen to a link in small worlds.</summary>
public class LinkWalkSpec(ITestOutputHelper output)
{
    [Trait("Walks", "everything")]
    [Fact(DisplayName = "A lost message and a cut cost no level, no count and no drive, wherever they happen (LK-05, LK-08)")]
    public void Cut() => Walk(1, new LinkBudget { Toggles = 1, Sets = 1, Drops = 1, Cuts = 1, Beats = 1 });

    [Fact(DisplayName = "Nor do messages that come late or twice (LK-05)")]
    public void LateAndTwice() => Walk(1, new LinkBudget { Toggles = 1, Sets = 1, Lates = 1, Doubles = 1, Cuts = 1, Beats = 0 });

    [Fact(DisplayName = "Nor do messages of an opening that is over (LK-05)")]
    public void TwoCuts() => Walk(1, new LinkBudget { Toggles = 1, Lates = 1, Cuts = 2, Opens = 2, Beats = 0 });

    [Trait("Walks", "everything")]
    [Fact(DisplayName = "Nor does a restart of either hub, with or without its record (LK-12)")]
    public void Restart() => Walk(1, new LinkBudget { Toggles = 1, Sets = 1, OwnerRestarts = 1, ConsumerRestarts = 1, Beats = 1 });

    [Fact(DisplayName = "A consumer whose clock went back goes on from the epoch that the owner knows (LK-05)")]
    public void ClockBack() =>
        Walk(1, new LinkBudget { Toggles = 1, Lates = 1, OwnerRestarts = 1, ConsumerRestarts = 1, ClockGoesBack = true, Beats = 1 });

    [Trait("Walks", "everything")]
    [Fact(DisplayName = "A chip that is away at its owner is away for its consumer, and comes back (LK-11)")]
    public void ChipAway() => Walk(1, new LinkBudget { Toggles = 1, Sets = 1, ChipLosses = 1, Lates = 1, Drops = 1, Opens = 2, Beats = 1 });

    [Trait("Walks", "everything")]
    [Fact(DisplayName = "What a consumer needs no more drives nothing at its owner, whatever is lost (LK-10)")]
    public void Left() => Walk(1, new LinkBudget { Sets = 1, Leaves = 1, Drops = 1, Cuts = 1, ChipLosses = 1, Beats = 1 });

    [Fact(DisplayName = "Two lines are kept apart (LK-09)")]
    public void TwoLines() => Walk(2, new LinkBudget { Toggles = 2, Sets = 1, Drops = 1, Beats = 1 });

    private void Walk(int lines, LinkBudget budget)
    {
        var walk = new LinkWalk(lines, budget);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        string? broken = walk.Run();
        output.WriteLine($"{walk.States:N0} states, {walk.Transitions:N0} transitions, {walk.MostBeats} beats, {clock.Elapsed}");
        Assert.True(broken is null, broken);
    }
}
