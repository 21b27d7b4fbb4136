using System.Globalization;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Commands.Top;

/// <summary>The picture of <c>gpiohub top</c>: as many lines as the terminal has, none longer than it is wide. Pure.</summary>
internal static class TopScreen
{
    private static readonly string[] Help =
    [
        "↑ ↓ PgUp PgDn    choose a net or bus",
        "space            drive the line to its other level",
        "0  1  z          drive it to 0 or 1; stop driving it",
        "=                type a value: 0, 1, of a bus 10, 0xa, 0b1010",
        "p                pulse it for 100 ms",
        "/                show only what has this text; Esc shows all",
        "s  r             another order; the other way round",
        "q                quit",
        "",
        "A level that you drive stays until you stop driving it. *: the guest has an interrupt on the line; !: one waits (latched).",
    ];

    /// <summary>Rows of nets that fit.</summary>
    public static int Page(TerminalSize size, int guests) => Math.Max(1, size.Rows - 4 - GuestRows(size, guests));

    /// <param name="now">null = the hub has not answered yet.</param>
    /// <param name="before">The sample before that; null = none.</param>
    /// <param name="told">What became of the last deed, or why there is no newer sample; empty = nothing.</param>
    public static IReadOnlyList<string> Draw(
        TopSample? now, TopSample? before, TopState state, TerminalSize size, Paint paint, (string Text, bool IsBad) told)
    {
        var lines = new List<string>();
        if (now is null) return [.. Padded([Cut(told.Text.Length > 0 ? told.Text : "asking the hub …", size.Columns)], size.Rows)];
        lines.Add(paint.Bold(Cut(Head(now, before, state), size.Columns)));
        if (state.Helps) lines.AddRange(Help.Select(line => Cut(line, size.Columns)));
        else
        {
            var guests = state.Shown(now.Guests(before));
            lines.AddRange(Nets(state.Shown(now.Nets(before)), state, size, Page(size, guests.Count), paint));
            while (lines.Count < size.Rows - 1 - GuestRows(size, guests.Count)) lines.Add("");
            lines.AddRange(Guests(guests, size, paint));
        }

        return [.. Padded(lines, size.Rows - 1), Foot(state, size, paint, told)];
    }

    private static int GuestRows(TerminalSize size, int guests) =>
        guests == 0 ? 0 : Math.Min(guests, Math.Max(1, (size.Rows - 4) / 3)) + 1;

    private static string Head(TopSample now, TopSample? before, TopState state)
    {
        var up = TimeSpan.FromSeconds(Math.Floor(long.Parse(now.Hub.UptimeNs, CultureInfo.InvariantCulture) / 1e9));
        string order = state.Order == TopOrder.Rig ? "" : $" · by {state.Order.ToString().ToLowerInvariant()}";
        return $"{PrintableText.Of(now.Hub.Config)} · up {up:c} · {Counted.Of(now.Hub.Chips.Count, "chip")}, " +
            $"{Counted.Of(now.Hub.Guests.Count, "guest")}, {Counted.Of(now.Hub.Chips.Sum(chip => chip.Lines.Count), "net")} · " +
            $"{Number(now.EdgesPerSecond(before))} edges/s{order}{(state.Reversed ? ", reversed" : "")}" +
            (state.Filter.Length > 0 ? $" · with \"{state.Filter}\"" : "");
    }

    private static IEnumerable<string> Nets(IReadOnlyList<NetRow> rows, TopState state, TerminalSize size, int page, Paint paint)
    {
        int name = Math.Clamp(rows.Select(row => row.Name.Length).Append(12).Max(), 12, Math.Max(12, size.Columns / 3));
        int level = rows.Select(row => row.Level.Length).Append(5).Max();
        string Line(string net, string value, string rate, string edges, string drivers, string readers) =>
            $"{Fit(net, name)}  {value.PadRight(level)}  {rate,9}  {edges,10}  {Fit(drivers, 16)}  {readers}";
        yield return paint.Reverse(Fit(Line("NET", "LEVEL", "EDGES/S", "EDGES", "DRIVEN BY", "READ BY"), size.Columns));
        int selected = state.PlaceIn(rows), first = Math.Clamp(selected - (page / 2), 0, Math.Max(0, rows.Count - page));
        for (int i = first; i < Math.Min(rows.Count, first + page); i++)
        {
            var row = rows[i];
            string text = Fit(Line(row.Name, row.Level, Number(row.Rate), row.Edges.ToString(CultureInfo.InvariantCulture),
                row.Drivers, row.Problem ?? row.Readers), size.Columns);
            yield return i == selected ? paint.IsOn ? paint.Reverse(text) : $">{text.AsSpan(1)}"
                : row.Problem is not null ? paint.Red(text)
                : row.Rate > 0 ? paint.Yellow(text)
                : row.IsHigh ? paint.Green(text) : text;
        }
    }

    private static IEnumerable<string> Guests(IReadOnlyList<GuestRow> rows, TerminalSize size, Paint paint)
    {
        if (rows.Count == 0) yield break;
        int most = GuestRows(size, rows.Count) - 1;
        int id = Math.Clamp(rows.Select(row => row.Id.Length).Append(12).Max(), 12, Math.Max(12, size.Columns / 3));
        string Line(
            string guest, string state, string irq, string requests, string interrupts, string armed, string errors, string latency) =>
            $"{Fit(guest, id)}  {state,-9}  {irq,-3}  {requests,9}  {interrupts,9}  {armed,5}  {errors,6}  {latency}";
        yield return paint.Reverse(Fit(
            Line("GUEST", "STATE", "IRQ", "REQUESTS/S", "IRQS/S", "ARMED", "ERRORS", "IRQ LATENCY p50 p99"), size.Columns));
        // Those that do something come first where there is no room for all.
        var shown = rows.Count <= most ? rows : [.. rows.OrderBy(row => row.State == "waiting").Take(most)];
        foreach (var row in shown)
        {
            string latency = row.Median is { } median && row.Late is { } late ? $"{Time(median)} {Time(late)}" : "–";
            var (armed, errors) = (row.Armed.ToString(CultureInfo.InvariantCulture), row.Errors.ToString(CultureInfo.InvariantCulture));
            string text = Fit(
                Line(row.Id, row.State, row.Irq, Number(row.Requests), Number(row.Interrupts), armed, errors, latency), size.Columns);
            yield return row.State switch
            {
                "running" => paint.Green(text),
                "stopped" or "connected" => paint.Yellow(text),
                "no-driver" => paint.Red(text),
                _ => paint.Dim(text),
            };
        }
    }

    private static string Foot(TopState state, TerminalSize size, Paint paint, (string Text, bool IsBad) told)
    {
        if (state.Typed is { } typed)
            return Cut(state.Prompt == '/' ? $"show: {typed}_" : $"{state.Selected} = {typed}_", size.Columns);
        if (told.Text.Length > 0) return told.IsBad ? paint.Red(Cut(told.Text, size.Columns)) : Cut(told.Text, size.Columns);
        return paint.Dim(Cut("q quit  ↑↓ choose  space 0 1 z = drive  p pulse  / filter  s r order  ? help", size.Columns));
    }

    private static string Number(double? rate) => rate switch
    {
        null => "–",
        0 => "0",
        < 100 => rate.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => rate.Value.ToString("0", CultureInfo.InvariantCulture),
    };

    private static string Time(double seconds) => seconds switch
    {
        < 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0.#} µs"),
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.#} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s"),
    };

    private static IEnumerable<string> Padded(List<string> lines, int rows) =>
        lines.Take(rows).Concat(Enumerable.Repeat("", Math.Max(0, rows - lines.Count)));

    private static string Cut(string text, int columns) => text.Length <= columns ? text : $"{text.AsSpan(0, Math.Max(0, columns - 1))}…";

    private static string Fit(string text, int columns) => Cut(text, columns).PadRight(columns);
}
