using System.Globalization;
using System.Text.RegularExpressions;
using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>Linux's driver under a storm: interrupts are requested, re-typed and freed while their lines toggle.</summary>
/// <param name="cpus">Of the guest: with one, a callback of the driver interrupts its tasks; with two, it runs beside them.</param>
public abstract partial class StressSpec(FrontEnd frontEnd, int cpus, ITestOutputHelper output)
{
    protected const int Lines = 8, Events = 25;

    private const int Pulses = 5;

    /// <summary>The lines that toggle; INT and ACK are for a level interrupt beside them.</summary>
    protected static readonly string Rig = $$"""
        chips:
          bench: { driver: sim, lines: [{{string.Join(", ", Enumerable.Range(0, Lines).Select(n => $"L{n}"))}}, INT, ACK] }
        guests:
          ivi:
            lines:
        {{string.Join('\n', Enumerable.Range(0, Lines).Select(n => $"      - {{ name: L{n}, from: bench/L{n} }}"))}}
              - { name: INT, from: bench/INT }
              - { name: ACK, from: bench/ACK, access: out }
        """;

    [Fact(DisplayName = "Requests, type changes and frees of 8 toggling lines: " +
        "no event is invented, none lost but with its interrupt, and no line is deaf afterwards")]
    public async Task NothingIsLostOrInvented()
    {
        await using var hub = await HubProcess.StartAsync(Rig, Settings);
        await using var guest = await frontEnd.BootAsync(hub, "ivi");
        Assert.Equal($"{cpus}", await guest.RunAsync("nproc"));
        await PrepareAsync(guest);

        var stress = guest.RunAsync($"{Prefix}gt stress /dev/gpiochip0 {Lines} {Events}");
        await ToggleAsync(hub, until: () => stress.IsCompleted);
        string seen = await stress;
        await FinishAsync(hub, guest);
        await HoldsAsync(hub, guest, seen);
    }

    /// <summary>More of the hub's own settings.</summary>
    protected virtual string Settings => "";

    /// <summary>What comes before the command that requests the lines.</summary>
    protected virtual string Prefix => "";

    /// <summary>Is to be done in the guest before its lines toggle.</summary>
    protected virtual Task PrepareAsync(LinuxGuest guest) => Task.CompletedTask;

    /// <summary>Is to be done in the guest after that.</summary>
    protected virtual Task FinishAsync(HubProcess hub, LinuxGuest guest) => Task.CompletedTask;

    /// <param name="stress">What gt stress has printed.</param>
    protected async Task HoldsAsync(HubProcess hub, LinuxGuest guest, string stress)
    {
        var seen = LinesOf(stress).Select(Seen.Parse).ToArray();
        var info = await hub.UntilAsync(i => i.Guest("ivi").Lines.All(l => l.Irq == "none"), "all interrupts to be off");

        AgreesWithTheHub(seen, info.Guest("ivi"));
        await NoLineIsDeafAsync(hub, guest);
        OnlyTheDriversOwnWarning(LinesOf(await guest.RunAsync("gt complaints")));
    }

    protected static string[] LinesOf(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    protected static async Task ToggleAsync(HubProcess hub, Func<bool> until)
    {
        var random = new Random(20210806);
        bool[] high = new bool[Lines];
        while (!until())
        {
            int n = random.Next(Lines);
            high[n] = !high[n];
            await hub.SetAsync($"bench/L{n}", high[n] ? '1' : '0');
        }
    }

    private void AgreesWithTheHub(Seen[] lines, GuestInfo guest)
    {
        Assert.Equal(Enumerable.Range(0, Lines), lines.Select(l => l.Number));
        foreach (var seen in lines)
        {
            var line = guest.Line($"L{seen.Number}");
            string account = $"{seen}; hub: {line}";
            output.WriteLine(account);
            long events = seen.Rising + seen.Falling + seen.Overflowed;
            Assert.True(seen.Requests > 1 && seen.Changes > 1, $"no stress at all: {account}");
            // A line has one buffer: at most one VALID is on its way to an interrupt that is being freed.
            Assert.True(events <= line.Delivered && line.Delivered - events <= seen.Ended, account);
            Assert.True(line.Delivered + line.Coalesced <= line.Edges, account);
            Assert.Equal(0, line.Errors);
        }
    }

    /// <summary>docs/interrupts.md: WARN_ON(queued) in virtio_gpio_irq_prepare(). The guests' kernels have no symbols:
    /// in Debian's Linux 6.1 it is line 213, of three WARN_ON in that file.</summary>
    private void OnlyTheDriversOwnWarning(string[] complaints)
    {
        output.WriteLine($"{frontEnd}: {complaints.Length} warnings");
        foreach (string complaint in complaints) output.WriteLine(complaint);
        Assert.All(complaints, c => Assert.Matches(DriversOwn(), c));
    }

    protected static async Task NoLineIsDeafAsync(HubProcess hub, LinuxGuest guest)
    {
        for (int n = 0; n < Lines; n++) await hub.SetAsync($"bench/L{n}", '0');
        var before = (await hub.InfoAsync()).Guest("ivi");
        var monitor = await guest.StartJobAsync($"gpiomon --line-buffered gpiochip0 {string.Join(' ', Enumerable.Range(0, Lines))}");
        for (int edge = 0; edge <= 2 * Pulses; edge++)
        {
            await hub.UntilAsync(
                info => info.Guest("ivi").Lines.Take(Lines).All(l => l.Armed && l.Delivered == before.Line(l.Name).Delivered + edge),
                $"every line to be armed after {edge} edges");
            if (edge == 2 * Pulses) break;
            for (int n = 0; n < Lines; n++) await hub.SetAsync($"bench/L{n}", edge % 2 == 0 ? '1' : '0');
        }

        await monitor.LinesAsync(2 * Pulses * Lines);
        await monitor.StopAsync();
        var events = (await monitor.LinesAsync()).Select(l => Event().Match(l).Groups).Select(g => (Edge: g[1].Value, Line: g[2].Value))
            .ToLookup(e => e.Line, e => e.Edge);
        Assert.Equal(Lines, events.Count);
        Assert.All(events, e => Assert.Equal(Enumerable.Range(0, 2 * Pulses).Select(i => i % 2 == 0 ? "RISING" : "FALLING"), e));
    }

    [GeneratedRegex(@"^WARNING: .* at drivers/gpio/gpio-virtio(-locked)?\.c:213 ")]
    private static partial Regex DriversOwn();

    [GeneratedRegex(@"(RISING|FALLING)\s+EDGE\s+offset:\s*(\d+)")]
    private static partial Regex Event();

    /// <summary>What gt stress says of a line.</summary>
    /// <param name="Ended">Interrupts freed, by a change of type or a release.</param>
    /// <param name="Overflowed">Events for which their queue in the guest's kernel had no room.</param>
    private sealed record Seen(int Number, long Requests, long Changes, long Ended, long Rising, long Falling, long Overflowed)
    {
        public static Seen Parse(string line)
        {
            long[] n = [.. line.Split(' ')[1..].Select(w => long.Parse(w, CultureInfo.InvariantCulture))];
            return new Seen((int)n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
        }
    }
}

[Trait("Boots", "kernel")]
public sealed class StressOnUmlSpec(ITestOutputHelper output) : StressSpec(FrontEnd.Uml, cpus: 1, output);

[Trait("Boots", "kernel")]
public sealed class StressOnQemu10Spec(ITestOutputHelper output) : StressSpec(FrontEnd.Qemu10, cpus: 1, output);
