using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Irq;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Driver;

public class DriverIrqSpec
{
    private static async Task<IrqEvent> NextAsync(IrqLine irq) => await irq.Events.ReadAsync().AsTask().WaitAsync(Rig.Patience);

    [Fact(DisplayName = "A rising edge reaches the event stream; the pair is queued again for the next one (VG-G-07, VG-D-33)")]
    public async Task EdgesAreDelivered()
    {
        await using Rig rig = await Rig.StartAsync();
        IrqLine irq = await rig.Driver.RequestIrqAsync(0, IrqType.EdgeRising).WaitAsync(Rig.Patience);

        await rig.Backend.SetLevelAsync(0, true);
        IrqEvent first = await NextAsync(irq);
        await rig.Backend.SetLevelAsync(0, false);
        await rig.Backend.SetLevelAsync(0, true);
        IrqEvent second = await NextAsync(irq);

        Assert.Equal((0, true), (first.Line, first.Level));
        Assert.True(second.TimestampNs > first.TimestampNs);
    }

    [Fact(DisplayName = "EDGE_BOTH: the level that GET_VALUE answers says which edge it was, as Linux's character device decides")]
    public async Task EdgeBothReadsTheLevel()
    {
        await using Rig rig = await Rig.StartAsync();
        IrqLine irq = await rig.Driver.RequestIrqAsync(3, IrqType.EdgeBoth).WaitAsync(Rig.Patience);

        foreach (bool level in (bool[])[true, false, true])
        {
            await rig.Backend.SetLevelAsync(3, level);
            Assert.Equal(level, (await NextAsync(irq)).Level);
        }
    }

    [Fact(DisplayName = "A level interrupt stays masked while its handler clears the source; cleared, it does not come again (VG-G-10)")]
    public async Task LevelHandlerClearsTheSource()
    {
        await using Rig rig = await Rig.StartAsync();
        int runs = 0;
        var cleared = new TaskCompletionSource();
        IrqLine irq = await rig.Driver.RequestIrqAsync(
            1, IrqType.LevelHigh, async _ =>
            {
                runs++;
                await rig.Backend.SetLevelAsync(1, false);
                cleared.TrySetResult();
            }).WaitAsync(Rig.Patience);

        await rig.Backend.SetLevelAsync(1, true);
        await NextAsync(irq);
        await cleared.Task.WaitAsync(Rig.Patience);        // the event is published before its handler runs
        await irq.DisposeAsync().AsTask().WaitAsync(Rig.Patience);

        Assert.Equal(1, runs);
        Assert.Equal(1, irq.Counters.Valid);
    }

    [Fact(DisplayName = "A level interrupt whose source stays is delivered again each time the pair is queued (R-09)")]
    public async Task LevelRepeats()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Backend.SetLevelAsync(1, true);
        int left = 5;
        var enough = new TaskCompletionSource();
        await using IrqLine irq = await rig.Driver.RequestIrqAsync(
            1, IrqType.LevelHigh, async _ =>
            {
                if (--left > 0) return;
                await rig.Backend.SetLevelAsync(1, false);
                enough.TrySetResult();
            }).WaitAsync(Rig.Patience);

        await enough.Task.WaitAsync(Rig.Patience);
        Assert.Equal(5, irq.Counters.Valid);
    }

    [Fact(DisplayName = "Freeing an interrupt sends NONE, and the pair is back before the answer (VG-G-05, VG-D-38)")]
    public async Task FreeingSendsNone()
    {
        await using Rig rig = await Rig.StartAsync();
        IrqLine irq = await rig.Driver.RequestIrqAsync(0, IrqType.EdgeFalling).WaitAsync(Rig.Patience);
        await irq.DisposeAsync().AsTask().WaitAsync(Rig.Patience);

        GpioRequest last = await rig.Backend.InvokeAsync(device => device.Seen[^1]).WaitAsync(Rig.Patience);
        Assert.Equal(new GpioRequest(GpioMessage.SetIrqType, 0, 0), last);
        Assert.Equal(new IrqCounters(Queued: 1, Valid: 0, Invalid: 1, 0, 0, 0, 0), irq.Counters);
        Assert.False(await irq.Events.WaitToReadAsync().AsTask().WaitAsync(Rig.Patience));
    }

    [Fact(DisplayName = "A device that keeps the pair at NONE and uses it later is found out, and survived (VG-D-38, VG-D-39)")]
    public async Task LateEventIsCounted()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Backend.InvokeAsync(device => device.KeepsPairOnDisable = true).WaitAsync(Rig.Patience);
        IrqLine irq = await rig.Driver.RequestIrqAsync(0, IrqType.EdgeRising).WaitAsync(Rig.Patience);

        await irq.DisableAsync().WaitAsync(Rig.Patience);
        await rig.Backend.InvokeAsync(device => device.ReturnPair(0, IrqResponse.Valid)).WaitAsync(Rig.Patience);
        await rig.Driver.GetDirectionAsync(0).WaitAsync(Rig.Patience);     // answered after the pair, so seen after it

        Assert.Equal((1, 1, 0), (irq.Counters.BufferKeptAfterDisable, irq.Counters.EventsAfterDisable, irq.Counters.Delivered));
    }

    [Fact(DisplayName = "Enabled again while the device still keeps the pair: no second one before the first has come back (VG-G-14)")]
    public async Task NoSecondPair()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Backend.InvokeAsync(device => device.KeepsPairOnDisable = true).WaitAsync(Rig.Patience);
        IrqLine irq = await rig.Driver.RequestIrqAsync(0, IrqType.EdgeRising).WaitAsync(Rig.Patience);
        await irq.DisableAsync().WaitAsync(Rig.Patience);
        await irq.EnableAsync().WaitAsync(Rig.Patience);
        Assert.Equal(1, irq.Counters.Queued);

        await rig.Backend.InvokeAsync(device => device.ReturnPair(0, IrqResponse.Invalid)).WaitAsync(Rig.Patience);
        await rig.Driver.GetDirectionAsync(0).WaitAsync(Rig.Patience);
        Assert.Equal(2, irq.Counters.Queued);
    }

    [Theory(DisplayName = "A bounced pair is queued again, with a delay from the second time on, and the line still works (VG-G-13)")]
    [InlineData(IrqManners.Strict)]
    [InlineData(IrqManners.Linux)]
    public async Task BouncedPairsComeBack(IrqManners manners)
    {
        await using Rig rig = await Rig.StartAsync(new GpioDriverOptions { IrqManners = manners });
        IrqLine irq = await rig.Driver.RequestIrqAsync(0, IrqType.EdgeRising).WaitAsync(Rig.Patience);
        for (int bounce = 1; bounce <= 4; bounce++)
        {
            await rig.Backend.InvokeAsync(device => device.ReturnPair(0, IrqResponse.Invalid)).WaitAsync(Rig.Patience);
            while (!await rig.Backend.InvokeAsync(device => device.Holds(0)).WaitAsync(Rig.Patience)) await Task.Yield();
        }

        await rig.Backend.SetLevelAsync(0, true);
        await NextAsync(irq);
        Assert.Equal(4, irq.Counters.Invalid);
    }

    [Fact(DisplayName = "ERR to SET_IRQ_TYPE fails the request, queues nothing, and leaves the line to be requested again (VG-G-15)")]
    public async Task RefusedType()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Backend.InvokeAsync(device => device.Answer = r => r.Type == GpioMessage.SetIrqType ? GpioResponse.Error : null)
            .WaitAsync(Rig.Patience);
        var refused =
            await Assert.ThrowsAsync<GpioRequestException>(() => rig.Driver.RequestIrqAsync(2, IrqType.LevelLow).WaitAsync(Rig.Patience));
        Assert.Equal((GpioMessage.SetIrqType, 2), (refused.Request, refused.Line));
        Assert.Equal(0, rig.Driver.FrontEnd.Rings[1].AvailIndex);

        await rig.Backend.InvokeAsync(device => device.Answer = _ => null).WaitAsync(Rig.Patience);
        await rig.Driver.RequestIrqAsync(2, IrqType.LevelLow).WaitAsync(Rig.Patience);
    }

    [Fact(DisplayName = "A change of type is NONE, then the new type; with Linux's manners one message (VG-G-06)")]
    public async Task TypeChanges()
    {
        foreach (var (manners, expected) in ((IrqManners, uint[])[])[(IrqManners.Strict, [1, 0, 2]), (IrqManners.Linux, [1, 2])])
        {
            await using Rig rig = await Rig.StartAsync(new GpioDriverOptions { IrqManners = manners });
            IrqLine irq = await rig.Driver.RequestIrqAsync(0, IrqType.EdgeRising).WaitAsync(Rig.Patience);
            await irq.SetTypeAsync(IrqType.EdgeFalling).WaitAsync(Rig.Patience);

            uint[] sent = await rig.Backend.InvokeAsync(
                d => d.Seen.Where(r => r.Type == GpioMessage.SetIrqType).Select(r => r.Value).ToArray()).WaitAsync(Rig.Patience);
            Assert.Equal(expected, sent);
        }
    }

    [Fact(DisplayName = "Without VIRTIO_GPIO_F_IRQ no interrupt can be requested, and nothing is sent (VG-G-04)")]
    public async Task NoInterrupts()
    {
        await using Rig rig = await Rig.StartAsync(Rig.As(FrontEndManners.Qemu72));
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Driver.RequestIrqAsync(0, IrqType.EdgeRising));
        Assert.DoesNotContain(await rig.Backend.InvokeAsync(d => d.Seen.ToArray()).WaitAsync(Rig.Patience),
            r => r.Type == GpioMessage.SetIrqType);
    }

    [Fact(DisplayName =
        "The eventq arms as many lines as it has entries, half as many without indirect descriptors; one more is refused here (VG-G-16)")]
    public async Task EventQueueCapacity()
    {
        foreach (var (features, room) in ((VirtioFeatures, int)[])[(VirtioFeatures.IndirectDescriptors, 4), (VirtioFeatures.None, 2)])
        {
            var frontEnd = new FrontEndOptions { EventQueueSize = 4, Features = VirtioFeatures.Irq | VirtioFeatures.Version1 | features };
            await using Rig rig = await Rig.StartAsync(new GpioDriverOptions { FrontEnd = frontEnd }, ["A", "B", "C", "D", "E"]);
            for (ushort line = 0; line < room; line++) await rig.Driver.RequestIrqAsync(line, IrqType.EdgeRising).WaitAsync(Rig.Patience);
            await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Driver.RequestIrqAsync((ushort)room, IrqType.EdgeRising));
        }
    }
}
