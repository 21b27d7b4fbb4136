using System.Diagnostics;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary><c>hub.reactors</c> in a process of its own.</summary>
public sealed class ReactorsSpec
{
    [Fact(DisplayName =
        "With two reactors two threads serve the guests; each is served on its own chip and on the other's, an edge crosses, and " +
        "SIGTERM ends it with 0 (IF-1.6)")]
    public async Task TwoReactors()
    {
        using var rig = new RigFolder("""
            hub: { sockets: SOCKETS, reactors: 2 }
            chips:
              left: { driver: sim, lines: [A, B] }
              right: { driver: sim, lines: [A, B] }
            guests:
              ivi: { lines: [{ name: NEAR, from: left/A }, { from: left/B }, { name: FAR, from: right/A }] }
              adas: { lines: [{ name: NEAR, from: right/A }, { from: right/B }, { name: FAR, from: left/A }] }
            """);
        using var process = GpioHubProcess.Start([], "run", "--no-keep", rig.Config);
        try
        {
            string banner = "";
            while (!banner.Contains("Ctrl-C ends.", StringComparison.Ordinal) && await process.StandardOutput.ReadLineAsync() is { } line)
                banner += line;
            string[] threads = [.. Directory.GetDirectories($"/proc/{process.Id}/task").Select(task =>
                File.ReadAllText($"{task}/comm").TrimEnd()).Where(name => name.StartsWith("reactor-", StringComparison.Ordinal)).Order()];
            Assert.Equal(["reactor-0", "reactor-1"], threads);

            string hub = Path.Combine(rig.Sockets, "control.sock");
            using var near = new WatchedWriter();
            using var far = new WatchedWriter();
            var onNear = Cli.WatchAsync(["guest", Socket(rig, "ivi"), "mon", "-n", "1", "NEAR"], near);
            var onFar = Cli.WatchAsync(["guest", Socket(rig, "adas"), "mon", "-n", "1", "FAR"], far);
            await near.SeenAsync("inactive\n");
            await far.SeenAsync("inactive\n");
            Assert.Equal(new CliResult(0, "", ""), await Cli.RunAsync("--hub", hub, "set", "left/A=1"));
            Assert.Equal((0, ""), await onNear);
            Assert.Equal((0, ""), await onFar);
            Assert.EndsWith("\trising \t\"NEAR\"\n", near.ToString(), StringComparison.Ordinal);
            Assert.EndsWith("\trising \t\"FAR\"\n", far.ToString(), StringComparison.Ordinal);
            Assert.Equal("1\n", (await Cli.RunAsync("guest", Socket(rig, "adas"), "get", "--numeric", "FAR")).Out);
        }
        finally
        {
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync();
        }

        Assert.Equal(0, process.ExitCode);
        Assert.Empty(Directory.GetFiles(rig.Sockets));
    }

    private static string Socket(RigFolder rig, string guest) => Path.Combine(rig.Sockets, $"{guest}.sock");
}
