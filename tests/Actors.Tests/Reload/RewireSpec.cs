using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Reload;

/// <summary>A running guest's slot that stands for another chip line, on real rings (HR-09).</summary>
public class RewireSpec : RigSpec
{
    private const int A = 0;
    private const int B = 1;

    [Fact(DisplayName = "An armed interrupt stays armed when its slot is re-wired: " +
        "edges of the new net interrupt, those of the old one do not, and a difference of level is no edge")]
    public async Task ArmedStaysArmed()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeBoth);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await rig.SetAsync(B, true);                                       // the new net's level differs from the old one's

        var result = await rig.ChangeAsync("ivi", ivi => ivi.Wired(0, "bench", B));

        Assert.Equal(["ivi:A: from bench/A to bench/B"], result.Changes.ToArray());
        Assert.Equal((1, 0), ((await rig.UntilAsync(_ => true)).Armed, (int)(await rig.LineAsync(0)).Edges));
        Assert.True(await guest.GetValueAsync(0));

        await rig.SetAsync(A, true);
        await rig.SetAsync(A, false);
        await rig.SetAsync(B, false);
        Assert.False((await irq.Events.ReadAsync()).Level);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        Assert.Equal((1, 1), ((int)(await rig.LineAsync(0)).Edges, (int)(await rig.LineAsync(0)).Delivered));
    }

    [Fact(DisplayName = "A level interrupt senses the new net at once: its level is not latched, it is there")]
    public async Task LevelsAreSensed()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.LevelHigh);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await rig.SetAsync(B, true);
        await rig.ChangeAsync("ivi", ivi => ivi.Wired(0, "bench", B));
        Assert.True((await irq.Events.ReadAsync()).Level);
    }

    [Theory(DisplayName = "A line that drives takes the new net and leaves the old one as its onRelease says")]
    [InlineData(OnRelease.Input, false)]
    [InlineData(OnRelease.Hold, true)]
    [InlineData(OnRelease.Low, false)]
    [InlineData(OnRelease.High, true)]
    public async Task DrivesMove(OnRelease onRelease, bool left)
    {
        await using var rig = await StartAsync(onRelease: onRelease);
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, true);
        await rig.ChangeAsync("ivi", ivi => ivi.Wired(0, "bench", B));
        Assert.Equal((left, true), (await LevelAsync(rig, A), await LevelAsync(rig, B)));
        Assert.Equal((GpioDirection.Out, true), (await guest.GetDirectionAsync(0), await guest.GetValueAsync(0)));
        await guest.SetValueAsync(0, false);
        Assert.Equal((left, false), (await LevelAsync(rig, A), await LevelAsync(rig, B)));
    }

    [Fact(DisplayName = "What a line left behind when it was mapped elsewhere blocks nobody, and ends when somebody drives the net")]
    public async Task WhatIsLeftEnds()
    {
        await using var rig = await StartAsync(guests: 2, onRelease: OnRelease.High);
        await using var ivi = await rig.ConnectAsync();
        await using var adas = await rig.ConnectAsync("adas");
        await ivi.DriveAsync(0, true);
        await rig.ApplyAsync(rig.With("ivi", plan => plan.Wired(0, "bench", B)) is var moved
            ? moved with
            {
                Guests = [.. moved.Guests.Select(
                    plan => plan.Id == "adas" ? plan.With(0, slot => slot with { OnRelease = OnRelease.Input }) : plan)],
            } : moved);
        Assert.True(await LevelAsync(rig, A));
        await adas.DriveAsync(0, false);
        Assert.False(await LevelAsync(rig, A));
        await adas.SetDirectionAsync(0, GpioDirection.None);
        Assert.False(await LevelAsync(rig, A));
    }

    [Fact(DisplayName = "Two guests that drive can swap their nets: every line lets go before the first one takes")]
    public async Task Swap()
    {
        await using var rig = await StartAsync(guests: 2);
        await using var ivi = await rig.ConnectAsync();
        await using var adas = await rig.ConnectAsync("adas");
        await ivi.DriveAsync(A, true);
        await adas.DriveAsync(B, false);
        var plan = rig.With("ivi", guest => guest.Wired(A, "bench", B));
        await rig.ApplyAsync(
            plan with { Guests = [.. plan.Guests.Select(guest => guest.Id == "adas" ? guest.Wired(B, "bench", A) : guest)] });
        Assert.Equal((false, true), (await LevelAsync(rig, A), await LevelAsync(rig, B)));
    }

    [Fact(DisplayName = "A net that refuses (exclusive, driven by another) rolls everything back: " +
        "the reason is named, and the lines drive and interrupt as before")]
    public async Task RolledBack()
    {
        await using var rig = await StartAsync(guests: 2);
        await using var ivi = await rig.ConnectAsync();
        await using var adas = await rig.ConnectAsync("adas");
        await using var irq = await ivi.RequestIrqAsync(2, IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await ivi.DriveAsync(0, true);
        await adas.DriveAsync(B, false);
        var before = rig.Hub.Plan;

        var result = await rig.Hub.ApplyAsync(rig.With("ivi", guest => guest.Wired(0, "bench", B).Wired(2, "bench", 3)), null,
            CancellationToken.None);

        Assert.Equal((ApplyStatus.RolledBack, "ivi:A: bench/B is driven by guest adas (exclusive)"), (result.Status, result.Detail));
        Assert.Same(before, rig.Hub.Plan);
        Assert.Equal((true, false), (await LevelAsync(rig, A), await LevelAsync(rig, B)));
        Assert.True(await ivi.GetValueAsync(0));
        await rig.SetAsync(2, true);
        Assert.True((await irq.Events.ReadAsync()).Level);
    }

    [Fact(DisplayName = "A slot can become spare and be wired again: meanwhile its requests are ERR, its interrupt stays armed")]
    public async Task SpareAndBack()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await rig.ChangeAsync("ivi", ivi => ivi.With(0, slot => slot with { From = null }));
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.GetValue, 0, 0)).Status);
        await rig.ChangeAsync("ivi", ivi => ivi.Wired(0, "bench", B));
        Assert.False(await guest.GetValueAsync(0));
        await rig.SetAsync(B, true);
        Assert.True((await irq.Events.ReadAsync()).Level);
    }

    [Fact(DisplayName =
        "What the new access forbids ends as if the guest had ended it: an output lets go, an interrupt gives its buffer back")]
    public async Task AccessEnds()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, true);
        await guest.SetIrqTypeAsync(1, IrqType.EdgeBoth);
        var buffer = guest.QueueIrqPairAsync(1);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await rig.ChangeAsync("ivi",
            ivi => ivi.With(0, slot => slot with { Access = LineAccess.In }).With(1, slot => slot with { Access = LineAccess.Out }));
        Assert.Equal((byte)IrqStatus.Invalid, (await buffer).Written[0]);
        Assert.Equal(GpioDirection.None, await guest.GetDirectionAsync(0));
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out)).Status);
        Assert.False(await LevelAsync(rig, A));
    }

    [Fact(DisplayName = "An output that a new access ends is left as the new `onRelease` says, not as the old one did")]
    public async Task AccessEndsByTheNewRules()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(A, false);
        await rig.ChangeAsync("ivi", ivi => ivi.With(A, slot => slot with { Access = LineAccess.In, OnRelease = OnRelease.High }));
        Assert.True(await LevelAsync(rig, A));
    }

    [Fact(DisplayName = "A slot that moves away from a chip that hangs loses no request: " +
        "what was asked of the old chip is asked of the new one, and a late answer is nobody's")]
    public async Task FromAHungChip()
    {
        var port = new ScriptedPort();
        await using var rig = await StartAsync(
            folder =>
            {
                var (slow, bench) = (Plans.Sim("slow", "A"), Plans.Sim("bench", "A"));
                return Plans.Plan(folder, [slow, bench], [Plans.Guest("ivi", folder, slow)]);
            },
            ports: chip => chip.Id == "slow" ? port : new SimulatedPort(),
            virtualTime: true);
        await using var guest = await rig.ConnectAsync();
        await guest.SetDirectionAsync(0, GpioDirection.Out);
        port.Result = PortResult.Pending;
        var set = guest.RequestAsync(GpioMessage.SetValue, 0, 1);
        await rig.UntilAsync(snapshot => snapshot.Rings[0].InFlight == 1);
        var get = guest.RequestAsync(GpioMessage.GetValue, 0, 0);
        await rig.UntilAsync(snapshot => snapshot.Rings[0].InFlight == 2);

        await rig.ChangeAsync("ivi", ivi => ivi.Wired(0, "bench", 0));

        Assert.Equal(GpioStatus.Ok, (await set).Status);
        Assert.Equal((GpioStatus.Ok, (byte)1), ((await get).Status, (await get).Value));
        port.Answer(ChipOutcome.Done);
        Assert.True(await guest.GetValueAsync(0));
        var slow = (await rig.Hub.ChipAsync("slow", CancellationToken.None))!;
        Assert.Empty(slow.Lines[0].Drivers);
    }

    [Fact(DisplayName =
        "A slot that moves to a chip that hangs is not waited for beyond the deadline, and is told everything once the chip listens")]
    public async Task ToAHungChip()
    {
        var port = new ScriptedPort();
        await using var rig = await StartAsync(
            folder =>
            {
                var (slow, bench) = (Plans.Sim("slow", "A"), Plans.Sim("bench", "A"));
                return Plans.Plan(folder, [bench, slow], [Plans.Guest("ivi", folder, bench)]);
            },
            ports: chip => chip.Id == "slow" ? port : new SimulatedPort());
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, true);
        port.Result = PortResult.Pending;
        await rig.ChangeAsync("ivi", ivi => ivi.Wired(0, "slow", 0));
        Assert.Equal(GpioDirection.Out, await guest.GetDirectionAsync(0));
        port.Result = PortResult.Done;
        port.Answer(ChipOutcome.Done);
        await rig.UntilAsync(snapshot => !snapshot.Lines[0].Diverged && snapshot.Lines[0].Level == true);
    }

    [Fact(DisplayName = "A slot that moves to a chip which is away is told to it when it comes, and stays armed")]
    public async Task ToAnAbsentChip()
    {
        var port = new ScriptedPort();
        await using var rig = await StartAsync(
            folder =>
            {
                var (gone, bench) = (Plans.Sim("gone", "A"), Plans.Sim("bench", "A"));
                return Plans.Plan(folder, [bench, gone], [Plans.Guest("ivi", folder, bench)]);
            },
            ports: chip => chip.Id == "gone" ? port : new SimulatedPort());
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        port.Unplug();
        await ChipAsync(rig, "gone", ChipState.Failing);
        await rig.ChangeAsync("ivi", ivi => ivi.Wired(0, "gone", 0));
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.GetValue, 0, 0)).Status);
        port.Plug();
        await ChipAsync(rig, "gone", ChipState.Up);
        await rig.Hub.SetAsync(new ChipLineAddress("gone", 0), true, CancellationToken.None);
        Assert.True((await irq.Events.ReadAsync()).Level);
    }

    private static async Task ChipAsync(LiveRig rig, string id, ChipState state)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await rig.Hub.ChipAsync(id, patience.Token))!.State != state) patience.Token.ThrowIfCancellationRequested();
    }

    private static async Task<bool> LevelAsync(LiveRig rig, int line) =>
        (await rig.Hub.ChipAsync("bench", CancellationToken.None))!.Lines[line].Level;
}
