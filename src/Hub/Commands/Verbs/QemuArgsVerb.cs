using System.CommandLine;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Qemu;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub qemu-args CONFIG GUEST --memory SIZE</c>: for <c>qemu-system-… -m SIZE $(…)</c>.</summary>
internal static class QemuArgsVerb
{
    public static Command Create(VerbContext context)
    {
        var vm = new VmOptions();
        var memory = new Option<string>("--memory", "-m")
        {
            Description = "the VM's RAM, exactly as given to QEMU's -m",
            HelpName = "SIZE",
            Required = true,
        };
        var command = new Command("qemu-args", "Print the QEMU arguments that connect a VM to a guest's socket.");
        vm.AddTo(command);
        command.Add(memory);
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            string size = MemorySize.ForBackend(parsed.GetValue(memory)!)
                ?? throw new CommandException(ExitCode.Usage,
                    $"--memory {parsed.GetValue(memory)}: expected a size as QEMU's -m takes it: 512, 512M, 2G");
            var (guest, version, machine) = await vm.ReadAsync(parsed, terminal, cancel);
            if (QemuArguments.WhyNotInShell(guest.SocketPath) is { } why) throw new CommandException(ExitCode.Failed, why);

            var arguments = QemuArguments.For(guest, size, version, machine);
            foreach (string warning in arguments.Warnings) await terminal.Error.WriteLineAsync($"gpiohub: {warning}");
            foreach (string line in arguments.Lines) await terminal.Out.WriteLineAsync(line);
            return ExitCode.Done;
        }));
        return command;
    }
}

/// <summary>Loads the rig's file for verbs that need it without errors.</summary>
internal static class RigFile
{
    /// <remarks>A file for all hosts is read wherever its guests run.</remarks>
    /// <exception cref="CommandException">78; the problems are on stderr.</exception>
    public static LoadResult Load(string path, Terminal terminal)
    {
        var result = ConfigurationLoader.Load(path, HostIdentity.Current with { IsAnyHost = true });
        if (!result.HasErrors) return result;

        foreach (var problem in result.Problems) terminal.Error.WriteLine(problem);
        throw new CommandException(ExitCode.BadConfig,
            $"{path}: {(result.Errors.Length == 1 ? "1 problem" : $"{result.Errors.Length} problems")}");
    }
}
