using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>QEMU 7.2 with reconnect=1, the one front-end that comes back to a guest that runs.</summary>
[Trait("Boots", "kernel")]
public sealed class ReconnectSpec
{
    [Fact(DisplayName = "After a dropped connection the hub drives again what the guest drives, and gpioset still moves it (VU-47)")]
    public async Task DroppedConnection()
    {
        await using var hub = await HubProcess.StartAsync(Bench.Rig);
        await using var relay = new SocketRelay(hub.Socket("ivi"));
        await using var guest = await FrontEnd.BootQemuAsync(await GuestKit.GetAsync(), (await GuestKit.GetAsync()).Qemu7,
            hub, "ivi", relay.Path);
        var hold = await guest.StartJobAsync($"gt hold /dev/gpiochip0 {Bench.Lamp} 1");
        await hold.LinesAsync(1);
        await hub.UntilAsync(info => info.Line("bench/LAMP").Level == 1, "LAMP to be driven");
        long sessions = (await hub.InfoAsync()).Guest("ivi").Sessions;

        relay.Drop();

        await hub.UntilAsync(info => info.Guest("ivi") is { State: "running" } ivi && ivi.Sessions > sessions, "QEMU to come back");
        await hub.UntilAsync(info => info.Line("bench/LAMP").Level == 1, "LAMP to be driven again");
        await hold.StopAsync();
        await hub.UntilAsync(info => info.Line("bench/LAMP").Level == 0, "LAMP to be released");
        await guest.RunAsync($"gpioset gpiochip0 {Bench.Horn}=1");
        Assert.Equal(1, (await hub.InfoAsync()).Line("bench/HORN").Level);
    }

    [Fact(DisplayName = "A hub that is killed and started again serves the guest on, and says once that line state was lost")]
    public async Task RestartedHub()
    {
        await using var bench = await Bench.StartAsync(FrontEnd.Qemu7);
        await bench.WorksAsync();

        await bench.Hub.KillAsync();
        var request = bench.Guest.RunAsync($"gpioget gpiochip0 {Bench.Ign}");     // waits in the guest's kernel until a hub answers
        await bench.Hub.StartAsync();

        Assert.Equal("0", await request);
        await bench.WorksAsync();
        Assert.Single(bench.Hub.Log.Lines, l => l.Contains("ivi", StringComparison.Ordinal)
            && l.Contains("line state", StringComparison.Ordinal) && l.Contains("lost", StringComparison.Ordinal));
    }
}
