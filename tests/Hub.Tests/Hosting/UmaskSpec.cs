using System.Diagnostics;
using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>Modes of folders and sockets are what the file and the documents say, whatever umask the hub was started with.</summary>
public sealed class UmaskSpec
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Everybody = Owner | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    [Theory(DisplayName =
        "Whatever the umask: folders that the hub makes are 0755 for root and 0700 else, a guest's socket 0660, the control socket 0600")]
    [InlineData("077")]
    [InlineData("022")]
    [InlineData("000")]
    public async Task Modes(string umask)
    {
        using var rig = new RigFolder("""
            hub: { sockets: SOCKETS/in/here }
            chips: { bench: { driver: sim, lines: 1 } }
            guests: { ivi: { lines: [{ from: bench/0 }] } }
            """);
        using var process = GpioHubProcess.Start(["/bin/sh", "-c", $"umask {umask}; exec \"$@\"", "sh"], "run", rig.Config);
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Ctrl-C", StringComparison.Ordinal))
            {
                // The banner.
            }

            var folder = Identity.EffectiveUserId == 0 ? Everybody : Owner;
            Assert.Equal([folder, folder, folder], new[] { "", "in", "in/here" }.Select(name => ModeOf(Path.Combine(rig.Sockets, name))));
            string here = Path.Combine(rig.Sockets, "in/here");
            Assert.Equal(ParseMode("660"), ModeOf(Path.Combine(here, "ivi.sock")));
            Assert.Equal(ParseMode("600"), ModeOf(Path.Combine(here, "control.sock")));
        }
        finally
        {
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync();
        }
    }

    private static UnixFileMode ModeOf(string path) => File.GetUnixFileMode(path) & (UnixFileMode)0x1FF;

    private static UnixFileMode ParseMode(string octal) => (UnixFileMode)Convert.ToInt32(octal, 8);
}
