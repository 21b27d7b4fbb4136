using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Client;

/// <summary>The hub's events, as they come. If the connection is cut it goes on behind the last event that has come: another process may
/// have taken over the hub meanwhile, which then says so.</summary>
internal static class EventFeed
{
    /// <summary>How long a hub that was there may be away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5.0);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads events until the hub ends the stream.</summary>
    /// <exception cref="CommandException">3: the hub has gone, and has not come back.</exception>
    public static async IAsyncEnumerable<EventItem> ReadAsync(
        HubClient hub, string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? run = null;
        long? last = null;
        long cutAt = 0;
        while (true)
        {
            string? its = null;
            string? id = run is not null && last is { } seq ? string.Create(CultureInfo.InvariantCulture, $"{run}-{seq}") : null;
            await using var lines = hub.LinesAsync(path, id, named => its = named, cancel).GetAsyncEnumerator(cancel);
            bool isFirst = true;
            while (true)
            {
                try
                {
                    if (!await lines.MoveNextAsync()) yield break;
                }
                catch (CommandException e) when (e.ExitCode == ExitCode.NoHub && run is not null)
                {
                    if (!isFirst) cutAt = Stopwatch.GetTimestamp();
                    if (Stopwatch.GetElapsedTime(cutAt) > Patience) throw;
                    break;
                }

                var item = JsonSerializer.Deserialize(lines.Current, WireJson.Default.EventItem)!;
                if (isFirst && last is not null && its != run) yield return Anew(item);
                (isFirst, run) = (false, its);
                if (item.Seq > 0 || item.Snapshot is not null) last = item.Seq;
                yield return item;
            }

            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>The hub was started anew: nothing joins its events to those before.</summary>
    private static EventItem Anew(EventItem first) =>
        first with { Snapshot = null, Gap = new ProcessGapChangeDocument(0, 0, Epoch: 1, Ms: null) };
}
