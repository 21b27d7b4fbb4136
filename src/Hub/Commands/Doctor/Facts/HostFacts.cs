namespace GpioHub.Hub.Commands.Doctor.Facts;

/// <summary>The machine.</summary>
internal sealed record HostFacts
{
    /// <summary>/dev/kvm.</summary>
    public NodeFacts Kvm { get; init; } = new("/dev/kvm", null);

    /// <summary>How many files a process of this user may open (hard limit); null = not known.</summary>
    public long? OpenFiles { get; init; }

    /// <summary>Bytes that a process of this user may lock in memory; null = not known; long.MaxValue = any number.</summary>
    public long? LockedMemory { get; init; }

    /// <summary>Huge pages that there are; null = the kernel has none.</summary>
    public long? HugePages { get; init; }

    /// <summary>CPUs that a process of this user may use.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>What the kernel takes the time from; null = not known.</summary>
    public string? Clock { get; init; }

    /// <summary>The clocks that it could take.</summary>
    public string Clocks { get; init; } = "";

    /// <summary>A container's kind, such as <c>docker</c>; null = this is none.</summary>
    public string? Container { get; init; }

    /// <summary>Windows Subsystem for Linux.</summary>
    public bool IsWsl { get; init; }

    /// <summary>AppArmor's rules for libvirt's machines, all files together; null = AppArmor is off, or libvirt has none.</summary>
    public string? LibvirtRules { get; init; }
}
