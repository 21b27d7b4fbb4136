using GpioHub.EndToEnd.Restart.Kills;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Restart;

/// <summary>Front-ends of our own that keep 64 writes of one line outstanding, toggle others step by step, and ask control messages, while
/// the hub between them is killed.</summary>
public sealed class HostileFrontEndSpec(ITestOutputHelper output)
{
    private const int Answers = 50_000;

    [Theory(DisplayName = "Without a kill every write is answered once and is one edge, and every edge is told or coalesced")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task NoKill(int reactors)
    {
        await using var run = await WiredRun.StartAsync(pairs: 1, seed: reactors, $"reactors: {reactors}");
        await run.AnsweredAsync(Answers);
        output.WriteLine(await run.AccountAsync());
    }

    [Theory(DisplayName = "The hub is killed at random and in the worst moments: every write is answered once and is one edge, every " +
        "edge is told or coalesced, and no reply to a control message is lost or comes twice")]
    [InlineData(1, 1, 0)]
    [InlineData(2, 2, 25)]
    public async Task Killed(int reactors, int pairs, int inRecovery)
    {
        var plan = KillPlan.Of(kills: 40, leastMs: 5, mostMs: 100, seed: 17 * reactors, inRecovery);
        output.WriteLine($"{plan}");
        await using var run = await WiredRun.StartAsync(pairs, plan.Seed, $"reactors: {reactors}");
        await run.KillAsync(plan);
        output.WriteLine(await run.AccountAsync());
    }
}
