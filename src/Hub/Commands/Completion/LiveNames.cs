using System.CommandLine;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Completion;

/// <summary>Asks the running hub, which has 200 ms for it, or $GPIOHUB_COMPLETION_MS: who presses a key waits no longer, and never sees an
/// error. Source: IF-2.16.</summary>
internal sealed class LiveNames(VerbContext context) : INameSource
{
    private const int Patience = 200;

    public async Task<KnownNames> NamesAsync(ParseResult parsed) =>
        await AskAsync(parsed, async (hub, cancel) =>
            Of(await hub.DocumentAsync("/v1/config", WireJson.Default.ConfigDocument, cancel))) ?? KnownNames.None;

    public async Task<IReadOnlyList<Candidate>> FaultsAsync(ParseResult parsed) =>
        await AskAsync(parsed, async (hub, cancel) =>
        {
            var faults = await hub.DocumentAsync("/v1/faults", WireJson.Default.IReadOnlyListFaultDocument, cancel);
            return (Candidate[])[.. faults.Select(fault => new Candidate(fault.Id, $"{fault.Line ?? fault.Chip} {fault.Kind}"))];
        }) ?? [];

    public IReadOnlyList<string> GuestsIn(string config)
    {
        try
        {
            return ConfigurationLoader.Load(config).Plan is { } plan ? [.. plan.Guests.Select(guest => guest.Id)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    private async Task<T?> AskAsync<T>(ParseResult parsed, Func<HubClient, CancellationToken, Task<T>> ask)
        where T : class
    {
        bool other = int.TryParse(context.Terminal.Variable("GPIOHUB_COMPLETION_MS"), out int ms) && ms > 0;
        using var limit = new CancellationTokenSource(other ? ms : Patience);
        try
        {
            using var hub = await context.FindHubAsync(parsed, limit.Token);
            return await ask(hub, limit.Token);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static KnownNames Of(ConfigDocument config)
    {
        var chips = config.Chips.SelectMany(chip => Addresses(chip.Key, chip.Value.Lines));
        var guests = config.Guests.SelectMany(guest => guest.Value.Lines.Where(line => line.From is not null)
            .Select(line => ($"{guest.Key}:{NameOf(line)}", Single(line.From!))));
        return new KnownNames(
            [.. config.Chips.Keys],
            [.. config.Guests.Keys],
            [.. chips],
            [.. guests],
            [.. (config.Buses ?? new Dictionary<string, IReadOnlyList<string>>()).Select(bus => (bus.Key, bus.Value.Count))],
            config.Guests.Values.DistinctBy(guest => guest.Socket)
                .ToDictionary(guest => Single(guest.Socket), guest => (IReadOnlyList<string>)[.. guest.Lines.Select(NameOf)]));
    }

    private static IEnumerable<string> Addresses(string chip, IReadOnlyList<ChipLineSettingsDocument> lines)
    {
        var named = lines.Where(line => line.Name is not null).CountBy(line => line.Name!).ToDictionary();
        foreach (var line in lines)
        {
            bool usable = line.Name is { Length: > 0 } name && named[name] == 1 && !LineAddress.IsAllDigits(name);
            if (usable) yield return $"{chip}/{Single(line.Name!)}";
            else if (line.Offset is { } offset) yield return FormattableString.Invariant($"{chip}/{offset}");
        }
    }

    private static string NameOf(GuestLineSettingsDocument line) =>
        line.Name.Length > 0 && !LineAddress.IsAllDigits(line.Name) ? Single(line.Name) : FormattableString.Invariant($"{line.Line}");

    /// <summary>In the document a brace is written twice, as in a rig's file (IF-1.5).</summary>
    private static string Single(string text) => text.Replace("{{", "{", StringComparison.Ordinal);
}
