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
        var lines = new Argument<string[]>("LINE") { Description = "CHIP/LINE or GUEST:LINE", Arity = ArgumentArity.OneOrMore };
        var count = new Option<long?>("--num-events", "-n") { Description = "end after this many edges", HelpName = "N" };
        var edges = new Option<string>("--edges", "-e")
        {
            Description = "which edges to print",
            HelpName = "rising|falling|both",
            DefaultValueFactory = _ => "both",
        };
        edges.AcceptOnlyFromAmong("rising", "falling", "both");
        var command = new Command("mon", "Print the level of lines, then each edge, until interrupted.") { lines, count, edges };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            string[] asked = [.. parsed.GetValue(lines)!.Select(line => Arguments.Line(line).ToString())];
            long? wanted = parsed.GetValue(count);
            if (wanted < 1) throw new CommandException(ExitCode.Usage, $"--num-events {wanted}: expected at least 1");

            using var interrupt = new Interrupt(cancel);
            using var hub = await context.FindHubAsync(parsed, interrupt.Token);
            string query = string.Join('&', asked.Select(line => $"line={Uri.EscapeDataString(line)}"));
            string path = $"/v1/events?{query}&edges={parsed.GetValue(edges)}" +
                $"{(wanted is { } n ? string.Create(CultureInfo.InvariantCulture, $"&count={n}") : "")}";
            return await PrintAsync(hub, path, asked, wanted, terminal, interrupt);
        }));
        return command;
    }

    private static async Task<int> PrintAsync(HubClient hub, string path, string[] asked, long? wanted,
        Terminal terminal, Interrupt interrupt)
    {
        long printed = 0;
        try
        {
            await foreach (string json in hub.LinesAsync(path, interrupt.Token))
            {
                var item = JsonSerializer.Deserialize(json, WireJson.Default.EventItem)!;
                if (item.Lagged is { } lagged)
                    await terminal.Error.WriteLineAsync($"gpiohub: {lagged} events passed over: this reader was too slow");
                else if (item.Contention is { } both)
                {
                    await terminal.Error.WriteLineAsync(
                        $"gpiohub: {item.Line}: {both.Wants} wants to drive it, but {both.Holds} does (exclusive)");
                }
                else if (item.Snapshot is { } levels) await terminal.Out.WriteAsync(Levels(levels, asked));
                else
                {
                    await terminal.Out.WriteAsync(EdgeLine.Of(long.Parse(item.Ns!, CultureInfo.InvariantCulture),
                        item.Edge == "rising", item.Line!));
                    printed++;
                }

                await terminal.Out.FlushAsync(interrupt.Token);
            }
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            return ExitCode.Done;
        }

        return printed == wanted ? ExitCode.Done : throw new CommandException(ExitCode.NoHub, "the hub has gone");
    }

    private static string Levels(IReadOnlyList<LevelDocument> levels, string[] asked) => string.Concat(
        levels.OrderBy(level => Array.IndexOf(asked, level.Line))
            .Select(level => $"\"{level.Line}\"={(level.Level == 1 ? "active" : "inactive")}\n"));
}

/// <summary>gpiomon's line for an edge.</summary>
internal static class EdgeLine
{
    /// <param name="ns">CLOCK_MONOTONIC, nanoseconds.</param>
    public static string Of(long ns, bool rising, string name) => string.Create(
        CultureInfo.InvariantCulture, $"{ns / 1_000_000_000}.{ns % 1_000_000_000:D9}\t{(rising ? "rising " : "falling")}\t\"{name}\"\n");
}
