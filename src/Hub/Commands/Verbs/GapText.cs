using System.Globalization;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>What <c>mon</c> says of a time in which nobody served the rig.</summary>
internal static class GapText
{
    public static async Task TellAsync(TextWriter error, ProcessGapChangeDocument gap)
    {
        await error.WriteLineAsync($"gpiohub: {Of(gap)}");
        await error.FlushAsync();
    }

    private static string Of(ProcessGapChangeDocument gap)
    {
        if (gap.Epoch == 1) return "gap: the hub was started anew; edges may be missing before the levels that follow";
        string time = gap.Ms is { } ms ? string.Create(CultureInfo.InvariantCulture, $" of {ms:0.#} ms") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"gap{time}: another process has taken over the hub (epoch {gap.Epoch}); edges may be missing before the levels that follow");
    }
}
