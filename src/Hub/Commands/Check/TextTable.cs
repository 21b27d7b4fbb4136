using System.Text;

namespace GpioHub.Hub.Commands.Check;

/// <summary>A table in plain text whose last column is a list and wraps. Pure.</summary>
/// <param name="header">Of each column, the list's last.</param>
internal sealed class TextTable(params string[] header)
{
    /// <summary>Characters of a line: fits a terminal beside an editor.</summary>
    public const int Width = 100;

    /// <summary>Widest cell, characters: a longer cell gets a line of its own, so that one long name does not take the room of
    /// all.</summary>
    private const int WidestCell = 40;

    private const string Gap = "  ";

    private readonly List<(string[] Cells, IReadOnlyList<string> Items)> _rows = [];

    public bool IsEmpty => _rows.Count == 0;

    public void Add(IReadOnlyList<string> items, params string[] cells) => _rows.Add((cells, items));

    /// <summary>Header and rows; no line ends in spaces.</summary>
    public IEnumerable<string> Lines()
    {
        int[] widths = [.. Enumerable.Range(0, header.Length - 1).Select(WidthOf)];
        yield return Padded(header[..^1], widths) + header[^1];
        foreach ((string[] cells, IReadOnlyList<string> items) in _rows)
        {
            bool fits = !cells.Where((cell, i) => cell.Length > widths[i]).Any();
            if (!fits) yield return string.Join(Gap, cells);
            string start = fits ? Padded(cells, widths) : Padded(new string[cells.Length], widths);
            foreach (string line in Wrapped(start, items)) yield return line;
        }
    }

    /// <summary>Items after a start, on as many lines as needed; further lines are indented by the start's length.</summary>
    public static IEnumerable<string> Wrapped(string start, IReadOnlyList<string> items, string gap = Gap)
    {
        var line = new StringBuilder(start);
        int indent = start.Length;
        for (int i = 0; i < items.Count; i++)
        {
            string item = i < items.Count - 1 ? items[i] + gap.TrimEnd() : items[i];
            bool first = line.Length == indent;
            if (!first && line.Length + gap.Length + item.Length > Width)
            {
                yield return line.ToString();
                line.Clear().Append(' ', indent);
                first = true;
            }
            line.Append(first ? "" : gap[gap.TrimEnd().Length..]).Append(item);
        }
        yield return line.ToString().TrimEnd();
    }

    private int WidthOf(int column) =>
        _rows.Select(row => row.Cells[column].Length).Where(length => length <= WidestCell).Append(header[column].Length).Max();

    private static string Padded(string[] cells, int[] widths) =>
        string.Concat(cells.Select((cell, i) => (cell ?? "").PadRight(widths[i]) + Gap));
}
