using System.Collections.Immutable;
using GpioHub.Configuration.Problems;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>What a file for all hosts means for each of them: a chip is where it is, and elsewhere it is a chip of another host, of which
/// those lines are used that guests map there. Source: IF-1.16.</summary>
/// <param name="whole">The rig as if it had one host.</param>
/// <param name="hostOfChip">The host of each chip, by id.</param>
/// <param name="hostOfGuest">The host of each guest, by id.</param>
internal sealed class HostPlans(
    RigPlan whole, IReadOnlyDictionary<string, string> hostOfChip, IReadOnlyDictionary<string, string> hostOfGuest)
{
    /// <summary>The plan of one host, without its links.</summary>
    public RigPlan Of(string host)
    {
        ImmutableArray<GuestPlan> guests = [.. whole.Guests.Where(guest => hostOfGuest[guest.Id] == host)];
        var used = guests.SelectMany(guest => guest.Lines).Where(line => line.From is not null)
            .Select(line => line.From!.Value).ToHashSet();
        var chips = ImmutableArray.CreateBuilder<ChipPlan>();
        foreach (ChipPlan chip in whole.Chips)
        {
            if (hostOfChip[chip.Id] == host) chips.Add(Owned(chip));
            else if (Remote(chip, used) is { } remote) chips.Add(remote);
        }

        var lines = chips.SelectMany(chip => chip.Lines.Index().Where(line => !line.Item.IsUnused)
            .Select(line => new ChipLineAddress(chip.Id, line.Index))).ToHashSet();
        return whole with
        {
            Chips = chips.ToImmutable(),
            Guests = guests,
            Buses = [.. whole.Buses.Where(bus => bus.Lines.All(lines.Contains))],
        };
    }

    /// <summary>The chip at its owner: other hosts may have what their guests map.</summary>
    private ChipPlan Owned(ChipPlan chip)
    {
        string host = hostOfChip[chip.Id];
        var users = whole.Guests.Where(guest => hostOfGuest[guest.Id] != host).SelectMany(guest => guest.Lines)
            .Where(line => line.From?.Chip == chip.Id).ToLookup(line => line.From!.Value.Index);
        if (users.Count == 0) return chip;
        return chip with
        {
            Lines = [.. chip.Lines.Select((line, index) => users.Contains(index)
                ? line with { Sharing = users[index].Any(user => user.Access != LineAccess.In) ? Sharing.Drive : Sharing.Read }
                : line)],
        };
    }

    /// <summary>The chip as another host sees it: each line at the place that it has at its owner.</summary>
    private ChipPlan? Remote(ChipPlan chip, HashSet<ChipLineAddress> used)
    {
        // A name that several lines of a simulated chip have names none of them elsewhere.
        var names = chip.Lines.Where(line => !string.IsNullOrEmpty(line.Name)).CountBy(line => line.Name!)
            .Where(name => name.Value == 1).Select(name => name.Key).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<ChipLinePlan> lines = [.. chip.Lines.Select((line, index) => used.Contains(new ChipLineAddress(chip.Id, index))
            ? RemoteChipPlanner.Line(line.Offset, line.Name is { } name && names.Contains(name) ? name : null, line.Resolve, line.Control)
            : ChipLinePlan.Unused)];
        int last = lines.Length - 1;
        while (last >= 0 && lines[last].IsUnused) last--;
        return last < 0 ? null : chip with { Driver = new RemotePlan(hostOfChip[chip.Id], chip.Id), Lines = lines[..(last + 1)] };
    }

    /// <summary>The host of every chip and guest; reports those without.</summary>
    /// <returns>null = one has none; reported.</returns>
    public static HostPlans? From(
        RigPlan whole, IReadOnlyList<PlannedChip> chips, GuestPlanner guests, ImmutableArray<PeerPlan> hosts, ProblemLog log)
    {
        int errorsBefore = log.ErrorCount;
        var names = hosts.Select(peer => peer.Host).ToHashSet(StringComparer.Ordinal);
        var ofChip = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (PlannedChip chip in chips.DistinctBy(chip => chip.Id))
            ofChip[chip.Id] = Checked(chip.Host, chip.At, $"chips.{chip.Id}");
        var ofGuest = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (GuestPlan guest in whole.Guests.DistinctBy(guest => guest.Id))
        {
            bool said = guests.Hosts.TryGetValue(guest.Id, out var host);
            if (guests.AtOf(guest.Id) is { } at) ofGuest[guest.Id] = Checked(said ? host : null, at, $"guests.{guest.Id}");
        }

        return log.ErrorCount == errorsBefore && ofGuest.Count == whole.Guests.Length ? new HostPlans(whole, ofChip, ofGuest) : null;

        string Checked((string Host, Mark At, string Path)? said, Mark at, string path)
        {
            if (said is not { } host)
            {
                log.Error(at, path, $"\"host\" is missing; hosts makes it a rig of several", "one of hosts");
                return "";
            }

            if (!names.Contains(host.Host))
                log.Error(host.At, host.Path, $"no host {Shown.Quoted(host.Host)}{log.DidYouMean(host.Host, names)}", "one of hosts");
            return host.Host;
        }
    }
}
