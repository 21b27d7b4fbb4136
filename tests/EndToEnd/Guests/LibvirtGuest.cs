using System.Xml.Linq;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>A domain of libvirt, to which was added what <c>gpiohub libvirt-xml</c> prints.</summary>
/// <remarks>virt-qemu-run runs it: libvirt's driver without its daemon. Its QEMU ends with it.</remarks>
public sealed class LibvirtGuest : LinuxGuest
{
    /// <summary>What libvirt is to leave alone where it is not installed: its log daemon, AppArmor, namespaces and cgroups.</summary>
    private const string Settings = """
        stdio_handler = "file"
        security_driver = "none"
        namespaces = []
        cgroup_controllers = []

        """;

    private readonly string _folder;
    private Stream? _port;
    private GuestShell? _shell;

    private LibvirtGuest(string name, string folder, ChildProcess process) : base(name)
    {
        _folder = folder;
        Process = process;
    }

    protected override ChildProcess Process { get; }

    protected override GuestShell Shell => _shell ?? throw new InvalidOperationException("not booted");

    public static async Task<LibvirtGuest> BootAsync(GuestKit kit, HubProcess hub, string name)
    {
        ArgumentNullException.ThrowIfNull(kit);
        ArgumentNullException.ThrowIfNull(hub);
        string folder = Directory.CreateTempSubdirectory("gpiohub-libvirt-").FullName, state = Path.Combine(folder, "state");
        var added = XElement.Parse((await hub.CommandAsync("libvirt-xml", hub.Config, name, "--qemu", kit.Qemu10, "--arch", "x86_64",
            "--machine", "q35")).Succeeded());
        var domain = Domain(kit, name, folder);
        domain.Add(added.Attributes(), added.Elements());
        string file = Path.Combine(folder, "domain.xml");
        domain.Save(file);
        Directory.CreateDirectory(Path.Combine(state, "etc"));
        await File.WriteAllTextAsync(Path.Combine(state, "etc", "qemu.conf"), Settings);

        var guest = new LibvirtGuest(name, folder, ChildProcess.Start(name, kit.Libvirt, ["-v", "-r", state, file]));
        try
        {
            guest._port = await GuestSocket.ConnectAsync(guest.Process, Path.Combine(folder, "port"));
            guest._shell = new GuestShell(name, guest._port, guest._port, () => guest.Process.Log.Tail);
            await guest._shell.GreetingAsync();
            return guest;
        }
        catch
        {
            await guest.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _shell?.Dispose();
        if (_port is not null) await _port.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A domain as libvirt's users write it, with devices of its own on PCI.</summary>
    private static XElement Domain(GuestKit kit, string name, string folder) => XElement.Parse($"""
        <domain type='qemu'>
          <name>{name}</name>
          <memory unit='MiB'>64</memory>
          <vcpu>1</vcpu>
          <os>
            <type arch='x86_64' machine='q35'>hvm</type>
            <kernel>{kit.X86Kernel}</kernel>
            <initrd>{kit.Initramfs}</initrd>
            <cmdline>console=ttyS0 quiet panic=-1 serve=/dev/vport0p1</cmdline>
          </os>
          <features><acpi/></features>
          <devices>
            <emulator>{kit.Qemu10}</emulator>
            <controller type='usb' model='none'/>
            <memballoon model='none'/>
            <serial type='file'><source path='{folder}/console'/></serial>
            <channel type='unix'><source mode='bind' path='{folder}/port'/><target type='virtio' name='commands'/></channel>
          </devices>
        </domain>
        """);
}
