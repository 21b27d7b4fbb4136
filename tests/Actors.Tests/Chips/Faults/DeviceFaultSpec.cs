using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Chips.Gpio;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Chips.Faults;

/// <summary>Faults and pulses of a gpiochip: what its readers see, and the state of its pins.</summary>
public class DeviceFaultSpec
{
    private static readonly FaultTarget Line = new("doors", 0);
    private static readonly FaultTarget Chip = new("doors", null);

    [Theory(DisplayName =
        "invert: reads, edges and level interrupts are the opposite of the pin's, whether it is watched or asked; the pin is not touched")]
    [InlineData(IoPlace.Thread)]
    [InlineData(IoPlace.Inline)]
    public async Task Inverted(IoPlace io)
    {
        await using var rig = await GpioRig.StartAsync(io: io);
        await using var guest = await rig.ConnectAsync();
        rig.Kernel.ForgetCalls();
        await AddAsync(rig, Line, new FaultOrder(FaultKind.Invert));
        Assert.Empty(rig.Chip[0].Calls);
        Assert.True(await guest.GetValueAsync(0));
        rig.Chip[0].Pull(true);
        Assert.False(await guest.GetValueAsync(0));                        // not watched: it is asked

        await using (var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising))
        {
            await ArmedAsync(rig);
            rig.Chip[0].Pull(false);
            Assert.True((await irq.Events.ReadAsync()).Level);
        }

        await using var level = await guest.RequestIrqAsync(0, IrqType.LevelLow, _ =>
        {
            rig.Chip[0].Pull(false);
            return ValueTask.CompletedTask;
        });
        await ArmedAsync(rig);
        rig.Chip[0].Pull(true);
        await level.Events.ReadAsync();
        Assert.Equal(1, (await ArmedAsync(rig)).Delivered - 1);
    }

    [Fact(DisplayName = "stuck: a storm on the pin is hidden and counted; cleared, readers see the pin")]
    public async Task Stuck()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeBoth);
        await ArmedAsync(rig);
        await AddAsync(rig, Line, new FaultOrder(FaultKind.Stuck0));
        using (await rig.Rig.HoldAsync(0))
            for (int i = 0; i < 101; i++) rig.Chip[0].Pull(i % 2 == 0);
        Assert.False(await guest.GetValueAsync(0));
        var net = (await rig.ChipAsync()).Lines[0];
        Assert.Equal((0, false), (net.Edges, net.Level));
        Assert.Equal(101, (await rig.Rig.Hub.FaultsAsync(CancellationToken.None))[0].Fired);
        Assert.Equal(1, await rig.Rig.Hub.ClearFaultAsync(null, CancellationToken.None));
        Assert.True((await irq.Events.ReadAsync()).Level);
        Assert.True(await guest.GetValueAsync(0));
    }

    [Fact(DisplayName = "error: no call reaches the device; what guests let go meanwhile is let go when it ends")]
    public async Task Error()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, true);
        await AddAsync(rig, Chip, new FaultOrder(FaultKind.Error));
        rig.Kernel.ForgetCalls();
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetValue, 0, 0)).Status);
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.GetValue, 1, 0)).Status);
        await guest.SetDirectionAsync(0, GpioDirection.None);
        Assert.Empty(rig.Chip.Calls);
        Assert.True(rig.Chip[0].IsOutput);
        Assert.Equal(2, (await rig.Rig.Hub.FaultsAsync(CancellationToken.None))[0].Fired);

        await rig.Rig.Hub.ClearFaultAsync(null, CancellationToken.None);
        rig.Kernel.WaitUntil(() => !rig.Chip[0].IsOutput);
        Assert.False(await guest.GetValueAsync(1));
        Assert.False((await rig.Rig.LineAsync(0)).Diverged);
    }

    [Fact(DisplayName = "hang: ERR within 500 ms; when it ends the pin is what its guest was told that it is")]
    public async Task Hang()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, true);
        await AddAsync(rig, Chip, new FaultOrder(FaultKind.Hang));
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetValue, 0, 0)).Status);
        Assert.True(rig.Chip[0].Level);
        await rig.Rig.Hub.ClearFaultAsync(null, CancellationToken.None);
        await rig.Rig.UntilAsync(snapshot => !snapshot.Lines[0].Diverged);
        Assert.True(rig.Chip[0].Level);
        Assert.True(await guest.GetValueAsync(0));
    }

    [Fact(DisplayName = "hang: operations that wait behind one that it keeps count as fired, like the first")]
    public async Task HangFires()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, true);
        await AddAsync(rig, Chip, new FaultOrder(FaultKind.Hang));
        await guest.SetDirectionAsync(0, GpioDirection.None);              // kept, and nobody waits for it: not counted
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.GetValue, 0, 0)).Status);
        Assert.Equal(1, (await rig.Rig.Hub.FaultsAsync(CancellationToken.None))[0].Fired);
        await rig.Rig.Hub.ClearFaultAsync(null, CancellationToken.None);
        Assert.False(await guest.GetValueAsync(1));
    }

    [Fact(DisplayName = "A fault outlives its device: unplugged and plugged in again, readers see it still")]
    public async Task Replugged()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await AddAsync(rig, Line, new FaultOrder(FaultKind.Stuck1));
        rig.Unplug();
        await rig.UntilAsync(ChipState.Absent);
        rig.Replug();
        await rig.UntilAsync(ChipState.Up);
        Assert.True(await guest.GetValueAsync(0));
        Assert.Equal(1, await rig.Rig.Hub.ClearFaultAsync(1, CancellationToken.None));
        Assert.False(await guest.GetValueAsync(0));
    }

    [Fact(DisplayName = "A pulse drives the pin, toggles it, and lets it go, though the device refuses its end for a while")]
    public async Task Pulse()
    {
        await using var rig = await GpioRig.StartAsync(plan => plan with { Control = ControlAccess.Drive }, virtualTime: true);
        var line = new ChipLineAddress("doors", 0);
        var pulse = await rig.Rig.Hub.PulseAsync(line, new PulseOrder([Ms(20), Ms(30), Ms(40)]), CancellationToken.None);
        Assert.Equal(PulseStatus.Begun, pulse.Status);
        Assert.Equal((true, true), (rig.Chip[0].IsOutput, rig.Chip[0].Level));
        await AfterAsync(rig, 20);
        rig.Kernel.WaitUntil(() => rig.Chip[0] is { IsOutput: true, Level: false });
        await AfterAsync(rig, 30);
        rig.Kernel.WaitUntil(() => rig.Chip[0] is { IsOutput: true, Level: true });

        await AddAsync(rig, Chip, new FaultOrder(FaultKind.Error));
        await AfterAsync(rig, 40);
        Assert.True(rig.Chip[0].IsOutput);
        Assert.Empty((await rig.ChipAsync()).Lines[0].Drivers.Where(driver => driver.Kind == DriverKind.Stimulus));
        await rig.Rig.Hub.ClearFaultAsync(null, CancellationToken.None);
        rig.Kernel.WaitUntil(() => !rig.Chip[0].IsOutput);
    }

    [Fact(DisplayName = "A pulse is refused where the line is not for driving")]
    public async Task NotForDriving()
    {
        await using var rig = await GpioRig.StartAsync();
        var pulse = await rig.Rig.Hub.PulseAsync(new ChipLineAddress("doors", 0), new PulseOrder([Ms(20)]), CancellationToken.None);
        Assert.Equal((PulseStatus.Refused, SetStatus.NotForDriving), (pulse.Status, pulse.Set!.Status));
    }

    private static TimeSpan Ms(int time) => TimeSpan.FromMilliseconds((double)time);

    /// <summary>Time passes, once the chip has set its timer; then the chip has done what was due.</summary>
    private static async Task AfterAsync(GpioRig rig, int ms)
    {
        await rig.ChipAsync();
        await rig.ChipAsync();
        rig.Rig.Advance(Ms(ms));
        await rig.ChipAsync();
    }

    private static async Task AddAsync(GpioRig rig, FaultTarget target, FaultOrder order) =>
        Assert.Equal(FaultStatus.Added, (await rig.Rig.Hub.AddFaultAsync(target, order, CancellationToken.None)).Status);

    private static async Task<GuestLineSnapshot> ArmedAsync(GpioRig rig) =>
        (await rig.Rig.UntilAsync(snapshot => snapshot.Lines[0].Buffer == IrqBufferState.Held)).Lines[0];
}
