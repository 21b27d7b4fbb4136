using GpioHub.Configuration;

namespace GpioHub.Hub.Commands.Shell;

/// <summary>Parses addresses among a verb's arguments.</summary>
internal static class Addresses
{
    /// <exception cref="CommandException">2: neither CHIP/LINE nor GUEST:LINE.</exception>
    public static LineAddress Parse(string text) => LineAddress.TryParse(text, out var address)
        ? address
        : throw new CommandException(ExitCode.Usage,
            $"\"{text}\" is no line; expected CHIP/LINE or GUEST:LINE, as gpiohub info shows them");
}
