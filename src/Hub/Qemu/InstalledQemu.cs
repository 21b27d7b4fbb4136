using System.Runtime.InteropServices;

namespace GpioHub.Hub.Qemu;

/// <summary>Asks a QEMU program for its version.</summary>
internal static class InstalledQemu
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>QEMU's system emulator for this machine's architecture.</summary>
    public static string ProgramName { get; } = RuntimeInformation.OSArchitecture switch
    {
        Architecture.Arm64 => "qemu-system-aarch64",
        Architecture.Arm => "qemu-system-arm",
        Architecture.RiscV64 => "qemu-system-riscv64",
        _ => "qemu-system-x86_64",
    };

    /// <param name="program">A path, or a name to be looked up in PATH.</param>
    /// <returns>null: there is no such program, or it is no QEMU.</returns>
    public static async Task<QemuVersion?> VersionAsync(string program, CancellationToken cancel) =>
        await ProgramOutput.OfAsync(program, ["--version"], Patience, cancel) is { } output ? QemuVersion.InOutput(output) : null;
}
