using System.Collections.Immutable;
using System.Text;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Commands.Doctor;

/// <summary>Findings as text: a line each, <c>STATE CHECK FACT → MEND</c>, and a line that counts them.</summary>
internal static class DoctorText
{
    /// <summary>Characters of the longest check's name.</summary>
    private const int NameWidth = 13;

    public static bool IsHealthy(ImmutableArray<Diagnosis> found) => found.All(each => each.Finding.State != FindingState.Problem);

    /// <param name="quiet">Only what is to be mended.</param>
    public static string Of(ImmutableArray<Diagnosis> found, bool quiet, Paint paint)
    {
        var text = new StringBuilder();
        foreach (var (check, finding) in found)
        {
            if (quiet && finding.State is FindingState.Fine or FindingState.Note) continue;
            string mend = finding.Mend is { } command ? $" {paint.Dim("→")} {paint.Bold(PrintableText.Of(command))}" : "";
            text.Append($"{Word(finding.State, paint)}  {check.PadRight(NameWidth)}  {PrintableText.Of(finding.Fact)}{mend}\n");
        }

        return quiet ? text.ToString() : text.Append(Summary(found)).Append('\n').ToString();
    }

    private static string Summary(ImmutableArray<Diagnosis> found)
    {
        int Count(FindingState state) => found.Count(each => each.Finding.State == state);
        int problems = Count(FindingState.Problem), warnings = Count(FindingState.Warning);
        string bad = problems > 0 ? Counted.Of(problems, "problem") : "no problem";
        return $"{bad}, {(warnings > 0 ? Counted.Of(warnings, "warning") : "no warning")}, {Count(FindingState.Fine)} fine";
    }

    private static string Word(FindingState state, Paint paint) => state switch
    {
        FindingState.Fine => paint.Green("ok  "),
        FindingState.Note => paint.Dim("note"),
        FindingState.Warning => paint.Yellow("warn"),
        _ => paint.Red("fail"),
    };
}
