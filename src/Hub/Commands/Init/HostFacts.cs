using System.Collections.Immutable;
using GpioHub.Hub.Qemu;

namespace GpioHub.Hub.Commands.Init;

/// <summary>What there is on this host that a rig may be made of.</summary>
/// <param name="Chips">In the order of their numbers.</param>
/// <param name="Machines">Names of the virtual machines that libvirt knows, in order.</param>
/// <param name="Qemu">The installed QEMU; null = none found.</param>
/// <param name="Group">The group in which QEMU runs; null = this host has none.</param>
internal sealed record HostFacts(
    ImmutableArray<FoundChip> Chips, ImmutableArray<string> Machines, QemuVersion? Qemu, FoundGroup? Group);

/// <summary>A group that sockets may be given to.</summary>
/// <param name="Lacks">The user who will run the hub and is not in the group, so that the hub may not give it a socket; null = it
/// may.</param>
internal sealed record FoundGroup(string Name, string? Lacks);

/// <summary>A gpiochip of this host.</summary>
/// <param name="Path">Such as <c>/dev/gpiochip0</c>.</param>
/// <param name="Label">Any text of the kernel's; not unique. null = the chip cannot be opened, and <paramref name="Problem"/> says
/// why.</param>
/// <param name="DevicePath">Its place in the tree of devices, as udev's DEVPATH; null = not known.</param>
internal sealed record FoundChip(string Path, string? Label, string? DevicePath, ImmutableArray<FoundLine> Lines, string? Problem = null);

/// <summary>A line of a gpiochip.</summary>
/// <param name="Name">Any text of the kernel's; not unique, "" = none.</param>
/// <param name="Used">The kernel would not give it away: somebody holds it, or its pin does something else.</param>
/// <param name="Consumer">Who holds it; "" = nobody, or nobody with a name.</param>
internal sealed record FoundLine(int Offset, string Name, bool Used, string Consumer);
