using System.Text;

namespace GpioHub.TestKit.Story;

/// <summary>The picture that a failure prints below its first line: waveform and trace of the lines concerned.</summary>
internal static class Picture
{
    /// <summary>Lines of a trace; earlier ones are left out.</summary>
    private const int TraceAtMost = 40;

    /// <summary>Rows of a waveform: as many as fit on a screen with the trace.</summary>
    private const int RowsAtMost = 12;

    /// <summary>The picture of a failure; it also says where the whole story is kept, if it is.</summary>
    public static string Of(Journal journal, IEnumerable<string> concerned) =>
        Draw(journal, concerned) + (journal.Keep is { } keep ? $"{Environment.NewLine}  {keep()}{Environment.NewLine}" : "");

    public static string Draw(Journal journal, IEnumerable<string> concerned)
    {
        string[] rows = [.. concerned.Distinct().Take(RowsAtMost)];
        var entries = journal.Of(rows);
        var text = new StringBuilder();
        text.AppendLine().AppendLine().Append(Waveform.Draw(entries, rows)).AppendLine();
        var shown = entries.Where(entry => entry.Kind != EntryKind.Level).ToArray();
        if (shown.Length > TraceAtMost) text.AppendLine($"  … {shown.Length - TraceAtMost} before");
        int names = entries.Select(entry => entry.Row.Length).DefaultIfEmpty(0).Max();
        foreach (var entry in shown.TakeLast(TraceAtMost))
            text.AppendLine($"  {entry.At.InMs(),9} ms  {entry.Row.PadRight(names)}  {entry.Text}");
        return text.ToString();
    }
}
