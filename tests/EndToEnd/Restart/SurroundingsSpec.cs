using GpioHub.EndToEnd.Restart.Kills;
using GpioHub.EndToEnd.Support;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Restart;

/// <summary>Not the hub alone ends: its keeper, the standby, both; or it hangs.</summary>
public sealed class SurroundingsSpec(ITestOutputHelper output)
{
    private const int Answers = 5_000;

    [Fact(DisplayName = "A hub and its standby that are killed in the same moment, in either order, are replaced, and nothing is lost")]
    public async Task StandbyToo()
    {
        await using var run = await WiredRun.StartAsync(pairs: 1, seed: 7);
        await run.AnsweredAsync(Answers);
        for (int i = 0; i < 4; i++)
        {
            var both = await StandbyAsync(run);
            await HubProcesses.KillAsync(i % 2 == 0 ? both : [.. both.Reverse()]);
            await run.AnsweredAsync(Answers);
        }

        output.WriteLine(await run.AccountAsync(epoch: 5));
    }

    [Fact(DisplayName = "A hub that hangs is ended by the watchdog and replaced, and nothing is lost")]
    public async Task Hangs()
    {
        await using var run = await WiredRun.StartAsync(pairs: 1, seed: 8, "watchdog: 1s");
        for (int i = 0; i < 2; i++)
        {
            await run.AnsweredAsync(Answers);
            int hub = run.Processes.Serving()!.Value;
            await Signals.StopAsync(hub);
            await HubProcesses.EndedAsync(hub);
        }

        await run.AnsweredAsync(Answers);
        output.WriteLine(await run.AccountAsync(epoch: 3));
    }

    [Fact(DisplayName = "A hub whose keeper is killed goes on, and no guest notices")]
    public async Task KeeperKilled()
    {
        await using var run = await WiredRun.StartAsync(pairs: 1, seed: 9);
        await run.AnsweredAsync(Answers);
        int hub = run.Processes.Serving()!.Value;
        try
        {
            await HubProcesses.KillAsync(run.Processes.Keeper());
            await run.AnsweredAsync(Answers);
            output.WriteLine(await run.AccountAsync(epoch: 0));     // nobody holds the record any more
            Assert.False(HubProcesses.HasEnded(hub));
        }
        finally
        {
            await HubProcesses.KillAsync(hub);
        }

        await run.Hub.StartAsync();         // nobody of before is in the way
    }

    // A descriptor that came in the very moment in which both are killed is lost: the keeper had not passed it on.
    [Fact(DisplayName = "Under systemd a hub, its keeper and both that are killed are started again with what systemd has kept, and " +
        "nothing is lost")]
    public async Task Systemd()
    {
        await using var run = await WiredRun.StartAsync(pairs: 1, seed: 10, swaps: false, manager: SystemdManager.Start);
        for (int i = 0; i < 6; i++)
        {
            await run.AnsweredAsync(Answers);
            int hub = run.Processes.Serving()!.Value, keeper = run.Processes.Keeper();
            int[] killed = (i % 3) switch { 0 => [hub], 1 => [keeper, hub], _ => [hub, keeper] };
            await HubProcesses.KillAsync(killed);
        }

        await run.AnsweredAsync(Answers);
        int kept = await SystemdManager.KeptAsync(run.Hub.Config);
        output.WriteLine($"{await run.AccountAsync(epoch: 7)}; systemd keeps {kept} descriptors");
    }

    /// <summary>Waits until there is a standby that is warm.</summary>
    /// <returns>The hub that serves, and the standby.</returns>
    private static async Task<int[]> StandbyAsync(WiredRun run)
    {
        var info = await Patience.UntilAsync(
            () => Task.FromResult((Serving: run.Processes.Serving(), Children: run.Processes.Children())),
            now => now.Serving is not null && now.Children.Count == 2,
            now => $"no standby: {now.Serving} of {string.Join(' ', now.Children)}");
        return [info.Serving!.Value, info.Children.Single(child => child != info.Serving)];
    }
}
