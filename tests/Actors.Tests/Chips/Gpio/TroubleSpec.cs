using GpioHub.Actors.Contract;
using GpioHub.GuestDriver.Driver;
using GpioHub.Rules.Plan;
using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Chips.Gpio;

/// <summary>A gpiochip that goes, comes back, hangs, refuses or is held by another (GU-13, GU-23; VG-D-52; HR-05).</summary>
public class TroubleSpec
{
    [Theory(DisplayName = "A chip that is unplugged: ERR at once, NONE and GET_DIRECTION succeed, armed stays armed; " +
        "plugged in again it is found by its node, told every wish, and a level that changed meanwhile is an edge")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Unplugged(int reactors)
    {
        await using var rig = await GpioRig.StartAsync(reactors: reactors);
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await guest.DriveAsync(1, true);
        await rig.Rig.UntilAsync(snapshot => snapshot.Armed == 1);

        rig.Unplug();
        var away = await rig.UntilAsync(ChipState.Absent);
        Assert.Equal(1, away.Restarts);
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.GetValue, 2, 0)).Status);
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetValue, 1, 0)).Status);
        await guest.SetDirectionAsync(2, GpioDirection.None);
        Assert.Equal(GpioDirection.Out, await guest.GetDirectionAsync(1));
        Assert.Equal(1, (await rig.Rig.UntilAsync(_ => true)).Armed);

        rig.Chip[0].Pull(true);
        rig.Replug();
        await rig.UntilAsync(ChipState.Up);
        Assert.True((await irq.Events.ReadAsync()).Level);
        await rig.ChipAsync();
        Assert.Equal((true, true), (rig.Chip[1].IsOutput, rig.Chip[1].Level));
        Assert.Equal(1, (await rig.Rig.UntilAsync(snapshot => snapshot.Armed == 1)).Sessions);
    }

    [Fact(DisplayName = "A level interrupt whose level came while its chip was away is delivered when it is back (GU-19)")]
    public async Task ALevelMeanwhile()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.LevelHigh, _ =>
        {
            rig.Chip[0].Pull(false);
            return ValueTask.CompletedTask;
        });
        await rig.Rig.UntilAsync(snapshot => snapshot.Armed == 1);
        rig.Unplug();
        await rig.UntilAsync(ChipState.Absent);
        rig.Chip[0].Pull(true);
        rig.Replug();
        Assert.True((await irq.Events.ReadAsync()).Level);
    }

    [Fact(DisplayName = "A hundred times unplugged and plugged in under requests: " +
        "each is answered, each time the line is armed again, nothing is left open")]
    public async Task AHundredTimes()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeBoth);
        for (int i = 0; i < 100; i++)
        {
            await rig.Rig.UntilAsync(snapshot => snapshot.Armed == 1);
            var requests = Enumerable.Range(0, 8)
                .Select(n => guest.RequestAsync(GpioMessage.GetValue, (ushort)(n % GpioRig.Lines), 0)).ToArray();
            rig.Unplug();
            rig.Replug();
            await Task.WhenAll(requests);
            rig.Chip[0].Pull(i % 2 == 0);
            Assert.Equal(i % 2 == 0, (await irq.Events.ReadAsync()).Level);
        }

        Assert.Equal(1 + GpioRig.Lines, rig.Kernel.OpenFiles.Length);
    }

    [Fact(DisplayName = "Several guests with wishes at one line of a chip that comes back: each is served as before, one after the other")]
    public async Task ManyWishesAtOneLine()
    {
        await using var rig = await GpioRig.StartAsync(guests: 3);
        await using var first = await rig.ConnectAsync("ivi");
        await using var second = await rig.ConnectAsync("cluster");
        await using var third = await rig.ConnectAsync("logger");
        GpioDriver[] guests = [first, second, third];
        foreach (var guest in guests) await guest.SetIrqTypeAsync(0, IrqType.EdgeBoth);
        for (int round = 0; round < 3; round++)
        {
            rig.Unplug();
            await rig.UntilAsync(ChipState.Absent);
            rig.Chip[0].Pull(round % 2 == 0);
            rig.Replug();
            await rig.UntilAsync(ChipState.Up);
            foreach (var guest in guests)
                for (int i = 0; i < 3; i++) Assert.Equal(round % 2 == 0, await guest.GetValueAsync(0));
        }
    }

    [Theory(DisplayName = "A bus error makes the chip fail, and it is opened again")]
    [InlineData(ErrnoCode.EIO)]
    [InlineData(ErrnoCode.EREMOTEIO)]
    [InlineData(ErrnoCode.ENODEV)]
    [InlineData(ErrnoCode.ENXIO)]
    public async Task BusError(int errno)
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        rig.Chip[0].Fail(FakeCallKind.GetValue, errno);
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.GetValue, 0, 0)).Status);
        await UntilAsync(rig, chip => chip is { State: ChipState.Up, Restarts: 1 });
        Assert.False(await guest.GetValueAsync(0));
    }

    [Fact(DisplayName = "A call that hangs: ERR within the deadline; the same chip's requests fail at once after a second; " +
        "other chips never notice; it goes on when the call comes back")]
    public async Task Hanging()
    {
        await using var rig = await GpioRig.StartAsync(sims: true);
        await using var guest = await rig.ConnectAsync();
        await using var other = await rig.ConnectAsync("adas");
        await using var watched = await guest.RequestIrqAsync(3, IrqType.EdgeRising);
        using (var hang = rig.Chip[0].Hang(FakeCallKind.Configure))
        {
            var stuck = guest.RequestAsync(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out);
            await hang.Entered;
            Assert.False(await other.GetValueAsync(0));
            Assert.Equal(GpioStatus.Error, (await stuck).Status);
            var failing = await rig.UntilAsync(ChipState.Failing);
            Assert.Contains("driving doors/D0", failing.LastError, StringComparison.Ordinal);
            Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.GetValue, 1, 0)).Status);
            await guest.SetDirectionAsync(1, GpioDirection.None);
            Assert.False(await other.GetValueAsync(0));
        }

        await rig.UntilAsync(ChipState.Up);
        await rig.Rig.UntilAsync(snapshot => snapshot.Armed == 1 && !snapshot.Lines[0].Diverged);
        Assert.False(rig.Chip[0].IsOutput);                                // the guest was told ERR
        rig.Chip[3].Pull(true);
        await watched.Events.ReadAsync();
    }

    [Fact(DisplayName =
        "A line that another holds: its requests are ERR and say who, the others work; each request tries again (GU-07, GU-23)")]
    public async Task Held()
    {
        await using var rig = await GpioRig.StartAsync(prepare: chip => chip[0].Hog("kvmd", level: true));
        await using var guest = await rig.ConnectAsync();
        Assert.Equal("held by \"kvmd\" (EBUSY); requests answer ERR until it is released", (await rig.ChipAsync()).Lines[0].Problem);
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.GetValue, 0, 0)).Status);
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetIrqType, 0, (uint)IrqType.EdgeBoth)).Status);
        Assert.False(await guest.GetValueAsync(1));
        rig.Chip[0].Unhog();
        await guest.DriveAsync(0, true);
        Assert.True(rig.Chip[0].Level);
        Assert.Null((await rig.ChipAsync()).Lines[0].Problem);
    }

    [Fact(DisplayName =
        "A name that the chip lacks is that line's trouble, with the nearest name; a line under two addresses is told apart (IF-1.13)")]
    public async Task NoSuchLine()
    {
        await using var rig = await GpioRig.StartAsync(plan => plan.Offset switch
        {
            0 => plan with { Offset = ChipLinePlan.ByName, Name = "DO" },
            1 => plan with { Offset = 99 },
            2 => plan with { Offset = ChipLinePlan.ByName, Name = "D3" },
            _ => plan with { Name = "ALIAS" },
        });
        await using var guest = await rig.ConnectAsync();
        var lines = (await rig.ChipAsync()).Lines;
        Assert.StartsWith("no such line; did you mean \"D", lines[0].Problem, StringComparison.Ordinal);
        Assert.Equal("no such line: the chip has 4, from 0", lines[1].Problem);
        Assert.Equal((null, 3), (lines[2].Problem, lines[2].Offset));
        Assert.Equal("is the same line as doors/D3; use one address for it", lines[3].Problem);
        for (ushort line = 0; line < 2; line++)
            Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.GetValue, line, 0)).Status);
        rig.Chip[3].Pull(true);
        Assert.True(await guest.GetValueAsync(2));
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetDirection, 3, 2)).Status);
    }

    [Fact(DisplayName = "A chip that says no to what nobody waits for is asked again: a released pin does not stay driven")]
    public async Task RefusedRelease()
    {
        await using var rig = await GpioRig.StartAsync(virtualTime: true);
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, true);
        rig.Chip[0].Fail(FakeCallKind.Configure, ErrnoCode.EINVAL, times: 2);
        await guest.SetDirectionAsync(0, GpioDirection.None);
        while (rig.Chip[0].IsOutput)
        {
            rig.Rig.Advance(TimeSpan.FromMilliseconds(100));
            await rig.ChipAsync();
        }

        Assert.Equal(4, rig.Chip[0].Calls.Count(call => call.Kind == FakeCallKind.Configure));
    }

    [Fact(DisplayName = "A chip that refuses an output leaves line and pin as they were, even if the kernel has done half of it")]
    public async Task RefusedOutput()
    {
        await using var rig = await GpioRig.StartAsync(virtualTime: true);
        await using var guest = await rig.ConnectAsync();
        await guest.SetIrqTypeAsync(0, IrqType.EdgeRising);
        await guest.SetIrqTypeAsync(0, IrqType.None);
        rig.Kernel.WaitUntil(() => rig.Chip[0].Info.Flags == (GpioLineBits.Input | GpioLineBits.Used));
        rig.Chip[0].Fail(FakeCallKind.Configure, ErrnoCode.EINVAL);
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out)).Status);
        Assert.Equal(GpioDirection.None, await guest.GetDirectionAsync(0));
        int before = rig.Chip[0].Calls.Count(call => call.Kind == FakeCallKind.Configure);
        while (rig.Chip[0].Calls.Count(call => call.Kind == FakeCallKind.Configure) == before)
        {
            rig.Rig.Advance(TimeSpan.FromMilliseconds(100));
            await rig.ChipAsync();
        }

        Assert.Equal(GpioLineBits.Input, rig.Chip[0].Calls.Last(call => call.Kind == FakeCallKind.Configure).Config.Flags);
    }

    [Fact(DisplayName = "Absent at the start: guests connect, their requests are ERR; the chip that comes serves them (IF-1.13)")]
    public async Task AbsentAtTheStart()
    {
        await using var rig = await GpioRig.StartAsync(prepare: chip => chip.Unplug(), waits: false);
        await using var guest = await rig.ConnectAsync();
        await rig.UntilAsync(ChipState.Absent);
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetDirection, 0, 2)).Status);
        rig.Replug();
        await rig.UntilAsync(ChipState.Up);
        await guest.DriveAsync(0, true);
        Assert.True(rig.Chip[0].Level);
    }

    private static async Task UntilAsync(GpioRig rig, Func<ChipSnapshot, bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!holds(await rig.ChipAsync())) patience.Token.ThrowIfCancellationRequested();
    }
}
