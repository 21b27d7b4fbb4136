using GpioHub.Actors.Contract;

namespace GpioHub.Hub.Control.Metrics;

/// <summary>The metrics of the links to hubs of other hosts; nothing for a rig of one host.</summary>
internal static class LinkMetrics
{
    public static void Write(MetricsText text, IReadOnlyList<LinkSnapshot> links)
    {
        if (links.Count == 0) return;
        text.Gauge("gpiohub_link_up", "1 = the hub of the other host is heard and served.");
        foreach (var link in links) text.Sample(link.Phase == LinkPhase.Up ? 1 : 0, ("host", link.Host));
        text.Counter("gpiohub_link_ups_total", "Times the link has come up.");
        foreach (var link in links) text.Sample(link.Ups, ("host", link.Host));
        text.Counter("gpiohub_link_edges_lost_total", "Edges of the other host's lines that happened while the link was away.");
        foreach (var link in links) text.Sample(link.Lost, ("host", link.Host));
        text.Counter("gpiohub_link_dropped_total", "Messages of the other hub that counted for nothing.");
        foreach (var link in links) text.Sample(link.Dropped, ("host", link.Host));
        text.Gauge("gpiohub_link_lines", "Lines that cross the link.");
        foreach (var link in links)
        {
            text.Sample(link.Takes, ("host", link.Host), ("way", "takes"));
            text.Sample(link.Gives, ("host", link.Host), ("way", "gives"));
        }

        text.Gauge("gpiohub_link_file_differs", "1 = the other hub runs another file of the rig.");
        foreach (var link in links) text.Sample(link.FileDiffers ? 1 : 0, ("host", link.Host));
        text.Gauge("gpiohub_link_round_trip_seconds", "How long a message takes there and back; the least of the last beats.");
        foreach (var link in links)
            if (link.RoundTripNs is { } there) text.Sample(there / 1e9, ("host", link.Host));
        text.Gauge("gpiohub_link_clock_offset_seconds",
            "What to add to the other host's clock to have this one's, within half a round trip.");
        foreach (var link in links)
            if (link.OffsetNs is { } offset) text.Sample(offset / 1e9, ("host", link.Host));
    }
}
