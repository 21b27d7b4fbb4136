namespace GpioHub.Hub.Commands.Shell;

/// <summary>The words of libgpiod's gpioset for a level, and <c>z</c> for none.</summary>
internal static class LevelWord
{
    /// <summary>The body of PUT L/value: 0, 1 or z.</summary>
    /// <exception cref="CommandException">2.</exception>
    public static string ToValue(string word) => word.ToLowerInvariant() switch
    {
        "1" or "active" or "on" or "true" => "1",
        "0" or "inactive" or "off" or "false" => "0",
        "z" => "z",
        _ => throw new CommandException(ExitCode.Usage,
            $"\"{word}\" is no level; expected 0, 1, inactive, active, off, on, false, true, or z to withdraw"),
    };

    /// <summary>Splits <c>LINE=VALUE</c> at the last equals sign: a line's name may contain one.</summary>
    public static (string Line, string Value) Split(string assignment)
    {
        int at = assignment.LastIndexOf('=');
        return at > 0
            ? (assignment[..at], ToValue(assignment[(at + 1)..]))
            : throw new CommandException(ExitCode.Usage, $"\"{assignment}\": expected LINE=VALUE");
    }
}
