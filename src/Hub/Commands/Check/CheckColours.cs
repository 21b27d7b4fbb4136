using System.Text.RegularExpressions;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Commands.Check;

/// <summary>What <c>gpiohub check</c> prints, with colours. The words stay as they are.</summary>
internal static partial class CheckColours
{
    /// <param name="text">Problems, a line each.</param>
    public static string OfProblems(string text, Paint paint) => paint.IsOn
        ? Problem().Replace(text, match => match.Value.StartsWith("unverified", StringComparison.Ordinal) ? paint.Dim(match.Value)
            : match.Groups[2].Success ? match.Groups[1].Value + paint.Yellow(match.Groups[2].Value)
            : paint.Red(match.Groups[1].Value))
        : text;

    /// <param name="text">The summary, then the crossbar.</param>
    public static string OfCrossbar(string text, Paint paint) => paint.IsOn
        ? Head().Replace(Right().Replace(text, match => paint.Green(match.Value), 1), match => paint.Bold(match.Value))
        : text;

    [GeneratedRegex(@"(?m)^unverified: .*$|^(\S+: )(warning: )?")]
    private static partial Regex Problem();

    [GeneratedRegex(@"\bok\b")]
    private static partial Regex Right();

    /// <summary>The first line of each block.</summary>
    [GeneratedRegex(@"(?m)(?<=^\n).+$")]
    private static partial Regex Head();
}
