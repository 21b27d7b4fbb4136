using GpioHub.EndToEnd.Restart.Kills;
using GpioHub.EndToEnd.Restart.Wires;
using GpioHub.EndToEnd.Support;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Restart;

/// <summary>What was left is damaged: while the keeper stands still, bits of the record are turned round, and the hub is killed.</summary>
public sealed class FlippedBitsSpec(ITestOutputHelper output)
{
    private const int Answers = 2_000, VictimAnswers = 100;

    [Fact(DisplayName = "A bit of one guest's or its chip's record that is flipped harms that guest at most: it is served again, and " +
        "everybody else notices nothing")]
    public async Task OneGuest()
    {
        var plan = KillPlan.Of(kills: 20, leastMs: 0, mostMs: 50, seed: 11);
        await using var run = await WiredRun.StartAsync(pairs: 1, plan.Seed, chip: Victim.Chip, more: Victim.Guest);
        using var victim = new Victim(run.Hub.Socket(Victim.Id));
        var random = new Random(plan.Seed);
        for (int i = 0; i < plan.Kills; i++)
        {
            await ServedAsync(run, victim);
            string flipped = await FlipAndKillAsync(run.Processes, random,
                region => region.StartsWith($"g/{Victim.Id}/", StringComparison.Ordinal)
                    || region.StartsWith($"c/{Victim.Id}/", StringComparison.Ordinal));
            output.WriteLine($"{i}: {flipped}; {Victim.Id} has begun anew {victim.Anew}");
        }

        await ServedAsync(run, victim);
        output.WriteLine(await run.AccountAsync(plan.Kills + 1));
    }

    [Fact(DisplayName = "Whatever bit of the record is flipped, after a kill there is a hub that serves")]
    public async Task Anywhere()
    {
        var plan = KillPlan.Of(kills: 20, leastMs: 0, mostMs: 0, seed: 12);
        await using var run = await FlippableAsync();
        using var victim = new Victim(run.Socket(Victim.Id));
        var processes = new HubProcesses(run.ProcessId);
        var random = new Random(plan.Seed);
        for (int i = 0; i < plan.Kills; i++)
        {
            await ServedAsync(victim, run.Log.Text);
            string flipped = await FlipAndKillAsync(processes, random, region: null);
            output.WriteLine($"{i}: {flipped}; {Victim.Id} has begun anew {victim.Anew}");
        }

        await ServedAsync(victim, run.Log.Text);
    }

    private static Task<Hubs.HubProcess> FlippableAsync() =>
        Hubs.HubProcess.StartAsync($"chips:\n{Victim.Chip}\nguests:\n{Victim.Guest}");

    private static async Task ServedAsync(WiredRun run, Victim victim)
    {
        await run.AnsweredAsync(Answers);
        await ServedAsync(victim, run.Hub.Log.Tail);
    }

    private static Task<long> ServedAsync(Victim victim, string log)
    {
        long enough = victim.Answers + VictimAnswers;
        return Patience.UntilAsync(
            () => Task.FromResult(victim.Answers),
            answers => answers >= enough,
            answers => $"{answers} answers and not {enough}; begun anew {victim.Anew}; the hub's log:\n{log}");
    }

    /// <param name="region">Where; null = anywhere in the header, in the first words of a journal, or in a region.</param>
    /// <returns>What was flipped.</returns>
    private static async Task<string> FlipAndKillAsync(HubProcesses processes, Random random, Predicate<string>? region)
    {
        int hub = processes.Serving()!.Value;
        await Signals.StopAsync(processes.Keeper());
        string flipped;
        using (var record = new RecordEditor(processes.RecordPath()!))
        {
            await Signals.KillAsync(hub);
            var regions = record.Regions().Where(r => region is null || region(r.Name)).ToList();
            var (name, start, count) = regions[random.Next(regions.Count)];
            if (region is null && random.Next(4) == 0) (name, start, count) = ("the header", 0, 9);
            // Half of them in the first words, which mean most.
            int word = random.Next(random.Next(2) == 0 ? count : Math.Min(count, 16)), bit = random.Next(64);
            record.Flip(start + word, bit);
            flipped = $"{name} word {word} bit {bit}";
        }

        await Signals.ContinueAsync(processes.Keeper());
        return flipped;
    }
}
