using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Chips.Gpio;
using GpioHub.Rules.Plan;
using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Reload;

/// <summary>Another plan of an open device: the device stays open, and so do the lines that are in both plans (HR-09).</summary>
public class GpioReloadSpec
{
    [Fact(DisplayName = "A line that the file drops is given back, one that it adds is requested; " +
        "the kernel hears nothing of the others, in whatever order the file names them")]
    public async Task LinesComeAndGo()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await rig.Rig.UntilAsync(snapshot => snapshot.Armed == 1);
        var before = rig.Rig.Hub.Plan;
        var doors = before.Chips[0];
        rig.Kernel.ForgetCalls();

        var less = doors with { Lines = [doors.Lines[3], doors.Lines[2], doors.Lines[0]] };
        var ivi = before.Guests[0].Wired(0, "doors", 2).With(1, slot => slot with { From = null }).Wired(2, "doors", 1)
            .Wired(3, "doors", 0);
        var result = await rig.Rig.ApplyAsync(before with { Chips = [less], Guests = [ivi] });

        Assert.Equal(["removes line doors/D1", "ivi:D1: from doors/D1 to nothing"], result.Changes.ToArray());
        rig.Kernel.WaitUntil(() => !rig.Chip[1].IsRequested);
        Assert.DoesNotContain(rig.Chip.Calls,
            call => call.Offset is 0 or 2 or 3 && call.Kind is FakeCallKind.Request or FakeCallKind.Configure);
        rig.Chip[0].Pull(true);
        Assert.True((await irq.Events.ReadAsync()).Level);
        Assert.Equal(["D0", "D2", "D3"], (await rig.ChipAsync()).Lines.Select(line => line.Name));

        await rig.Rig.ApplyAsync(before);
        Assert.True(rig.Chip[1].IsRequested);
        rig.Chip[1].Pull(true);
        Assert.True(await guest.GetValueAsync(1));
        Assert.Equal(["D0", "D2", "D3", "D1"], (await rig.ChipAsync()).Lines.Select(line => line.Name));
    }

    [Fact(DisplayName = "Other settings of a line are told to the kernel at once; an interrupt that is armed on it goes on")]
    public async Task Settings()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await rig.Rig.UntilAsync(snapshot => snapshot.Armed == 1);
        var plan = rig.Rig.Hub.Plan;
        rig.Kernel.ForgetCalls();
        var doors = plan.Chips[0] with
        {
            Lines = plan.Chips[0].Lines.SetItem(0,
                plan.Chips[0].Lines[0] with { Bias = Bias.PullDown, Debounce = TimeSpan.FromMilliseconds(1) }),
        };
        await rig.Rig.ApplyAsync(plan with { Chips = [doors] });
        rig.Kernel.WaitUntil(() => rig.Chip[0].Calls.Any(call => call.Kind == FakeCallKind.Configure));
        var told = rig.Chip[0].Calls.Last(call => call.Kind == FakeCallKind.Configure).Config;
        Assert.Equal((GpioLineBits.BiasPullDown, 1000u), (told.Flags & GpioLineBits.BiasPullDown, told.DebounceUs));
        Assert.DoesNotContain(rig.Chip.Calls, call => call.Offset is not 0 && call.Kind is FakeCallKind.Request or FakeCallKind.Configure);
        rig.Chip[0].Pull(true);
        Assert.True((await irq.Events.ReadAsync()).Level);
    }

    [Fact(DisplayName = "A chip's driver changes, and changes back: its lines let go of the old one and take the new one; " +
        "whatever is armed stays so, and the device is given back")]
    public async Task AnotherDriver()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await rig.Rig.UntilAsync(snapshot => snapshot.Armed == 1);
        var plan = rig.Rig.Hub.Plan;

        await rig.Rig.ApplyAsync(plan with { Chips = [Plans.Sim("doors", "D0", "D1", "D2", "D3")] });
        rig.Kernel.UntilAllClosed();
        await rig.Rig.Hub.SetAsync(new ChipLineAddress("doors", 0), true, CancellationToken.None);
        Assert.True((await irq.Events.ReadAsync()).Level);

        await rig.Rig.ApplyAsync(plan);
        await rig.UntilAsync(ChipState.Up);
        await rig.Rig.UntilAsync(snapshot => snapshot.Armed == 1 && !snapshot.Lines[0].Diverged);
        rig.Chip[0].Pull(true);
        Assert.True((await irq.Events.ReadAsync()).Level);
    }

    [Fact(DisplayName = "A device that was to make way for another chip is opened again when all is rolled back, and told everything")]
    public async Task TheDeviceComesBack()
    {
        await using var rig = await GpioRig.StartAsync(sims: true);
        await using var ivi = await rig.ConnectAsync();
        await using var adas = await rig.ConnectAsync("adas");
        await ivi.DriveAsync(0, true);
        await adas.DriveAsync(0, false);
        var plan = rig.Rig.With("adas", guest => guest.Wired(0, "doors", 0));
        plan = plan with { Chips = plan.Chips.SetItem(0, Plans.Sim("doors", "D0", "D1", "D2", "D3")) };
        var result = await rig.Rig.Hub.ApplyAsync(plan, null, CancellationToken.None);
        Assert.Equal((ApplyStatus.RolledBack, "adas:A: doors/D0 is driven by guest ivi (exclusive)"), (result.Status, result.Detail));
        await rig.UntilAsync(ChipState.Up);
        await rig.Rig.UntilAsync(snapshot => !snapshot.Lines[0].Diverged);
        rig.Kernel.WaitUntil(() => rig.Chip[0] is { IsOutput: true, Level: true });
        Assert.False(await adas.GetValueAsync(0));
    }

    [Fact(DisplayName = "A pin that refuses what a re-wired line wants (it is another's) rolls everything back, with the kernel's reason")]
    public async Task ThePinRefuses()
    {
        await using var rig = await GpioRig.StartAsync(sims: true, prepare: chip => chip[1].Hog("kvmd"));
        await using var adas = await rig.ConnectAsync("adas");
        await adas.DriveAsync(0, true);
        var result = await rig.Rig.Hub.ApplyAsync(rig.Rig.With("adas", guest => guest.Wired(0, "doors", 1)), null, CancellationToken.None);
        Assert.Equal(ApplyStatus.RolledBack, result.Status);
        Assert.Contains("held by \"kvmd\" (EBUSY)", result.Detail, StringComparison.Ordinal);
        Assert.True(await adas.GetValueAsync(0));
        Assert.True((await rig.Rig.Hub.ChipAsync("bench", CancellationToken.None))!.Lines[0].Level);
    }
}
