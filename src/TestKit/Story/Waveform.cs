using System.Text;

namespace GpioHub.TestKit.Story;

/// <summary>Draws lines over time: one row per line, one column per instant in which something happened.</summary>
/// <remarks>
/// <code>
///  ms          5        5.3     12.6
///  bench/IGN  _/‾‾‾‾‾‾‾‾\_______/‾‾‾‾‾
///  ivi/IGN     irq 1            irq 2
/// </code>
/// </remarks>
internal static class Waveform
{
    /// <summary>Instants shown; earlier ones are left out.</summary>
    private const int ColumnsAtMost = 14;

    /// <summary>Marks of one line in one instant.</summary>
    private const int MarksAtMost = 4;

    public static string Draw(IReadOnlyList<Entry> entries, IReadOnlyList<string> rows)
    {
        TimeSpan[] all = [.. entries.Where(entry => entry.Kind != EntryKind.Level).Select(entry => entry.At).Distinct().Order()];
        TimeSpan[] instants = all[Math.Max(0, all.Length - ColumnsAtMost)..];
        if (instants.Length == 0) return "  (nothing happened on these lines)\n";

        var cells = rows.Select(row => instants.Select(at => Marks(entries, row, at)).ToArray()).ToArray();
        int[] widths = [.. instants.Select((at, i) => 2 + Math.Max(at.InMs().Length, cells.Max(row => row[i].Length)))];
        int names = rows.Max(row => row.Length) + 2;
        var text = new StringBuilder();
        text.Append("  ").Append("ms".PadRight(names)).Append(all.Length > instants.Length ? "…" : " ");
        for (int i = 0; i < instants.Length; i++) text.Append(instants[i].InMs().PadRight(widths[i]));
        TrimEnd(text).AppendLine();
        for (int row = 0; row < rows.Count; row++)
        {
            text.Append("  ").Append(rows[row].PadRight(names));
            var levels = entries.Where(entry => entry.Row == rows[row] && entry.Level is not null).ToArray();
            if (levels.Length > 0) Wave(text, levels, instants, widths);
            else text.Append(' ').AppendJoin("", cells[row].Select((cell, i) => cell.PadRight(widths[i])));
            TrimEnd(text).AppendLine();
        }

        return text.ToString();
    }

    private static void Wave(StringBuilder text, Entry[] levels, TimeSpan[] instants, int[] widths)
    {
        bool level = levels.LastOrDefault(entry => entry.At < instants[0] || entry.Kind == EntryKind.Level)?.Level ?? false;
        text.Append(Flat(level));
        for (int i = 0; i < instants.Length; i++)
        {
            var edges = levels.Where(entry => entry.At == instants[i] && entry.Kind == EntryKind.Edge).ToArray();
            int drawn = Math.Min(edges.Length, widths[i] - 1);
            foreach (var edge in edges.TakeLast(drawn)) text.Append(edge.Level!.Value ? '/' : '\\');
            if (edges.Length > 0) level = edges[^1].Level!.Value;
            text.Append(Flat(level), widths[i] - drawn);
        }
    }

    private static char Flat(bool level) => level ? '‾' : '_';

    /// <summary>The marks of a guest's line in one instant, in a few words; only the last of them if there are many.</summary>
    private static string Marks(IReadOnlyList<Entry> entries, string row, TimeSpan at)
    {
        string[] marks = [.. entries.Where(entry => entry.Row == row && entry.At == at).Select(Mark).Where(mark => mark.Length > 0)];
        return marks.Length <= MarksAtMost ? string.Join(' ', marks) : $"… {string.Join(' ', marks.TakeLast(MarksAtMost - 1))}";
    }

    private static string Mark(Entry entry) => entry.Kind switch
    {
        EntryKind.Armed => "armed",
        EntryKind.Interrupt => entry.Text.Split(',')[0],
        EntryKind.Handled => "done",
        EntryKind.Invalid => "invalid",
        EntryKind.Refused => "ERR",
        EntryKind.Warning => "WARN",
        _ => "",
    };

    private static StringBuilder TrimEnd(StringBuilder text)
    {
        while (text[^1] == ' ') text.Length--;
        return text;
    }
}
