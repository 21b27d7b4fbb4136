using System.CommandLine;
using System.Globalization;
using System.Text.Json;
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
        var command = new Command("mon", "Print the level of lines and the value of buses, then each change, until interrupted.")
        {
            lines, count, edges,
        };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            Target[] asked = [.. parsed.GetValue(lines)!.Select(Arguments.Target)];
            long? wanted = parsed.GetValue(count);
            if (wanted < 1) throw new CommandException(ExitCode.Usage, $"--num-events {wanted}: expected at least 1");

            using var interrupt = new Interrupt(cancel);
            using var hub = await context.FindHubAsync(parsed, interrupt.Token);
            var buses = new List<BusDocument>();
            foreach (var bus in asked.Where(target => target.Line is null).Distinct())
                buses.Add(await hub.DocumentAsync(bus.Path, WireJson.Default.BusDocument, interrupt.Token));
            string query = string.Join('&', asked.Where(target => target.Line is not null).Select(target => target.Line.ToString()!)
                .Concat(buses.SelectMany(bus => bus.Lines)).Distinct().Select(line => $"line={Uri.EscapeDataString(line)}"));
            // A bus needs both edges of its lines, and no value is an edge.
            string path = buses.Count > 0 ? $"/v1/events?{query}" : $"/v1/events?{query}&edges={parsed.GetValue(edges)}" +
                $"{(wanted is { } n ? string.Create(CultureInfo.InvariantCulture, $"&count={n}") : "")}";
            var printer = new MonPrinter(terminal, [.. asked.Select(target => target.Text)], buses, parsed.GetValue(edges)!, wanted);
            return await PrintAsync(hub, path, printer, interrupt);
        }));
        return command;
    }

    private static async Task<int> PrintAsync(HubClient hub, string path, MonPrinter printer, Interrupt interrupt)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token);
        await using var items = hub.LinesAsync(path, ending.Token).GetAsyncEnumerator(ending.Token);
        Task<bool>? next = null;
        try
        {
            while (!printer.IsDone)
            {
                next = items.MoveNextAsync().AsTask();
                if (!next.IsCompleted && printer.HasPending)
                {
                    await Task.WhenAny(next, Task.Delay(MonPrinter.Together, ending.Token));
                    if (!next.IsCompleted) await printer.PrintPendingAsync(ending.Token);
                    if (printer.IsDone) break;
                }

                if (!await next) break;
                await printer.TakeAsync(JsonSerializer.Deserialize(items.Current, WireJson.Default.EventItem)!, ending.Token);
            }
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        finally
        {
            await ending.CancelAsync();
            if (next is not null) await next.ContinueWith(_ => { }, TaskScheduler.Default);     // it must have ended before its stream does
        }

        return printer.IsDone ? ExitCode.Done : throw new CommandException(ExitCode.NoHub, "the hub has gone");
    }
}

/// <summary>gpiomon's line for an edge.</summary>
internal static class EdgeLine
{
    /// <param name="ns">CLOCK_MONOTONIC, nanoseconds.</param>
    public static string Of(long ns, bool rising, string name) => string.Create(
        CultureInfo.InvariantCulture, $"{ns / 1_000_000_000}.{ns % 1_000_000_000:D9}\t{(rising ? "rising " : "falling")}\t\"{name}\"\n");

    /// <summary>The same for a bus: its value stands where a line has its edge.</summary>
    public static string OfBus(long ns, string value, string name) => string.Create(
        CultureInfo.InvariantCulture, $"{ns / 1_000_000_000}.{ns % 1_000_000_000:D9}\t{value}\t\"{name}\"\n");
}
