using System.Text.Json;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>A guest that drives a relay and stops its rings, as QEMU does at a pause and when a driver is unbound (VU-47b).</summary>
public sealed class StoppedGuestSpec : IDisposable
{
    private readonly RigFolder _rig = new("""
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [PWR] }
        guests:
          ivi:
            whenStopped: TIME
            lines: [{ from: bench/PWR, access: out, onRelease: low }]
        """);

    public void Dispose() => _rig.Dispose();

    [Theory(DisplayName = "Rings stopped and nothing more said: the output is low after whenStopped, while the front-end stays connected")]
    [InlineData(FrontEndManners.Qemu72)]
    [InlineData(FrontEndManners.Qemu10)]
    public async Task UnboundDriver(FrontEndManners manners)
    {
        await using var run = await StartAsync("50ms");
        await using var guest = await DrivingAsync(manners);
        await guest.StopAsync();

        while ((await HubAsync("get", "bench/PWR")).Out != "\"bench/PWR\"=inactive\n") await Task.Yield();
        Assert.StartsWith("ivi  stopped, pins released: stopped for 0.05 s (whenStopped)  irq=", (await HubAsync("info", "ivi")).Out,
            StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await HubAsync("info", "ivi", "-o", "json")).Out);
        var stopped = json.RootElement.GetProperty("stopped");
        Assert.Equal(("released", "50ms"), (stopped.GetProperty("pins").GetString(), stopped.GetProperty("whenStopped").GetString()));

        await guest.ResumeAsync();
        Assert.True(await guest.GetValueAsync(0));
        Assert.StartsWith("ivi  running  irq=", (await HubAsync("info", "ivi")).Out, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "While pins are held, info says so, and for how long at most")]
    [InlineData("1m")]
    [InlineData("hold")]
    [InlineData("60500ms")]
    public async Task Held(string time)
    {
        await using var run = await StartAsync(time);
        await using var guest = await DrivingAsync(FrontEndManners.Qemu10);
        await guest.StopAsync();

        string info = (await HubAsync("info", "ivi")).Out;
        Assert.Matches($@"^ivi  stopped, pins held for \d+ s \(whenStopped {time}\)  irq=yes", info);
        using var document = JsonDocument.Parse((await HubAsync("info", "ivi", "-o", "json")).Out);
        var stopped = document.RootElement.GetProperty("stopped");
        Assert.Equal(("held", JsonValueKind.Null, time), (stopped.GetProperty("pins").GetString(), stopped.GetProperty("why").ValueKind,
            stopped.GetProperty("whenStopped").GetString()));
        Assert.Equal("\"bench/PWR\"=active\n", (await HubAsync("get", "bench/PWR")).Out);
    }

    private async Task<RunningHub> StartAsync(string whenStopped)
    {
        await File.WriteAllTextAsync(_rig.Config,
            (await File.ReadAllTextAsync(_rig.Config)).Replace("TIME", whenStopped, StringComparison.Ordinal));
        return await RunningHub.StartAsync(_rig.Config);
    }

    private async Task<GpioDriver> DrivingAsync(FrontEndManners manners)
    {
        var guest = await GpioDriver.ConnectAsync(Path.Combine(_rig.Sockets, "ivi.sock"),
            new GpioDriverOptions { FrontEnd = new FrontEndOptions { Manners = manners } });
        await guest.SetValueAsync(0, true);
        await guest.SetDirectionAsync(0, GpioDirection.Out);
        return guest;
    }

    private Task<CliResult> HubAsync(params string[] arguments) =>
        Cli.RunAsync(["--hub", Path.Combine(_rig.Sockets, "control.sock"), .. arguments]);
}
