namespace GpioHub.EndToEnd.Guests;

/// <summary>What a QEMU guest is: the words for <c>gpiohub qemu-args</c>, and the rest of QEMU's command line.</summary>
/// <param name="Machine">As in <c>-machine</c>.</param>
/// <param name="Transport">pci or mmio, for the hub's device.</param>
/// <param name="SerialBus">QEMU's device for the port that carries commands.</param>
/// <param name="Console">The kernel's name of the serial line.</param>
/// <param name="Tree">What is added to QEMU's device tree, as <see cref="DeviceTree.MakeAsync"/> takes it; null = QEMU's own tree.</param>
public sealed record QemuBoard(string Architecture, string Machine, string Transport, string Cpu, string SerialBus, string Console,
    string? Tree = null)
{
    public static readonly QemuBoard Q35 = new("x86_64", "q35", "pci", "max", "virtio-serial-pci", "ttyS0");

    /// <summary>A PC without PCI. With ACPI Linux finds nothing there to set its clock by, unless KVM tells it.</summary>
    public static readonly QemuBoard MicroVm = new("x86_64", "microvm,acpi=off", "mmio", "max", "virtio-serial-device", "ttyS0");

    public static readonly QemuBoard ArmPci = new("aarch64", "virt", "pci", "cortex-a53", "virtio-serial-pci", "ttyAMA0");

    public static readonly QemuBoard ArmMmio = ArmPci with { Transport = "mmio" };

    /// <summary>With users of the hub's lines in its kernel.</summary>
    public static readonly QemuBoard ArmTree = ArmMmio with { Tree = "config/rigs/ecu-arm.dts" };

    private bool IsArm => Architecture == "aarch64";

    public string Kernel(GuestKit kit) => IsArm ? kit.ArmKernel : kit.X86Kernel;

    public string Initramfs(GuestKit kit) => IsArm ? kit.ArmInitramfs : kit.Initramfs;

    /// <summary>QEMU's virtio-mmio is left as it is, without what <c>qemu-args</c> says of it: drivers on it have no VERSION_1.</summary>
    public bool Legacy { get; init; }
}
