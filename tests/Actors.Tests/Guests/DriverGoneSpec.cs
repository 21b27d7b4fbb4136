using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Plan;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>A driver that is gone lets go of its pins; a machine that may be paused keeps them for <c>whenStopped</c> (VU-47b). In virtual
/// time.</summary>
public class DriverGoneSpec
{
    private const int In = 0, Out = 1;

    private static Task<LiveRig> StartAsync(TimeSpan? whenStopped = null) => LiveRig.StartAsync(
        folder =>
        {
            var chip = Plans.Sim("bench", "A", "B");
            return Plans.Plan(folder, [chip],
                [Plans.Guest("ivi", folder, chip, onRelease: OnRelease.Low) with { WhenStopped = whenStopped }]);
        },
        virtualTime: true);

    /// <summary>A guest whose output is high, stopped.</summary>
    private static async Task<GpioDriver> StoppedAsync(LiveRig rig, FrontEndManners manners = FrontEndManners.Qemu10)
    {
        var guest = await rig.ConnectAsync(manners: manners);
        await guest.DriveAsync(Out, true);
        await guest.StopAsync();
        return guest;
    }

    private static Task<GuestSnapshot> ReleasedAsync(LiveRig rig) =>
        rig.UntilAsync(snapshot => snapshot.Lines[Out].Level == false && snapshot.Stop is { Released: not null });

    private static async Task HeldAsync(LiveRig rig)
    {
        await rig.ToldAsync();
        var snapshot = await rig.UntilAsync(_ => true);
        Assert.Equal((true, null), (snapshot.Lines[Out].Level, snapshot.Stop?.Released));
    }

    [Theory(DisplayName = "A driver that stops its rings and says no more is held for whenStopped, then let go, by QEMU's ways (VU-47b)")]
    [InlineData(FrontEndManners.Qemu10)]
    [InlineData(FrontEndManners.Qemu72)]
    public async Task CannotTell(FrontEndManners manners)
    {
        await using var rig = await StartAsync(TimeSpan.FromSeconds(10));
        await using var guest = await StoppedAsync(rig, manners);
        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Stopped);
        for (int s = 0; s < 9; s++) rig.Advance(TimeSpan.FromSeconds(1));
        await HeldAsync(rig);
        Assert.Equal((TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(10)),
            await rig.UntilAsync(_ => true) is { Stop: { } stop } ? (stop.For, stop.WhenStopped) : default);

        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("stopped for 10 s (whenStopped)", (await ReleasedAsync(rig)).Stop!.Released);
        await guest.ResumeAsync();
        Assert.True(await guest.GetValueAsync(Out));
        Assert.Null((await rig.UntilAsync(_ => true)).Stop);
    }

    [Fact(DisplayName = "User-Mode Linux cannot pause: when it takes its queues down the pins go, whenStopped: hold or not (VU-47b)")]
    public async Task UserModeLinux()
    {
        await using var rig = await StartAsync();
        await using var guest = await StoppedAsync(rig, FrontEndManners.UserModeLinux);
        var released = await ReleasedAsync(rig);
        Assert.Equal("the driver is gone (GetFeatures)", released.Stop!.Released);
        Assert.Equal(GpioDirection.Out, released.Lines[Out].Direction);                // line state is kept
    }

    [Fact(DisplayName = "A driver that probes again, on QEMU 9 and later, has let go of what the one before drove (VU-47b)")]
    public async Task ProbesAgain()
    {
        await using var rig = await StartAsync();
        await using var guest = await StoppedAsync(rig);
        await HeldAsync(rig);
        await Task.Run(() => guest.FrontEnd.GetConfig(0, 8));
        Assert.Equal("the driver is gone (GetConfig)", (await ReleasedAsync(rig)).Stop!.Released);
    }

    [Fact(DisplayName = "A used ring that changes while its ring is stopped: the driver is gone, and the pins go (VU-47b)")]
    public async Task UsedRingIsOverwritten()
    {
        await using var rig = await StartAsync();
        await using var guest = await StoppedAsync(rig);
        for (int s = 0; s < 20; s++) rig.Advance(TimeSpan.FromSeconds(1));
        await HeldAsync(rig);
        var ring = guest.FrontEnd.Rings[0];
        Assert.True(guest.FrontEnd.Ram.Memory.TryWrite(ring.Addresses.Used + SplitLayout.Entries, [1, 2, 3, 4]));
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("its memory is used for something else", (await ReleasedAsync(rig)).Stop!.Released);
    }

    [Fact(DisplayName = "What a driver may write while its rings are stopped, buffers and avail ring, lets nothing go (VU-47b)")]
    public async Task DriversOwnMemory()
    {
        await using var rig = await StartAsync();
        await using var guest = await StoppedAsync(rig);
        await HeldAsync(rig);
        var at = guest.FrontEnd.Rings[0].Addresses;
        Assert.True(guest.FrontEnd.Ram.Memory.TryWrite(at.Avail + SplitLayout.Entries, [1, 2, 3, 4]));
        Assert.True(guest.FrontEnd.Ram.Memory.TryWrite(at.Descriptors, [1, 2, 3, 4]));
        for (int s = 0; s < 10; s++) rig.Advance(TimeSpan.FromSeconds(1));
        await HeldAsync(rig);
    }

    [Theory(DisplayName = "A page that firmware writes first after a reset, and no other page beside the rings, is looked at (VU-47b)")]
    [InlineData(0, StopVerdict.Reset)]                                                // SeaBIOS
    [InlineData(0x80_0ff8, StopVerdict.Reset)]                                        // OVMF
    [InlineData(0x10_0000, StopVerdict.CannotTell)]
    public void FirmwarePages(ulong written, StopVerdict verdict)
    {
        const ulong Size = 0x100_0000;
        var (file, backing) = FrontEndMachine.Kernel.CreateRam(0, Size);
        using (file)
        using (backing)
        {
            var region = new MemoryRegion(0, 0x7f00_0000_0000, Size, 0, backing);
            Assert.True(GuestMemory.TryCreate([region], out var memory, out string error), error);
            var seen = new StoppedMemory(new DeviceRing(), new DeviceRing());
            seen.Remember(memory);
            Assert.Equal(StopVerdict.CannotTell, seen.Look(memory));
            Assert.True(memory.TryWrite(written, [1]));
            Assert.Equal(verdict, seen.Look(memory));
            Assert.Equal(StopVerdict.CannotTell, seen.Look(GuestMemory.Empty));
        }
    }

    [Fact(DisplayName = "An interrupt that was armed when a paused guest's pins were let go interrupts when it goes on (VU-46, VU-47b)")]
    public async Task ArmedInterrupt()
    {
        await using var rig = await StartAsync(TimeSpan.FromSeconds(2));
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(Out, true);
        await using var irq = await guest.RequestIrqAsync(In, IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await guest.StopAsync();
        rig.Advance(TimeSpan.FromSeconds(2));
        await ReleasedAsync(rig);
        await rig.SetAsync(In, true);
        await rig.UntilAsync(snapshot => snapshot.Lines[In].Latched);

        await guest.ResumeAsync();
        Assert.True((await irq.Events.ReadAsync()).Level);
        await rig.UntilAsync(snapshot => snapshot.Lines[Out].Level == true);
        await rig.SetAsync(In, false);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await rig.SetAsync(In, true);
        Assert.True((await irq.Events.ReadAsync()).Level);
    }

    [Fact(DisplayName = "Another whenStopped counts from the stop, also for a guest that is stopped when it comes (VU-47b, IF-1.9)")]
    public async Task AnotherTime()
    {
        await using var rig = await StartAsync();
        await using var guest = await StoppedAsync(rig);
        await HeldAsync(rig);
        for (int s = 0; s < 5; s++) rig.Advance(TimeSpan.FromSeconds(1));
        await rig.ChangeAsync("ivi", plan => plan with { WhenStopped = TimeSpan.FromSeconds(7) });
        rig.Advance(TimeSpan.FromSeconds(1));
        await HeldAsync(rig);
        rig.Advance(TimeSpan.FromSeconds(1));
        await ReleasedAsync(rig);
    }

    [Theory(DisplayName = "A guest whose last ring broke, or does not start again, is held no longer than a stopped one (VU-36, VU-47b)")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BrokenRing(bool atResume)
    {
        await using var rig = await StartAsync(TimeSpan.FromSeconds(10));
        await using var guest = await rig.ConnectAsync(manners: FrontEndManners.Qemu72);
        await guest.DriveAsync(Out, true);
        if (atResume) await guest.StopAsync();
        var ring = guest.FrontEnd.Rings[0];
        byte[] beyond = BitConverter.GetBytes((ushort)(ring.AvailIndex + 5000));
        Assert.True(guest.FrontEnd.Ram.Memory.TryWrite(ring.Addresses.Avail + SplitLayout.Index, beyond));
        if (atResume) await guest.ResumeAsync();
        else ring.Kick.Signal();
        await rig.UntilAsync(snapshot => snapshot.Rings[0].State == "broken");
        await HeldAsync(rig);
        for (int s = 0; s < 10; s++) rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("stopped for 10 s (whenStopped)", (await ReleasedAsync(rig)).Stop!.Released);
    }

    [Fact(DisplayName = "A reset after which another driver starts: the new session finds the line as new, and drives it (VU-47)")]
    public async Task NextDriver()
    {
        await using var rig = await StartAsync(TimeSpan.FromSeconds(1));
        await using var guest = await StoppedAsync(rig);
        rig.Advance(TimeSpan.FromSeconds(1));
        await ReleasedAsync(rig);
        await guest.ResetAsync();
        Assert.Equal(GpioDirection.None, await guest.GetDirectionAsync(Out));
        await guest.DriveAsync(Out, true);
        await rig.UntilAsync(snapshot => snapshot.Lines[Out].Level == true);
    }
}
