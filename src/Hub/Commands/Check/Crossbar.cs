using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Configuration;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Commands.Check;

/// <summary>The table of nets and guests that <c>gpiohub check</c> prints for a person. Pure.</summary>
/// <remarks>
/// Nets are the rows, because a rig has few nets that matter and many guests. The guests of a template are one item of a row, and nets that
/// differ by a number only (a template's <c>PWR_{n}</c>) are one row. So 48 guests × 32 lines take as much room as the file that made them,
/// whatever the width of the terminal. Every address can be given to <c>gpiohub get</c> as it stands, with a number for the braces.
/// </remarks>
internal static class Crossbar
{
    private const string ReadsOnly = "(in)";

    /// <summary>Nets, then guests, then buses, then remarkable facts: blocks with an empty line before each; an empty block is left
    /// out. Printable, whatever names a file gives.</summary>
    public static IEnumerable<string> Of(RigPlan plan)
    {
        ImmutableArray<Net> nets = NetsOf(plan);
        string[] lines = [.. Nets(nets), .. Guests(plan, nets), .. Buses(plan, nets), .. Remarks(nets)];
        return lines.Select(PrintableText.Of);
    }

    private static ImmutableArray<Net> NetsOf(RigPlan plan)
    {
        var ends = plan.Guests
            .SelectMany(
                guest => guest.Lines.Where(line => line.From is not null).Select(line => (line.From!.Value, End: new End(guest.Id, line))))
            .ToLookup(pair => pair.Value, pair => pair.End);
        return [.. plan.Chips.SelectMany(chip => NetName.Of(chip).Select((address, index) =>
            new Net(address, new ChipLineAddress(chip.Id, index), chip.Lines[index],
                [.. ends[new ChipLineAddress(chip.Id, index)].OrderBy(end => !end.Drives)])))];
    }

    private static IEnumerable<string> Nets(ImmutableArray<Net> nets)
    {
        var table = new TextTable("net", "resolve, bias", "guests");
        foreach (Series series in Series.Of([.. nets.Where(net => net.Ends.Length > 0).Select(net => net.Member)]))
        {
            // In a row of several nets {n} is the net's number, so it cannot stand for a guest's number there.
            SeriesMember[] ends = [.. series.Texts.Skip(1).Chunk(2).Select(pair => new SeriesMember(pair[0], pair[1]))];
            table.Add(Arrowed([.. Series.Of(ends, sameTexts: series.Count > 1).Select(end => $"{end.Id}:{end.Texts[0]}")]),
                series.Id, series.Texts[0]);
        }
        return table.IsEmpty ? [] : table.Lines().Prepend("");
    }

    /// <summary>Puts an arrow between the guests that may drive and those that only read.</summary>
    private static string[] Arrowed(string[] ends)
    {
        int reader = Array.FindIndex(ends, end => end.EndsWith(ReadsOnly, StringComparison.Ordinal));
        if (reader > 0) ends[reader] = $"→ {ends[reader]}";
        return ends;
    }

    private static IEnumerable<string> Guests(RigPlan plan, ImmutableArray<Net> nets)
    {
        var addresses = nets.ToDictionary(net => net.At, net => net.Address);
        var table = new TextTable("guest", "slots", "lines");
        SeriesMember[] members = [.. plan.Guests.Select(guest => new SeriesMember(guest.Id, [.. guest.Lines.SelectMany(TextsOf)]))];
        foreach (Series series in Series.Of(members))
        {
            GuestPlan first = plan.Guests[series.First];
            (int Line, string Name)[] lines = [.. first.Lines.Select((line, i) => (line.Line, series.Texts[3 * i]))];
            string[] mapped = [.. GuestLines.Of([.. lines.Where(line => first.Lines[line.Line].From is not null)])];
            string[] spare = [.. GuestLines.Of([.. lines.Where(line => first.Lines[line.Line].From is null)])];
            if (spare.Length > 0) spare[0] = $"spare: {spare[0]}";
            table.Add([.. mapped, .. spare], series.Id, first.Lines.Length.ToString(CultureInfo.InvariantCulture));
        }
        return table.IsEmpty ? [] : table.Lines().Prepend("");

        IEnumerable<string> TextsOf(GuestLinePlan line) =>
            [line.Name, line.From is { } from ? addresses[from] : "", $"{ApiNames.Of(line.Access)} {ApiNames.Of(line.OnRelease)}"];
    }

    private static IEnumerable<string> Buses(RigPlan plan, ImmutableArray<Net> nets)
    {
        var addresses = nets.ToDictionary(net => net.At, net => net.Address);
        var table = new TextTable("bus", "width", "lines, most significant first");
        foreach (var bus in plan.Buses)
        {
            string[] lines = [.. Series.Of([.. bus.Lines.Select(line => new SeriesMember(addresses[line]))]).Select(series => series.Id)];
            table.Add(lines, bus.Name, bus.Lines.Length.ToString(CultureInfo.InvariantCulture));
        }
        return table.IsEmpty ? [] : table.Lines().Prepend("");
    }

    private static IEnumerable<string> Remarks(ImmutableArray<Net> nets)
    {
        string[] wires = Named(nets.Where(net => net.IsBetweenGuests)), unused = Named(nets.Where(net => net.Ends.IsEmpty));
        if (wires.Length + unused.Length > 0) yield return "";
        if (wires.Length > 0)
        {
            foreach (string line in TextTable.Wrapped("between guests: ", wires, ", ")) yield return line;
        }
        if (unused.Length > 0)
        {
            foreach (string line in TextTable.Wrapped("on no guest: ", unused, ", ")) yield return line;
        }
    }

    private static string[] Named(IEnumerable<Net> nets) =>
        [.. Series.Of([.. nets.Select(net => new SeriesMember(net.Address))]).Select(series => series.Id)];

    /// <param name="Ends">The guest lines that map it; those that may drive it come first.</param>
    private sealed record Net(string Address, ChipLineAddress At, ChipLinePlan Line, ImmutableArray<End> Ends)
    {
        public SeriesMember Member => new(Address, [Settings, .. Ends.SelectMany(end => (string[])[end.Guest, end.Text])]);

        /// <summary>One guest can drive what another reads.</summary>
        public bool IsBetweenGuests =>
            Ends.Any(driver => driver.Drives && Ends.Any(reader => reader.Reads && reader.Guest != driver.Guest));

        /// <summary>Rule and pull always; other settings if they are not the defaults.</summary>
        private string Settings =>
            $"{ApiNames.Of(Line.Resolve)} {ApiNames.Of(Line.Bias)}{(Line.ActiveLow ? " active-low" : "")}" +
            $"{(Line.Drive == DriveKind.PushPull ? "" : $" {ApiNames.Of(Line.Drive)}")}";
    }

    private sealed record End(string Guest, GuestLinePlan Line)
    {
        public bool Drives => Line.Access != LineAccess.In;

        public bool Reads => Line.Access != LineAccess.Out;

        /// <summary>The guest's end, such as <c>WAKE(out,low)</c>: by name if an address can use it, else by number; with <c>onRelease</c>
        /// unless that is <c>input</c>.</summary>
        public string Text
        {
            get
            {
                string name = Line.Name.Length > 0 && !LineAddress.IsAllDigits(Line.Name)
                    ? Line.Name
                    : Line.Line.ToString(CultureInfo.InvariantCulture);
                return Drives
                    ? $"{name}({ApiNames.Of(Line.Access)}{(Line.OnRelease == OnRelease.Input ? "" : $",{ApiNames.Of(Line.OnRelease)}")})"
                    : name + ReadsOnly;
            }
        }
    }
}
