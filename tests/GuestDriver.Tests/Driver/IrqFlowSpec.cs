using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Driver;

/// <summary>When the pair goes out again: at once without a handler, after the handler with one.</summary>
public class IrqFlowSpec
{
    private const ushort Line = 3;

    private static async Task<T> AtDeviceAsync<T>(Rig rig, Func<MiniDevice, T> look) =>
        await rig.Backend.InvokeAsync(look).WaitAsync(Rig.Patience);

    private static int Reads(MiniDevice device) => device.Seen.Count(r => r.Type == GpioMessage.GetValue);

    private static async Task<Rig> StartMutedAsync()
    {
        Rig rig = await Rig.StartAsync();
        await rig.Backend.InvokeAsync(d => d.Mute = r => r.Type == GpioMessage.GetValue).WaitAsync(Rig.Patience);
        return rig;
    }

    private static async Task UnmuteAsync(Rig rig) => await rig.Backend.InvokeAsync(d =>
    {
        d.Mute = _ => false;
        d.Unmute();
    }).WaitAsync(Rig.Patience);

    [Fact(DisplayName =
        "EDGE_BOTH without a handler: the pair is queued again before the level is known; the next event waits behind the question")]
    public async Task PairGoesOutBeforeTheLevel()
    {
        await using Rig rig = await StartMutedAsync();
        await using IrqLine irq = await rig.Driver.RequestIrqAsync(Line, IrqType.EdgeBoth).WaitAsync(Rig.Patience);

        await rig.Backend.SetLevelAsync(Line, true).WaitAsync(Rig.Patience);
        await rig.UntilAsync(d => d.Holds(Line) && Reads(d) == 1);
        Assert.False(irq.Events.TryRead(out _));

        await rig.Backend.SetLevelAsync(Line, false).WaitAsync(Rig.Patience);
        await Rig.UntilAsync(() => irq.Counters.Valid == 2);
        await rig.Driver.GetDirectionAsync(0).WaitAsync(Rig.Patience);      // what the second event sends has been sent
        Assert.Equal((false, 1), await AtDeviceAsync(rig, d => (d.Holds(Line), Reads(d))));

        await UnmuteAsync(rig);
        IrqEvent first = await irq.Events.ReadAsync().AsTask().WaitAsync(Rig.Patience);
        IrqEvent second = await irq.Events.ReadAsync().AsTask().WaitAsync(Rig.Patience);
        Assert.True(first.TimestampNs < second.TimestampNs);
        Assert.Equal((false, 2), (second.Level, await AtDeviceAsync(rig, Reads)));     // read after its interrupt, each of them
        await rig.UntilAsync(d => d.Holds(Line));
    }

    [Fact(DisplayName = "EDGE_BOTH: an event before the interrupt is disabled has its level before the disabling is done (VG-G-03)")]
    public async Task LevelBeforeTheEnd()
    {
        await using Rig rig = await Rig.StartAsync();
        await using IrqLine irq = await rig.Driver.RequestIrqAsync(Line, IrqType.EdgeBoth).WaitAsync(Rig.Patience);
        for (int round = 0; round < 50; round++)
        {
            bool level = round % 2 == 0;
            await rig.Backend.SetLevelAsync(Line, level).WaitAsync(Rig.Patience);
            await Rig.UntilAsync(() => irq.Counters.Delivered == round + 1);
            await rig.UntilAsync(d => Reads(d) == round + 1);
            await irq.DisableAsync().WaitAsync(Rig.Patience);
            Assert.True(irq.Events.TryRead(out IrqEvent happened));
            Assert.Equal(level, happened.Level);
            await irq.EnableAsync().WaitAsync(Rig.Patience);
        }
    }

    [Fact(DisplayName = "EDGE_BOTH: an event whose level the device refuses to tell is counted as lost, and the next one has a level")]
    public async Task RefusedLevel()
    {
        foreach (Func<IrqEvent, ValueTask>? handler in (Func<IrqEvent, ValueTask>?[])[null, _ => ValueTask.CompletedTask])
        {
            await using Rig rig = await Rig.StartAsync();
            await using IrqLine irq = await rig.Driver.RequestIrqAsync(Line, IrqType.EdgeBoth, handler).WaitAsync(Rig.Patience);
            await rig.Backend.InvokeAsync(d => d.Answer = r => r.Type == GpioMessage.GetValue ? GpioResponse.Error : null)
                .WaitAsync(Rig.Patience);
            await rig.Backend.SetLevelAsync(Line, true).WaitAsync(Rig.Patience);
            await Rig.UntilAsync(() => irq.Counters.Lost == 1);
            await rig.Backend.InvokeAsync(d => d.Answer = _ => null).WaitAsync(Rig.Patience);
            await rig.UntilAsync(d => d.Holds(Line));
            await rig.Backend.SetLevelAsync(Line, false).WaitAsync(Rig.Patience);

            Assert.False((await irq.Events.ReadAsync().AsTask().WaitAsync(Rig.Patience)).Level);
            Assert.Equal(1, irq.Counters.Lost);
        }
    }

    [Theory(DisplayName =
        "A handler in a task: the line stays masked until it is done, the device keeps one event meanwhile, no two runs overlap")]
    [InlineData(IrqType.EdgeBoth)]
    [InlineData(IrqType.EdgeRising)]
    public async Task MaskedUntilTheHandlerIsDone(IrqType type)
    {
        await using Rig rig = await Rig.StartAsync();
        int running = 0, runs = 0;
        var begun = new TaskCompletionSource<Thread>(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using IrqLine irq = await rig.Driver.RequestIrqAsync(Line, type, async _ =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            begun.TrySetResult(Thread.CurrentThread);
            await done.Task;
            await rig.Driver.GetValueAsync(0);              // it may ask
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref runs);
        }).WaitAsync(Rig.Patience);

        await rig.Backend.SetLevelAsync(Line, true).WaitAsync(Rig.Patience);
        Assert.NotEqual("guest-driver", (await begun.Task.WaitAsync(Rig.Patience)).Name);
        foreach (bool level in (bool[])[false, true]) await rig.Backend.SetLevelAsync(Line, level).WaitAsync(Rig.Patience);
        Assert.Equal((1, 1), (irq.Counters.Queued, irq.Counters.Valid));
        Assert.False(await AtDeviceAsync(rig, d => d.Holds(Line)));

        done.SetResult();
        await rig.UntilAsync(d => d.Holds(Line));
        Assert.Equal((2, 2, 3), (Volatile.Read(ref runs), irq.Counters.Valid, irq.Counters.Queued));
    }

    [Theory(DisplayName = "A handler in a task may disable or free its own interrupt: the device is told NONE, no pair goes out after it")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EndsItself(bool frees)
    {
        await using Rig rig = await Rig.StartAsync();
        var requested = new TaskCompletionSource<IrqLine>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IrqLine irq = await rig.Driver.RequestIrqAsync(Line, IrqType.LevelHigh, async _ =>
        {
            IrqLine own = await requested.Task;
            if (frees) await own.DisposeAsync();
            else await own.DisableAsync();
            ended.TrySetResult();
        }).WaitAsync(Rig.Patience);
        requested.SetResult(irq);

        await rig.Backend.SetLevelAsync(Line, true).WaitAsync(Rig.Patience);
        await ended.Task.WaitAsync(Rig.Patience);
        GpioRequest last = await AtDeviceAsync(rig, d => d.Seen[^1]);
        Assert.Equal((new GpioRequest(GpioMessage.SetIrqType, Line, 0), 1, 1), (last, irq.Counters.Queued, irq.Counters.Valid));

        await irq.Events.ReadAsync().AsTask().WaitAsync(Rig.Patience);
        if (!frees) await irq.DisposeAsync().AsTask().WaitAsync(Rig.Patience);
        Assert.False(await irq.Events.WaitToReadAsync().AsTask().WaitAsync(Rig.Patience));      // ended, and not with a failure
        await using IrqLine again = await rig.Driver.RequestIrqAsync(Line, IrqType.EdgeFalling).WaitAsync(Rig.Patience);
        Assert.Equal(2, again.Counters.Queued);
    }
}
