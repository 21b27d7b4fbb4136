using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Events;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resource <c>GET /v1/events</c>: edges and contentions as they come, as NDJSON or server-sent events.</summary>
/// <param name="stopping">Set when the hub stops: streams end then, because the hub would wait for them.</param>
internal sealed class EventResource(IRig rig, EventJournal journal, TimeProvider time, CancellationToken stopping)
{
    private readonly string _life = Guid.NewGuid().ToString("N")[..8];

    public IEnumerable<Resource> All => [new("GET", "v1/events", StreamAsync)];

    private async Task StreamAsync(HttpContext http, ImmutableArray<string> names)
    {
        var query = EventQuery.Of(http.Request, rig.Plan, _life);
        var format = Answer.Accepts(http, StreamFormat.SseMediaType) ? StreamFormat.Sse(_life) : StreamFormat.Ndjson;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        using var visit = await journal.EnterAsync(ending.Token);
        await using var live = await LiveSource.OpenAsync(rig, query, ending.Token);

        // A number that this hub has not reached is from before a restart: a new reader.
        IStreamSource source = query.After is { } after && after <= live.Snapshot.Seq ? new ResumedSource(visit.Ring, after) : live;

        http.Response.ContentType = format.MediaType;
        http.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(http.Request.Method)) return;

        await http.Response.StartAsync(ending.Token);
        try
        {
            await CopyAsync(source, query, format, http.Response, ending.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The hub stops; ending the stream in order tells its reader so.
        }
    }

    private async Task CopyAsync(IStreamSource source, EventQuery query, StreamFormat format, HttpResponse response,
        CancellationToken cancel)
    {
        long left = query.Count ?? long.MaxValue;
        while (left > 0)
        {
            var next = source.NextAsync(cancel).AsTask();
            if (!next.IsCompleted) await response.Body.FlushAsync(cancel);     // let the reader see what was written
            while (!next.IsCompleted)
            {
                try
                {
                    await next.WaitAsync(ControlLimits.KeepAlive, time, cancel);
                }
                catch (TimeoutException)
                {
                    await response.Body.WriteAsync(format.KeepAlive, cancel);
                    await response.Body.FlushAsync(cancel);
                }
            }

            if (await next is not { } step) break;
            left -= await WriteAsync(step, query, format, response, left, cancel);
        }

        await response.Body.FlushAsync(cancel);
    }

    /// <returns>Edges written, ≤ <paramref name="left"/>.</returns>
    private static async Task<long> WriteAsync(
        StreamStep step, EventQuery query, StreamFormat format, HttpResponse response, long left, CancellationToken cancel)
    {
        if (step.Snapshot is { } snapshot) await response.Body.WriteAsync(format.Snapshot(snapshot), cancel);
        long lagged = step.Lagged + (step.Edge?.LostBefore ?? 0);
        if (lagged > 0) await response.Body.WriteAsync(format.Lagged(lagged), cancel);
        if (step.Edge is not { } edge || !query.Wants(edge)) return 0;

        long written = 0;
        foreach (string name in query.Names[edge.Line])
        {
            if (edge.Kind == LineEventKind.Contention)                             // no edge, so it is not counted
            {
                var contenders = new ContenderDocument(edge.Cause, edge.Holder ?? "");
                var refused = new ContentionDocument(edge.Seq, name, contenders, Documents.Bit(edge.Level),
                    Documents.Ns(edge.Ns), edge.LostBefore);
                await response.Body.WriteAsync(format.Contention(refused), cancel);
                continue;
            }

            if (written == left) break;
            string word = edge.Kind == LineEventKind.Rising ? "rising" : "falling";
            var document = new EdgeDocument(edge.Seq, name, word, Documents.Bit(edge.Level), Documents.Ns(edge.Ns),
                edge.Cause, edge.LostBefore);
            await response.Body.WriteAsync(format.Edge(document), cancel);
            written++;
        }

        return written;
    }
}
