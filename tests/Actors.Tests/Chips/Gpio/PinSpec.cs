using GpioHub.Actors.Contract;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Chips.Gpio;

/// <summary>The pins of a gpiochip follow what guests do (GU-S7).</summary>
public class PinSpec
{
    [Fact(DisplayName =
        "When the chip opens its planned lines are requested as they are, one each, with nothing that the file does not ask for (GU-05, " +
        "GU-16)")]
    public async Task AsIs()
    {
        await using var rig = await GpioRig.StartAsync(prepare: chip => chip[1].Preset(level: true));
        var requests = rig.Chip.Calls.Where(call => call.Kind == FakeCallKind.Request).ToArray();
        Assert.Equal(Enumerable.Range(0, GpioRig.Lines), requests.Select(call => call.Offset).Order());
        Assert.All(requests, call => Assert.Equal(default, call.Config));
        Assert.DoesNotContain(rig.Chip.Calls, call => call.Kind is FakeCallKind.Configure or FakeCallKind.SetValue);
        Assert.True(rig.Chip[1].IsOutput);
        Assert.Equal((true, "virtio-gpio:doors"), ((await rig.ChipAsync()).Lines[1].Level, rig.Chip[0].Info.Consumer));
    }

    [Fact(DisplayName = "An output has its level from its first instant: one call sets both; a new level is SET_VALUES alone (GU-24)")]
    public async Task Output()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        rig.Kernel.ForgetCalls();
        await guest.DriveAsync(0, true);
        await guest.SetValueAsync(0, false);
        var calls = rig.Chip[0].Calls;
        Assert.Equal([FakeCallKind.Configure, FakeCallKind.SetValue], calls.Select(call => call.Kind));
        Assert.Equal(new GpioLineConfig(GpioLineBits.Output, true), calls[0].Config);
        Assert.False(calls[1].Level);
        Assert.False(await guest.GetValueAsync(0));                        // its net knows: nobody asks the pin
    }

    [Theory(DisplayName = "Bias, drive, active-low and debounce reach the kernel with the direction that they need (GU-05)")]
    [InlineData(Bias.PullUp, DriveKind.OpenDrain, true, GpioLineBits.BiasPullUp, GpioLineBits.OpenDrain)]
    [InlineData(Bias.PullDown, DriveKind.OpenSource, false, GpioLineBits.BiasPullDown, GpioLineBits.OpenSource)]
    [InlineData(Bias.Disabled, DriveKind.PushPull, true, GpioLineBits.BiasDisabled, GpioLineBits.None)]
    public async Task Settings(Bias bias, DriveKind drive, bool activeLow, GpioLineBits ofBias, GpioLineBits ofDrive)
    {
        await using var rig = await GpioRig.StartAsync(
            plan => plan with { Bias = bias, Drive = drive, ActiveLow = activeLow, Debounce = TimeSpan.FromMilliseconds(5) });
        await using var guest = await rig.ConnectAsync();
        rig.Kernel.ForgetCalls();
        bool reaches = NetStateReaches(drive, activeLow);
        await guest.SetDirectionAsync(0, GpioDirection.In);
        await guest.DriveAsync(0, reaches);
        var low = activeLow ? GpioLineBits.ActiveLow : GpioLineBits.None;
        Assert.Equal(
            [new GpioLineConfig(GpioLineBits.Input | ofBias | low, DebounceUs: 5_000),
                new GpioLineConfig(GpioLineBits.Output | ofBias | ofDrive | low, reaches)],
            rig.Chip[0].Calls.Where(call => call.Kind == FakeCallKind.Configure).Select(call => call.Config));
    }

    [Fact(DisplayName = "A level that an open-drain line cannot drive makes the pin an input, so that what others do to it is seen")]
    public async Task OpenDrain()
    {
        await using var rig = await GpioRig.StartAsync(plan => plan with { Drive = DriveKind.OpenDrain }, guests: 2);
        await using var guest = await rig.ConnectAsync();
        await using var other = await rig.ConnectAsync("cluster");
        await guest.DriveAsync(0, true);
        await using var irq = await other.RequestIrqAsync(0, IrqType.EdgeFalling);
        await rig.Rig.UntilAsync(snapshot => snapshot.Armed == 1, "cluster");
        rig.Chip[0].Pull(true);
        rig.Chip[0].Pull(false);
        Assert.False((await irq.Events.ReadAsync()).Level);
        await guest.SetValueAsync(0, false);
        Assert.True(rig.Chip[0].IsOutput);
    }

    [Theory(DisplayName = "What the pin shows after its guest has gone is what onRelease says (IF-1.11)")]
    [InlineData(OnRelease.Input, true, false, false)]
    [InlineData(OnRelease.Hold, true, true, true)]
    [InlineData(OnRelease.Low, true, true, false)]
    [InlineData(OnRelease.High, false, true, true)]
    public async Task Released(OnRelease onRelease, bool driven, bool isOutput, bool level)
    {
        await using var rig = await GpioRig.StartAsync(onRelease: onRelease);
        await using (var guest = await rig.ConnectAsync()) await guest.DriveAsync(0, driven);
        await rig.Rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting);
        await rig.ChipAsync();                                             // asks until nothing is under way
        Assert.Equal((isOutput, level), (rig.Chip[0].IsOutput, rig.Chip[0].Level));
    }

    [Fact(DisplayName = "When the hub ends, every pin stands at its release state before its line is given back")]
    public async Task HubEnds()
    {
        FakeGpioKernel kernel;
        await using (var rig = await GpioRig.StartAsync(onRelease: OnRelease.High))
        {
            kernel = rig.Kernel;
            var guest = await rig.ConnectAsync();
            await guest.DriveAsync(2, false);
            await rig.Rig.Hub.ReleaseAsync(TimeSpan.FromSeconds(20));
            Assert.True(rig.Chip[2].Level);
            await guest.DisposeAsync();
        }

        var last = kernel.Calls.Where(call => call.Offset == 2).TakeLast(2).ToArray();
        Assert.Equal((FakeCallKind.SetValue, true, FakeCallKind.Release), (last[0].Kind, last[0].Level, last[1].Kind));
    }

    [Theory(DisplayName = "From the hub's start to the first guest's OUT the pin is what initial says (IF-1.7)")]
    [InlineData(InitialState.Low, true, false)]
    [InlineData(InitialState.High, true, true)]
    [InlineData(InitialState.Input, false, false)]
    public async Task Initial(InitialState initial, bool isOutput, bool level)
    {
        await using var rig = await GpioRig.StartAsync(plan => plan with { Initial = initial });
        await rig.ChipAsync();
        Assert.Equal((isOutput, level), (rig.Chip[3].IsOutput, rig.Chip[3].Level));
        Assert.Single(rig.Chip[3].Calls, call => call.Kind == FakeCallKind.Configure);
    }

    [Fact(DisplayName = "A set is refused where control is read; it drives, yields to no guest, and withdraws where it is drive (IF-1.12)")]
    public async Task Stimulus()
    {
        await using var rig =
            await GpioRig.StartAsync(plan => plan with { Control = plan.Offset == 0 ? ControlAccess.Read : ControlAccess.Drive });
        await using var guest = await rig.ConnectAsync();
        Assert.Equal(SetStatus.NotForDriving, (await SetAsync(rig, 0, true)).Status);
        Assert.Equal(SetStatus.Done, (await SetAsync(rig, 1, true)).Status);
        Assert.True(rig.Chip[1].Level);
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetDirection, 1, 1)).Status);
        Assert.True(await guest.GetValueAsync(1));
        Assert.Equal(SetStatus.Done, (await SetAsync(rig, 1, null)).Status);
        Assert.Equal((false, false), (rig.Chip[1].IsOutput, await guest.GetValueAsync(1)));

        await guest.DriveAsync(2, true);
        var busy = await SetAsync(rig, 2, false);
        Assert.Equal((SetStatus.Busy, true), (busy.Status, busy.Detail.Contains("ivi", StringComparison.Ordinal)));
        rig.Chip[3].Fail(FakeCallKind.Configure, Transports.Native.ErrnoCode.EINVAL);
        Assert.Equal(SetStatus.Refused, (await SetAsync(rig, 3, true)).Status);
    }

    [Fact(DisplayName = "The level of a line that nobody watches is asked for when somebody wants to know: GET_VALUE, get, info")]
    public async Task LevelsAreAskedFor()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        rig.Chip[0].Pull(true);
        rig.Chip[1].Pull(true);
        Assert.True(await guest.GetValueAsync(0));
        Assert.Equal([true, true, false, false], (await rig.ChipAsync()).Lines.Select(line => line.Level));
    }

    private static bool NetStateReaches(DriveKind drive, bool activeLow) => drive switch
    {
        DriveKind.OpenDrain => activeLow,
        DriveKind.OpenSource => !activeLow,
        _ => true,
    };

    private static Task<SetResult> SetAsync(GpioRig rig, int line, bool? level) =>
        rig.Rig.Hub.SetAsync(new ChipLineAddress("doors", line), level, CancellationToken.None);
}
