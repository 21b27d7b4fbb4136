using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Requests;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resources <c>/healthz</c>, does the hub live, and <c>/readyz</c>, can its rig be used. Source: IF-3.22.</summary>
internal sealed class HealthResources(IRig rig, ApiSockets sockets)
{
    public IEnumerable<Resource> All => [new("GET", "healthz", HealthAsync), new("GET", "readyz", ReadyAsync)];

    private async Task HealthAsync(HttpContext http, ImmutableArray<string> names)
    {
        var (slow, longest) = await RoundsAsync(http.RequestAborted);
        string time = longest.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture);
        await TellAsync(http, "well", "not well", slow, [$"every reactor comes round, the slowest within {time} ms"]);
    }

    private async Task ReadyAsync(HttpContext http, ImmutableArray<string> names)
    {
        var (slow, _) = await RoundsAsync(http.RequestAborted);
        if (slow.Count > 0)
        {
            await TellAsync(http, "ready", "not ready", slow, []);         // their actors would not answer either
            return;
        }

        var counts = await rig.CountsAsync(lines: false, http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        var absent = counts.Chips.Where(chip => chip.State == ChipState.Absent).Select(Words);
        var failing = counts.Chips.Where(chip => chip.State is ChipState.Opening or ChipState.Failing).Select(Words);
        var unreachable = counts.Guests.Where(guest => guest.SocketProblem is not null)
            .Select(guest => $"guest {guest.Id}: {guest.SocketProblem}");
        await TellAsync(http, "ready", "not ready", [.. failing, .. unreachable, .. sockets.Missing()], absent);
    }

    private async Task<(IReadOnlyList<string> Slow, TimeSpan Longest)> RoundsAsync(CancellationToken cancel)
    {
        var rounds = await rig.ComeRoundAsync(ControlLimits.Round, cancel);
        string within = ControlLimits.Round.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return ([.. rounds.Index().Where(round => round.Item is null)
            .Select(round => $"reactor {round.Index} has not come round within {within} s")],
            rounds.Max() ?? TimeSpan.Zero);
    }

    private static string Words(ChipCounts chip)
    {
        string state = chip.State == ChipState.Opening ? "is being opened" : $"is {Naming.ApiNames.Of(chip.State)}";
        return chip.LastError is { } error ? $"chip {chip.Id} {state}: {error}" : $"chip {chip.Id} {state}";
    }

    /// <param name="wrong">What is wrong; nothing = 200.</param>
    /// <param name="notes">Told besides, whatever is wrong.</param>
    private static Task TellAsync(
        HttpContext http, string good, string bad, IReadOnlyCollection<string> wrong, IEnumerable<string> notes) =>
        Answer.TextAsync(http, string.Concat(((string[])[wrong.Count == 0 ? good : bad, .. wrong, .. notes]).Select(line => $"{line}\n")),
            wrong.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
