using System.Diagnostics;
using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;

namespace GpioHub.EndToEnd.Hosts;

/// <summary>A guest that asks for a line's level again and again.</summary>
internal sealed class Probe(GpioDriver guest, ushort line)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    public int Count { get; private set; }

    /// <summary>The longest time to an answer, ERR included.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Asks until an answer is as wanted.</summary>
    /// <param name="level">null = ERR.</param>
    public Task UntilAsync(bool? level) => Patience.UntilAsync(AskAsync, answer => answer == level,
        answer => $"The last of {Count} GETs was answered with {answer?.ToString() ?? "ERR"}", Pause);

    private async Task<bool?> AskAsync()
    {
        long began = Stopwatch.GetTimestamp();
        Count++;
        try
        {
            return await guest.GetValueAsync(line);
        }
        catch (GpioRequestException)
        {
            return null;
        }
        finally
        {
            var took = Stopwatch.GetElapsedTime(began);
            if (took > Longest) Longest = took;
        }
    }
}
