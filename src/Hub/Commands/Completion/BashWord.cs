using System.Text;

namespace GpioHub.Hub.Commands.Completion;

/// <summary>Candidates as bash's readline takes them: it replaces what stands behind the last of its own word breaks, and it adds no
/// quotes. Pure.</summary>
internal static class BashWord
{
    private const string Special = " \t\n\"'\\`$&|;<>()*?[]{}#!~";

    /// <param name="breaks">COMP_WORDBREAKS.</param>
    public static string Of(string candidate, ShellText typed, string breaks)
    {
        if (typed.Quote is not null) return candidate;
        int from = 0;
        for (int i = 0; i < typed.Word.Length && i < candidate.Length; i++)
            if (typed.Word[i] is ':' or '=' && breaks.Contains(typed.Word[i], StringComparison.Ordinal)) from = i + 1;
        var text = new StringBuilder();
        foreach (char c in candidate.AsSpan(from))
        {
            if (Special.Contains(c, StringComparison.Ordinal)) text.Append('\\');
            text.Append(c);
        }

        return text.ToString();
    }
}
