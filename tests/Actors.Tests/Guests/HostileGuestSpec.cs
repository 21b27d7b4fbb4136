using GpioHub.Actors.Guests;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>Guests that break their own rings and memory, beside a guest that does not notice.</summary>
public class HostileGuestSpec : RigSpec
{
    [Theory(DisplayName =
        "A guest that breaks a ring: its ERR is signalled, the socket stays, its other ring and other guests go on, and a new driver " +
        "starts it again (VU-36)")]
    [InlineData(0)]
    [InlineData(1)]
    public async Task ABrokenRing(int broken)
    {
        await using var rig = await StartAsync(guests: 2);
        await using var other = await rig.ConnectAsync("adas");
        await using var irq = await other.RequestIrqAsync(0, IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1, "adas");
        using var frontEnd = await Task.Run(() => VhostUserFrontEnd.Connect(rig.SocketOf("ivi")));
        await Task.Run(frontEnd.Start);
        var hostile = new HostileRing(frontEnd, broken);
        hostile.SetAvailIndex(5000);
        hostile.Kick();
        Assert.True(await Task.Run(() => Readiness.WaitToRead(frontEnd.Rings[broken].Error, 20_000)));
        frontEnd.Rings[broken].Error.Drain();
        var rings = (await rig.UntilAsync(_ => true)).Rings;
        Assert.Equal(("broken", "running"), (rings[broken].State, rings[1 - broken].State));

        Assert.Equal(8, (await Task.Run(() => frontEnd.GetConfig(0, 8))).Length);       // the socket is alive
        await rig.SetAsync(0, true);
        Assert.True((await irq.Events.ReadAsync()).Level);
        Assert.True(await other.GetValueAsync(0));

        await Task.Run(frontEnd.Reset);
        await using var next = await GpioDriver.ProbeAsync(frontEnd);
        Assert.True(await next.GetValueAsync(0));
    }

    [Theory(DisplayName = "If a queue's actor fails twice within a second its ring is broken, and everything else goes on (VU-36)")]
    [InlineData(nameof(RequestQueueActor), 0)]
    [InlineData(nameof(EventQueueActor), 1)]
    public async Task AQueueThatKeepsFailing(string actor, int ring)
    {
        var faults = new FailsAlways(actor);
        await using var rig = await StartAsync(faults, guests: 2);
        await using var guest = await rig.ConnectAsync();
        faults.Armed = true;
        Task kicked = ring == 0 ? guest.RequestAsync(GpioMessage.GetDirection, 0, 0) : guest.QueueIrqPairAsync(0);
        var told = await Assert.ThrowsAsync<VhostUserPeerException>(() => kicked);      // its ERR descriptor says so
        Assert.Contains($"ring {ring} is broken", told.Message, StringComparison.Ordinal);
        faults.Armed = false;
        var rings = (await rig.UntilAsync(_ => true)).Rings;
        Assert.Equal(("broken", "running"), (rings[ring].State, rings[1 - ring].State));
        await using var other = await rig.ConnectAsync("adas");
        Assert.Equal(GpioDirection.None, await other.GetDirectionAsync(0));
    }

    [Fact(DisplayName = "A buffer without a writable byte comes back at once with used.len 0, and arms nothing (VG-D-45)")]
    public async Task ABufferThatCannotBeWritten()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.SetIrqTypeAsync(0, IrqType.EdgeRising);
        Assert.Equal(0u, (await guest.SubmitRawAsync(1, [[0, 0]], [])).UsedLength);
        Assert.Equal(IrqBufferState.None, (await rig.LineAsync(0)).Buffer);
    }

    private sealed class FailsAlways(string failing) : ICrashPlan
    {
        public volatile bool Armed;

        public void Before(string actor, object message)
        {
            if (Armed && actor == failing) throw new InvalidOperationException("fails always");
        }

        public void After(string actor, object message)
        {
        }
    }
}
