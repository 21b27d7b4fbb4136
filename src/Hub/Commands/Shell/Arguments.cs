using System.Text.RegularExpressions;
using GpioHub.Configuration;
using GpioHub.Rules.Buses;

namespace GpioHub.Hub.Commands.Shell;

/// <summary>Reads what several verbs take as arguments: lines, levels, times. What cannot be read ends the verb with exit code 2.</summary>
internal static partial class Arguments
{
    /// <summary>An address: CHIP/LINE or GUEST:LINE.</summary>
    /// <exception cref="CommandException">2.</exception>
    public static LineAddress Line(string text) => LineAddress.TryParse(text, out var address)
        ? address
        : throw new CommandException(ExitCode.Usage,
            $"\"{text}\" is no line; expected CHIP/LINE or GUEST:LINE, as gpiohub info shows them");

    /// <summary>A line, or a bus: its name has no separator.</summary>
    /// <exception cref="CommandException">2.</exception>
    public static Target Target(string text) =>
        LineAddress.TryParse(text, out var address) ? new Target(text, address)
        : IsId(text) ? new Target(text, null)
        : throw new CommandException(ExitCode.Usage,
            $"\"{text}\" is no line; expected CHIP/LINE or GUEST:LINE, as gpiohub info shows them, or the name of a bus");

    /// <summary>A level in the words of libgpiod's gpioset, and <c>z</c> for none.</summary>
    /// <returns>The body of PUT L/value: 0, 1 or z.</returns>
    /// <exception cref="CommandException">2.</exception>
    public static string Level(string word) => word.ToLowerInvariant() switch
    {
        "1" or "active" or "on" or "true" => "1",
        "0" or "inactive" or "off" or "false" => "0",
        "z" => "z",
        _ => throw new CommandException(ExitCode.Usage,
            $"\"{word}\" is no level; expected 0, 1, inactive, active, off, on, false, true, or z to withdraw"),
    };

    /// <summary>The value of a bus: the hub knows how wide it is.</summary>
    /// <returns>The body of PUT B/value.</returns>
    /// <exception cref="CommandException">2.</exception>
    public static string Value(string word) => word == "z" || BusValue.TryParse(word, out _)
        ? word
        : throw new CommandException(ExitCode.Usage, $"\"{word}\" is no value of a bus; expected 10, 0xa, 0b1010, or z to withdraw");

    /// <summary>Splits <c>LINE=VALUE</c> at the last equals sign: a line's name may contain one.</summary>
    /// <exception cref="CommandException">2.</exception>
    public static (string Line, string Value) Assignment(string text)
    {
        var (line, value) = Split(text);
        return (line, Level(value));
    }

    /// <summary>The same for <c>BUS=VALUE</c> too.</summary>
    /// <inheritdoc cref="Assignment"/>
    public static (Target Target, string Value) Setting(string text)
    {
        var (name, value) = Split(text);
        var target = Target(name);
        return (target, target.Line is null ? Value(value) : Level(value));
    }

    /// <summary>A time as in a rig's file: a number with us, ms, s or m. Source: IF-1.4.</summary>
    /// <exception cref="CommandException">2.</exception>
    public static TimeSpan Time(string text) => WrittenTime.TryParse(text, out var time)
        ? time
        : throw new CommandException(ExitCode.Usage, $"\"{text}\" is no time; expected {WrittenTime.Expected}");

    private static (string Name, string Value) Split(string text)
    {
        int at = text.LastIndexOf('=');
        return at > 0
            ? (text[..at], text[(at + 1)..])
            : throw new CommandException(ExitCode.Usage, $"\"{text}\": expected LINE=VALUE");
    }

    /// <summary>A name as ids of a rig's file are (IF-1.2); a bus's name (IF-1.15) and a host's are such names too.</summary>
    public static bool IsId(string text) => Id().IsMatch(text);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
