using System.CommandLine;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Naming;
using GpioHub.Hub.Qemu;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub qemu-args CONFIG GUEST --memory SIZE</c>: for <c>qemu-system-… -m SIZE $(…)</c>.</summary>
internal static class QemuArgsVerb
{
    public static Command Create(VerbContext context)
    {
        var config = new Argument<string>("CONFIG") { Description = "the rig's file" };
        var guest = new Argument<string>("GUEST") { Description = "a guest of it" };
        var memory = new Option<string>("--memory", "-m")
        {
            Description = "the VM's RAM, exactly as given to QEMU's -m",
            HelpName = "SIZE",
            Required = true,
        };
        var qemu = new Option<string?>("--qemu")
        {
            Description = $"the QEMU they are for (default: the installed {InstalledQemu.ProgramName})",
            HelpName = "PATH|VERSION",
        };
        var command = new Command("qemu-args", "Print the QEMU arguments that connect a VM to a guest's socket.")
        {
            config, guest, memory, qemu,
        };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            string size = MemorySize.ForBackend(parsed.GetValue(memory)!)
                ?? throw new CommandException(ExitCode.Usage,
                    $"--memory {parsed.GetValue(memory)}: expected a size as QEMU's -m takes it: 512, 512M, 2G");
            var plan = RigFile.Load(parsed.GetValue(config)!, terminal).Plan!;
            var chosen = new LineLookup(plan).Guest(parsed.GetValue(guest)!);
            if (QemuArguments.WhyNotInShell(chosen.SocketPath) is { } why) throw new CommandException(ExitCode.Failed, why);

            var version = await VersionAsync(parsed.GetValue(qemu), cancel);
            if (version is { HasGpio: false })
                throw new CommandException(ExitCode.Failed, $"QEMU {version} has no vhost-user-gpio; 7.2 and later have");

            var arguments = QemuArguments.For(chosen, size, version);
            foreach (string warning in arguments.Warnings) await terminal.Error.WriteLineAsync($"gpiohub: {warning}");
            foreach (string line in arguments.Lines) await terminal.Out.WriteLineAsync(line);
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task<QemuVersion?> VersionAsync(string? asked, CancellationToken cancel)
    {
        if (asked is null) return await InstalledQemu.VersionAsync(InstalledQemu.ProgramName, cancel);
        if (QemuVersion.TryParse(asked, out var version)) return version;

        return await InstalledQemu.VersionAsync(asked, cancel)
            ?? throw new CommandException(ExitCode.Usage, $"--qemu {asked}: neither a version nor a QEMU program");
    }
}

/// <summary>Loads the rig's file for verbs that need it without errors.</summary>
internal static class RigFile
{
    /// <exception cref="CommandException">78; the problems are on stderr.</exception>
    public static LoadResult Load(string path, Terminal terminal)
    {
        var result = ConfigurationLoader.Load(path);
        if (!result.HasErrors) return result;

        foreach (var problem in result.Problems) terminal.Error.WriteLine(problem);
        throw new CommandException(ExitCode.BadConfig,
            $"{path}: {(result.Errors.Length == 1 ? "1 problem" : $"{result.Errors.Length} problems")}");
    }
}
