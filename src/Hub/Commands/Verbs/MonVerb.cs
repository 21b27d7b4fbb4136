using System.CommandLine;
using System.Globalization;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub mon LINE…</c>: the levels first, then a line per edge as gpiomon of libgpiod 2.x prints it.</summary>
/// <remarks>The levels go to the same stream as the edges, because nothing keeps the order between two streams. Once the levels are
/// printed, no edge can be missed.</remarks>
internal static class MonVerb
{
    public static Command Create(VerbContext context)
    {
        var lines = new Argument<string[]>("LINE") { Description = "CHIP/LINE, GUEST:LINE or a bus", Arity = ArgumentArity.OneOrMore };
        var count = new Option<long?>("--num-events", "-n") { Description = "end after this many edges or values", HelpName = "N" };
        var edges = new Option<string>("--edges", "-e")
        {
            Description = "which edges of lines to print",
            HelpName = "rising|falling|both",
            DefaultValueFactory = _ => "both",
        };
        edges.AcceptOnlyFromAmong("rising", "falling", "both");
        var wave = new Option<bool>("--wave") { Description = "draw a waveform of each line as it goes" };
        var step = new Option<string?>("--step") { Description = "with --wave: time of a column (default 100ms)", HelpName = "TIME" };
        var command = new Command("mon", "Print the level of lines and the value of buses, then each change, until interrupted.")
        {
            lines, count, edges, wave, step,
        };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            Target[] asked = [.. parsed.GetValue(lines)!.Select(Arguments.Target)];
            long? wanted = parsed.GetValue(count);
            if (wanted < 1) throw new CommandException(ExitCode.Usage, $"--num-events {wanted}: expected at least 1");
            var column = Arguments.Time(parsed.GetValue(step) ?? "100ms");
            if (column <= TimeSpan.Zero) throw new CommandException(ExitCode.Usage, "--step 0: expected a time above 0");
            if (parsed.GetValue(step) is not null && !parsed.GetValue(wave))
                throw new CommandException(ExitCode.Usage, "--step belongs to --wave");

            using var interrupt = new Interrupt(cancel);
            using var hub = await context.FindHubAsync(parsed, interrupt.Token);
            var buses = new List<BusDocument>();
            foreach (var bus in asked.Where(target => target.Line is null).Distinct())
                buses.Add(await hub.DocumentAsync(bus.Path, WireJson.Default.BusDocument, interrupt.Token));
            string query = string.Join('&', asked.Where(target => target.Line is not null).Select(target => target.Line.ToString()!)
                .Concat(buses.SelectMany(bus => bus.Lines)).Distinct().Select(line => $"line={Uri.EscapeDataString(line)}"));
            // A bus needs both edges of its lines, and no value is an edge.
            bool draws = parsed.GetValue(wave);
            string path = buses.Count > 0 || draws ? $"/v1/events?{query}" : $"/v1/events?{query}&edges={parsed.GetValue(edges)}" +
                $"{(wanted is { } n ? string.Create(CultureInfo.InvariantCulture, $"&count={n}") : "")}";
            string[] names = [.. asked.Select(target => target.Text)];
            IMonView view = draws
                ? new WaveView(terminal, names, buses, column, wanted)
                : new MonPrinter(terminal, names, buses, parsed.GetValue(edges)!, wanted);
            return await ShowAsync(hub, path, view, interrupt);
        }));
        return command;
    }

    private static async Task<int> ShowAsync(HubClient hub, string path, IMonView view, Interrupt interrupt)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token);
        await using var items = EventFeed.ReadAsync(hub, path, ending.Token).GetAsyncEnumerator(ending.Token);
        Task<bool>? next = null;
        try
        {
            while (!view.IsDone)
            {
                next = items.MoveNextAsync().AsTask();
                while (!next.IsCompleted && !view.IsDone && view.Wakes is { } wakes)
                {
                    await Task.WhenAny(next, Task.Delay(wakes, ending.Token));
                    if (!next.IsCompleted) await view.WakeAsync(ending.Token);
                }

                if (view.IsDone) break;

                if (!await next) break;
                await view.TakeAsync(items.Current, ending.Token);
            }
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        finally
        {
            await ending.CancelAsync();
            await view.EndAsync();
            if (next is not null) await next.ContinueWith(_ => { }, TaskScheduler.Default);     // it must have ended before its stream does
        }

        return view.IsDone ? ExitCode.Done : throw new CommandException(ExitCode.NoHub, "the hub has gone");
    }
}

/// <summary>gpiomon's line for an edge.</summary>
internal static class EdgeLine
{
    /// <param name="ns">CLOCK_MONOTONIC, nanoseconds.</param>
    /// <param name="uncertaintyMs">± of <paramref name="ns"/>, of an edge of another host; null = gpiomon's own columns alone.</param>
    public static string Of(long ns, bool rising, string name, Paint paint, double? uncertaintyMs = null) =>
        Of(ns, rising ? paint.Green("rising ") : paint.Yellow("falling"), name, uncertaintyMs);

    /// <summary>The same for a bus: its value stands where a line has its edge.</summary>
    public static string OfBus(long ns, string value, string name, Paint paint) => Of(ns, paint.Cyan(value), name);

    private static string Of(long ns, string value, string name, double? uncertaintyMs = null)
    {
        string about = uncertaintyMs is { } ms ? string.Create(CultureInfo.InvariantCulture, $"\t±{ms:0.###} ms") : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{ns / 1_000_000_000}.{ns % 1_000_000_000:D9}\t{value}\t\"{name}\"{about}\n");
    }
}
