using System.Collections.Immutable;
using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Qemu;

namespace GpioHub.Hub.Commands.Doctor.Gathering;

/// <summary>Finds QEMU's programs on PATH and asks them, all at once.</summary>
internal static class QemuPrograms
{
    private static readonly string[] Names =
        [.. new[] { InstalledQemu.ProgramName, "qemu-system-x86_64", "qemu-system-aarch64", "qemu-system-riscv64" }.Distinct()];

    public static async Task<ImmutableArray<QemuProgram>> FindAsync(Surroundings around, CancellationToken cancel) =>
        [.. await Task.WhenAll(Names.Select(name => OnPath(name, around.Variable("PATH"))).OfType<string>()
            .Select(path => AskAsync(path, around.Answer, cancel)))];

    /// <summary>Where a shell would find a program; null = nowhere.</summary>
    public static string? OnPath(string name, string? path) => (path ?? "").Split(':').Where(Path.IsPathRooted)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(file => Surroundings.OwnerOf(file) is { } owner && ((int)owner.Mode & 0x49) != 0 && File.Exists(file));

    private static async Task<QemuProgram> AskAsync(string path, TimeSpan patience, CancellationToken cancel)
    {
        var version = ProgramOutput.OfAsync(path, ["--version"], patience, cancel);
        var devices = ProgramOutput.OfAsync(path, ["-device", "help"], patience, cancel);
        await Task.WhenAll(version, devices);
        return new QemuProgram(Path.GetFileName(path), path,
            await version is { } said ? QemuVersion.InOutput(said) : null,
            await devices is { Length: > 0 } list ? list.Contains("\"vhost-user-gpio-pci\"", StringComparison.Ordinal) : null);
    }
}
