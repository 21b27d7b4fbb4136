using System.Globalization;
using System.Text.Json;
using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.SimRig.Chips;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.SimRig.Scenarios;

/// <summary>The cost of an edge and a read through the hub, and to a C program on the chip itself. Figures only.</summary>
/// <remarks>
/// User-Mode Linux accounts processor time in steps of 10 ms, far too coarse for an edge. But it has one CPU, and nothing else runs: from
/// the kernel's timestamp of an edge until its consumer has it, that CPU does nothing but bring it there.
/// </remarks>
internal static class CostScenario
{
    private const ushort Hubs = 0, Bare = 1, Simulated = 1;

    public static async Task RunAsync(Rig rig, int? n)
    {
        int edges = n ?? 300, reads = 10 * edges;
        var chip = rig.AddChip("cost", 2);
        await SelfScenario.ProgramCountsAsync(chip, edges);
        var bench = await ChildProcess.RunAsync("gt", "/run/gt", ["bench", chip.Device, $"{Bare}", $"{reads}"]);
        Rule.Figure("chip-reads", $"{bench.Succeeded()}");

        await rig.StartHubAsync("""
            chips:
              cost: { driver: gpiochip, label: cost }
              sim: { driver: sim, lines: [S] }
            guests:
              ivi: { lines: [{ name: L0, from: cost/L0 }, { name: S, from: sim/S }] }
            """);
        var guest = await rig.ConnectAsync("ivi");
        await Rig.InputAsync(guest, Hubs);
        await EdgesOfGuestAsync(rig, guest, chip.Lines[Hubs], edges);
        await ReadsOfGuestAsync("hub-reads", guest, Hubs, edges);
        await ReadsOfGuestAsync("hub-reads-of-a-simulated-chip", guest, Simulated, edges);
    }

    private static async Task EdgesOfGuestAsync(Rig rig, GpioDriver guest, SimLine pin, int count)
    {
        await using var irq = await Rig.InterruptOfAsync(guest, Hubs, IrqType.EdgeBoth);
        long start = await PositionAsync(rig);
        long[] got = new long[count];
        for (int edge = 0; edge < count; edge++)
        {
            pin.Pull(edge % 2 == 0);
            got[edge] = (await Rig.InterruptAsync(irq, $"edge {edge}")).TimestampNs;
        }

        long[] happened = await HappenedAsync(rig, start, count);
        double[] delays = [.. got.Zip(happened, (g, h) => (g - h) / 1e3).Order()];
        Rule.Figure("hub-edges",
            $"{count} edges, delivered {delays[count / 2]:F1} us (median) after they happened, {delays[count * 9 / 10]:F1} us (p90)");
    }

    private static async Task ReadsOfGuestAsync(string figure, GpioDriver guest, ushort line, int count)
    {
        long began = MonotonicClock.Now;
        for (int i = 0; i < count; i++) await guest.GetValueAsync(line);
        Rule.Figure(figure, $"{count} reads, {(MonotonicClock.Now - began) / 1e3 / count:F1} us each");
    }

    /// <summary>Makes the hub remember its events, for which a reader once in a minute is enough, and returns the number of the last
    /// event.</summary>
    private static async Task<long> PositionAsync(Rig rig)
    {
        using var reader = new StreamReader(await rig.Hub.EventsAsync("cost/L0"));
        using var snapshot = JsonDocument.Parse(await reader.ReadLineAsync() ?? "");
        return snapshot.RootElement.GetProperty("seq").GetInt64();
    }

    /// <summary>The kernel's timestamps, read afterwards: a reader during the measurement would also use the CPU.</summary>
    private static async Task<long[]> HappenedAsync(Rig rig, long after, int count)
    {
        using var reader = new StreamReader(await rig.Hub.EventsAsync("cost/L0", count, after));
        long[] happened = new long[count];
        for (int edge = 0; edge < count; edge++)
        {
            using var document = JsonDocument.Parse(
                await reader.ReadLineAsync() ?? throw new ScenarioException($"The hub's events end after {edge}"));
            happened[edge] = long.Parse(document.RootElement.GetProperty("ns").GetString() ?? "", CultureInfo.InvariantCulture);
        }

        return happened;
    }
}
