using GpioHub.Configuration;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Commands.Check;

/// <summary>The table of hosts that <c>gpiohub check</c> prints for a rig of several: which guests each has, and which lines cross from the
/// host that has them. Pure.</summary>
internal static class HostsTable
{
    /// <summary>An empty line and the table, then what hosts of other files may have; nothing for a rig of one host.</summary>
    /// <param name="plans">Of each host that the file is for.</param>
    public static IEnumerable<string> Of(IReadOnlyList<RigPlan> plans)
    {
        var table = new TextTable("host", "listens", "guests", "takes from other hosts");
        foreach (var (plan, links) in plans.Where(plan => plan.Links is not null).Select(plan => (plan, plan.Links!)))
        {
            var rows = Series.Of([.. plan.Guests.Select(guest => new SeriesMember(guest.Id))]);
            string guests = string.Join(", ", rows.Select(row => row.Id));
            table.Add(Taken(plan), links.Host, links.Listen.ToString(), guests.Length == 0 ? "–" : guests);
            if (plans.Count > 1) continue;
            foreach (var peer in links.Peers) table.Add([""], peer.Host, peer.At.ToString(), "");
        }

        if (table.IsEmpty) return [];
        string[] shared = plans.Count > 1 ? [] : [.. Shared(plans[0])];
        string[] given = shared.Length == 0 ? [] : ["", .. TextTable.Wrapped("other hosts may have: ", shared, ", ")];
        return [.. ((IEnumerable<string>)["", .. table.Lines(), .. given]).Select(PrintableText.Of)];
    }

    private static string[] Taken(RigPlan plan)
    {
        var lines = plan.Chips.Where(chip => chip.Driver is RemotePlan).SelectMany(chip => NetName.Of(chip).Index()
            .Where(line => !chip.Lines[line.Index].IsUnused)
            .Select(line => new SeriesMember(line.Item, ((RemotePlan)chip.Driver).Host)));
        string[] named = [.. Series.Of([.. lines]).Select(line => $"{line.Id} of {line.Texts[0]}")];
        return named.Length == 0 ? ["–"] : named;
    }

    private static IEnumerable<string> Shared(RigPlan plan)
    {
        var lines = plan.Chips.SelectMany(chip => NetName.Of(chip).Index().Where(line => chip.Lines[line.Index].IsShared)
            .Select(line => new SeriesMember(line.Item, chip.Lines[line.Index].Sharing == Sharing.Drive ? "drive" : "read")));
        return Series.Of([.. lines]).Select(line => $"{line.Id} ({line.Texts[0]})");
    }
}
