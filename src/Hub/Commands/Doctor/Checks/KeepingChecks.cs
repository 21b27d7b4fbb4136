using GpioHub.Hub.Commands.Doctor.Facts;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>Who goes on if the hub's process ends.</summary>
internal static class KeepingChecks
{
    /// <summary>What a record of a small rig needs; it grows by some kilobytes with each guest.</summary>
    private const long SmallRecord = 64 * 1024;

    /// <summary>A hub has no standby at first: it is started when the hub has nothing else to do.</summary>
    private const long YoungNs = 15_000_000_000;

    public static IEnumerable<Finding> Keeper(DoctorFacts facts)
    {
        if (facts.Hub.Document is not { Succession: { } kept } || facts.Plan?.Hub is not { } hub) yield break;
        if (kept.Keeper == "none")
        {
            yield return Finding.Warning("nobody keeps the hub: if it crashes, guests hang", hub.Keep
                ? "start it without --no-keep"
                : $"set hub.keep: true in {facts.RigName}, then start the hub anew");
        }
        else if (kept.Standby == "none" && hub.Standby && kept.Keeper == "keeper" && !IsYoung(facts))
        {
            yield return Finding.Warning($"{kept.Keeper} keeps the hub, and no standby is warm: a successor starts slowly",
                "the hub's log says why its standby has ended");
        }
        else
        {
            yield return Finding.Fine($"{kept.Keeper} keeps the hub, standby {kept.Standby}");
        }

        if (kept.Ended is { } ended)
            yield return Finding.Note($"process {kept.Epoch} serves; the one before ended: {ended}",
                "its log, and a core dump if there is one");
    }

    public static IEnumerable<Finding> Watchdog(DoctorFacts facts)
    {
        if (facts.Hub.Document is null || facts.Plan?.Hub is not { Keep: true } hub) yield break;
        yield return hub.Watchdog is { } time
            ? Finding.Fine($"a hub that hangs for {time.TotalSeconds:0.###} s is replaced")
            : Finding.Note("a hub that hangs is not replaced", $"set hub.watchdog: 5s in {facts.RigName}, then start the hub anew");
    }

    public static IEnumerable<Finding> Record(DoctorFacts facts)
    {
        if (facts.Server is { Locked: { } locked })
        {
            yield return locked > 0
                ? Finding.Fine($"{locked / 1024} KiB of the hub's record are locked in memory")
                : Finding.Warning("the hub's record is not locked in memory: a page that is swapped out delays it",
                    "LimitMEMLOCK=8M in the unit, or ulimit -l 8192; then start the hub anew");
        }
        else if (facts.Hub.Document is null && facts.Host.LockedMemory is < SmallRecord and var limit && facts.Accounts.Me.Id != 0)
        {
            yield return Finding.Warning($"a hub of this user may lock {limit / 1024} KiB in memory; its record wants more",
                "LimitMEMLOCK=8M in the unit, or ulimit -l 8192");
        }
    }

    private static bool IsYoung(DoctorFacts facts) => long.TryParse(facts.Hub.Document?.UptimeNs, out long uptime) && uptime < YoungNs;
}
