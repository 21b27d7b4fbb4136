namespace GpioHub.Hub.Qemu;

/// <summary>Asks a QEMU program for its version.</summary>
internal static class InstalledQemu
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>QEMU's system emulator for this machine's architecture.</summary>
    public static string ProgramName { get; } = ProgramFor(QemuMachine.HostArchitecture);

    /// <summary>QEMU's system emulator for an architecture.</summary>
    public static string ProgramFor(string architecture) => $"qemu-system-{architecture}";

    /// <param name="program">A path, or a name to be looked up in PATH.</param>
    /// <returns>null: there is no such program, or it is no QEMU.</returns>
    public static async Task<QemuVersion?> VersionAsync(string program, CancellationToken cancel) =>
        await ProgramOutput.OfAsync(program, ["--version"], Patience, cancel) is { } output ? QemuVersion.InOutput(output) : null;
}
