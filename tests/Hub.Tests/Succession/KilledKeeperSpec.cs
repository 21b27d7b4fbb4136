using GpioHub.GuestDriver.Driver;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Succession;

/// <summary>Real processes: a keeper that is killed itself.</summary>
public sealed class KilledKeeperSpec
{
    private const string Rig = """
        hub: { sockets: SOCKETS, rehearse: false }
        chips: { left: { driver: sim, lines: [HORN] } }
        guests: { ivi: { lines: [{ from: left/HORN }] } }
        """;

    [Fact(DisplayName = "A hub without its keeper goes on for the guest that is connected, and ends in order when that has gone (IF-2.20)")]
    public async Task GuestsGoOn()
    {
        using var rig = new RigFolder(Rig);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        var guest = await GpioDriver.ConnectAsync(Path.Combine(rig.Sockets, "ivi.sock"));
        await KeptHub.SignalAsync(hub.Keeper, "KILL");
        await hub.LoggedAfterEndAsync("the keeper has ended");
        Assert.False(await guest.GetValueAsync(0));
        await guest.DisposeAsync();
        await hub.UntilClosedAsync();
        Assert.Empty(Directory.GetFiles(rig.Sockets));
    }

    [Fact(DisplayName = "A hub without its keeper and without a guest ends, and so does its standby (IF-2.20)")]
    public async Task NobodyIsLeft()
    {
        using var rig = new RigFolder(Rig);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        await hub.UntilAsync(children => children.Count == 2);
        await KeptHub.SignalAsync(hub.Keeper, "KILL");
        await hub.UntilClosedAsync();
        Assert.Empty(Directory.GetFiles(rig.Sockets));
    }
}
