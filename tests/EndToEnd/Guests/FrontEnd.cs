using GpioHub.EndToEnd.Hubs;

namespace GpioHub.EndToEnd.Guests;

/// <summary>A program that connects a Linux to the hub, and what it can do.</summary>
/// <param name="Interrupts">It lets VIRTIO_GPIO_F_IRQ through to the guest.</param>
public sealed record FrontEnd(string Name, bool Interrupts, Func<GuestKit, HubProcess, string, Task<LinuxGuest>> Boot)
{
    public static readonly FrontEnd Uml = new("User-Mode Linux", Interrupts: true,
        async (kit, hub, guest) => await UmlGuest.BootAsync(kit, guest, hub.Socket(guest)));

    /// <summary>The same, with users of the hub's lines in its kernel.</summary>
    public static readonly FrontEnd UmlTree = new("User-Mode Linux, device tree", Interrupts: true,
        async (kit, hub, guest) => await UmlGuest.BootWithTreeAsync(kit, guest, hub.Socket(guest), "tests/EndToEnd/Linux/uml.dts"));

    /// <summary>QEMU 7.2: no interrupts, reconnects.</summary>
    public static readonly FrontEnd Qemu7 = new("QEMU 7.2", Interrupts: false,
        async (kit, hub, guest) => await BootQemuAsync(kit, kit.Qemu7, hub, guest));

    /// <summary>QEMU 10.0: interrupts, does not reconnect.</summary>
    public static readonly FrontEnd Qemu10 = new("QEMU 10.0", Interrupts: true,
        async (kit, hub, guest) => await BootQemuAsync(kit, kit.Qemu10, hub, guest));

    /// <summary>QEMU 10.0 with two CPUs, which run at the same time.</summary>
    public static readonly FrontEnd Qemu10TwoCpus = new("QEMU 10.0 with two CPUs", Interrupts: true,
        async (kit, hub, guest) => await BootQemuAsync(kit, kit.Qemu10, hub, guest, cpus: 2));

    /// <summary>QEMU 10.0 as a PC without PCI: the device is vhost-user-gpio-device.</summary>
    public static readonly FrontEnd Qemu10MicroVm = new("QEMU 10.0, microvm", Interrupts: true,
        async (kit, hub, guest) => await BootQemuAsync(kit, kit.Qemu10, hub, guest, board: QemuBoard.MicroVm));

    /// <summary>The same with QEMU's virtio-mmio left as it is: the virtio of before 1.0.</summary>
    public static readonly FrontEnd Qemu10MicroVmLegacy = new("QEMU 10.0, microvm, legacy virtio-mmio", Interrupts: true,
        async (kit, hub, guest) => await BootQemuAsync(kit, kit.Qemu10, hub, guest, board: QemuBoard.MicroVm with { Legacy = true }));

    /// <summary>QEMU 10.0 as an aarch64: the device is vhost-user-gpio-pci.</summary>
    public static readonly FrontEnd ArmPci = new("QEMU 10.0, Arm, PCI", Interrupts: true,
        async (kit, hub, guest) => await BootQemuAsync(kit, kit.ArmQemu10, hub, guest, board: QemuBoard.ArmPci));

    /// <summary>QEMU 10.0 as an aarch64: the device is vhost-user-gpio-device.</summary>
    public static readonly FrontEnd ArmMmio = new("QEMU 10.0, Arm, virtio-mmio", Interrupts: true,
        async (kit, hub, guest) => await BootQemuAsync(kit, kit.ArmQemu10, hub, guest, board: QemuBoard.ArmMmio));

    /// <summary>QEMU 7.2 as an aarch64: no interrupts.</summary>
    public static readonly FrontEnd Arm7Mmio = new("QEMU 7.2, Arm, virtio-mmio", Interrupts: false,
        async (kit, hub, guest) => await BootQemuAsync(kit, kit.ArmQemu7, hub, guest, board: QemuBoard.ArmMmio));

    /// <summary>QEMU 10.0, started by libvirt.</summary>
    public static readonly FrontEnd Libvirt = new("libvirt", Interrupts: true,
        async (kit, hub, guest) => await LibvirtGuest.BootAsync(kit, hub, guest));

    /// <summary>Boots a Linux on the hub's socket of a guest and waits for its shell.</summary>
    public async Task<LinuxGuest> BootAsync(HubProcess hub, string guest) => await Boot(await GuestKit.GetAsync(), hub, guest);

    public override string ToString() => Name;

    /// <param name="socket">Another socket than the hub's own for that guest: a relay's.</param>
    /// <param name="version">Of that QEMU; null = the hub asks it, which it does not wait long for.</param>
    /// <param name="board">null = a PC.</param>
    public static async Task<QemuGuest> BootQemuAsync(GuestKit kit, string qemu, HubProcess hub, string guest, string? socket = null,
        string? version = null, int cpus = 1, QemuBoard? board = null)
    {
        board ??= QemuBoard.Q35;
        string device = (await hub.CommandAsync("qemu-args", hub.Config, guest, "--memory", QemuGuest.Memory, "--qemu", version ?? qemu,
            "--arch", board.Architecture, "--machine", board.Machine, "--transport", board.Transport)).Succeeded();
        if (board.Legacy) device = device.Replace("-global virtio-mmio.force-legacy=false\n", "", StringComparison.Ordinal);
        if (socket is not null) device = device.Replace(hub.Socket(guest), socket, StringComparison.Ordinal);
        return await QemuGuest.BootAsync(kit, qemu, board, guest, device.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), cpus);
    }
}
