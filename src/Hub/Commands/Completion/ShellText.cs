using System.Text;

namespace GpioHub.Hub.Commands.Completion;

/// <summary>A command line as a shell has it, up to the cursor, in words. Pure.</summary>
/// <param name="Before">The words before the one that is being typed, without their quotes; the program itself is not among them.</param>
/// <param name="Word">What is typed of the last one, without its quotes; empty behind a space.</param>
/// <param name="Quote">The quote in which the cursor is: <c>'</c>, <c>"</c>, or none.</param>
internal sealed record ShellText(IReadOnlyList<string> Before, string Word, char? Quote)
{
    /// <summary>Reads what POSIX shells and fish have in common: blanks, both quotes, and the backslash.</summary>
    public static ShellText Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char? quote = null;
        bool begun = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && quote != '\'' && i + 1 < text.Length)
            {
                // Within double quotes a backslash is itself, unless what follows has a meaning there.
                if (quote == '"' && text[i + 1] is not ('"' or '\\' or '$' or '`')) word.Append(c);
                word.Append(text[++i]);
                begun = true;
            }
            else if (c == quote) quote = null;
            else if (quote is null && c is '\'' or '"')
            {
                (quote, begun) = (c, true);
            }
            else if (quote is null && c is ' ' or '\t' or '\n')
            {
                if (begun) words.Add(word.ToString());
                word.Clear();
                begun = false;
            }
            else
            {
                word.Append(c);
                begun = true;
            }
        }

        string last = word.ToString();
        return new ShellText([.. words.Skip(1)], words.Count == 0 ? "" : last, quote);
    }
}
