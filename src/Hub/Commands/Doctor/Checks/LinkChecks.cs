using System.Globalization;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>The links to hubs of other hosts, as the hub that runs tells of them.</summary>
internal static class LinkChecks
{
    /// <summary>A hub that has just started, or a host that does, needs this long at most.</summary>
    private const double SettlesInSeconds = 10;

    public static IEnumerable<Finding> Links(DoctorFacts facts)
    {
        if (facts.Hub.Document?.Links is not { } links) yield break;
        foreach (var hub in links.Hubs)
        {
            if (hub.State == "up") yield return Up(hub);
            else if (hub.State == "refused")
            {
                yield return Finding.Problem(
                    $"{hub.Host} is refused: {hub.Why}", $"gpiohub doctor on {hub.Host}, and compare rig.name and versions");
            }
            else if (hub.State == "connecting" && hub.Seconds < SettlesInSeconds)
                yield return Finding.Note($"{hub.Host} is not heard yet", "gpiohub doctor, in ten seconds");
            else yield return Finding.Problem(Silent(hub), Remedy(hub));

            if (hub.FileDiffers)
                yield return Finding.Warning($"{hub.Host} runs another file of {links.Rig}", "copy the file, then gpiohub reload on both");
            if (hub.LostEdges > 0)
                yield return Finding.Note($"{Counted.Of(hub.LostEdges, "edge")} of {hub.Host} happened while its link was away",
                    "gpiohub mon says when; the network's own counters may say why");
        }
    }

    private static Finding Up(LinkDocument hub) => Finding.Fine(string.Create(CultureInfo.InvariantCulture,
        $"{hub.Host} is up: takes {hub.Takes}, gives {Counted.Of(hub.Gives, "line")}") +
        (hub.RoundTripMs is { } there ? string.Create(CultureInfo.InvariantCulture, $", {there:0.###} ms there and back") : ""));

    private static string Silent(LinkDocument hub) => string.Create(CultureInfo.InvariantCulture,
        $"{hub.Host} has not been heard for {hub.Seconds:0} s") + (hub.Why is { } why ? $": {why}" : "");

    private static string Remedy(LinkDocument hub) => hub.Why switch
    {
        { } why when why.Contains("certificate", StringComparison.OrdinalIgnoreCase) => $"gpiohub rig host {hub.Host}, with this rig's CA",
        _ => $"look whether a hub runs on {hub.Host}, and whether {hub.Address} can be reached from here",
    };
}
