using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Qemu;

/// <summary>The arguments that give a VM the GPIO of one guest, and warnings about them.</summary>
/// <param name="Lines">One line per group; words are separated by one space, and none needs quotes.</param>
/// <param name="Warnings">For stderr: a comment among the arguments would reach QEMU as an argument.</param>
internal sealed record QemuArguments(IReadOnlyList<string> Lines, IReadOnlyList<string> Warnings)
{
    /// <param name="memory">As <see cref="MemorySize.ForBackend"/> gives it; the VM's whole RAM.</param>
    /// <param name="version">null = not known; then a recent version is assumed.</param>
    public static QemuArguments For(GuestPlan guest, string memory, QemuVersion? version, QemuMachine machine) =>
        new(
            [
                $"-object memory-backend-memfd,id=gpiohub-mem,size={memory},share=on", "-machine memory-backend=gpiohub-mem",
                .. Connection(guest, version, machine).Select(option => $"{option.Name} {option.Value}"),
                $"-device {machine.Device},chardev={Chardev(guest)}",
            ],
            [.. Remarks(guest, version, machine)]);

    /// <summary>What the device is connected by, option by option. The VM's memory has to be shared besides.</summary>
    public static IEnumerable<(string Name, string Value)> Connection(GuestPlan guest, QemuVersion? version, QemuMachine machine)
    {
        // Before 9.0 QEMU takes the hub's absence as a pause and comes back; later versions refuse to start with reconnect (VU-S10.1).
        string reconnect = version is { HasInterrupts: false } ? ",reconnect=1" : "";
        yield return ("-chardev", $"socket,id={Chardev(guest)},path={Escaped(guest.SocketPath)}{reconnect}");

        // Unless it is told, QEMU's virtio-mmio is that of before virtio 1.0, which not every driver takes (VU-S10.3).
        if (machine.Transport == VirtioTransport.Mmio) yield return ("-global", "virtio-mmio.force-legacy=false");
    }

    /// <summary>The id of the socket's character device.</summary>
    public static string Chardev(GuestPlan guest) => $"gpiohub-{guest.Id}";

    /// <summary>Why the shell's <c>$(…)</c> would not pass this path on as one word; null = it does.</summary>
    public static string? WhyNotInShell(string path) =>
        path.FirstOrDefault(c => char.IsWhiteSpace(c) || "*?[\\".Contains(c, StringComparison.Ordinal)) is var odd and not '\0'
            ? $"the socket path {path} contains '{odd}', which the shell's $(…) would take apart; " +
                "set another guests.….socket or hub.sockets"
            : null;

    /// <summary>What is to be known before the VM is started.</summary>
    public static IEnumerable<string> Remarks(GuestPlan guest, QemuVersion? version, QemuMachine machine)
    {
        if (guest.Lines.Length == 0) yield return $"guest {guest.Id} has no slots; virtio-gpio needs one at least";

        if (version is null)
        {
            yield return $"no {machine.Program} found; " +
                "these arguments are for QEMU 9.0 and later (--qemu PATH or VERSION says otherwise)";
        }
        else if (!version.Value.HasInterrupts)
        {
            yield return $"QEMU {version}: values work, interrupts need QEMU 9.0 or later (gpiomon in the guest will fail with ENODEV)";
        }

        if ((version?.HasInterrupts ?? true) && guest.Lines.Length > QemuVersion.RingSize)
        {
            yield return $"guest {guest.Id} has {guest.Lines.Length} slots; " +
                $"QEMU 9.0 and later have rings of {QemuVersion.RingSize}, so no more lines than that can be armed at once";
        }
    }

    private static string Escaped(string path) => path.Replace(",", ",,", StringComparison.Ordinal);
}
