using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.Rules.Lines;
using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Chips.Gpio;

/// <summary>Edges and levels of a gpiochip become interrupts (GU-06 … GU-12, GU-19 … GU-22).</summary>
public class EdgesSpec
{
    [Theory(DisplayName = "Each edge type gets its edges and no other; each level type senses its level (GU-19)")]
    [InlineData(IrqType.EdgeRising, false, 1)]
    [InlineData(IrqType.EdgeFalling, false, 1)]
    [InlineData(IrqType.EdgeBoth, false, 2)]
    [InlineData(IrqType.LevelHigh, false, 1)]
    [InlineData(IrqType.LevelLow, true, 1)]
    public async Task Types(IrqType type, bool idle, int expected)
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        rig.Chip[0].Pull(idle);
        await using var irq = await guest.RequestIrqAsync(0, type, _ =>
        {
            if (type is IrqType.LevelHigh or IrqType.LevelLow) rig.Chip[0].Pull(idle);       // the handler clears the source (VG-G-10)
            return ValueTask.CompletedTask;
        });
        await ArmedAsync(rig);
        rig.Chip[0].Pull(!idle);
        if (type is IrqType.LevelHigh or IrqType.LevelLow)
        {
            await irq.Events.ReadAsync();
        }
        else
        {
            if (type == IrqType.EdgeBoth) await irq.Events.ReadAsync();
            await ArmedAsync(rig);
            rig.Chip[0].Pull(idle);
            await irq.Events.ReadAsync();
        }

        var line = await ArmedAsync(rig);
        Assert.Equal(expected, line.Delivered);
    }

    [Fact(DisplayName =
        "A level is sensed when its line is unmasked: an active level of which only an old event tells fires once, not again (GU-19)")]
    public async Task ALevelIsSensedAtUnmask()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.LevelHigh);
        await ArmedAsync(rig);
        rig.Chip[0].InjectEdge(rising: true);                              // the pin is low again before anybody looks
        await irq.Events.ReadAsync();
        Assert.Equal(1, (await ArmedAsync(rig)).Delivered);
    }

    [Fact(DisplayName =
        "An edge after the level was looked at, and before the chip hears of that look, stands: the older level is not shown after it")]
    public async Task AnEdgeBehindTheLook()
    {
        await using var rig = await GpioRig.StartAsync(virtualTime: true);
        await using var guest = await rig.ConnectAsync();
        var look = rig.Chip[0].Hang(FakeCallKind.GetValue);
        var request = guest.RequestIrqAsync(0, IrqType.EdgeBoth);
        await look.Entered;
        using (await rig.Rig.HoldAsync(0))
        {
            look.Release();
            rig.Kernel.WaitUntil(() => rig.Chip[0].Calls.LastOrDefault() is { Kind: FakeCallKind.GetValue });
            rig.Chip[0].Pull(true);
        }

        await using var irq = await request;
        Assert.True((await irq.Events.ReadAsync()).Level);
        var line = await ArmedAsync(rig);
        Assert.Equal((true, 1, 1, 0), (line.Level, line.Edges, line.Delivered, line.Coalesced));
        rig.Chip[0].Pull(false);
        Assert.False((await irq.Events.ReadAsync()).Level);
    }

    [Fact(DisplayName =
        "A second guest's watch of the same line touches no detector, and what was queued before it is not its edge (GU-06, GU-10)")]
    public async Task ASecondWatcher()
    {
        await using var rig = await GpioRig.StartAsync(guests: 2);
        await using var guest = await rig.ConnectAsync();
        await using var other = await rig.ConnectAsync("cluster");
        await using var first = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await ArmedAsync(rig);
        rig.Kernel.ForgetCalls();
        IrqLine second;
        using (await rig.Rig.HoldAsync(0)) rig.Chip[0].Pull(true);
        second = await other.RequestIrqAsync(0, IrqType.EdgeBoth);
        await using var _ = second;
        await first.Events.ReadAsync();
        Assert.DoesNotContain(rig.Chip[0].Calls, call => call.Kind == FakeCallKind.Configure);
        var line = await ArmedAsync(rig, "cluster");
        rig.Chip[0].Pull(false);
        Assert.False((await second.Events.ReadAsync()).Level);
        Assert.True((await rig.Rig.UntilAsync(snapshot => snapshot.Lines[0].Edges >= 1, "cluster")).Lines[0].Edges - line.Edges == 1);
    }

    [Fact(DisplayName =
        "An event queue that overflows is one interrupt for each armed type; pulled = seen, of which lost are those that the kernel had " +
        "no room for (GU-09)")]
    public async Task AStorm()
    {
        const int pulls = 1001;
        await using var rig = await GpioRig.StartAsync(guests: 2);
        await using var guest = await rig.ConnectAsync();
        await using var other = await rig.ConnectAsync("cluster");
        await using var rising = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await using var both = await other.RequestIrqAsync(0, IrqType.EdgeBoth);
        await ArmedAsync(rig);
        await ArmedAsync(rig, "cluster");
        using (await rig.Rig.HoldAsync(0))
            for (int i = 0; i < pulls; i++) rig.Chip[0].Pull(i % 2 == 0);
        await rising.Events.ReadAsync();
        await both.Events.ReadAsync();
        var net = (await rig.ChipAsync()).Lines[0];
        Assert.Equal((pulls, pulls - 256, true), (net.Edges, net.Lost, net.Level));
        foreach (string id in (string[])["ivi", "cluster"])
        {
            var line = await ArmedAsync(rig, id);
            Assert.Equal(line.Edges, line.Delivered + line.Coalesced);
            Assert.Equal(id == "ivi" ? (pulls + 1) / 2 : pulls, line.Edges);
        }
    }

    [Fact(DisplayName =
        "A pulse that was over before the kernel looked is an edge of both directions: a rising-edge guest gets its interrupt")]
    public async Task AShortPulse()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await ArmedAsync(rig);
        rig.Chip[0].InjectEdge(rising: false);                             // low before, low again
        Assert.True((await irq.Events.ReadAsync()).Level);
    }

    [Fact(DisplayName = "An edge from before SET_IRQ_TYPE is not reported under it (GU-10)")]
    public async Task OldEdges()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.SetIrqTypeAsync(0, IrqType.EdgeBoth);
        using (await rig.Rig.HoldAsync()) rig.Chip[0].Pull(true);
        await guest.SetIrqTypeAsync(0, IrqType.None);
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        var line = await ArmedAsync(rig);
        Assert.Equal((0, false), (line.Delivered, line.Latched));
        rig.Chip[0].Pull(false);
        rig.Chip[0].Pull(true);
        await irq.Events.ReadAsync();
    }

    [Fact(DisplayName = "SET_DIRECTION(IN) of an armed line leaves its detector alone (GU-11, VG-D-26)")]
    public async Task InputAgain()
    {
        await using var rig = await GpioRig.StartAsync();
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await ArmedAsync(rig);
        rig.Kernel.ForgetCalls();
        await guest.SetDirectionAsync(0, GpioDirection.In);
        Assert.DoesNotContain(rig.Chip[0].Calls, call => call.Kind == FakeCallKind.Configure);
        rig.Chip[0].Pull(true);
        await irq.Events.ReadAsync();
    }

    [Fact(DisplayName =
        "A line without an interrupt is sampled: levels that last are edges; with sample: off its interrupts are refused (GU-22)")]
    public async Task Sampled()
    {
        await using var rig = await GpioRig.StartAsync(
            plan => plan with { Sample = plan.Offset == 0 ? TimeSpan.FromMilliseconds(1) : null },
            prepare: chip => (chip[0].HasInterrupt, chip[1].HasInterrupt) = (false, false));
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeBoth);
        await ArmedAsync(rig);
        for (int i = 0; i < 4; i++)
        {
            rig.Chip[0].Pull(i % 2 == 0);
            Assert.Equal(i % 2 == 0, (await irq.Events.ReadAsync()).Level);
        }

        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetIrqType, 1, (uint)IrqType.EdgeBoth)).Status);
        Assert.Equal(GpioStatus.Ok, (await guest.RequestAsync(GpioMessage.SetDirection, 1, (uint)GpioDirection.In)).Status);
    }

    [Fact(DisplayName = "A guest that lets go of a pin makes no edge that was not there; what the pin then shows is one")]
    public async Task LettingGo()
    {
        await using var rig = await GpioRig.StartAsync(guests: 2);
        await using var guest = await rig.ConnectAsync();
        await using var other = await rig.ConnectAsync("cluster");
        rig.Chip[0].Pull(true);
        await guest.DriveAsync(0, true);
        await other.SetIrqTypeAsync(0, IrqType.EdgeBoth);
        await guest.SetDirectionAsync(0, GpioDirection.None);
        await rig.ChipAsync();
        Assert.Equal(0, (await rig.Rig.LineAsync(0, "cluster")).Edges);

        rig.Chip[0].Pull(false);                                           // the detector is on again
        await rig.Rig.UntilAsync(snapshot => snapshot.Lines[0].Edges == 1, "cluster");
        await guest.DriveAsync(0, true);
        await guest.SetDirectionAsync(0, GpioDirection.None);
        await rig.Rig.UntilAsync(snapshot => snapshot.Lines[0].Edges == 3, "cluster");
    }

    [Fact(DisplayName = "mon on a line that nobody watches switches its detector on, shows the kernel's time, and off again; " +
        "an output as found is not made an input for it")]
    public async Task Mon()
    {
        await using var rig = await GpioRig.StartAsync(prepare: chip => chip[1].Preset(level: true));
        await using (var events = await LineWatch.BeginAsync(rig.Rig.Hub, new("doors", 0), new("doors", 1)))
        {
            Assert.Equal([false, true], events.Levels);
            long before = Transports.Native.MonotonicClock.Now;
            rig.Chip[0].Pull(true);
            var edge = await events.EdgeAsync();
            Assert.Equal((true, "hardware"), (edge.Level, edge.Cause));
            Assert.InRange(edge.Ns, before, Transports.Native.MonotonicClock.Now);
            Assert.True(rig.Chip[1].IsOutput);
        }

        rig.Kernel.WaitUntil(() => (rig.Chip[0].Info.Flags & (GpioLineBits.EdgeRising | GpioLineBits.EdgeFalling)) == 0);
    }

    private static async Task<GuestLineSnapshot> ArmedAsync(GpioRig rig, string guest = "ivi") =>
        (await rig.Rig.UntilAsync(snapshot => snapshot.Lines[0] is { Buffer: IrqBufferState.Held, Pending: false, Latched: false },
            guest)).Lines[0];
}
