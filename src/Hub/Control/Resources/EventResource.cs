using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Events;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resource <c>/v1/events</c>: what happens as it happens, as NDJSON or server-sent events.</summary>
/// <param name="lagged">Hears of events that a stream has left out because its reader was slow.</param>
/// <param name="stopping">Set when the hub stops: streams end then, because the hub would wait for them.</param>
internal sealed class EventResource(IRig rig, TimeProvider time, Action<long> lagged, CancellationToken stopping)
{
    private int _streams;

    /// <summary>Names this run of the hub in the ids of events.</summary>
    public string Life => rig.Log.Run;

    public IEnumerable<Resource> All =>
    [
        new("GET", "v1/events", (http, _) => StreamAsync(http, null)),
        new("POST", "v1/events", StreamNamedAsync, MediaTypes.Json, Looks: true),
    ];

    private async Task StreamNamedAsync(HttpContext http, ImmutableArray<string> names)
    {
        var lines = JsonBody.Parse(await Answer.BodyAsync(http), "lines").Texts("lines");
        if (lines is not { Count: > 0 }) throw ProblemException.Malformed("expected {\"lines\":[\"CHIP/LINE\",…]}");
        await StreamAsync(http, [.. lines.Distinct()]);
    }

    private async Task StreamAsync(HttpContext http, ImmutableArray<string>? lines)
    {
        var query = EventQuery.Of(http.Request, lines, Life);
        var format = Answer.Accepts(http, StreamFormat.SseMediaType) ? StreamFormat.Sse(Life) : StreamFormat.Ndjson;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            if (Interlocked.Increment(ref _streams) > ControlLimits.MaxStreams)
            {
                throw new ProblemException(503, ProblemCode.TooMany,
                    $"{ControlLimits.MaxStreams} streams are open already; one stream can show every line");
            }

            var output = new StreamOutput(http.Response.BodyWriter, format, time);
            await using var stream = new EventStream(rig, query, output, time, lagged, ending.Token);
            http.Response.ContentType = format.MediaType;
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers[EventItem.RunHeader] = Life;
            await stream.OpenAsync();
            if (HttpMethods.IsHead(http.Request.Method)) return;
            // How slow a reader may be is ours to say: the log overtakes it, and it costs nothing meanwhile.
            if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
            await http.Response.StartAsync(ending.Token);
            await stream.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The hub stops; ending the stream in order tells its reader so.
        }
        catch (TimeoutException) when (http.Response.HasStarted)
        {
            http.Abort();                                                  // it has taken nothing for too long
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }
}
