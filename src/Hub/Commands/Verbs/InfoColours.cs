using System.Text.RegularExpressions;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The text of <c>gpiohub info</c> with colours: levels, states, and what is wrong. The words stay as they are.</summary>
internal static partial class InfoColours
{
    public static string Of(string text, Paint paint)
    {
        if (!paint.IsOn) return text;
        text = States().Replace(text, match => match.Groups[1].Value + State(match.Groups[2].Value, paint));
        text = Levels().Replace(text, match => match.Groups[1].Value
            + (match.Groups[2].Value == "active" ? paint.Green("active") : paint.Dim("inactive")));
        text = Troubles().Replace(text, match => match.Groups[1].Value + paint.Yellow(match.Groups[2].Value));
        return Heads().Replace(text, match => paint.Bold(match.Value));
    }

    private static string State(string state, Paint paint) => state switch
    {
        "up" or "running" => paint.Green(state),
        "failing" or "absent" or "no-driver" => paint.Red(state),
        "stopped" or "opening" => paint.Yellow(state),
        _ => state,
    };

    /// <summary>Of a chip or a guest, in its first line.</summary>
    [GeneratedRegex(@"(?m)^(\S+ +(?:\[[^\]]*\]  )?)(up|opening|absent|failing|running|waiting|connected|no-driver|stopped)\b")]
    private static partial Regex States();

    [GeneratedRegex(@"(?m)(=|\t|  )(active|inactive)(?= |$)")]
    private static partial Regex Levels();

    [GeneratedRegex(@"(?m)(  |, )(diverged|unheeded|[1-9][0-9]* errors?\b|[1-9][0-9]* unheeded|irq=no)")]
    private static partial Regex Troubles();

    /// <summary>The ids with which blocks begin.</summary>
    [GeneratedRegex(@"(?m)^[^\s\e]+(?=  )")]
    private static partial Regex Heads();
}
