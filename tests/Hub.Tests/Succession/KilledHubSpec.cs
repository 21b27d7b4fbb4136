using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Succession;

/// <summary>Real processes: a keeper, its hub, and what becomes of them.</summary>
public sealed class KilledHubSpec
{
    private const string Rig = """
        hub: { sockets: SOCKETS }
        chips:
          left: { driver: sim, lines: [HORN] }
        guests:
          ivi: { lines: [{ from: left/HORN, access: out }] }
        """;

    [Fact(DisplayName = "A hub that is killed is followed by another under the same keeper, which says how the one before ended (IF-2.20)")]
    public async Task Killed()
    {
        using var rig = new RigFolder(Rig);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        int first = Assert.Single(hub.Children);
        await KeptHub.SignalAsync(first, "KILL");
        await hub.LoggedAsync("goes on with what the hub before has left, which ended by signal 9");
        Assert.DoesNotContain(first, hub.Children);
        Assert.False(hub.HasEnded);
        Assert.Equal(0, await hub.StopAsync());
        Assert.Empty(Directory.GetFiles(rig.Sockets));
    }

    [Fact(DisplayName = "Whoever connects to the control socket while there is no hub is served by the next one")]
    public async Task ControlSocketIsKept()
    {
        using var rig = new RigFolder(Rig);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        int first = Assert.Single(hub.Children);
        await KeptHub.SignalAsync(first, "KILL");
        using (UnixStream.Connect(Path.Combine(rig.Sockets, "control.sock"))) { }      // refused if nobody kept the listening socket
        await hub.LoggedAsync("goes on with");
        var info = await GpioHubProcess.RunAsync([], "--hub", Path.Combine(rig.Sockets, "control.sock"), "get", "left/HORN");
        Assert.Equal((0, ""), (info.Code, info.Error));
        Assert.Equal(0, await hub.StopAsync());
    }

    [Fact(DisplayName = "A datagram to the keeper from a process that it has not started changes nothing (IF-2.20)")]
    public async Task Stranger()
    {
        using var rig = new RigFolder(Rig);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        int first = Assert.Single(hub.Children);
        string address = (await File.ReadAllTextAsync($"/proc/{first}/environ")).Split('\0')
            .Single(variable => variable.StartsWith("NOTIFY_SOCKET=", StringComparison.Ordinal))["NOTIFY_SOCKET=".Length..];
        using (var stranger = NotifySocket.TryConnect(address)!)
        {
            Assert.True(stranger.Send("FDSTOREREMOVE=1\nFDNAME=state"));
            Assert.True(stranger.Send("X_GPIOHUB_KEEP=0"));
        }

        await KeptHub.SignalAsync(first, "SYS");
        await hub.LoggedAsync("goes on with what the hub before has left, which ended by signal 31");
        Assert.Equal(0, await hub.StopAsync());
    }

    [Fact(DisplayName = "A configuration that is none ends keeper and hub with 78 (IF-2.20)")]
    public async Task BadConfiguration()
    {
        using var rig = new RigFolder("version: 7\n");
        var result = await GpioHubProcess.RunAsync([], "run", rig.Config);
        Assert.Equal(78, result.Code);
    }

    [Fact(DisplayName = "With --no-keep the process that was started is the hub, and its death is the end (IF-2.20)")]
    public async Task NotKept()
    {
        using var rig = new RigFolder(Rig);
        await using var hub = await KeptHub.StartAsync(rig.Config, "--no-keep");
        Assert.Empty(hub.Children);
        await KeptHub.SignalAsync(hub.Keeper, "KILL");
        Assert.Equal(128 + 9, await hub.ExitAsync());
    }
}
