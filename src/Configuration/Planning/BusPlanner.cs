using System.Collections.Immutable;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Naming;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Buses;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <param name="At">Where its name stands.</param>
internal sealed record PlannedBus(BusPlan Plan, Mark At, string Path);

/// <summary>Makes <see cref="BusPlan"/>s from <c>buses</c>. Source: IF-1.15.</summary>
internal sealed class BusPlanner(ReadContext context, IReadOnlyCollection<PlannedChip> chips)
{
    private readonly Dictionary<string, PlannedChip> _chips =
        chips.DistinctBy(c => c.Id).ToDictionary(c => c.Id, StringComparer.Ordinal);

    /// <summary>The buses in file order, without those that are wrong.</summary>
    public ImmutableArray<PlannedBus> Plan(MapNode buses, ImmutableArray<GuestPlan> guests)
    {
        var guestIds = guests.Select(guest => guest.Id).ToHashSet(StringComparer.Ordinal);
        var planned = ImmutableArray.CreateBuilder<PlannedBus>();
        foreach ((ScalarNode key, ConfigNode node) in Shape.Entries(buses, "buses", context))
        {
            string path = $"buses.{key.Text}";
            if (!ChipPlanner.Id().IsMatch(key.Text))
            {
                context.Log.Error(key.At, path,
                    $"{Shown.Quoted(key.Text)} is no name of a bus; expected 1–63 of A–Z a–z 0–9 _ . -, the first a letter or digit");
            }
            else if (_chips.ContainsKey(key.Text) || guestIds.Contains(key.Text))
            {
                string owner = _chips.ContainsKey(key.Text) ? "chip" : "guest";
                context.Log.Error(key.At, path,
                    $"a {owner} is called {Shown.Quoted(key.Text)} too; gpiohub info {key.Text} could mean either",
                    "a name that no chip and no guest has");
            }
            if (Lines(node, path) is { } lines) planned.Add(new PlannedBus(new BusPlan(key.Text, lines), key.At, path));
        }
        return planned.ToImmutable();
    }

    /// <summary>Warns of a bus whose lines no single turn can set.</summary>
    public static void WarnOfReactors(ImmutableArray<PlannedBus> buses, RigPlan plan, ProblemLog log)
    {
        if (plan.Hub.Reactors == 1 || buses.IsEmpty) return;
        var placement = ReactorPlacement.Of(plan);
        foreach (PlannedBus bus in buses)
        {
            string[] parts = [.. bus.Plan.Lines.Select(line => line.Chip).Distinct().GroupBy(placement.OfChip)
                .Select(reactor => string.Join(", ", reactor))];
            if (parts.Length > 1)
            {
                string where = $"{parts.Length} reactors ({string.Join(" | ", parts)})";
                log.Warn(bus.At, bus.Path,
                    $"its lines are on {where}: they do not change together, and a reader may see a value in between");
            }
        }
    }

    /// <returns>null = something is wrong with it; reported.</returns>
    private ImmutableArray<ChipLineAddress>? Lines(ConfigNode node, string path)
    {
        int errorsBefore = context.Log.ErrorCount;
        if (!BusFormat.Value.TryRead(node, path, context, out ListOrMap<string> written)) return null;
        ImmutableArray<Item<string>> items = written.List ?? written.Map!.Get(BusFormat.Lines);
        if (items.IsDefault) return null;

        var taken = new Dictionary<ChipLineAddress, (string Text, Mark At)>();
        var lines = new List<ChipLineAddress>();
        foreach (Item<string> item in items)
        {
            if (!item.Ok || !TryTemplate(item, out Template? texts)) continue;
            if (texts.Count > BusValue.MostLines)
            {
                TooMany(item.Node.At, item.Path);
                continue;
            }
            for (int i = 0; i < texts.Count; i++)
            {
                string text = texts.Text(i);
                if (Resolve(text, item) is not { } line) continue;
                if (taken.TryAdd(line, (text, item.Node.At))) lines.Add(line);
                else
                {
                    var (other, at) = taken[line];
                    string same = other == text ? "" : $", as {other}";
                    context.Log.Error(item.Node.At, item.Path,
                        $"{text} is already a line of this bus at {at.SeenFrom(item.Node.At)}{same}");
                }
            }
        }
        if (context.Log.ErrorCount > errorsBefore) return null;
        if (lines.Count == 0) context.Log.Error(node.At, path, $"a bus without lines; expected CHIP/LINE, at least one", "at least 1 line");
        if (lines.Count > BusValue.MostLines) TooMany(node.At, path);
        if (context.Log.ErrorCount > errorsBefore) return null;
        if (written.Map?.Get(BusFormat.Order) == BusOrder.LsbFirst) lines.Reverse();
        return [.. lines];
    }

    private void TooMany(Mark at, string path) => context.Log.Error(
        at, path, $"more than {BusValue.MostLines} lines; a value has {BusValue.MostLines} bits", $"at most {BusValue.MostLines} lines");

    private bool TryTemplate(Item<string> item, out Template texts)
    {
        if (Template.TryParse(item.Value!, out Template? read, out string? wrong))
        {
            texts = read;
            return true;
        }
        context.Log.Error(item.Node.At, item.Path, $"{wrong}");
        texts = null!;
        return false;
    }

    private ChipLineAddress? Resolve(string text, Item<string> item)
    {
        Mark at = item.Node.At;
        if (!LineAddress.TryParse(text, out LineAddress written) || written.OfGuest)
        {
            string hint = written is { OfGuest: true, Id: { } id } && _chips.ContainsKey(id)
                ? $"; did you mean {Shown.Quoted((written with { OfGuest = false }).ToString())}?" : "";
            context.Log.Error(at, item.Path, $"expected a chip's line, CHIP/LINE, found {Shown.Quoted(text)}{hint}", "CHIP/LINE");
        }
        else if (!_chips.TryGetValue(written.Id, out PlannedChip? chip))
        {
            context.Log.Error(at, item.Path, $"no chip {Shown.Quoted(written.Id)}{context.Log.DidYouMean(written.Id, _chips.Keys)}",
                "the id of a chip");
        }
        else if (chip.TryResolve(written.Line, context.Log, out ChipLineAddress? address, out string? wrong)) return address;
        else if (wrong is not null) context.Log.Error(at, item.Path, $"{wrong}", $"a line of chip {Shown.Quoted(written.Id)}");
        return null;
    }
}
