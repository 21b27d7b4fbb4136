using GpioHub.Configuration.Problems;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>What chips of other hosts need of the rest of the file. Source: IF-1.16.</summary>
internal static class RemoteChips
{
    /// <summary>Reports remote chips of unknown hubs, chips that nobody can have, and <c>host</c> where each host has a file of its
    /// own.</summary>
    public static void Check(RigPlan plan, List<PlannedChip> chips, GuestPlanner guests, ProblemLog log)
    {
        string[] hubs = plan.Links is { } links ? [.. links.Peers.Select(peer => peer.Host)] : [];
        foreach (PlannedChip chip in chips)
        {
            if (chip.Hub is { } hub && !hubs.Contains(hub.Host))
            {
                string hint = plan.Links is null ? "; rig and hubs are missing" : log.DidYouMean(hub.Host, hubs);
                log.Error(hub.At, hub.Path, $"no hub {Shown.Quoted(hub.Host)}{hint}", "one of hubs");
            }

            if (chip.Host is { } host) Refuse(host, log);
            if (chip.Hub is null && plan.Links is null && chip.Plan.Lines.Any(line => line.IsShared))
                log.Warn(chip.At, $"chips.{chip.Id}", $"nobody can have what it shares: rig and hubs are missing");
        }

        foreach (var host in guests.Hosts.Values) Refuse(host, log);
        foreach (var same in chips.Where(chip => chip.Driver is RemotePlan).GroupBy(chip => chip.Driver).Where(same => same.Skip(1).Any()))
        {
            PlannedChip second = same.ElementAt(1);
            log.Error(second.At, $"chips.{second.Id}", $"{((RemotePlan)same.Key).Text} is already {Shown.Quoted(same.First().Id)}");
        }
    }

    /// <summary>Reports remote chips in a file for all hosts, where a chip is remote by itself.</summary>
    public static void Refuse(List<PlannedChip> chips, ProblemLog log)
    {
        foreach (PlannedChip chip in chips)
        {
            string path = $"chips.{chip.Id}";
            if (chip.Driver is RemotePlan)
                log.Error(chip.At, path, $"with hosts a chip has the driver of the host that has it; elsewhere it is remote by itself");
            else if (chip.Plan.Lines.Any(line => line.IsShared))
                log.Error(chip.At, path, $"with hosts what guests of other hosts map is shared; share is for a file per host");
        }
    }

    private static void Refuse((string Host, Mark At, string Path) said, ProblemLog log) =>
        log.Error(said.At, said.Path, $"host is for a file for all hosts; hosts is missing");
}
