using System.Collections.Immutable;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Naming;
using GpioHub.Configuration.Problems;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>Makes <see cref="GuestLinePlan"/>s from a guest's <c>lines</c>. Source: IF-1.2, IF-1.10.</summary>
internal sealed class GuestLinePlanner(IReadOnlyCollection<PlannedChip> chips, Kept kept)
{
    private const string Example = ", such as name: \"GEAR_{0..3}\", from: \"bench/GEAR_{0..3}\"";

    private readonly Dictionary<string, PlannedChip> _chips =
        chips.DistinctBy(c => c.Id).ToDictionary(c => c.Id, StringComparer.Ordinal);

    private ImmutableArray<GuestLinePlan> _kept = [];

    /// <returns>Index = line number, gaps filled with spare slots.</returns>
    public ImmutableArray<GuestLinePlan> Plan(string id, MapValues guest, Mark at, ReadContext context)
    {
        _kept = kept.LinesOfGuest(id);
        var mapped = new SortedDictionary<int, GuestLinePlan>();
        var taken = new Taken(context);
        int number = -1;
        guest.TryGet(GuestFormat.Lines, out var items);
        foreach (Item<MapValues> item in items.IsDefault ? [] : items)
        {
            number++;
            if (!item.Ok) continue;
            MapValues line = item.Value!;
            if (line.TryGet(GuestFormat.Line, out int written)) number = written;
            bool agree = TryCount(line, context, out int count);
            int last = number + count - 1;
            if (last >= Limits.Lines)
            {
                context.Log.Error(line.At, line.Path, $"line {last} is beyond the last, {Limits.Lines - 1}");
                break;
            }
            int errorsBefore = context.Log.ErrorCount;
            for (int i = 0; agree && i < count && context.Log.ErrorCount == errorsBefore; i++)
            {
                if (taken.Number(number + i, line)) mapped[number + i] = One(number + i, i, line, taken, context);
            }
            number = last;
        }
        return Slots(guest, mapped, at, context);
    }

    /// <summary>How many lines an item makes, by the ranges in it.</summary>
    /// <returns>False: its texts do not agree; reported.</returns>
    private static bool TryCount(MapValues line, ReadContext context, out int count)
    {
        bool named = line.TryGet(GuestFormat.Name, out Template names), wired = line.TryGet(GuestFormat.From, out Template froms);
        count = Math.Max(named ? names.Count : 1, wired ? froms.Count : 1);
        // A name of "" is none, for as many lines as there are.
        if (!named || !wired || names.Count == froms.Count || names.Text(0).Length == 0) return true;
        context.Log.Error(line.AtOf(GuestFormat.Name), line.PathOf(GuestFormat.Name),
            $"name makes {Counted.Of(names.Count, "line")} and from {froms.Count}; expected ranges of the same length{Example}");
        return false;
    }

    /// <param name="index">Of the lines that the item makes, from 0.</param>
    private GuestLinePlan One(int number, int index, MapValues line, Taken taken, ReadContext context)
    {
        LineAccess access = line.Get(GuestFormat.Access);
        if (access == LineAccess.In && line.Has(GuestFormat.OnReleased) && !line.IsWrong(GuestFormat.Access))
        {
            context.Log.Error(line.AtOf(GuestFormat.OnReleased), line.PathOf(GuestFormat.OnReleased),
                $"onRelease is for access out or inout; this line has access in");
        }

        (ChipLineAddress? from, LineAddress? written) = From(index, line, taken, context);
        string name = line.TryGet(GuestFormat.Name, out Template names) ? names.Text(names.Count == 1 ? 0 : index) : "";
        if (!line.Has(GuestFormat.Name) && written is { IsOffset: false } source)
        {
            name = source.Line;
            if (!RigFormat.LineName.TryParse(name, out _))
            {
                const int most = Limits.LineNameBytes;
                context.Log.Error(line.AtOf(GuestFormat.From), line.PathOf(GuestFormat.From),
                    $"{Shown.Quoted(name)} cannot be the name of a guest's line; add name: with at most {most} printable ASCII characters");
                name = "";
            }
        }
        if (name.Length > 0) taken.Name(name, line);
        if (LineAddress.IsAllDigits(name) && new LineAddress("", OfGuest: true, name).Offset != number)
        {
            Key at = line.Has(GuestFormat.Name) ? GuestFormat.Name : GuestFormat.From;
            context.Log.Warn(line.AtOf(at), line.PathOf(at),
                $"a name of digits only, {Shown.Quoted(name)}, is addressed by the line's number: {number}");
        }
        OnRelease onRelease = line.Get(GuestFormat.OnReleased);
        if (onRelease != OnRelease.Input && from is { } driven && _chips[driven.Chip].Driver is { IsDevice: true } and not RemotePlan)
        {
            context.Log.Warn(line.AtOf(GuestFormat.OnReleased), line.PathOf(GuestFormat.OnReleased),
                $"after the hub has gone the kernel's driver decides about this pin, not onRelease (docs/hardware.md)");
        }
        return Kept.Line(_kept, number, new GuestLinePlan(number, name, from, access, onRelease));
    }

    private (ChipLineAddress? From, LineAddress? Written) From(int index, MapValues line, Taken taken, ReadContext context)
    {
        if (!line.TryGet(GuestFormat.From, out Template texts)) return (null, null);
        string text = texts.Text(texts.Count == 1 ? 0 : index);
        Mark at = line.AtOf(GuestFormat.From);
        string path = line.PathOf(GuestFormat.From);
        if (!LineAddress.TryParse(text, out LineAddress written))
            context.Log.Error(at, path, $"expected CHIP/LINE, found {Shown.Quoted(text)}", "CHIP/LINE");
        else if (written.OfGuest)
        {
            LineAddress meant = written with { OfGuest = false };
            string hint = _chips.ContainsKey(written.Id) ? $"; did you mean {Shown.Quoted(meant.ToString())}?" : "";
            context.Log.Error(at, path, $"expected a chip's line, CHIP/LINE; {Shown.Quoted(text)} is a guest's line{hint}", "CHIP/LINE");
        }
        else if (!_chips.TryGetValue(written.Id, out PlannedChip? chip))
        {
            context.Log.Error(at, path, $"no chip {Shown.Quoted(written.Id)}{context.Log.DidYouMean(written.Id, _chips.Keys)}",
                "the id of a chip");
        }
        else if (chip.TryResolve(written.Line, context.Log, out ChipLineAddress? address, out string? wrong))
        {
            taken.ChipLine(address.Value, text, line);
            if (chip.NamedSo(written.Line, address.Value.Index) is { } named)
                context.Log.Warn(at, path, $"{text} is offset {written.Line}; the line that is named so is {named}");
            return (address, written);
        }
        else if (wrong is not null)
            context.Log.Error(at, path, $"{wrong}", $"a line of chip {Shown.Quoted(written.Id)}");
        return (null, null);
    }

    private ImmutableArray<GuestLinePlan> Slots(
        MapValues guest, SortedDictionary<int, GuestLinePlan> mapped, Mark at, ReadContext context)
    {
        int least = mapped.Count == 0 ? 0 : mapped.Keys.Last() + 1;
        if (guest.Has(GuestFormat.Slots)) at = guest.AtOf(GuestFormat.Slots);
        string path = guest.PathOf(GuestFormat.Slots);
        if (!guest.TryGet(GuestFormat.Slots, out int slots)) slots = least;
        if (slots < least)
        {
            context.Log.Error(at, path, $"{slots} slots are too few: line {least - 1} is mapped; expected at least {least}",
                $"at least {least}");
            slots = least;
        }
        if (slots > Limits.SlotsBeforeWarning)
        {
            const int most = Limits.SlotsBeforeWarning;
            context.Log.Warn(at, path,
                $"{slots} lines are more than the {most} entries of a ring of QEMU 9 and later: not all interrupts can be armed at once");
        }
        if (slots == 0 && guest.TryGet(GuestFormat.Lines, out var items) && items.IsEmpty)
            context.Log.Error(at, path, $"a device without lines; expected lines, or slots for lines to come", "at least 1");
        int nameBytes = slots + mapped.Values.Sum(l => l.Name.Length);
        if (nameBytes > Limits.NameBlockBytes)
            context.Log.Error(at, path, $"the names of all lines take {nameBytes} bytes; a guest can have {Limits.NameBlockBytes}");

        return Kept.Lines(_kept, [.. Enumerable.Range(0, slots).Select(n => mapped.GetValueOrDefault(n)
            ?? Kept.Line(_kept, n, new GuestLinePlan(n, "", null, LineAccess.In, OnRelease.Input)))]);
    }

    /// <summary>What one guest may use only once, as far as it is used: line numbers, names, chip lines.</summary>
    private sealed class Taken(ReadContext context)
    {
        private readonly Dictionary<int, Mark> _numbers = [];
        private readonly Dictionary<string, Mark> _names = new(StringComparer.Ordinal);
        private readonly Dictionary<ChipLineAddress, Mark> _chipLines = [];

        public bool Number(int number, MapValues line)
        {
            Mark at = line.AtOf(GuestFormat.Line);
            if (_numbers.TryAdd(number, at)) return true;
            context.Log.Error(at, line.PathOf(GuestFormat.Line), $"line {number} is already mapped at {_numbers[number].SeenFrom(at)}");
            return false;
        }

        public void Name(string name, MapValues line)
        {
            bool written = line.Has(GuestFormat.Name);
            Key key = written ? GuestFormat.Name : GuestFormat.From;
            Mark at = line.AtOf(key);
            if (_names.TryAdd(name, at)) return;
            string hint = written ? "" : "; add name:";
            context.Log.Error(at, line.PathOf(key),
                $"this guest already has a line named {Shown.Quoted(name)} at {_names[name].SeenFrom(at)}{hint}");
        }

        public void ChipLine(ChipLineAddress chipLine, string written, MapValues line)
        {
            Mark at = line.AtOf(GuestFormat.From);
            if (!_chipLines.TryAdd(chipLine, at))
            {
                context.Log.Error(at, line.PathOf(GuestFormat.From),
                    $"{written} is already mapped to this guest at {_chipLines[chipLine].SeenFrom(at)}");
            }
        }
    }
}
