using System.Collections.Immutable;
using System.Reflection;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Metrics;
using GpioHub.Hub.Control.Requests;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resource <c>/metrics</c>: what the hub has counted, for Prometheus. Source: IF-3.21.</summary>
internal sealed class MetricsResource(IRig rig, SurfaceCounts surfaces, IKeeperStatus keeper)
{
    private static readonly string Version =
        typeof(MetricsResource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";

    private MetricsText? _spare;                                           // of the scrape before, with room for the next one

    public IEnumerable<Resource> All => [new("GET", "metrics", WriteAsync)];

    private async Task WriteAsync(HttpContext http, ImmutableArray<string> names)
    {
        string? asked = http.Request.Query["nets"];
        if (asked is not (null or "0" or "1")) throw ProblemException.Malformed($"nets={asked}: expected 1 or 0");
        var counts = await rig.CountsAsync(asked == "1", http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        var text = Interlocked.Exchange(ref _spare, null) ?? new MetricsText();
        text.Clear();
        Write(text, counts);
        await Answer.BytesAsync(http, text.Text, MetricsText.MediaType);
        _spare = text;
    }

    private void Write(MetricsText text, RigCounts counts)
    {
        text.Gauge("gpiohub_build_info", "Which hub this is; always 1.");
        text.Sample(1, ("version", Version));
        SuccessionMetrics.Write(text, keeper);
        RigMetrics.Write(text, counts);
        LinkMetrics.Write(text, rig.Links);
        text.Counter("gpiohub_stream_lagged_total", "Events that streams have left out because their readers were slow.");
        text.Sample(surfaces.Lagged);
        text.Gauge("gpiohub_recorder_bytes", "Memory that the recorder holds.");
        text.Sample(surfaces.RecorderBytes());
        ProcessMetrics.Write(text);
    }
}
