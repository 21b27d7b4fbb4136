using GpioHub.Configuration.Format;

namespace GpioHub.Hub.Commands.Shell;

/// <summary>A time on the command line, written as in a rig's file: a number with us, ms, s or m. Source: IF-1.4.</summary>
internal static class TimeWord
{
    private static readonly TimeKind Kind = new();

    /// <exception cref="CommandException">2.</exception>
    public static TimeSpan Parse(string text) => Kind.TryParse(text, out var time) && time is { } known
        ? known
        : throw new CommandException(ExitCode.Usage, $"\"{text}\" is no time; expected {Kind.Expected}");
}
