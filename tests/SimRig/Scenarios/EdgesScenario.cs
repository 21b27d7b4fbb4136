using GpioHub.Bench.Statistics;
using GpioHub.EndToEnd.Support;
using GpioHub.SimRig.Chips;
using GpioHub.SimRig.Edges;
using GpioHub.Transports.Native;

namespace GpioHub.SimRig.Scenarios;

/// <summary>What an edge of a pin takes until a guest of the hub is called, beside a bare program in C that signals an eventfd for it: two
/// lines of one chip, in turns. Figures only; bench/edges.sh runs it.</summary>
/// <remarks>
/// An edge begins with the pull. Where the kernel raises edges at its next tick only (see <see cref="SimInterrupts"/>), it begins with the
/// kernel's own timestamp, for which the hub must remember its events.
/// </remarks>
internal static class EdgesScenario
{
    private const string Chip = "edges";
    private const int Repetitions = 7, LookUs = 50;

    /// <summary>Runs after which the runtime compiles nothing of the hub's path any more. At ticks a run takes seconds: fewer have to
    /// do.</summary>
    private const int WarmUpRuns = 60, WarmUpRunsAtTicks = 15;

    private const double FarApart = 0.25;

    public static async Task RunAsync(Rig rig, int? n)
    {
        int edges = n ?? 200;
        string program = Environment.GetEnvironmentVariable("EDGE_PROGRAM")
            ?? throw new ScenarioException("EDGE_PROGRAM does not say where bench/limit/edge.c is built");
        var chip = rig.AddChip(Chip, 3);
        await rig.StartHubAsync($$"""
            chips:
              {{Chip}}: { driver: gpiochip, label: {{Chip}} }
            guests:
              ivi: { lines: [{ from: {{Chip}}/L0 }] }
            """);
        await using var sleeps = await BareConsumer.StartAsync("sleeps", program, chip, 1, lookUs: 0);
        await using var looks = await BareConsumer.StartAsync("looks", program, chip, 2, LookUs);
        await using var hub = HubConsumer.Connect("hub", rig.Hub, "ivi", chip.Lines[0], $"{Chip}/L0");

        double raised = await EdgeRun.RaisedAsync(sleeps, edges);
        bool atTicks = EdgeRun.IsAtTicks(raised);
        Rule.Figure("raised-after-the-pull", $"{raised:F1} us (median of {edges})");
        Rule.Figure("an-edge-begins", $"{(atTicks ? "with the kernel's timestamp: this kernel raises edges at ticks" : "with the pull")}");
        bool hasClock = HasExactClock();
        for (int run = 0; run < (atTicks ? WarmUpRunsAtTicks : WarmUpRuns); run++)
        {
            var warm = await EdgeRun.OfAsync(hub, edges, atTicks);
            if (run % 5 == 4) Rule.Figure($"warm-up-{run}", $"p50 {warm.P50Us:F1} us, {warm.CpuUs:F1} us of CPU");
        }

        List<EdgeRun> asleep = [await EdgeRun.OfAsync(sleeps, edges, atTicks)], hubs = [];
        List<EdgeRun> looking = [await EdgeRun.OfAsync(looks, edges, atTicks)];
        for (int i = 0; i < Repetitions; i++)
        {
            hubs.Add(await EdgeRun.OfAsync(hub, edges, atTicks));
            asleep.Add(await EdgeRun.OfAsync(sleeps, edges, atTicks));
            looking.Add(await EdgeRun.OfAsync(looks, edges, atTicks));
        }

        Tell("p50", run => run.P50Us);
        Tell("p99", run => run.P99Us);
        if (hasClock) Tell("cpu-per-edge", run => run.CpuUs);
        else Rule.Figure("cpu-per-edge", $"not measured: this kernel accounts processor time in whole ticks");

        void Tell(string what, Func<EdgeRun, double> of)
        {
            double[] hub = [.. hubs.Select(of)], bare = [.. asleep.Select(of)], looked = [.. looking.Select(of)];
            var (b, l, h) = (Spread.Of(bare).Median, Spread.Of(looked).Median, Spread.Of(hub).Median);
            Rule.Figure($"{what}-us", $"sleeps {b:F1}, looks {l:F1}, hub {h:F1}");
            Rule.Figure($"{what}-ratio", $"hub / sleeps {Text(bare, hub)}, hub / looks {Text(looked, hub)}");
        }
    }

    private static string Text(double[] around, double[] hub)
    {
        var ratio = Spread.OfRatios(around, hub);
        string apart = ratio.Apart > FarApart ? ", apart" : "";
        return FormattableString.Invariant($"{ratio.Median:F2} ({ratio.Least:F2} – {ratio.Most:F2}{apart})");
    }

    // A kernel that counts whole ticks says that this took none or a whole one.
    private static bool HasExactClock()
    {
        const long Ns = 3_000_000;
        long before = ProcessClock.Of(Environment.ProcessId), began = MonotonicClock.Now;
        while (MonotonicClock.Now - began < Ns)
        {
        }

        return ProcessClock.Of(Environment.ProcessId) - before is > Ns / 2 and < 3 * Ns;
    }
}
