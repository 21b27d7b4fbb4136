using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>A whole rig against a real front-end and driver, as each virtual machine monitor behaves.</summary>
public class GuestSpec : RigSpec
{
    public static TheoryData<FrontEndManners> AllManners => [.. Enum.GetValues<FrontEndManners>()];

    public static TheoryData<FrontEndManners> WithInterrupts => [FrontEndManners.Qemu10, FrontEndManners.UserModeLinux];

    [Theory(DisplayName = "Probe: ngpio, names, every direction NONE (VG-D-01…05, VG-D-29)")]
    [MemberData(nameof(AllManners))]
    public async Task Probe(FrontEndManners manners)
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync(manners: manners);
        Assert.Equal(4, guest.Config.LineCount);
        Assert.Equal(["A", "B", "C", "D"], guest.Names);
        for (ushort line = 0; line < 4; line++) Assert.Equal(GpioDirection.None, await guest.GetDirectionAsync(line));
    }

    [Theory(DisplayName = "An output is driven from its first instant with the stored value, and read back (VG-D-23, VG-D-24, VG-D-28)")]
    [MemberData(nameof(AllManners))]
    public async Task Output(FrontEndManners manners)
    {
        await using var rig = await StartAsync(guests: 2);
        await using var guest = await rig.ConnectAsync(manners: manners);
        await using var other = await rig.ConnectAsync("adas", manners);
        await guest.SetValueAsync(1, true);
        await guest.SetDirectionAsync(1, GpioDirection.Out);
        Assert.True(await other.GetValueAsync(1));
        await guest.SetValueAsync(1, false);
        Assert.False(await other.GetValueAsync(1));
        await guest.SetDirectionAsync(1, GpioDirection.None);
        Assert.Equal(GpioDirection.None, await guest.GetDirectionAsync(1));
    }

    [Theory(DisplayName = "A stimulus is what an input reads")]
    [MemberData(nameof(AllManners))]
    public async Task Input(FrontEndManners manners)
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync(manners: manners);
        await guest.SetDirectionAsync(0, GpioDirection.In);
        Assert.False(await guest.GetValueAsync(0));
        Assert.Equal(SetStatus.Done, (await rig.SetAsync(0, true)).Status);
        Assert.True(await guest.GetValueAsync(0));
        await rig.SetAsync(0, null);
        Assert.False(await guest.GetValueAsync(0));
    }

    [Theory(DisplayName =
        "Each edge that the handler waited for is one event; the next one comes when the line is armed again (VG-D-40…42)")]
    [MemberData(nameof(WithInterrupts))]
    public async Task EdgesArrive(FrontEndManners manners)
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync(manners: manners);
        await guest.SetDirectionAsync(2, GpioDirection.In);
        await using var irq = await guest.RequestIrqAsync(2, IrqType.EdgeBoth);
        bool level = false;
        for (int i = 0; i < 50; i++)
        {
            await rig.UntilAsync(snapshot => snapshot.Armed == 1);
            level = !level;
            await rig.SetAsync(2, level);
            Assert.Equal(level, (await irq.Events.ReadAsync()).Level);
        }

        var line = await rig.LineAsync(2);
        Assert.Equal((50, 50, 0), (line.Edges, line.Delivered, line.Coalesced));
    }

    [Theory(DisplayName = "A level interrupt fires again while the level is active, and not once it has gone (VG-D-43, R-09, R-10)")]
    [InlineData(IrqType.LevelHigh, true)]
    [InlineData(IrqType.LevelLow, false)]
    public async Task Levels(IrqType type, bool active)
    {
        await using var rig = await StartAsync();
        await rig.SetAsync(0, !active);
        await using var guest = await rig.ConnectAsync();
        int handled = 0;
        await using var irq = await guest.RequestIrqAsync(0, type, async _ =>
        {
            if (++handled == 3) await rig.SetAsync(0, !active);       // the guest's handler clears the source the third time
        });
        await rig.SetAsync(0, active);
        for (int i = 0; i < 3; i++) await irq.Events.ReadAsync();
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        Assert.Equal(3, handled);
    }

    [Fact(DisplayName = "Disabling returns the buffer INVALID before the OK; freeing leaves nothing armed (VG-D-38)")]
    public async Task FreeingReturnsTheBuffer()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await irq.DisposeAsync();
        var line = await rig.LineAsync(0);
        Assert.Equal((IrqType.None, IrqBufferState.None, 1), (line.Irq, line.Buffer, line.Invalid));
    }

    [Theory(DisplayName = "A pause returns the buffers INVALID, keeps line state and an edge that comes meanwhile (VU-45, VU-46)")]
    [InlineData(FrontEndManners.Qemu10)]
    public async Task PauseKeepsEdges(FrontEndManners manners)
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync(manners: manners);
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await guest.StopAsync();
        Assert.Equal(GuestState.Stopped, (await rig.UntilAsync(_ => true)).State);
        await rig.SetAsync(0, true);
        await guest.ResumeAsync();
        Assert.True((await irq.Events.ReadAsync()).Level);
    }

    [Fact(DisplayName = "A new driver session starts from nothing; a disconnect leaves the pins at their release state (VU-47, VU-47b)")]
    public async Task NewSessionResets()
    {
        await using var rig = await StartAsync(onRelease: OnRelease.High);
        await using (var first = await rig.ConnectAsync())
        {
            await first.DriveAsync(3, false);
            Assert.Equal(GpioDirection.Out, await first.GetDirectionAsync(3));
        }

        // its chip, on another reactor, hears of it after the guest has gone
        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting && snapshot.Lines[3].Level == true);
        await using var second = await rig.ConnectAsync();
        Assert.Equal(GpioDirection.None, await second.GetDirectionAsync(3));
    }

    [Fact(DisplayName = "A second front-end is accepted and closed; the first notices nothing (VU-10)")]
    public async Task SecondFrontEndIsRefused()
    {
        await using var rig = await StartAsync();
        await using var first = await rig.ConnectAsync();
        await Assert.ThrowsAsync<VhostUserPeerException>(() => rig.ConnectAsync());
        Assert.Equal(GpioDirection.None, await first.GetDirectionAsync(0));
    }

    [Fact(DisplayName = "A front-end that dies and connects again at once is served, whichever the hub sees first (VU-55)")]
    public async Task ReconnectAtOnce()
    {
        await using var rig = await StartAsync();
        for (int i = 0; i < 20; i++)
        {
            await using var guest = await rig.ConnectAsync();
            Assert.Equal(GpioDirection.None, await guest.GetDirectionAsync(0));
        }
    }

    [Fact(DisplayName = "An exclusive line refuses its second driver with ERR until the first lets go (IF-1.12)")]
    public async Task ExclusiveLines()
    {
        await using var rig = await StartAsync(guests: 2);
        await using var one = await rig.ConnectAsync();
        await using var two = await rig.ConnectAsync("adas");
        await one.DriveAsync(0, true);
        Assert.Equal(GpioStatus.Error, (await two.RequestAsync(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out)).Status);
        var set = await rig.SetAsync(0, false);
        Assert.Equal("bench/A is driven by guest ivi (exclusive); gpiohub fault add bench/A stuck-0 overrides", set.Detail);
        await one.SetDirectionAsync(0, GpioDirection.None);
        Assert.Equal(GpioStatus.Ok, (await two.RequestAsync(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out)).Status);
    }

    [Fact(DisplayName = "Two guests on one line: a guest that dies disturbs nobody else")]
    public async Task ADyingGuestDisturbsNobody()
    {
        await using var rig = await StartAsync(guests: 2);
        await using var survivor = await rig.ConnectAsync();
        await using var irq = await survivor.RequestIrqAsync(0, IrqType.EdgeBoth);
        for (int i = 0; i < 5; i++)
        {
            var victim = await rig.ConnectAsync("adas");
            await using var armed = await victim.RequestIrqAsync(0, IrqType.EdgeBoth);
            await victim.DisposeAsync();
            await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting, "adas");
            await rig.UntilAsync(snapshot => snapshot.Armed == 1);
            await rig.SetAsync(0, i % 2 == 0);
            Assert.Equal(i % 2 == 0, (await irq.Events.ReadAsync()).Level);
        }
    }
}
