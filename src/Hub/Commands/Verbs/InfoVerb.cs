using System.CommandLine;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Naming;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub info [WHAT]</c>: chips with their nets, guests with their sessions, buses, in gpioinfo's layout or as the
/// control API's JSON.</summary>
internal static class InfoVerb
{
    public static Command Create(VerbContext context)
    {
        var what = new Argument<string?>("WHAT")
        {
            Description = "a chip, a guest, a bus, CHIP/LINE or GUEST:LINE; all when left out",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "json: the control API's own documents",
            HelpName = "text|json",
            DefaultValueFactory = _ => "text",
        };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command("info", "Show chips, lines, guests and buses.") { what, output };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            using var hub = await context.FindHubAsync(parsed, cancel);
            bool json = parsed.GetValue(output) == "json";
            string? asked = parsed.GetValue(what);
            if (asked is null) await WholeAsync(hub, json, terminal, cancel);
            else if (LineAddress.TryParse(asked, out var line)) await LineAsync(hub, line, json, terminal, cancel);
            else await OwnerAsync(hub, asked, json, terminal, cancel);
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task WholeAsync(HubClient hub, bool json, Terminal terminal, CancellationToken cancel)
    {
        if (json) await terminal.Out.WriteLineAsync(await hub.TextAsync("/v1/hub", cancel));
        else await WriteAsync(terminal, InfoText.Of(await hub.DocumentAsync("/v1/hub", WireJson.Default.HubDocument, cancel)));
    }

    private static async Task LineAsync(HubClient hub, LineAddress line, bool json, Terminal terminal, CancellationToken cancel)
    {
        string path = HubClient.PathOf(line);
        if (json) await terminal.Out.WriteLineAsync(await hub.TextAsync(path, cancel));
        else await WriteAsync(terminal, InfoText.Of(await hub.DocumentAsync(path, WireJson.Default.LineDocument, cancel)));
    }

    // An id may be a chip's or a guest's; a / or : behind it tells which is meant.
    private static async Task OwnerAsync(HubClient hub, string asked, bool json, Terminal terminal, CancellationToken cancel)
    {
        string id = asked.TrimEnd('/', ':');
        var whole = await hub.DocumentAsync("/v1/hub", WireJson.Default.HubDocument, cancel);
        var chip = asked.EndsWith(':') ? null : whole.Chips.FirstOrDefault(c => c.Id == id);
        var guest = asked.EndsWith('/') ? null : whole.Guests.FirstOrDefault(g => g.Id == id);
        if (chip is null && guest is null && whole.Buses.FirstOrDefault(b => b.Name == asked) is { } bus)
        {
            await BusAsync(hub, bus, json, terminal, cancel);
            return;
        }

        if (chip is null && guest is null)
        {
            string kind = asked.EndsWith('/') ? "chip" : asked.EndsWith(':') ? "guest" : "chip or guest";
            throw NameNotFoundException.For(
                kind, id, [.. whole.Chips.Select(c => c.Id), .. whole.Guests.Select(g => g.Id), .. whole.Buses.Select(b => b.Name)]);
        }

        if (chip is not null && guest is not null)
        {
            throw new CommandException(ExitCode.Usage, $"\"{id}\" is a chip and a guest; write {id}/ or {id}:");
        }

        string path = chip is not null ? $"/v1/chips/{Uri.EscapeDataString(id)}" : $"/v1/guests/{Uri.EscapeDataString(id)}";
        if (json) await terminal.Out.WriteLineAsync(await hub.TextAsync(path, cancel));
        else await WriteAsync(terminal, chip is not null ? InfoText.Of(chip) : InfoText.Of(guest!));
    }

    private static async Task BusAsync(HubClient hub, BusDocument bus, bool json, Terminal terminal, CancellationToken cancel)
    {
        if (json) await terminal.Out.WriteLineAsync(await hub.TextAsync($"/v1/buses/{Uri.EscapeDataString(bus.Name)}", cancel));
        else await WriteAsync(terminal, InfoText.Of(bus));
    }

    private static Task WriteAsync(Terminal terminal, string text) => terminal.Out.WriteAsync(InfoColours.Of(text, terminal.Paint));
}
