using System.Globalization;
using System.Text;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The lines of <c>gpiohub info</c> about the hubs of other hosts. Pure.</summary>
internal static class LinksText
{
    public static string Of(LinksDocument links)
    {
        int away = links.Hubs.Count(hub => hub.State != "up");
        var text = new StringBuilder($"{links.Rig}  this is {links.Host}, at {links.Listen}; {Counted.Of(links.Hubs.Count, "other hub")}");
        text.Append(away == 0 ? "\n" : $", {away} not up\n");
        int names = links.Hubs.Select(hub => hub.Host.Length).DefaultIfEmpty().Max();
        int addresses = links.Hubs.Select(hub => hub.Address.Length).DefaultIfEmpty().Max();
        foreach (var hub in links.Hubs)
        {
            text.Append($"\t{hub.Host.PadRight(names)}  {State(hub)}  {hub.Address.PadRight(addresses)}");
            text.Append($"  takes {Counted.Of(hub.Takes, "line")}, gives {hub.Gives}{Clock(hub)}{Losses(hub)}");
            text.Append(hub.FileDiffers ? "  runs another file\n" : "\n");
        }

        return text.ToString();
    }

    private static string State(LinkDocument hub) => hub.State == "up"
        ? "up"
        : string.Create(CultureInfo.InvariantCulture, $"{hub.State} for {hub.Seconds:0.#} s") + (hub.Why is { } why ? $" ({why})" : "");

    private static string Clock(LinkDocument hub) => hub is { State: "up", RoundTripMs: { } there, OffsetMs: { } offset }
        ? string.Create(
            CultureInfo.InvariantCulture, $"  round trip {there:0.###} ms, clock {offset:+0.###;-0.###;0} ms ± {there / 2:0.###}")
        : "";

    private static string Losses(LinkDocument hub) => hub switch
    {
        { LostEdges: 0, LostIsExact: true } => "",
        { LostEdges: 0 } => "  may have lost edges",
        _ => $"  lost {hub.LostEdges}{(hub.LostIsExact ? "" : " or more")} edges",
    };
}
