using GpioHub.Configuration;
using GpioHub.Hub.Commands.Doctor.Facts;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>The hub that runs, or that should.</summary>
internal static class HubChecks
{
    public static IEnumerable<Finding> Presence(DoctorFacts facts)
    {
        var hub = facts.Hub;
        yield return hub.Presence switch
        {
            HubPresence.None => Finding.Note($"none runs at {hub.Where}; what only a hub knows was not looked at",
                $"gpiohub run {facts.RigName}"),
            HubPresence.Closed => Finding.Warning(hub.Why!,
                $"as {hub.Socket?.User}, or with hub.controlMode: \"0660\" and controlGroup in {facts.RigName}"),
            HubPresence.Left => Finding.Problem($"nobody listens at {hub.Where}", $"gpiohub run {facts.RigName}"),
            HubPresence.Silent => Finding.Problem($"{hub.Where} has accepted, and does not answer: {hub.Why}",
                "docs/internals/debugging.md#inside-the-process"),
            _ => Finding.Fine($"{hub.Where} answers, with {hub.Document?.Config}"),
        };
    }

    public static IEnumerable<Finding> Version(DoctorFacts facts)
    {
        if (facts.Hub is not { Document.Version: { } runs, OwnVersion: { Length: > 0 } own }) yield break;
        yield return runs == own
            ? Finding.Fine($"hub and command are {own}")
            : Finding.Warning($"the hub is {runs}, this command is {own}", "gpiohub takeover");
    }

    public static IEnumerable<Finding> Config(DoctorFacts facts)
    {
        var hub = facts.Hub;
        if (hub.Document is not { } document) yield break;
        if (hub.OnDiskProblem is { } why)
            yield return Finding.Problem($"{document.Config} has changed on disk, and cannot be applied: {why}",
                $"gpiohub check {document.Config}");
        else if (hub.OnDisk is { Changes.Count: > 0 and var changes })
            yield return Finding.Warning($"{document.Config} has {Counted.Of(changes, "change")} on disk that are not in force",
                "gpiohub reload");
        else if (hub.OnDisk is { Refused.Count: > 0 and var refused })
            yield return Finding.Warning($"{document.Config} has {Counted.Of(refused, "change")} on disk for a new hub only",
                "systemctl restart gpiohub, with no guest running");
        else if (hub.OnDisk is not null)
            yield return Finding.Fine($"generation {document.Generation} is {document.Config} as it is on disk");
    }

    public static IEnumerable<Finding> Health(DoctorFacts facts)
    {
        if (facts.Hub.Health is not { } health) yield break;
        yield return health.Length == 0
            ? Finding.Fine("every reactor comes round")
            : Finding.Problem(health, "docs/internals/debugging.md#inside-the-process");
    }

    public static IEnumerable<Finding> Losses(DoctorFacts facts)
    {
        if (facts.Hub.Document is not { } document) yield break;
        bool fine = true;
        foreach (var line in document.Chips.SelectMany(chip => chip.Lines))
        {
            string name = $"{line.Chip}/{line.Name ?? $"{line.Offset}"}";
            if (line.Lost > 0)
            {
                fine = false;
                yield return Finding.Warning($"{name}: {Counted.Of(line.Lost, "edge")} of {line.Edges} came faster than they could be told",
                    $"set its debounce in {facts.RigName}, or filter the signal");
            }

            if (line.Contentions > 0)
            {
                fine = false;
                yield return Finding.Warning($"{name}: {Counted.Of(line.Contentions, "time")} a driver was refused, because another drives",
                    $"gpiohub info {name}; resolve in {facts.RigName} says who may");
            }
        }

        if (facts.Hub.Lagged is > 0 and var lagged)
        {
            fine = false;
            yield return Finding.Warning($"slow readers of streams have missed {Counted.Of(lagged, "event")}",
                "read them faster, ask for fewer lines, or batch them (docs/control-api.md#events)");
        }

        if (fine) yield return Finding.Fine("no edge, no event and no driver was turned away");
    }
}
