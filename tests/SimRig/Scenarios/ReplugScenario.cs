using System.Diagnostics;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;
using GpioHub.SimRig.Chips;

namespace GpioHub.SimRig.Scenarios;

/// <summary>Two chips are unplugged and plugged in again, a hundred times, under four guests with armed interrupts and requests in flight:
/// nobody is disconnected, everything is answered, and interrupts come again.</summary>
/// <remarks>Chips of two lines each: see <see cref="SimChip"/> about the kernel's numbers.</remarks>
internal static class ReplugScenario
{
    private const int Guests = 4, Lines = 2, SettledRound = 10, TogglesBefore = 20;

    private static readonly string[] Chips = ["left", "right"];

    public static async Task RunAsync(Rig rig, int? n)
    {
        int rounds = n ?? 100;
        var chips = Chips.Select(label => rig.AddChip(label, Lines)).ToArray();
        await rig.StartHubAsync($$"""
            chips:
              left: { driver: gpiochip, label: left }
              right: { driver: gpiochip, label: right }
            guests:
            {{string.Join('\n', Enumerable.Range(0, Guests).Select(GuestPlan))}}
            """);
        var guests = new List<LoadedGuest>();
        for (int g = 0; g < Guests; g++)
        {
            guests.Add(await LoadedGuest.StartAsync(await rig.ConnectAsync($"g{g}"),
                drives: g < Chips.Length ? (ushort)Chips.Length : null));
        }
        int hub = rig.Hub.ProcessId;
        await ArmedAsync(rig);

        var first = new List<double>();
        var all = new List<double>();
        ProcessUse settled = default;
        for (int round = 1; round <= rounds; round++)
        {
            Toggle(chips, TogglesBefore);
            foreach (var chip in chips) chip.Unplug();
            bool noticed = round % 2 == 1;      // every other time the chip is back before the hub may have looked
            if (noticed) await rig.Hub.UntilAsync(Away, $"both chips to be away in round {round}");

            long[] before = [.. guests.SelectMany(g => g.Interrupts)];
            foreach (var chip in chips) chip.Plug();
            var (one, every) = await InterruptedAsync(rig, chips, guests, before, round);
            if (noticed)
            {
                first.Add(one);
                all.Add(every);
            }

            foreach (var guest in guests) guest.IsWell();
            if (round == Math.Min(SettledRound, rounds)) settled = await SettledAsync(rig);
        }

        ProcessUse last = await SettledAsync(rig);
        foreach (var guest in guests) await guest.StopAsync();
        var info = await rig.Hub.InfoAsync();
        Rule.Equal(hub, rig.Hub.ProcessId, "the hub's pid");
        Rule.Holds(info.Guests.All(g => g.Sessions == 1), string.Join(", ", info.Guests.Select(g => $"{g.Id}: {g.Sessions} sessions")));
        Rule.Holds(last.Descriptors <= settled.Descriptors, $"{settled} after {SettledRound} rounds, {last} after {rounds}");
        Rule.Holds(last.Threads <= settled.Threads, $"{settled} after {SettledRound} rounds, {last} after {rounds}");

        Rule.Figure("rounds", rounds);
        Rule.Figure("requests", guests.Sum(g => g.Answered));
        Rule.Figure("requests-refused", guests.Sum(g => g.Refused));
        Rule.Figure("longest-answer-ms", $"{guests.Max(g => g.Longest.TotalMilliseconds):F0}");
        Rule.Figure("interrupts", guests.Sum(g => g.Interrupts.Sum()));
        Rule.Figure("first-interrupt-ms-p50", $"{Median(first):F0}");
        Rule.Figure("first-interrupt-ms-max", $"{first.Max():F0}");
        Rule.Figure("every-interrupt-ms-p50", $"{Median(all):F0}");
        Rule.Figure("every-interrupt-ms-max", $"{all.Max():F0}");
        Rule.Figure("descriptors", last.Descriptors);
        Rule.Figure("threads", last.Threads);
    }

    /// <summary>Both chips' L0 with interrupts; the first two guests drive one L1 each.</summary>
    private static string GuestPlan(int g)
    {
        string drives = g < Chips.Length ? $", {{ name: OUT, from: {Chips[g]}/L1, access: out, onRelease: low }}" : "";
        return $"  g{g}: {{ lines: [{string.Join(", ", Chips.Select(c => $"{{ name: {c}, from: {c}/L0 }}"))}{drives}] }}";
    }

    private static bool Away(HubInfo info) => info.Chips.All(c => c.State != "up");

    private static Task<HubInfo> ArmedAsync(Rig rig) => rig.Hub.UntilAsync(
        info => info.Chips.All(c => c.State == "up") && info.Guests.All(g => Chips.All(c => g.Line(c).Armed)),
        "every interrupt to be armed");

    private static void Toggle(SimChip[] chips, int times)
    {
        for (int i = 0; i < times; i++)
            foreach (var chip in chips) chip.Lines[0].Pull(i % 2 == 0);
    }

    /// <summary>Pulls until every guest has had an interrupt of each chip.</summary>
    /// <returns>Milliseconds from plugging in to the first interrupt, and until the last guest has had its first.</returns>
    private static async Task<(double First, double Every)> InterruptedAsync(Rig rig, SimChip[] chips, List<LoadedGuest> guests,
        long[] before, int round)
    {
        long plugged = Stopwatch.GetTimestamp();
        double? first = null;
        bool up = false;
        await Patience.UntilAsync(
            () =>
            {
                up = !up;
                foreach (var chip in chips) chip.Lines[0].Pull(up);
                long[] now = [.. guests.SelectMany(g => g.Interrupts)];
                if (now.Zip(before).Any(i => i.First > i.Second)) first ??= Stopwatch.GetElapsedTime(plugged).TotalMilliseconds;
                return Task.FromResult(now);
            },
            now => now.Zip(before).All(i => i.First > i.Second),
            now => $"Round {round}: {string.Join(' ', before)} interrupts before, {string.Join(' ', now)} now; {string.Join(", ", guests)}",
            between: TimeSpan.FromMilliseconds(10));
        double every = Stopwatch.GetElapsedTime(plugged).TotalMilliseconds;
        await ArmedAsync(rig);
        return (first ?? every, every);
    }

    private static async Task<ProcessUse> SettledAsync(Rig rig)
    {
        await ArmedAsync(rig);
        return ProcessUse.Of(rig.Hub.ProcessId);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
