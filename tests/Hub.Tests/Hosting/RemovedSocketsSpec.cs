using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>Sockets and folders that somebody takes away under a hub that runs.</summary>
public sealed class RemovedSocketsSpec : IDisposable
{
    private const string Watched = """
        hub: { sockets: SOCKETS, watch: true }
        chips: { bench: { driver: sim, lines: [IGN] } }
        guests: { ivi: { lines: [{ from: bench/IGN }] } }
        """;

    private readonly RigFolder _rig = new("""
        hub: { sockets: SOCKETS }
        chips: { bench: { driver: sim, lines: [IGN] } }
        guests: { ivi: { lines: [{ from: bench/IGN }] }, adas: { lines: [{ from: bench/IGN }] } }
        """);

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName = "Guests' sockets that were moved away are there again after a reload; whoever is connected goes on")]
    public async Task ByReload()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        using var connected = VhostUserFrontEnd.Connect(Socket("adas"));
        connected.Start();
        string elsewhere = Directory.CreateDirectory(Path.Combine(_rig.Path, "elsewhere")).FullName;
        foreach (string guest in (string[])["ivi", "adas"]) File.Move(Socket(guest), Path.Combine(elsewhere, $"{guest}.sock"));

        Assert.Equal(0, (await Cli.RunAsync("--hub", Path.Combine(_rig.Sockets, "control.sock"), "reload")).Code);

        using (var fresh = VhostUserFrontEnd.Connect(Socket("ivi"))) Assert.Equal(8, fresh.GetConfig(0, 8).Length);
        Assert.Equal(8, connected.GetConfig(0, 8).Length);
        connected.Dispose();
        using (var again = VhostUserFrontEnd.Connect(Socket("adas"))) Assert.Equal(8, again.GetConfig(0, 8).Length);
        string log = await run.StopAsync();
        Assert.Contains($"warn ivi: somebody removed {Socket("ivi")}; it was made again\n", log, StringComparison.Ordinal);
        Assert.Contains($"warn adas: somebody removed {Socket("adas")}; it was made again\n", log, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_rig.Sockets));                    // the end removes what is its own
        Assert.Equal(2, Directory.GetFiles(elsewhere).Length);
    }

    [Fact(DisplayName = "A folder of sockets that is gone is made again within seconds, and info says so as long as it cannot be")]
    public async Task ByItself()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        string moved = _rig.Sockets + ".moved";
        Directory.Move(_rig.Sockets, moved);
        await File.WriteAllTextAsync(_rig.Sockets, "in the way");
        CliResult info;
        do info = await Cli.RunAsync("--hub", Path.Combine(moved, "control.sock"), "info", "ivi");
        while (info.Code == 0 && !info.Out.Contains($"socket {Socket("ivi")} – somebody removed it, and it cannot be made again: ",
            StringComparison.Ordinal));
        Assert.Equal(0, info.Code);

        File.Delete(_rig.Sockets);
        await run.Log.SeenAsync($"somebody removed {Socket("adas")}; it was made again\n");
        await run.Log.SeenAsync($"somebody removed {Socket("ivi")}; it was made again\n");
        using var fresh = VhostUserFrontEnd.Connect(Socket("ivi"));
        Assert.Equal(8, fresh.GetConfig(0, 8).Length);
    }

    [Theory(DisplayName = "A control socket that somebody removed is made again, and answers; requests under way go on")]
    [InlineData("control.sock")]
    [InlineData("view.sock")]
    public async Task ControlSocket(string name)
    {
        string path = Path.Combine(_rig.Sockets, name);
        await using var run = await RunningHub.StartAsync(_rig.Config);
        using var mon = new WatchedWriter();
        var watching = Cli.WatchAsync(["--hub", path, "mon", "-n", "1", "bench/IGN"], mon);
        await mon.SeenAsync("inactive\n");
        var mode = File.GetUnixFileMode(path);
        File.Delete(path);
        await run.Log.SeenAsync($"warn hub: somebody removed {path}; it was made again\n");

        Assert.Equal(mode, File.GetUnixFileMode(path));
        Assert.Equal(0, (await Cli.RunAsync("--hub", path, "get", "bench/IGN")).Code);
        Assert.Equal(0, (await Cli.RunAsync("--hub", Path.Combine(_rig.Sockets, "control.sock"), "set", "bench/IGN=1")).Code);
        Assert.Equal(0, (await watching).Code);
    }

    [Theory(DisplayName = "hub.watch follows a folder that is replaced by another one, renamed or by a link (IF-2.9)")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FolderReplaced(bool byLink)
    {
        string folder = Path.Combine(_rig.Path, "rig"), old = folder + ".old", next = folder + ".new";
        Write(byLink ? old : folder, "IGN");
        if (byLink) Directory.CreateSymbolicLink(folder, old);
        await using var run = await RunningHub.StartAsync(Path.Combine(folder, "rig.yaml"));
        Write(next, "IGN, MORE");
        if (byLink)
        {
            Directory.Delete(folder);
            Directory.CreateSymbolicLink(folder, next);
        }
        else
        {
            Directory.Move(folder, old);
            Directory.Move(next, folder);
        }

        await run.Log.SeenAsync("reloaded (hub.watch): changes 1, ");

        Write(folder, "IGN, MORE, MOST");                                  // and the new one is watched
        await run.Log.SeenAsync("generation 3\n");
    }

    private void Write(string folder, string lines)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "rig.yaml"), Watched.Replace("SOCKETS", _rig.Sockets, StringComparison.Ordinal)
            .Replace("[IGN]", $"[{lines}]", StringComparison.Ordinal));
    }

    private string Socket(string guest) => Path.Combine(_rig.Sockets, $"{guest}.sock");
}
