using Akka.Actor;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Tests.Support;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Chips;

/// <summary>Chips that are slow, refuse, hang, go and come back; what the guest sees meanwhile (HR-05; VG-D-52).</summary>
public class ChipFailureSpec : RigSpec
{
    /// <param name="noDeadline">Virtual time that does not pass: an answer may be as late as a busy machine makes it.</param>
    private async Task<(LiveRig Rig, ScriptedPort Port)> WithPortAsync(bool noDeadline = false)
    {
        var port = new ScriptedPort();
        var rig = await StartAsync(
            folder =>
            {
                var chip = Plans.Sim("bench", "A", "B");
                return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip)]);
            },
            ports: _ => port,
            virtualTime: noDeadline);
        return (rig, port);
    }

    [Fact(DisplayName = "A chip that never answers: " +
        "ERR within 500 ms, NONE and GET_DIRECTION succeed at once meanwhile, a late answer re-applies the old state")]
    public async Task AHungChip()
    {
        var (rig, port) = await WithPortAsync();
        await using var _ = rig;
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, true);

        await rig.ToldAsync();
        port.Result = PortResult.Pending;
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetValue, 0, 0)).Status);
        Assert.True((await rig.LineAsync(0)).Diverged);
        Assert.Equal(GpioDirection.Out, await guest.GetDirectionAsync(0));
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.GetValue, 1, 0)).Status);
        await guest.SetDirectionAsync(1, GpioDirection.None);

        port.Result = PortResult.Done;
        port.Answer(ChipOutcome.Done);                         // the SET_VALUE(0) took effect after all
        await rig.UntilAsync(snapshot => !snapshot.Lines[0].Diverged);
        Assert.True(port.Told.Last(wish => wish.Direction == GpioDirection.Out).Value);
        Assert.True(await guest.GetValueAsync(0));
    }

    [Fact(DisplayName = "A stimulus or pulse that comes while the chip is being opened waits for it, in order, and is not refused")]
    public async Task AnOpeningChip()
    {
        var port = new ScriptedPort { OpensAtOnce = false };
        await using var rig = await LiveRig.StartAsync(
            folder => Plans.Plan(folder, [Plans.Sim("bench", "A", "B")], []), ports: _ => port, virtualTime: true);
        var set = rig.SetAsync(0, true);
        var order = new PulseOrder([TimeSpan.FromMinutes(1.0)]);
        var pulse = rig.Hub.PulseAsync(new ChipLineAddress("bench", 1), order, CancellationToken.None);
        await rig.Hub.FaultsAsync(CancellationToken.None);     // answered by the chip, after it has heard the two
        port.Opened();
        Assert.Equal(SetStatus.Done, (await set).Status);
        Assert.Equal(PulseStatus.Begun, (await pulse).Status);
    }

    [Fact(DisplayName = "A chip that refuses an interrupt: ERR, and the same line works when it no longer refuses (VG-D-36)")]
    public async Task ARefusingChip()
    {
        var (rig, port) = await WithPortAsync();
        await using var _ = rig;
        await using var guest = await rig.ConnectAsync();
        port.Result = PortResult.Refused;
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetIrqType, 0, 1)).Status);
        port.Result = PortResult.Done;
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
    }

    [Fact(DisplayName = "A lost chip: ERR at once, NONE succeeds, an armed line stays armed and delivers when the chip is back (VG-D-52)")]
    public async Task ALostChip()
    {
        var (rig, port) = await WithPortAsync();
        await using var _ = rig;
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);

        port.Unplug();
        await UntilChipAsync(rig, ChipState.Failing);
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.GetValue, 1, 0)).Status);
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetDirection, 1, 2)).Status);
        await guest.SetDirectionAsync(1, GpioDirection.None);
        Assert.Equal(SetStatus.ChipAway, (await rig.SetAsync(0, true)).Status);
        Assert.Equal(1, (await rig.UntilAsync(_ => true)).Armed);

        port.Plug();
        await UntilChipAsync(rig, ChipState.Up);
        await rig.SetAsync(0, true);
        Assert.True((await irq.Events.ReadAsync()).Level);
    }

    [Fact(DisplayName =
        "A chip that comes back is told every wish again: output, value, watch, idle drive; before any newer request (HR-12)")]
    public async Task AChipThatForgot()
    {
        var (rig, port) = await WithPortAsync();
        await using var _ = rig;
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, true);
        await guest.SetIrqTypeAsync(1, IrqType.EdgeBoth);
        port.Unplug();
        await UntilChipAsync(rig, ChipState.Failing);
        port.Told.Clear();
        port.Plug();
        await UntilChipAsync(rig, ChipState.Up);
        Assert.Contains(port.Told, wish => wish is { Direction: GpioDirection.Out, Value: true });
        Assert.Contains(port.Told, wish => wish.Irq == IrqType.EdgeBoth);
        Assert.True(await guest.GetValueAsync(0));
    }

    [Fact(DisplayName = "Whatever a guest asks of a line whose chip hangs, nothing piles up behind it (HR-05)")]
    public async Task NothingPilesUp()
    {
        var (rig, port) = await WithPortAsync();
        await using var _ = rig;
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, true);
        await rig.ToldAsync();
        port.Result = PortResult.Pending;
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetValue, 0, 0)).Status);
        for (int i = 0; i < 200; i++) await guest.SetDirectionAsync(0, GpioDirection.None);
        var net = rig.Wiring.Chips[0].Nets[0];
        Assert.True(net.Queue.Waiting.Count <= 1, $"{net.Queue.Waiting.Count} operations wait at the chip");
        port.Result = PortResult.Done;
        port.Answer(ChipOutcome.Done);
        await rig.UntilAsync(snapshot => !snapshot.Lines[0].Diverged);
        Assert.Equal(GpioDirection.None, port.Told.Last().Direction);
    }

    [Fact(DisplayName =
        "An edge between the chip's start of a watch and its answer is counted like any other: edges = delivered + coalesced")]
    public async Task AnEdgeBeforeTheAnswer()
    {
        var (rig, port) = await WithPortAsync(noDeadline: true);
        await using var _ = rig;
        await using var guest = await rig.ConnectAsync();
        await guest.SetIrqTypeAsync(0, IrqType.EdgeFalling);
        await rig.ToldAsync();
        port.Result = PortResult.Pending;
        var enable = guest.RequestAsync(GpioMessage.SetIrqType, 0, (uint)IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Lines[0].Pending);
        var store = rig.Wiring.Guests[0].Stores[0];
        var edges = new PendingEdges();
        edges.Add(level: true, store.State.WantedGeneration, ns: 1);
        edges.Add(level: false, store.State.WantedGeneration, ns: 1);
        edges.Add(level: true, store.State.WantedGeneration, ns: 1);
        store.Mapping!.Line.Tell(edges);
        var buffer = guest.QueueIrqPairAsync(0);
        await rig.UntilAsync(snapshot => snapshot.Lines[0].Buffer == IrqBufferState.Held);
        port.Answer(ChipOutcome.Done);
        Assert.Equal(GpioStatus.Ok, (await enable).Status);
        Assert.Equal((byte)IrqStatus.Valid, (await buffer).Written[0]);
        var line = await rig.LineAsync(0);
        Assert.Equal((2, 1, 1), (line.Edges, line.Delivered, line.Coalesced));
    }

    [Fact(DisplayName = "GET_VRING_BASE waits for a request at a hung chip no longer than the deadline, and answers it ERR (VU-33)")]
    public async Task AStopDoesNotHang()
    {
        var (rig, port) = await WithPortAsync();
        await using var _ = rig;
        await using var guest = await rig.ConnectAsync();
        await rig.ToldAsync();
        port.Result = PortResult.Pending;
        var request = guest.RequestAsync(GpioMessage.GetValue, 0, 0);
        await rig.UntilAsync(snapshot => snapshot.Rings[0].InFlight == 1);
        await guest.StopAsync();
        await guest.ResumeAsync();
        Assert.Equal(GpioStatus.Error, (await request).Status);
    }

    [Fact(DisplayName = "A buffer that comes while an enable is pending is held; VALID follows the OK (VG-D-44)")]
    public async Task APendingEnable()
    {
        var (rig, port) = await WithPortAsync(noDeadline: true);
        await using var _ = rig;
        await using var guest = await rig.ConnectAsync();
        await rig.ToldAsync();
        port.Result = PortResult.Pending;
        var enable = guest.RequestAsync(GpioMessage.SetIrqType, 0, (uint)IrqType.LevelLow);
        await rig.UntilAsync(snapshot => snapshot.Lines[0].Pending);
        var buffer = guest.QueueIrqPairAsync(0);
        await rig.UntilAsync(snapshot => snapshot.Lines[0].Buffer == IrqBufferState.Held);
        Assert.False(buffer.IsCompleted);
        port.Answer(ChipOutcome.Done);                         // the line is low: due at once
        Assert.Equal(GpioStatus.Ok, (await enable).Status);
        Assert.Equal((byte)IrqStatus.Valid, (await buffer).Written[0]);
    }

    private static async Task UntilChipAsync(LiveRig rig, ChipState state)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await rig.Hub.ChipAsync("bench", patience.Token))!.State != state) patience.Token.ThrowIfCancellationRequested();
    }
}
