using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Hub.Commands.Doctor.Facts;

namespace GpioHub.Hub.Commands.Doctor.Gathering;

/// <summary>The processes of interest: machines, and hubs. What any process writes of itself is read with a limit.</summary>
internal static class ProcessTable
{
    private const int First = 4 * 1024;

    /// <summary>Our limit, bytes: libvirt's longest command lines have a tenth of it.</summary>
    private const int MostOfLine = 128 * 1024;

    /// <param name="sockets">Who names one of them is of interest.</param>
    /// <param name="peers">So is each of these.</param>
    public static ImmutableArray<ProcessFacts> Of(Surroundings around, IReadOnlyList<string> sockets, IReadOnlyList<int> peers) =>
        [.. around.Names("/proc").Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0)
            .Where(pid => pid > 0).Order().Select(pid => One(pid, around, sockets, peers)).OfType<ProcessFacts>()];

    private static ProcessFacts? One(int pid, Surroundings around, IReadOnlyList<string> sockets, IReadOnlyList<int> peers)
    {
        string folder = $"/proc/{pid}";
        if (around.Text($"{folder}/cmdline", First) is not { Length: > 0 } line) return null;
        if (line.Length >= First - 3) line = around.Text($"{folder}/cmdline", MostOfLine) ?? line;      // its last character may be cut
        bool isCut = line.Length >= MostOfLine - 3;
        ImmutableArray<string> arguments = [.. line.Split('\0', StringSplitOptions.RemoveEmptyEntries)];
        if (arguments.IsEmpty) return null;
        var process = new ProcessFacts(pid, arguments, isCut, new User("?", uint.MaxValue, []));
        bool isGpioHub = arguments.Take(3).Any(word => Path.GetFileName(word) is "gpiohub" or "gpiohub.dll") && arguments.Contains("run");
        if (!isGpioHub && !process.IsQemu && !peers.Contains(pid) && !sockets.Any(process.Names)) return null;

        string[] status = (around.Text($"{folder}/status") ?? "").Split('\n');
        return process with
        {
            User = UserOf(status),
            Profile = ProfileOf(around.Text($"{folder}/attr/apparmor/current") ?? around.Text($"{folder}/attr/current")),
            IsHub = isGpioHub && around.Names($"{folder}/task").Any(task =>
                around.Text($"{folder}/task/{task}/comm", 64)?.StartsWith("reactor-", StringComparison.Ordinal) == true),
            OpenFiles = LimitsText.Of(around.Text($"{folder}/limits"), LimitsText.OpenFiles),
            Locked = Numbers(status, "VmLck:") is [var kilobytes, ..] ? (long)kilobytes * 1024 : null,
        };
    }

    // proc(5): real, effective, saved, file system.
    private static User UserOf(string[] status)
    {
        if (Numbers(status, "Uid:") is not [_, var user, ..]) return new User("?", uint.MaxValue, []);
        uint[] groups = [.. Numbers(status, "Gid:").Skip(1).Take(1), .. Numbers(status, "Groups:")];
        return new User(new Transports.Native.PathOwner(user, 0, 0).User, user, groups);
    }

    private static uint[] Numbers(string[] status, string key) =>
        [.. (status.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) ?? key)[key.Length..]
            .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .TakeWhile(word => uint.TryParse(word, out _)).Select(word => uint.Parse(word, CultureInfo.InvariantCulture))];

    /// <summary>A profile, if it is enforced.</summary>
    private static string? ProfileOf(string? label) => label?.TrimEnd('\n', '\0') is { } text
        && text.EndsWith(" (enforce)", StringComparison.Ordinal) ? text[..^" (enforce)".Length] : null;
}
