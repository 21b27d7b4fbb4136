using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace GpioHub.Hub.Qemu;

/// <summary>How a device is attached.</summary>
internal enum VirtioTransport
{
    /// <summary><c>vhost-user-gpio-pci</c>.</summary>
    Pci,

    /// <summary><c>vhost-user-gpio-device</c>, on a virtio-mmio transport of the machine.</summary>
    Mmio,
}

/// <summary>What a QEMU is to emulate, as far as the form of the device goes. Source: IF-2.4.</summary>
/// <param name="Architecture">As in the name of the program, <c>qemu-system-…</c>.</param>
/// <param name="Type">As in <c>-machine</c>; null = any with that transport.</param>
internal sealed record QemuMachine(string Architecture, string? Type, VirtioTransport Transport)
{
    private static readonly ImmutableArray<Family> Families =
    [
        new(["x86_64", "i386"], "q35", [VirtioTransport.Pci]), new(["x86_64", "i386"], "pc", [VirtioTransport.Pci]),
        new(["x86_64", "i386"], "microvm", [VirtioTransport.Mmio, VirtioTransport.Pci]),
        new(["aarch64", "arm", "riscv64"], "virt", [VirtioTransport.Pci, VirtioTransport.Mmio]),
    ];

    /// <summary>Those whose QEMU has the device and one of the machines above.</summary>
    public static ImmutableArray<string> Architectures { get; } = [.. Families.SelectMany(family => family.Architectures).Distinct()];

    /// <summary>The machines that are known, once each.</summary>
    public static ImmutableArray<string> Types { get; } = [.. Families.Select(family => family.Type).Distinct()];

    /// <summary>This host's.</summary>
    public static string HostArchitecture { get; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
        System.Runtime.InteropServices.Architecture.Arm => "arm",
        System.Runtime.InteropServices.Architecture.RiscV64 => "riscv64",
        _ => "x86_64",
    };

    /// <summary>QEMU's program for that architecture.</summary>
    public string Program => InstalledQemu.ProgramFor(Architecture);

    /// <summary>QEMU's name of the device.</summary>
    public string Device => Transport == VirtioTransport.Mmio ? "vhost-user-gpio-device" : "vhost-user-gpio-pci";

    /// <param name="architecture">null = this host's.</param>
    /// <param name="type">As in <c>-machine</c>: <c>virt</c>, <c>virt-7.2</c>, <c>virt,gic-version=3</c>; null = not said.</param>
    /// <param name="transport">null = the one that the machine is used with.</param>
    /// <param name="why">What is wrong, for people; null = nothing.</param>
    public static QemuMachine? Of(string? architecture, string? type, VirtioTransport? transport, out string? why)
    {
        architecture ??= HostArchitecture;
        type = type?.Split(',')[0];
        Family[] known = [.. Families.Where(family => family.Architectures.Contains(architecture))];
        if (known.Length == 0)
        {
            why = $"--arch {architecture}: expected one of {string.Join(", ", Architectures)}";
            return null;
        }

        Family[] meant = type is null ? known : [.. known.Where(family => family.Is(type))];
        why = null;
        if (meant.Length == 0 && transport is null)
        {
            why = $"--machine {type}: expected one of {Among(known)} for {architecture}; " +
                "of another one --transport says how the device is attached";
        }
        else if (meant.Length > 0 && transport is { } asked && !meant.Any(family => family.Transports.Contains(asked)))
        {
            why = asked == VirtioTransport.Pci ? $"--transport pci: {Among(meant)} has no PCI bus"
                : $"--transport mmio: {Among(meant)} has no virtio-mmio transports";
        }

        return why is null ? new QemuMachine(architecture, type, transport ?? meant[0].Transports[0]) : null;
    }

    private static string Among(IEnumerable<Family> families) => string.Join(", ", families.Select(family => family.Type));

    /// <param name="Type">Versions of it are <c>TYPE-7.2</c>, of q35 and pc <c>pc-q35-7.2</c> and <c>pc-i440fx-7.2</c>.</param>
    /// <param name="Transports">What it has; the first is what it is used with.</param>
    private sealed record Family(ImmutableArray<string> Architectures, string Type, ImmutableArray<VirtioTransport> Transports)
    {
        public bool Is(string type) => type == Type || type.StartsWith(VersionPrefix, StringComparison.Ordinal);

        private string VersionPrefix => Type switch { "q35" => "pc-q35-", "pc" => "pc-i440fx-", _ => $"{Type}-" };
    }
}
