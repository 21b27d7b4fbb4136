using System.Collections.Immutable;
using GpioHub.Configuration;
using GpioHub.Hub.Qemu;

namespace GpioHub.Hub.Commands.Init;

/// <summary>A rig's file as <c>gpiohub init</c> writes it, and what its user types next.</summary>
/// <param name="Text">The file.</param>
/// <param name="Chips">How many it has.</param>
/// <param name="Guests">Their ids; at least one.</param>
internal sealed record InitialRig(string Text, int Chips, ImmutableArray<string> Guests)
{
    /// <summary>The file that the installed service runs.</summary>
    public const string OfService = "/etc/gpiohub/gpiohub.yaml";

    /// <summary>The user as whom the service runs it.</summary>
    public const string ServiceUser = "gpiohub";

    /// <summary>For stdout, once the file is there: three commands.</summary>
    /// <param name="file">As its user names it.</param>
    /// <param name="program">How a user calls this program on a command line here.</param>
    public string Next(string file, string program)
    {
        string word = ShellWord(file);
        (string Command, string Does)[] next =
        [
            ($"{program} check {word}", "who is wired to what"),
            file == OfService ? ("systemctl enable --now gpiohub", "run it, now and at each boot") : ($"{program} run {word}", "run it"),
            ($"{InstalledQemu.ProgramName} … -m 2G $({program} qemu-args {word} {Guests[0]} --memory 2G)", "a VM with it"),
        ];
        int width = next.Max(line => line.Command.Length);
        return $"{file}: {Counted.Of(Chips, "chip")}, {Counted.Of(Guests.Length, "guest")}. Next:\n" +
            string.Concat(next.Select(line => $"  {line.Command.PadRight(width)}   # {line.Does}\n"));
    }

    private static string ShellWord(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+".Contains(c, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
