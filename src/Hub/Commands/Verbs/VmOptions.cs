using System.CommandLine;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Naming;
using GpioHub.Hub.Qemu;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>What the verbs that print how a VM becomes a guest are told: the guest, and what the VM is.</summary>
internal sealed class VmOptions
{
    private readonly Argument<string> _config = new("CONFIG") { Description = "the rig's file" };

    private readonly Argument<string> _guest = new("GUEST") { Description = "a guest of it" };

    private readonly Option<string?> _architecture = new("--arch")
    {
        Description = "what QEMU emulates (default: what this machine is)",
        HelpName = string.Join('|', QemuMachine.Architectures),
    };

    private readonly Option<string?> _machine = new("--machine")
    {
        Description = "QEMU's machine, which decides how the device is attached",
        HelpName = string.Join('|', QemuMachine.Types),
    };

    private readonly Option<string?> _transport = new("--transport")
    {
        Description = "how the device is attached, where the machine leaves a choice",
        HelpName = "pci|mmio",
    };

    private readonly Option<string?> _qemu = new("--qemu")
    {
        Description = "the QEMU they are for (default: the installed one of that architecture)",
        HelpName = "PATH|VERSION",
    };

    public void AddTo(Command command)
    {
        command.Add(_config);
        command.Add(_guest);
        command.Add(_architecture);
        command.Add(_machine);
        command.Add(_transport);
        command.Add(_qemu);
    }

    /// <returns>The guest; the QEMU, null = none was found; the machine.</returns>
    /// <exception cref="CommandException">Something of it is wrong, or would not work.</exception>
    public async Task<(GuestPlan Guest, QemuVersion? Version, QemuMachine Machine)> ReadAsync(ParseResult parsed, Terminal terminal,
        CancellationToken cancel)
    {
        var transport = Transport(parsed.GetValue(_transport));
        var machine = QemuMachine.Of(parsed.GetValue(_architecture), parsed.GetValue(_machine), transport, out string? why)
            ?? throw new CommandException(ExitCode.Usage, why!);
        var plan = RigFile.Load(parsed.GetValue(_config)!, terminal).Whole!;
        var guest = new LineLookup(plan).Guest(parsed.GetValue(_guest)!);

        var version = await VersionAsync(parsed.GetValue(_qemu), machine, cancel);
        return version is { HasGpio: false }
            ? throw new CommandException(ExitCode.Failed, $"QEMU {version} has no vhost-user-gpio; 7.2 and later have")
            : (guest, version, machine);
    }

    private static VirtioTransport? Transport(string? asked) => asked switch
    {
        null => null,
        "pci" => VirtioTransport.Pci,
        "mmio" => VirtioTransport.Mmio,
        _ => throw new CommandException(ExitCode.Usage, $"--transport {asked}: expected pci or mmio"),
    };

    private static async Task<QemuVersion?> VersionAsync(string? asked, QemuMachine machine, CancellationToken cancel)
    {
        if (asked is null) return await InstalledQemu.VersionAsync(machine.Program, cancel);
        if (QemuVersion.TryParse(asked, out var version)) return version;

        return await InstalledQemu.VersionAsync(asked, cancel)
            ?? throw new CommandException(ExitCode.Usage, $"--qemu {asked}: neither a version nor a QEMU program");
    }
}
