using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Driver;

public class LifecycleSpec
{
    private static async Task<IrqEvent> NextAsync(IrqLine irq) => await irq.Events.ReadAsync().AsTask().WaitAsync(Rig.Patience);

    [Fact(DisplayName =
        "A paused guest finds its pair returned INVALID, queues it again after the pause, and gets the edge that came meanwhile (VU-45)")]
    public async Task PauseAndResume()
    {
        await using Rig rig = await Rig.StartAsync();
        IrqLine irq = await rig.Driver.RequestIrqAsync(0, IrqType.EdgeRising).WaitAsync(Rig.Patience);

        await rig.Driver.StopAsync().WaitAsync(Rig.Patience);
        Task<bool> asked = rig.Driver.GetValueAsync(0);
        await rig.Backend.SetLevelAsync(0, true);
        Assert.False(asked.IsCompleted);
        await rig.Driver.ResumeAsync().WaitAsync(Rig.Patience);

        Assert.True(await asked.WaitAsync(Rig.Patience));
        await NextAsync(irq);
        Assert.Equal(1, irq.Counters.Invalid);
    }

    [Fact(DisplayName = "A resumed ring goes on from the base that GET_VRING_BASE returned (VU-29)")]
    public async Task ResumeKeepsTheBase()
    {
        await using Rig rig = await Rig.StartAsync();
        for (int i = 0; i < 10; i++) await rig.Driver.GetValueAsync(0).WaitAsync(Rig.Patience);
        ushort before = rig.Driver.FrontEnd.Rings[0].AvailIndex;

        await rig.Driver.StopAsync().WaitAsync(Rig.Patience);
        Assert.Equal(before, rig.Driver.FrontEnd.Rings[0].Base);
        await rig.Driver.ResumeAsync().WaitAsync(Rig.Patience);
        await rig.Driver.GetValueAsync(0).WaitAsync(Rig.Patience);
        Assert.Equal(before + 1, rig.Driver.FrontEnd.Rings[0].UsedIndex);
    }

    [Fact(DisplayName = "Nothing is answered while a ring is disabled; enabled again it goes on from the same place (VU-35)")]
    public async Task DisableRing()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Driver.EnableRingAsync(0, on: false).WaitAsync(Rig.Patience);
        Task<bool> asked = rig.Driver.GetValueAsync(0);
        await rig.Backend.InvokeAsync(_ => { }).WaitAsync(Rig.Patience);
        Assert.False(asked.IsCompleted);

        await rig.Driver.EnableRingAsync(0, on: true).WaitAsync(Rig.Patience);
        await asked.WaitAsync(Rig.Patience);
    }

    [Fact(DisplayName = "User-Mode Linux cannot pause: stopped, it can only be reset")]
    public async Task UmlCannotPause()
    {
        await using Rig rig = await Rig.StartAsync(Rig.As(FrontEndManners.UserModeLinux));
        await rig.Driver.StopAsync().WaitAsync(Rig.Patience);
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Driver.ResumeAsync().WaitAsync(Rig.Patience));
        await rig.Driver.ResetAsync().WaitAsync(Rig.Patience);
        await rig.Driver.GetValueAsync(0).WaitAsync(Rig.Patience);
    }

    [Theory(DisplayName = "A reset gives up what is outstanding, forgets interrupts, and probes anew from index 0 (VG-G-17)")]
    [InlineData(FrontEndManners.Qemu10)]
    [InlineData(FrontEndManners.UserModeLinux)]
    public async Task Reset(FrontEndManners manners)
    {
        await using Rig rig = await Rig.StartAsync(Rig.As(manners));
        await rig.Backend.InvokeAsync(d => d.Mute = r => r.Line == 1).WaitAsync(Rig.Patience);
        IrqLine irq = await rig.Driver.RequestIrqAsync(0, IrqType.EdgeRising).WaitAsync(Rig.Patience);
        ushort[] used = [rig.Driver.FrontEnd.Rings[0].UsedIndex];

        await rig.Driver.ResetAsync().WaitAsync(Rig.Patience);
        await Assert.ThrowsAsync<VhostUserPeerException>(() => irq.Events.Completion.WaitAsync(Rig.Patience));
        Assert.Equal((2, 1), (used[0], rig.Driver.FrontEnd.Rings[0].UsedIndex));

        IrqLine again = await rig.Driver.RequestIrqAsync(0, IrqType.EdgeRising).WaitAsync(Rig.Patience);
        await rig.Backend.SetLevelAsync(0, true);
        await NextAsync(again);
    }

    [Fact(DisplayName = "A back-end that goes away fails what is outstanding and all that follows, and the event streams")]
    public async Task Disconnect()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Backend.InvokeAsync(d => d.Mute = r => r.Line == 1).WaitAsync(Rig.Patience);
        IrqLine irq = await rig.Driver.RequestIrqAsync(0, IrqType.EdgeRising).WaitAsync(Rig.Patience);
        Task<bool> outstanding = rig.Driver.GetValueAsync(1);

        await rig.Backend.DropAsync().WaitAsync(Rig.Patience);
        await rig.Driver.Disconnected.WaitAsync(Rig.Patience);

        await Assert.ThrowsAsync<VhostUserPeerException>(() => outstanding.WaitAsync(Rig.Patience));
        await Assert.ThrowsAsync<VhostUserPeerException>(() => rig.Driver.GetValueAsync(0).WaitAsync(Rig.Patience));
        await Assert.ThrowsAsync<VhostUserPeerException>(() => irq.Events.Completion.WaitAsync(Rig.Patience));
        await irq.DisposeAsync();
    }

    [Fact(DisplayName = "Reconnected, the guest notices nothing: rings go on from used.idx, and what was outstanding is answered (VU-55)")]
    public async Task Reconnect()
    {
        await using Rig rig = await Rig.StartAsync(new GpioDriverOptions { SurvivesDisconnect = true });
        for (int round = 0; round < 3; round++)
        {
            await rig.Backend.InvokeAsync(d => d.Mute = _ => true).WaitAsync(Rig.Patience);
            Task<bool> outstanding = rig.Driver.GetValueAsync(1);
            Task gone = rig.Driver.Disconnected;
            await rig.Backend.DropAsync().WaitAsync(Rig.Patience);
            await gone.WaitAsync(Rig.Patience);
            Assert.Null(rig.Driver.Failure);
            Assert.False(outstanding.IsCompleted);

            await rig.Backend.InvokeAsync(d => d.Mute = _ => false).WaitAsync(Rig.Patience);
            await rig.Driver.ReconnectAsync().WaitAsync(Rig.Patience);
            Assert.False(await outstanding.WaitAsync(Rig.Patience));
        }

        Assert.Equal(1 + 3, rig.Driver.FrontEnd.Rings[0].UsedIndex);
    }

    [Fact(DisplayName = "A back-end that returns a head which is not outstanding ends the driver, with the reason (VQ-84)")]
    public async Task BrokenRing()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Backend.InvokeAsync(d => d.Mute = _ => true).WaitAsync(Rig.Patience);
        Task<bool> outstanding = rig.Driver.GetValueAsync(0);
        FrontEndRing ring = rig.Driver.FrontEnd.Rings[0];
        var hostile = new HostileRing(rig.Driver.FrontEnd, 0);
        hostile.SetUsedIndex((ushort)(ring.UsedIndex + 5));
        rig.Driver.Poll();

        var why = await Assert.ThrowsAsync<VhostUserPeerException>(() => outstanding.WaitAsync(Rig.Patience));
        Assert.Contains(nameof(GpioHub.GuestDriver.Virtio.DriverRingFault.UsedJump), why.Message, StringComparison.Ordinal);
        Assert.Same(why, rig.Driver.Failure);
    }

    [Fact(DisplayName = "An eventq pair that comes back with no answer in it ends the driver: the line would be deaf for ever (VG-D-46)")]
    public async Task BadPair()
    {
        await using Rig rig = await Rig.StartAsync();
        IrqLine irq = await rig.Driver.RequestIrqAsync(0, IrqType.EdgeRising).WaitAsync(Rig.Patience);
        await rig.Backend.InvokeAsync(d => d.ReturnPair(0, ShortResponse.Empty)).WaitAsync(Rig.Patience);

        var why = await Assert.ThrowsAsync<VhostUserPeerException>(() => irq.Events.Completion.WaitAsync(Rig.Patience));
        Assert.Contains("used.len 0", why.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A guest that is switched off leaves the socket free for the next one, at once")]
    public async Task SwitchOff()
    {
        using var backend = new MiniBackend(["A"]);
        for (int i = 0; i < 20; i++)
        {
            await using GpioDriver driver = await GpioDriver.ConnectAsync(backend.SocketPath).WaitAsync(Rig.Patience);
            Task<bool> outstanding = driver.GetValueAsync(0);
            await driver.ShutDownAsync().WaitAsync(Rig.Patience);
            Assert.True(await Task.WhenAny(outstanding).WaitAsync(Rig.Patience) == outstanding);
            await Assert.ThrowsAsync<VhostUserPeerException>(() => driver.GetValueAsync(0).WaitAsync(Rig.Patience));
        }

        Assert.Equal(0, backend.Refused);
    }

    [Fact(DisplayName = "The error descriptor ends the driver, and says which ring (VU-36)")]
    public async Task ErrorDescriptor()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Backend.InvokeAsync(d => d.Mute = _ => true).WaitAsync(Rig.Patience);
        Task<bool> outstanding = rig.Driver.GetValueAsync(0);
        rig.Driver.FrontEnd.Rings[1].Error.Signal();

        var why = await Assert.ThrowsAsync<VhostUserPeerException>(() => outstanding.WaitAsync(Rig.Patience));
        Assert.Contains("ring 1 is broken", why.Message, StringComparison.Ordinal);
    }
}
