using System.Globalization;
using GpioHub.EndToEnd.Restart.Kernels;
using GpioHub.EndToEnd.Restart.Kills;
using GpioHub.EndToEnd.Support;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Restart;

/// <summary>Two dozen real Linux guests that are wired in pairs, two of them in QEMU, and a hub that is killed again and again.</summary>
[Trait("Boots", "kernel")]
public sealed class RealKernelsSpec(ITestOutputHelper output)
{
    private const int Umls = 24;

    [Fact(DisplayName = "The hub is killed while real kernels drive and count: no write is lost or done twice, every interrupt that the " +
        "hub delivered is one event in the guest, their logs stay clean, and QEMU keeps its connection")]
    public async Task Killed()
    {
        var plan = KillPlan.Of(kills: 100, leastMs: 50, mostMs: 200, seed: 26);
        await using var pairs = await KernelPairs.BootAsync(Umls, qemus: true);
        using var probe = new Prober(pairs.Hub.Socket(Prober.Id));
        var processes = new HubProcesses(pairs.Hub.ProcessId);
        var killer = new Killer(processes, () => probe.Answers, () => Well(probe));
        await pairs.StartAsync();
        try
        {
            await killer.RunAsync(plan);
            foreach (string account in await pairs.AccountAsync()) output.WriteLine(account);
            Assert.Equal((ulong)killer.Kills + 1, processes.Epoch());
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{killer.Kills} kills, {killer.Gaps}; a guest's longest write {pairs.Guests.Max(guest => guest.LongestUs) / 1000} ms"));
        }
        catch (Exception e)
        {
            throw new ScenarioException($"{plan}, {killer.Kills} done, {killer.Gaps}: {e.Message}\n{pairs.Hub.Log.Tail}");
        }
    }

    private static void Well(Prober probe)
    {
        if (probe.Failure is { } failure) throw new ScenarioException(failure.Message);
    }
}
