using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Succession;

public sealed class WatchdogSpec
{
    [Fact(DisplayName = "A hub that stands still for longer than hub.watchdog is killed and followed by another (IF-2.22)")]
    public async Task StandsStill()
    {
        using var rig = new RigFolder("""
            hub: { sockets: SOCKETS, watchdog: 2s, standby: false, rehearse: false }
            chips: { left: { driver: sim, lines: [HORN] } }
            guests: { ivi: { lines: [{ from: left/HORN }] } }
            """);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        int first = Assert.Single(hub.Children);
        await KeptHub.SignalAsync(first, "STOP");
        await hub.LoggedAsync("ended by its keeper: a reactor did not come round (hub.watchdog)");
        Assert.DoesNotContain(first, hub.Children);
        Assert.Equal(0, await hub.StopAsync());
    }
}
