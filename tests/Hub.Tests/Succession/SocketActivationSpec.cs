using System.Globalization;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Succession;

/// <summary>Sockets at which somebody listens before there is a hub, as systemd does: here its own systemd-socket-activate, which starts
/// the hub when the first client has come.</summary>
public sealed class SocketActivationSpec : IDisposable
{
    private readonly RigFolder _rig = new("""
        hub: { sockets: SOCKETS, rehearse: false, standby: false }
        chips: { left: { driver: sim, lines: [HORN] } }
        guests: { ivi: { lines: [{ from: left/HORN }] }, adas: { lines: [{ from: left/HORN }] } }
        """);

    public void Dispose() => _rig.Dispose();

    [Theory(DisplayName = "A guest may come before the hub, whose socket a service manager has made: it is served, its socket stays when " +
        "the hub stops, and sockets of either that the other does not know are told (IF-2.30)")]
    [InlineData("")]
    [InlineData("--no-keep")]
    public async Task GuestFirst(string option)
    {
        Directory.CreateDirectory(_rig.Sockets);
        await using var hub = await ActivatedAsync("ivi.sock", "stray.sock", option);
        await using (var guest = await ConnectAsync("ivi.sock"))
        {
            await hub.IsUpAsync();
            Assert.False(await guest.GetValueAsync(0));
            Assert.Contains($"rig listens at {Socket("stray.sock")}, which is no socket of this rig", hub.Log.ToString(),
                StringComparison.Ordinal);
            Assert.Contains($"no socket unit listens at {Socket("adas.sock")}", hub.Log.ToString(), StringComparison.Ordinal);
        }

        await using (var guest = await ConnectAsync("adas.sock")) Assert.False(await guest.GetValueAsync(0));
        Assert.Equal(0, await hub.StopAsync());
        Assert.Equal(["ivi.sock", "stray.sock"], Directory.GetFiles(_rig.Sockets).Select(Path.GetFileName).Order());
    }

    [Fact(DisplayName = "A hub that follows one that was killed serves the sockets of the service manager too, and leaves them in place " +
        "(IF-2.30)")]
    public async Task Killed()
    {
        Directory.CreateDirectory(_rig.Sockets);
        await using var hub = await ActivatedAsync("ivi.sock", "control.sock", "");
        await using (var guest = await ConnectAsync("ivi.sock"))
        {
            await hub.IsUpAsync();
            int killed = hub.Children[0];
            await KeptHub.SignalAsync(killed, "KILL");
            await hub.LoggedAsync("goes on with what the hub before has left");
            Assert.False(await guest.GetValueAsync(0));
        }

        await using (var guest = await ConnectAsync("ivi.sock")) Assert.False(await guest.GetValueAsync(0));
        var info = await GpioHubProcess.RunAsync([], "info", "--hub", Socket("control.sock"));
        Assert.Contains("process 2", info.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("is given up", hub.Log.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await hub.StopAsync());
        Assert.Equal(["control.sock", "ivi.sock"], Directory.GetFiles(_rig.Sockets).Select(Path.GetFileName).Order());
    }

    [Fact(DisplayName = "A guest that a reload has removed and another brings back is served at the service manager's socket " +
        "again (IF-2.30)")]
    public async Task Returns()
    {
        Directory.CreateDirectory(_rig.Sockets);
        await using var hub = await ActivatedAsync("ivi.sock", "control.sock", "");
        await using (await ConnectAsync("ivi.sock")) await hub.IsUpAsync();
        string with = await File.ReadAllTextAsync(_rig.Config);
        await ReloadAsync(with.Replace("ivi: { lines: [{ from: left/HORN }] }, ", "", StringComparison.Ordinal));
        await ReloadAsync(with);
        await using var guest = await ConnectAsync("ivi.sock");
        Assert.False(await guest.GetValueAsync(0));
    }

    // Who comes first waits until the hub has started, on a machine that may be busy with everything else.
    private Task<GpioDriver> ConnectAsync(string socket) => GpioDriver.ConnectAsync(Socket(socket),
        new GpioDriverOptions { FrontEnd = new FrontEndOptions { ReplyTimeout = TimeSpan.FromMinutes(2) } });

    private string Socket(string name) => Path.Combine(_rig.Sockets, name);

    private async Task ReloadAsync(string text)
    {
        await File.WriteAllTextAsync(_rig.Config, text);
        var done = await GpioHubProcess.RunAsync([], "reload", "--hub", Socket("control.sock"));
        Assert.Equal((0, ""), (done.Code, done.Error));
    }

    /// <summary>A hub that is started when a client has come to one of two sockets, both of one unit with the name "rig".</summary>
    private async Task<KeptHub> ActivatedAsync(string first, string second, string option)
    {
        string[] sockets = [Socket(first), Socket(second)];
        var hub = KeptHub.Begin(["systemd-socket-activate", "--fdname=rig:rig", .. sockets.Select(path => $"--listen={path}")],
            _rig.Config, option.Length > 0 ? [option] : []);
        foreach (var (number, path) in sockets.Index())
            await hub.LoggedAsync(string.Create(CultureInfo.InvariantCulture, $"Listening on {path} as {number + 3}."));
        return hub;
    }
}
