using System.Collections.Concurrent;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Driver;

/// <summary>Hard handlers on the completion thread: where they run, what they may do, and what becomes of one that fails.</summary>
public class HardIrqSpec
{
    private sealed class BoomException : Exception;

    private static async Task<int> SeenAsync(Rig rig) => await rig.Backend.InvokeAsync(d => d.Seen.Count).WaitAsync(Rig.Patience);

    [Theory(DisplayName =
        "A hard handler runs on the completion thread for each event, in order; no event makes a request; at EDGE_BOTH it has no level")]
    [InlineData(IrqType.EdgeBoth, null)]
    [InlineData(IrqType.EdgeRising, true)]
    [InlineData(IrqType.EdgeFalling, false)]
    public async Task RunsOnTheCompletionThread(IrqType type, bool? level)
    {
        await using Rig rig = await Rig.StartAsync();
        ConcurrentQueue<(Thread Thread, IrqSignal Signal)> runs = [];
        await using IrqLine irq = await rig.Driver.RequestHardIrqAsync(3, type, signal => runs.Enqueue((Thread.CurrentThread, signal)))
            .WaitAsync(Rig.Patience);
        int before = await SeenAsync(rig);

        for (int i = 0; i < 20; i++)
        {
            await rig.Backend.SetLevelAsync(3, i % 2 == 0).WaitAsync(Rig.Patience);
            await rig.UntilAsync(device => device.Holds(3));
        }

        Assert.Equal(before, await SeenAsync(rig));
        Assert.Equal(type == IrqType.EdgeBoth ? 20 : 10, runs.Count);
        Assert.Equal("guest-driver", Assert.Single(runs.Select(run => run.Thread).Distinct()).Name);
        Assert.All(runs, run => Assert.Equal((3, type, level), ((int)run.Signal.Line, run.Signal.Type, run.Signal.Level)));
        Assert.True(runs.Zip(runs.Skip(1)).All(pair => pair.First.Signal.TimestampNs < pair.Second.Signal.TimestampNs));
        Assert.False(irq.Events.TryRead(out _));
    }

    [Fact(DisplayName = "What a hard handler throws is what the line's events end with; the line stays masked, and the driver goes on")]
    public async Task ThrowingHandler()
    {
        await using Rig rig = await Rig.StartAsync();
        IrqLine broken = await rig.Driver.RequestHardIrqAsync(0, IrqType.EdgeBoth, _ => throw new BoomException()).WaitAsync(Rig.Patience);
        await using IrqLine other = await rig.Driver.RequestIrqAsync(1, IrqType.EdgeRising).WaitAsync(Rig.Patience);

        await rig.Backend.SetLevelAsync(0, true).WaitAsync(Rig.Patience);
        await Assert.ThrowsAsync<BoomException>(() => broken.Events.Completion.WaitAsync(Rig.Patience));
        await rig.Backend.SetLevelAsync(1, true).WaitAsync(Rig.Patience);
        await other.Events.ReadAsync().AsTask().WaitAsync(Rig.Patience);

        Assert.Equal((1, 1), (broken.Counters.Queued, broken.Counters.Valid));
        Assert.True(broken.State is { Enabled: true, Masked: true, Queued: false });
        await broken.DisposeAsync().AsTask().WaitAsync(Rig.Patience);
        await using IrqLine again = await rig.Driver.RequestIrqAsync(0, IrqType.EdgeBoth).WaitAsync(Rig.Patience);
    }

    public static TheoryData<string> Waits => ["read", "names", "disable", "set type", "free", "another", "stop", "reset", "poll", "raw"];

    [Theory(DisplayName =
        "A hard handler that would wait for the device gets an exception that says why, and not a deadlock; the line's events end with it")]
    [MemberData(nameof(Waits))]
    public async Task RequestsAreRefused(string what)
    {
        await using Rig rig = await Rig.StartAsync();
        GpioDriver driver = rig.Driver;
        IrqLine? own = null;
        own = await driver.RequestHardIrqAsync(0, IrqType.EdgeBoth, _ => Begin().WaitAsync(Rig.Patience).GetAwaiter().GetResult())
            .WaitAsync(Rig.Patience);

        await rig.Backend.SetLevelAsync(0, true).WaitAsync(Rig.Patience);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => own.Events.Completion.WaitAsync(Rig.Patience));

        Assert.StartsWith("the hard handler of line 0 made a request: it runs on the thread that takes the answers", refused.Message,
            StringComparison.Ordinal);
        await driver.GetValueAsync(1).WaitAsync(Rig.Patience);
        await own.DisposeAsync().AsTask().WaitAsync(Rig.Patience);

        Task Begin() => what switch
        {
            "read" => driver.GetValueAsync(0),
            "names" => driver.GetLineNamesAsync(),
            "disable" => own!.DisableAsync(),
            "set type" => own!.SetTypeAsync(IrqType.EdgeRising),
            "free" => own!.DisposeAsync().AsTask(),
            "another" => driver.RequestIrqAsync(1, IrqType.EdgeBoth),
            "stop" => driver.StopAsync(),
            "reset" => driver.ResetAsync(),
            "poll" => Task.FromResult(driver.Poll()),
            _ => driver.QueueIrqPairAsync(1),
        };
    }

    [Fact(DisplayName = "A hard handler that makes a request and looks at no answer is found out too")]
    public async Task ForgottenRequest()
    {
        await using Rig rig = await Rig.StartAsync();
        IrqLine irq = await rig.Driver.RequestHardIrqAsync(0, IrqType.EdgeBoth, _ => rig.Driver.SetValueAsync(2, true))
            .WaitAsync(Rig.Patience);
        await rig.Backend.SetLevelAsync(0, true).WaitAsync(Rig.Patience);
        await Assert.ThrowsAsync<InvalidOperationException>(() => irq.Events.Completion.WaitAsync(Rig.Patience));
        Assert.DoesNotContain(await rig.Backend.InvokeAsync(d => d.Seen.ToArray()), r => r.Type == GpioMessage.SetValue);
    }

    [Fact(DisplayName = "A hard handler may ask another driver: its answers come on another thread")]
    public async Task AnotherDriver()
    {
        await using Rig rig = await Rig.StartAsync();
        await using Rig other = await Rig.StartAsync();
        var answer = new TaskCompletionSource<Task<bool>>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using IrqLine irq = await rig.Driver.RequestHardIrqAsync(0, IrqType.EdgeRising,
            _ => answer.TrySetResult(other.Driver.GetValueAsync(0))).WaitAsync(Rig.Patience);
        await rig.Backend.SetLevelAsync(0, true).WaitAsync(Rig.Patience);
        Assert.False(await (await answer.Task.WaitAsync(Rig.Patience)).WaitAsync(Rig.Patience));
        await rig.UntilAsync(device => device.Holds(0));
    }

    [Fact(DisplayName = "DisableNoSync in a hard handler: no pair goes out and no event comes until it is enabled again (VG-G-05)")]
    public async Task DisablesItself()
    {
        await using Rig rig = await Rig.StartAsync();
        IrqLine? own = null;
        int runs = 0;
        var once = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        own = await rig.Driver.RequestHardIrqAsync(1, IrqType.LevelHigh, _ =>
        {
            runs++;
            own!.DisableNoSync();
            once.TrySetResult();
        }).WaitAsync(Rig.Patience);

        await rig.Backend.SetLevelAsync(1, true).WaitAsync(Rig.Patience);
        await once.Task.WaitAsync(Rig.Patience);
        await own.DisableAsync().WaitAsync(Rig.Patience);      // after it no handler runs
        Assert.Equal((1, 1, 1), (runs, own.Counters.Queued, own.Counters.Valid));
        GpioRequest[] seen = await rig.Backend.InvokeAsync(d => d.Seen.TakeLast(1).ToArray()).WaitAsync(Rig.Patience);
        Assert.Equal([new(GpioMessage.SetIrqType, 1, 0)], seen);

        await own.EnableAsync().WaitAsync(Rig.Patience);       // the level is still high
        await own.DisableAsync().WaitAsync(Rig.Patience);
        Assert.Equal(2, own.Counters.Queued);
        await own.DisposeAsync().AsTask().WaitAsync(Rig.Patience);
    }
}
