using System.CommandLine;
using System.Text.Json;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Commands.Completion;

/// <summary>Asks the running hub, which has 200 ms for it, or $GPIOHUB_COMPLETION_MS: who presses a key waits no longer, and never sees an
/// error. Source: IF-2.16.</summary>
internal sealed class LiveNames(VerbContext context) : INameSource
{
    private const int Patience = 200;

    public async Task<KnownNames> NamesAsync(ParseResult parsed) => await AskAsync(parsed, "/v1/config", Names) ?? KnownNames.None;

    public async Task<IReadOnlyList<Candidate>> FaultsAsync(ParseResult parsed) => await AskAsync(parsed, "/v1/faults", faults =>
        (Candidate[])[.. faults.EnumerateArray().Select(fault =>
            new Candidate(Text(fault, "id"), $"{Text(fault, "line")}{Text(fault, "chip")} {Text(fault, "kind")}"))]) ?? [];

    public IReadOnlyList<string> GuestsIn(string config)
    {
        try
        {
            return ConfigurationLoader.Load(config, HostIdentity.Current with { IsAnyHost = true }).Whole is { } plan
                ? [.. plan.Guests.Select(guest => guest.Id)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    private async Task<T?> AskAsync<T>(ParseResult parsed, string path, Func<JsonElement, T> read)
        where T : class
    {
        bool other = int.TryParse(context.Terminal.Variable("GPIOHUB_COMPLETION_MS"), out int ms) && ms > 0;
        var patience = TimeSpan.FromMilliseconds((double)(other ? ms : Patience));
        try
        {
            var (_, hub) = await HubLocator.FindAsync(parsed.GetValue(context.Hub), context.Terminal, CancellationToken.None)
                .WaitAsync(patience);
            using (hub)
            {
                using var answer = await QuickClient.AskAsync(hub, path, patience);
                return answer is null ? null : read(answer.RootElement);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static KnownNames Names(JsonElement config)
    {
        var (chips, guests) = (config.GetProperty("chips"), config.GetProperty("guests"));
        var guestLines = guests.EnumerateObject().SelectMany(guest => guest.Value.GetProperty("lines").EnumerateArray()
            .Where(line => line.TryGetProperty("from", out _)).Select(line => ($"{guest.Name}:{NameOf(line)}", Text(line, "from"))));
        return new KnownNames(
            [.. chips.EnumerateObject().Select(chip => chip.Name)],
            [.. guests.EnumerateObject().Select(guest => guest.Name)],
            [.. chips.EnumerateObject().SelectMany(chip => Addresses(chip.Name, [.. chip.Value.GetProperty("lines").EnumerateArray()]))],
            [.. guestLines],
            config.TryGetProperty("buses", out var buses)
                ? [.. buses.EnumerateObject().Select(bus => (bus.Name, bus.Value.GetArrayLength()))]
                : [],
            guests.EnumerateObject().Select(guest => guest.Value).DistinctBy(guest => Text(guest, "socket")).ToDictionary(
                guest => Text(guest, "socket"),
                guest => (IReadOnlyList<string>)[.. guest.GetProperty("lines").EnumerateArray().Select(NameOf)]));
    }

    private static IEnumerable<string> Addresses(string chip, IReadOnlyList<JsonElement> lines)
    {
        string[] names = [.. lines.Select(line => Text(line, "name"))];
        var named = names.CountBy(name => name).ToDictionary();
        foreach (var (name, line) in names.Zip(lines))
        {
            if (name.Length > 0 && named[name] == 1 && !LineAddress.IsAllDigits(name)) yield return $"{chip}/{name}";
            else if (line.TryGetProperty("offset", out var offset)) yield return $"{chip}/{offset.GetRawText()}";
        }
    }

    private static string NameOf(JsonElement line)
    {
        string name = Text(line, "name");
        return name.Length > 0 && !LineAddress.IsAllDigits(name) ? name : line.GetProperty("line").GetRawText();
    }

    /// <summary>The text of a key; empty = it is not there. In this document a brace is written twice, as in a rig's file
    /// (IF-1.5).</summary>
    private static string Text(JsonElement item, string key) => item.TryGetProperty(key, out var value) && value.GetString() is { } text
        ? text.Replace("{{", "{", StringComparison.Ordinal)
        : "";
}
