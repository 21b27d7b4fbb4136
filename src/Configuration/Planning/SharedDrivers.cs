using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Configuration.Problems;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>The warning about a line that several guests may drive although it is exclusive: the second is answered ERR, and nothing in the
/// guest says why. Source: IF-1.12, IF-1.13.</summary>
internal static class SharedDrivers
{
    /// <summary>Drivers that a warning names; they may be thousands.</summary>
    private const int MostNamed = 6;

    private const string Remedy = "resolve: wired-and, wired-or or last-writer, or resolve: exclusive if that is meant";

    /// <summary>Warns once of each net, or of each row of nets that differ by a number only. Who wrote <c>resolve</c> has
    /// decided.</summary>
    public static void Warn(IReadOnlyCollection<PlannedChip> chips, ImmutableArray<GuestPlan> guests, ProblemLog log)
    {
        var drivers = guests
            .SelectMany(guest => guest.Lines.Where(line => line is { From: not null, Access: not LineAccess.In })
                .Select(line => (At: line.From!.Value, Driver: new SeriesMember(guest.Id, NameOf(line)))))
            .ToLookup(pair => pair.At, pair => pair.Driver);
        foreach (PlannedChip chip in chips)
        {
            ChipPlan plan = chip.Plan;
            var shared = NetName.Of(plan).Index().Where(net => plan.Lines[net.Index].Resolve == ResolveRule.Exclusive
                && !chip.PlaceOf(net.Index).RuleIsSaid && drivers[new ChipLineAddress(plan.Id, net.Index)].Skip(1).Any());
            foreach (var together in shared.GroupBy(net => chip.PlaceOf(net.Index)))
            {
                foreach (Series nets in Series.Of([.. together.Select(net => Member(net.Item, drivers[new(plan.Id, net.Index)]))]))
                    Warn(together.Key, nets, log);
            }
        }
    }

    private static void Warn(LinePlace place, Series nets, ProblemLog log)
    {
        // In a row of several nets {n} is the net's number, so it cannot stand for a guest's number there.
        SeriesMember[] ends = [.. nets.Texts.Chunk(2).Select(pair => new SeriesMember(pair[0], pair[1]))];
        string[] who = [.. Series.Of(ends, sameTexts: nets.Count > 1).Select(end => $"{end.Id}:{end.Texts[0]}")];
        log.Warn(place.At, place.Path,
            $"{Listed(who)} may drive {nets.Id}, which is exclusive: while one drives, another is refused; add {Remedy}");
    }

    private static SeriesMember Member(string address, IEnumerable<SeriesMember> drivers) =>
        new(address, [.. drivers.SelectMany(driver => (string[])[driver.Id, driver.Texts[0]])]);

    private static string Listed(string[] who)
    {
        if (who.Length > MostNamed) who = [.. who.Take(MostNamed), $"{who.Length - MostNamed} more"];
        return who.Length == 1 ? who[0] : $"{string.Join(", ", who[..^1])} and {who[^1]}";
    }

    private static string NameOf(GuestLinePlan line) => line.Name.Length > 0 && !LineAddress.IsAllDigits(line.Name)
        ? line.Name
        : line.Line.ToString(CultureInfo.InvariantCulture);
}
