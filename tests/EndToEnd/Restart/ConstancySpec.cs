using GpioHub.EndToEnd.Restart.Kills;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Restart;

/// <summary>What a hub that was killed often has, beside one that never was. GPIOHUB_KILLS=10000 makes it long.</summary>
public sealed class ConstancySpec(ITestOutputHelper output)
{
    private const int Answers = 20_000;

    /// <summary>Kills before the keeper's memory is what it stays.</summary>
    private const int WarmUp = 10;

    private const int Stages = 4;

    /// <summary>A standby is one process more, at times.</summary>
    private const string NoStandby = "standby: false";

    /// <summary>The collector's saw-tooth in a process of a few megabytes.</summary>
    private const long KeeperSlackKib = 2048;

    /// <summary>Sessions and plans are written to one place and another in turn, and each place is made when it is first needed.</summary>
    private const ulong RecordSlackWords = 4096;

    [Fact(DisplayName = "However often the hub is killed, the keeper and the hub hold the descriptors of one that never was, the record " +
        "has the same regions, and neither it nor the keeper's memory grows")]
    public async Task NothingGrows()
    {
        Holdings calm;
        await using (var never = await WiredRun.StartAsync(pairs: 1, seed: 13, NoStandby))
        {
            await never.AnsweredAsync(Answers);
            await never.AccountAsync();
            calm = Holdings.Of(never.Processes);
        }

        output.WriteLine($"never killed: {calm}");
        var plan = KillPlan.Of(kills: 40, leastMs: 0, mostMs: 20, seed: 14);
        await using var often = await WiredRun.StartAsync(pairs: 1, plan.Seed, NoStandby);
        await often.KillAsync(plan with { Kills = WarmUp });
        var early = Holdings.Of(often.Processes);
        output.WriteLine($"{WarmUp} kills: {early}");
        for (int stage = 1; stage <= Stages; stage++)
        {
            await often.KillAsync(plan with { Kills = plan.Kills * stage / Stages, Seed = plan.Seed + stage });
            output.WriteLine($"{plan.Kills * stage / Stages} kills: {Holdings.Of(often.Processes)}");
        }

        output.WriteLine(await often.AccountAsync());
        var then = Holdings.Of(often.Processes);
        output.WriteLine($"at rest: {then}");
        Assert.Equal(calm.KeeperDescriptors, then.KeeperDescriptors);
        Assert.Equal(calm.HubDescriptors, then.HubDescriptors);
        Assert.Equal(calm.Regions, then.Regions);
        Assert.InRange(then.RecordWords, 0UL, early.RecordWords + RecordSlackWords);
        Assert.True(then.KeeperKib <= early.KeeperKib + KeeperSlackKib, $"the keeper had {early.KeeperKib} KiB, and has {then.KeeperKib}");
    }
}
