using GpioHub.Actors.Tests.Support;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Allocation;

/// <summary>edge → ChipActor → LineActor → EventQueueActor → staged → flush: what the hub's thread allocates for it.</summary>
public class IrqAllocationSpec
{
    private const int Interrupts = 10_000;

    [Theory(DisplayName =
        "10,000 interrupts allocate 0 bytes: edges that one guest drives, on as many lines, to as many others that wait for them, " +
        "beside the chip or on another reactor (HR-28)")]
    [InlineData(1, 1, 1)]
    [InlineData(1, HotRig.Lines, 1)]
    [InlineData(8, 1, 1)]
    [InlineData(8, HotRig.Lines, 1)]
    [InlineData(1, 1, 2)]
    [InlineData(8, HotRig.Lines, 2)]
    public async Task Edges(int watchers, int lines, int reactors)
    {
        await using var rig = await HotRig.StartAsync(guests: 1 + watchers, virtualTime: reactors > 1, reactors: reactors);
        var wires = new Wires(rig, lines, IrqType.EdgeBoth);
        wires.Arm();
        if (reactors > 1)
        {
            await wires.PileUpAsync(rig);
            wires.AwaitAll();
            wires.Arm();
        }

        Assert.Equal(0, rig.BytesOf(
            () =>
            {
                wires.Toggle();
                wires.AwaitAll();
                wires.Arm();
            },
            Interrupts / (lines * watchers)));
    }

    [Fact(DisplayName = "Nor do 10,000 requests and 10,000 interrupts of guests that have limits and keep to them")]
    public async Task WithinTheLimits()
    {
        await using var rig = await HotRig.StartAsync(guests: 2, perSecond: 1_000_000_000);
        var wires = new Wires(rig, 1, IrqType.EdgeBoth);
        wires.Arm();
        Assert.Equal(0, rig.BytesOf(
            () =>
            {
                wires.Toggle();
                wires.AwaitAll();
                wires.Arm();
            },
            Interrupts));
    }

    [Fact(DisplayName = "Nor do 10,000 edges of a line allocate while somebody looks at another line of the chip")]
    public async Task EdgesBesideAMonitor()
    {
        await using var rig = await HotRig.StartAsync(guests: 2);
        await using var monitor = await rig.LookAtAsync(HotRig.Lines - 1);
        var wires = new Wires(rig, 1, IrqType.EdgeBoth);

        Assert.Equal(0, rig.BytesOf(wires.Toggle, Interrupts));
    }

    [Theory(DisplayName =
        "10,000 latched edges allocate 0 bytes: they come while the line is masked, and are paid when it is unmasked (VG-D-37)")]
    [InlineData(1)]
    [InlineData(HotRig.Lines)]
    public async Task LatchedEdges(int lines)
    {
        await using var rig = await HotRig.StartAsync(guests: 2);
        var wires = new Wires(rig, lines, IrqType.EdgeBoth);

        Assert.Equal(0, rig.BytesOf(
            () =>
            {
                wires.Toggle();
                wires.Arm();
                wires.AwaitAll();
            },
            Interrupts / lines));
    }

    [Theory(DisplayName = "10,000 deliveries of a level that stays allocate 0 bytes: each unmask finds it active (VG-D-43)")]
    [InlineData(1)]
    [InlineData(HotRig.Lines)]
    public async Task Levels(int lines)
    {
        await using var rig = await HotRig.StartAsync(guests: 2);
        var wires = new Wires(rig, lines, IrqType.LevelHigh);
        wires.Toggle();

        Assert.Equal(0, rig.BytesOf(
            () =>
            {
                wires.Arm();
                wires.AwaitAll();
            },
            Interrupts / lines));
    }

    [Theory(DisplayName =
        "10,000 buffers that come back INVALID because their line is disabled allocate 0 bytes, enabling included (VG-D-38)")]
    [InlineData(1)]
    [InlineData(HotRig.Lines)]
    public async Task Disabled(int lines)
    {
        await using var rig = await HotRig.StartAsync();
        var guest = rig.Guests[0];
        Chain[] enable = [.. Enumerable.Range(0, lines)
            .Select(line => guest.Message(GpioMessage.SetIrqType, line, (uint)IrqType.EdgeBoth))];
        Chain[] disable = [.. Enumerable.Range(0, lines).Select(line => guest.Message(GpioMessage.SetIrqType, line, (uint)IrqType.None))];
        Chain[] pairs = [.. Enumerable.Range(0, lines).Select(line => guest.Pair(line, IrqStatus.Invalid))];

        Assert.Equal(0, rig.BytesOf(
            () =>
            {
                guest.Requests.Do(enable);
                guest.Events.Offer(pairs);
                guest.Requests.Do(disable);
                guest.Events.Await(lines);
            },
            Interrupts / lines));
    }

    [Fact(DisplayName = "10,000 eventq buffers for a line that is not there allocate 0 bytes (VG-D-45)")]
    public async Task NoSuchLine()
    {
        await using var rig = await HotRig.StartAsync();
        var guest = rig.Guests[0];
        Chain[] pairs = [.. Enumerable.Range(0, HotRig.RingSize).Select(_ => guest.Pair(HotRig.Lines, IrqStatus.Invalid))];

        Assert.Equal(0, rig.BytesOf(count => guest.Events.Stream(pairs, count, pairs.Length), Interrupts));
    }
}
