using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Recordings;
using GpioHub.Hub.Control.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resources <c>/v1/recording…</c>: what the log has of the lines, as a file or as a window of a waveform.</summary>
/// <param name="life">Names this run of the hub, as in the ids of its events.</param>
/// <param name="stopping">Set when the hub stops: files end then.</param>
internal sealed class RecordingResources(IRig rig, string life, TimeProvider time, CancellationToken stopping)
{
    private int _open;

    public IEnumerable<Resource> All => [new("GET", "v1/recording.vcd", FileAsync), new("GET", "v1/recording/window", WindowAsync)];

    private async Task FileAsync(HttpContext http, ImmutableArray<string> names)
    {
        var query = RecordingQuery.Of(http.Request);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            if (Interlocked.Increment(ref _open) > ControlLimits.MaxRecordings)
                throw new ProblemException(503, ProblemCode.TooMany, $"{ControlLimits.MaxRecordings} recordings are being taken already");
            await using var stream = new RecordingStream(rig, query, life, time);
            await stream.OpenAsync(ending.Token);
            http.Response.ContentType = "text/plain; charset=utf-8";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"gpiohub-{life}.vcd\"";
            if (HttpMethods.IsHead(http.Request.Method)) return;
            // A slow reader costs nothing: the log overtakes it, and the file says so.
            if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
            await http.Response.StartAsync(ending.Token);
            await stream.RunAsync(http.Response.BodyWriter, ending.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The hub stops: what was written is a whole file.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task WindowAsync(HttpContext http, ImmutableArray<string> names)
    {
        var query = WindowQuery.Of(http.Request);
        var window = await LogWindow.ReadAsync(rig, query, http.RequestAborted);
        http.Response.ContentType = "application/json";
        window.WriteTo(http.Response.BodyWriter);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
