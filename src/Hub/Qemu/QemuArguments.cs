using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Qemu;

/// <summary>The arguments that give a VM the GPIO of one guest, and warnings about them.</summary>
/// <param name="Lines">One line per group; words are separated by one space, and none needs quotes.</param>
/// <param name="Warnings">For stderr: a comment among the arguments would reach QEMU as an argument.</param>
internal sealed record QemuArguments(IReadOnlyList<string> Lines, IReadOnlyList<string> Warnings)
{
    /// <param name="memory">As <see cref="MemorySize.ForBackend"/> gives it; the VM's whole RAM.</param>
    /// <param name="version">null = not known; then a recent version is assumed.</param>
    public static QemuArguments For(GuestPlan guest, string memory, QemuVersion? version)
    {
        bool interrupts = version?.HasInterrupts ?? true;
        string chardev = $"gpiohub-{guest.Id}";

        // Before 9.0 QEMU takes the hub's absence as a pause and comes back; later versions refuse to start with reconnect (VU-S10.1).
        string reconnect = interrupts ? "" : ",reconnect=1";
        return new QemuArguments(
            [
                $"-object memory-backend-memfd,id=gpiohub-mem,size={memory},share=on",
                "-machine memory-backend=gpiohub-mem",
                $"-chardev socket,id={chardev},path={Escaped(guest.SocketPath)}{reconnect}",
                $"-device vhost-user-gpio-pci,chardev={chardev}",
            ],
            [.. Remarks(guest, version)]);
    }

    /// <summary>Why the shell's <c>$(…)</c> would not pass this path on as one word; null = it does.</summary>
    public static string? WhyNotInShell(string path) =>
        path.FirstOrDefault(c => char.IsWhiteSpace(c) || "*?[\\".Contains(c, StringComparison.Ordinal)) is var odd and not '\0'
            ? $"the socket path {path} contains '{odd}', which the shell's $(…) would take apart; " +
                "set another guests.….socket or hub.sockets"
            : null;

    private static IEnumerable<string> Remarks(GuestPlan guest, QemuVersion? version)
    {
        if (guest.Lines.Length == 0) yield return $"guest {guest.Id} has no slots; virtio-gpio needs one at least";

        if (version is null)
        {
            yield return $"no {InstalledQemu.ProgramName} found; " +
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
