using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>requestsPerSecond and interruptsPerSecond (HR-08): what is beyond them waits, and is neither refused nor lost.</summary>
public class LimitSpec : RigSpec
{
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100.0);

    [Fact(DisplayName =
        "Requests beyond the limit wait in the ring and are answered as time passes, in order; another guest's are answered at once")]
    public async Task Requests()
    {
        await using var rig = await StartAsync(requests: 100);
        await using var guest = await rig.ConnectAsync();
        await using var other = await rig.ConnectAsync("adas");
        await RefilledAsync(rig);
        long before = (await rig.UntilAsync(_ => true)).Requests;
        var order = new List<int>();
        var asked = Enumerable.Range(0, 35).Select(async n =>
        {
            Assert.Equal(GpioStatus.Ok, (await guest.RequestAsync(GpioMessage.GetDirection, (ushort)(n % 4), 0)).Status);
            lock (order) order.Add(n);
        }).ToArray();
        for (int tenths = 1; tenths <= 3; tenths++)
        {
            await rig.UntilAsync(snapshot => snapshot.Requests - before == 1 + (10 * tenths) && snapshot.RequestPauses >= tenths);
            Assert.False(await other.GetValueAsync(0));
            rig.Advance(Tenth);
        }

        await Task.WhenAll(asked);
        Assert.Equal(35, (await rig.UntilAsync(_ => true)).Requests - before);
        Assert.Equal(0, (await rig.UntilAsync(_ => true)).Errors);
    }

    [Fact(DisplayName =
        "A guest whose requests wait can be stopped at once: what was not taken is still in its ring when it goes on (VU-33)")]
    public async Task Stopped()
    {
        await using var rig = await StartAsync(requests: 10);
        await using var guest = await rig.ConnectAsync();
        await RefilledAsync(rig);
        var asked = Enumerable.Range(0, 3).Select(_ => guest.RequestAsync(GpioMessage.GetDirection, 0, 0)).ToArray();
        await rig.UntilAsync(snapshot => snapshot.RequestPauses > 0);
        await guest.StopAsync();
        await guest.ResumeAsync();
        while (!asked.All(request => request.IsCompleted))
        {
            rig.Advance(Tenth);
            await rig.UntilAsync(_ => true);
        }

        foreach (var request in asked) Assert.Equal(GpioStatus.Ok, (await request).Status);
    }

    [Fact(DisplayName = "While requests wait, buffers are taken and interrupts go out as ever")]
    public async Task EventsGoOn()
    {
        await using var rig = await StartAsync(requests: 10);
        await using var guest = await rig.ConnectAsync();
        await RefilledAsync(rig);
        await guest.SetIrqTypeAsync(0, IrqType.EdgeBoth);
        var asked = Enumerable.Range(0, 3).Select(_ => guest.RequestAsync(GpioMessage.GetDirection, 1, 0)).ToArray();
        await rig.UntilAsync(snapshot => snapshot.RequestPauses > 0);
        for (int i = 0; i < 3; i++)
        {
            var buffer = guest.QueueIrqPairAsync(0);
            await rig.UntilAsync(snapshot => snapshot.Armed == 1);
            await rig.SetAsync(0, i % 2 == 0);
            Assert.Equal((byte)IrqStatus.Valid, (await buffer).Written[0]);
        }

        Assert.Contains(asked, request => !request.IsCompleted);
        while (!asked.All(request => request.IsCompleted))
        {
            rig.Advance(Tenth);
            await rig.UntilAsync(_ => true);
        }
    }

    [Fact(DisplayName = "A limit that the file drops ends at once, for what waits too")]
    public async Task Dropped()
    {
        await using var rig = await StartAsync(requests: 100, interrupts: 10);
        await using var guest = await rig.ConnectAsync();
        await RefilledAsync(rig);
        await using var irq = await ArmedAsync(rig, guest, 0);
        await SpendAsync(rig, irq);
        await rig.SetAsync(0, true);
        await rig.UntilAsync(snapshot => snapshot.LateInterrupts == 1);
        var asked = Enumerable.Range(0, 20).Select(_ => guest.RequestAsync(GpioMessage.GetDirection, 0, 0)).ToArray();
        await rig.UntilAsync(snapshot => snapshot.RequestPauses > 0);
        var result = await rig.ChangeAsync("ivi", ivi => ivi with { RequestsPerSecond = null, InterruptsPerSecond = null });
        Assert.Equal(["ivi: other requestsPerSecond, interruptsPerSecond"], result.Changes.ToArray());
        await Task.WhenAll(asked);
        await irq.Events.ReadAsync();
    }

    [Fact(DisplayName = "Edges beyond the limit stay latched: one interrupt for them when it may be, edges = delivered + coalesced; " +
        "INVALID is never late (VG-D-37, VG-D-38)")]
    public async Task Edges()
    {
        await using var rig = await StartAsync(interrupts: 10);
        await using var guest = await rig.ConnectAsync();
        await using var irq = await ArmedAsync(rig, guest, 0);
        await SpendAsync(rig, irq);
        for (int i = 0; i < 3; i++) await rig.SetAsync(0, i % 2 == 0);
        var held = (await rig.UntilAsync(snapshot => snapshot.Lines[0].Edges == 5)).Lines[0];
        Assert.Equal((true, IrqBufferState.Held, 2, 2), (held.Latched, held.Buffer, held.Delivered, held.Coalesced));
        rig.Advance(Tenth);
        await irq.Events.ReadAsync();
        var paid = (await rig.UntilAsync(snapshot => snapshot.Armed == 1)).Lines[0];
        Assert.Equal((5, 3, 2), (paid.Edges, paid.Delivered, paid.Coalesced));

        await rig.SetAsync(0, false);
        await rig.UntilAsync(snapshot => snapshot.LateInterrupts == 2);
        Assert.Equal(GpioStatus.Ok, (await guest.RequestAsync(GpioMessage.SetIrqType, 0, 0)).Status);
        Assert.True((await rig.LineAsync(0)).Invalid > 0);
    }

    [Fact(DisplayName = "Several lines that wait get the next interrupts in the order in which they began to")]
    public async Task InOrder()
    {
        await using var rig = await StartAsync(interrupts: 10);
        await using var guest = await rig.ConnectAsync();
        await using var first = await ArmedAsync(rig, guest, 0);
        await using var second = await ArmedAsync(rig, guest, 1);
        await using var third = await ArmedAsync(rig, guest, 2);
        await SpendAsync(rig, first);
        foreach (int line in (int[])[2, 1, 0])
        {
            await rig.SetAsync(line, true);
            await rig.UntilAsync(snapshot => snapshot.Lines[line].Latched);
        }

        foreach (var irq in (IrqLine[])[third, second, first])
        {
            long before = (await rig.UntilAsync(_ => true)).Interrupts;
            rig.Advance(Tenth);
            await irq.Events.ReadAsync();
            Assert.Equal(before + 1, (await rig.UntilAsync(_ => true)).Interrupts);
        }
    }

    [Fact(DisplayName = "A level that stays active interrupts as often as it may, and not when it has gone meanwhile (VG-D-43)")]
    public async Task Levels()
    {
        await using var rig = await StartAsync(interrupts: 10);
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.LevelHigh);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await rig.SetAsync(0, true);
        await irq.Events.ReadAsync();
        for (int i = 1; i <= 3; i++)
        {
            await irq.Events.ReadAsync();
            await rig.UntilAsync(snapshot => snapshot.LateInterrupts == i && snapshot.Armed == 1);
            if (i < 3) rig.Advance(Tenth);
        }

        await rig.SetAsync(0, false);
        rig.Advance(Tenth);
        await rig.SetAsync(1, true);
        Assert.Equal(4, (await rig.UntilAsync(snapshot => snapshot.Armed == 1)).Lines[0].Delivered);
    }

    private static async Task<IrqLine> ArmedAsync(LiveRig rig, GpioDriver guest, ushort line)
    {
        var irq = await guest.RequestIrqAsync(line, IrqType.EdgeBoth);
        await rig.UntilAsync(snapshot => snapshot.Lines[line].Buffer == IrqBufferState.Held);
        return irq;
    }

    /// <summary>Uses up the reserve of two, with edges of line 0, which is inactive and armed afterwards.</summary>
    private static async Task SpendAsync(LiveRig rig, IrqLine irq)
    {
        for (int i = 0; i < 2; i++)
        {
            await rig.SetAsync(0, i == 0);
            await irq.Events.ReadAsync();
            await rig.UntilAsync(snapshot => snapshot.Lines[0].Buffer == IrqBufferState.Held);
        }
    }

    /// <summary>What connecting took of the limit is there again.</summary>
    private static async Task RefilledAsync(LiveRig rig)
    {
        rig.Advance(TimeSpan.FromSeconds(1.0));
        await rig.UntilAsync(_ => true);
    }

    private Task<LiveRig> StartAsync(int? requests = null, int? interrupts = null) => StartAsync(
        folder =>
        {
            var chip = Plans.Sim("bench", "A", "B", "C", "D");
            var limited = Plans.Guest("ivi", folder, chip) with { RequestsPerSecond = requests, InterruptsPerSecond = interrupts };
            return Plans.Plan(folder, [chip], [limited, Plans.Guest("adas", folder, chip)]);
        },
        virtualTime: true);
}
