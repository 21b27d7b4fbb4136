using System.Diagnostics;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Restart.Kills;

/// <summary>Kills the hub that serves, waits until another one does, and kills that.</summary>
/// <param name="processes">Whose hub it is.</param>
/// <param name="served">How many answers somebody has got so far: the next one ends the gap. Asked often.</param>
/// <param name="well">Throws if something has gone wrong meanwhile.</param>
internal sealed class Killer(HubProcesses processes, Func<long> served, Action well)
{
    /// <summary>Kills in a row of hubs that have not served yet: the keeper gives up what was left after ten.</summary>
    private const int MostInRecovery = 3;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    public Gaps Gaps { get; } = new();

    public int Kills { get; private set; }

    /// <summary>Of these, of a successor that had not answered anything yet: it may not even have taken the record over.</summary>
    public int InRecovery { get; private set; }

    /// <summary>Has the kill done in a certain moment: given what kills, it arranges that somebody calls that within a second. Null = at
    /// once.</summary>
    public Action<Random, Action>? Aim { get; init; }

    public async Task RunAsync(KillPlan plan)
    {
        var random = new Random(plan.Seed);
        await ServedAsync(served());
        while (Kills < plan.Kills)
        {
            await Task.Delay(plan.Least + (plan.Most - plan.Least) * random.NextDouble());      // when it is killed is what is tested
            ulong epoch = processes.Epoch();
            long ended = await KillAsync(random);
            for (int again = 0; again < MostInRecovery && random.Next(100) < plan.InRecovery && Kills < plan.Kills; again++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(30)));
                ended = await KillAsync(random: null);
                InRecovery++;
            }

            await ServedAsync(await RestAsync());
            Gaps.Add(Stopwatch.GetElapsedTime(ended));
            // An answer of the killed hub that came late is none of its successor's, which may not even have taken the record over yet.
            await UntilAsync(() => processes.Epoch() > epoch ? 0 : null, "a hub that has taken over");
        }
    }

    /// <returns>When it was seen to have ended.</returns>
    private async Task<long> KillAsync(Random? random)
    {
        int pid = await UntilAsync(() => processes.Serving(), "a hub that serves");
        using var hub = Process.GetProcessById(pid);
        if (random is not null && Aim is { } aim)
        {
            aim(random, hub.Kill);
            long began = Stopwatch.GetTimestamp();
            while (!HubProcesses.HasEnded(pid) && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(1)) await Task.Delay(Look);
        }

        hub.Kill();
        await UntilAsync(() => HubProcesses.HasEnded(pid) ? pid : null, $"hub {pid} to end");
        Kills++;
        return Stopwatch.GetTimestamp();
    }

    /// <summary>How many answers there are, once all that the killed hub has given are counted.</summary>
    private async Task<long> RestAsync()
    {
        for (long before = served(); ;)
        {
            await Task.Delay(Look);
            long now = served();
            if (now == before) return now;
            before = now;
        }
    }

    private Task<int> ServedAsync(long before) => UntilAsync(() => served() > before ? 0 : (int?)null, "an answer");

    private async Task<int> UntilAsync(Func<int?> look, string what)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            well();
            if (look() is { } found) return found;
            if (Stopwatch.GetElapsedTime(began) > Patience.Limit)
            {
                throw new ScenarioException($"waited in vain for {what} after {Kills} kills; the keeper's children are " +
                    string.Join(' ', processes.Children()));
            }

            await Task.Delay(Look);
        }
    }
}
