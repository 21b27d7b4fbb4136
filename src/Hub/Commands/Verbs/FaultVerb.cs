using System.CommandLine;
using System.Text.Json;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;
using GpioHub.Rules.Faults;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub fault add|list|clear</c>: faults of lines and chips.</summary>
internal static class FaultVerb
{
    private const string Path = "/v1/faults";

    public static Command Create(VerbContext context) =>
        new("fault", "Fool the readers of lines, or break a chip: for tests of what guests make of it.")
        {
            Add(context), List(context), Clear(context),
        };

    private static Command Add(VerbContext context)
    {
        var target = new Argument<string>("TARGET")
        {
            Description = "CHIP/LINE, GUEST:LINE, a bus for every line of it, or a chip for error and hang",
        };
        var kind = new Argument<string>("KIND") { Description = string.Join(", ", FaultNames.All) };
        var count = new Option<int?>("--count") { Description = Says(FaultValueName.Count), HelpName = "N" };
        var period = new Option<string?>("--period") { Description = Says(FaultValueName.Period), HelpName = "T" };
        var width = new Option<string?>("--width") { Description = Says(FaultValueName.Width), HelpName = "T" };
        var delay = new Option<string?>("--delay") { Description = Says(FaultValueName.Delay), HelpName = "T" };
        var seed = new Option<uint?>("--seed") { Description = Says(FaultValueName.Seed), HelpName = "N" };
        var ttl = new Option<string?>("--ttl") { Description = "it ends by itself after this time", HelpName = "T" };
        var command = new Command("add", "Add a fault, and print its id (of a bus, each line's). It stays until cleared, or for --ttl.")
        {
            target, kind, count, period, width, delay, seed, ttl,
        };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            string asked = parsed.GetValue(target)!;
            bool isLine = LineAddress.TryParse(asked, out _);
            string ofKind = parsed.GetValue(kind)!;
            using var hub = await context.FindHubAsync(parsed, cancel);
            bool isBus = !isLine && FaultNames.KindOf(ofKind) is { } known && !FaultRules.IsOfChip(known)
                && (await hub.DocumentAsync("/v1/buses", WireJson.Default.IReadOnlyListBusDocument, cancel)).Any(bus => bus.Name == asked);
            var request = new FaultRequest(
                isLine ? asked : null,
                isLine || isBus ? null : asked,
                ofKind,
                parsed.GetValue(count),
                parsed.GetValue(period),
                parsed.GetValue(width),
                parsed.GetValue(delay),
                parsed.GetValue(seed),
                parsed.GetValue(ttl))
            {
                Bus = isBus ? asked : null,
            };
            string answer = await hub.PostAsync(Path, JsonSerializer.Serialize(request, WireJson.Default.FaultRequest), cancel);
            IReadOnlyList<FaultDocument> added = isBus
                ? JsonSerializer.Deserialize(answer, WireJson.Default.IReadOnlyListFaultDocument)!
                : [JsonSerializer.Deserialize(answer, WireJson.Default.FaultDocument)!];
            await terminal.Out.WriteLineAsync(string.Join(' ', added.Select(fault => fault.Id)));
            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary>What a value is, for each kind that takes it.</summary>
    private static string Says(FaultValueName name) => string.Join("; ", FaultKinds.All.SelectMany(
        kind => kind.Values.Where(value => value.Name == name).Select(value => $"{kind.Word}: {value.Text}")));

    private static Command List(VerbContext context)
    {
        var output = new Option<string>("--output", "-o")
        {
            Description = "json: the control API's own documents",
            HelpName = "text|json",
            DefaultValueFactory = _ => "text",
        };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command("list", "Show the active faults, and how often each has acted.") { output };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            using var hub = await context.FindHubAsync(parsed, cancel);
            if (parsed.GetValue(output) == "json") await terminal.Out.WriteLineAsync(await hub.TextAsync(Path, cancel));
            else
            {
                await terminal.Out.WriteAsync(
                    FaultText.Of(await hub.DocumentAsync(Path, WireJson.Default.IReadOnlyListFaultDocument, cancel)));
            }
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Clear(VerbContext context)
    {
        var ids = new Argument<string[]>("ID")
        {
            Description = "as fault add printed it and fault list shows it",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var all = new Option<bool>("--all") { Description = "every fault" };
        var command = new Command("clear", "End faults: readers see the lines as they are.") { ids, all };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async _ =>
        {
            string[] asked = parsed.GetValue(ids)!;
            if (asked.Length > 0 == parsed.GetValue(all))
                throw new CommandException(ExitCode.Usage, "fault clear: expected either IDs or --all");
            using var hub = await context.FindHubAsync(parsed, cancel);
            if (asked.Length == 0) await hub.DeleteAsync(Path, cancel);
            foreach (string id in asked) await hub.DeleteAsync($"{Path}/{Uri.EscapeDataString(id)}", cancel);
            return ExitCode.Done;
        }));
        return command;
    }
}
