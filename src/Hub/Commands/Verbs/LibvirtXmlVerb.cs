using System.CommandLine;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Qemu;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub libvirt-xml CONFIG GUEST</c>: what <c>virsh edit</c> has to add to a domain.</summary>
internal static class LibvirtXmlVerb
{
    public static Command Create(VerbContext context)
    {
        var vm = new VmOptions();
        var command = new Command("libvirt-xml", "Print the elements that connect a domain of libvirt to a guest's socket.");
        vm.AddTo(command);
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            var (guest, version, machine) = await vm.ReadAsync(parsed, terminal, cancel);
            foreach (string warning in QemuArguments.Remarks(guest, version, machine))
                await terminal.Error.WriteLineAsync($"gpiohub: {warning}");
            await terminal.Out.WriteLineAsync(LibvirtDomain.For(guest, version, machine));
            return ExitCode.Done;
        }));
        return command;
    }
}
