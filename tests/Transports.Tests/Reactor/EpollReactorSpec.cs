using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using Xunit;

namespace GpioHub.Transports.Tests.Reactor;

public sealed class EpollReactorSpec : IDisposable
{
    private const int Posts = 5_000;
    private readonly Faults _faults = new();
    private readonly EpollReactor _reactor;

    public EpollReactorSpec() => _reactor = new EpollReactor(_faults.Add);

    public void Dispose()
    {
        _reactor.Dispose();
        Assert.Empty(_faults.Seen);
    }

    [Fact(DisplayName = "Every post from another thread is run, in order, whether the reactor slept or not")]
    public async Task NoLostWakeUp()
    {
        _reactor.Start("spec");
        int next = 0;
        // Each post waits for the one before it, so that the reactor is on its way to sleep at nearly every one of them.
        for (int i = 0; i < Posts; i++)
        {
            var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            _reactor.Post(new Work(() => done.SetResult(next++)));
            Assert.Equal(i, await done.Task.OrHung());
        }
    }

    [Fact(DisplayName =
        "A post signals a reactor that sleeps, once for all that comes before it is up; one that works is never signalled (HR-25)")]
    public async Task WakesSleepersOnly()
    {
        _reactor.Start("spec");
        for (int round = 1; round <= 20; round++)
        {
            Assert.True(SpinWait.SpinUntil(() => _reactor.IsAsleep, TimeSpan.FromSeconds(30)));
            using var goOn = new ManualResetEventSlim();
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _reactor.Post(new Work(() =>
            {
                reached.SetResult();
                goOn.Wait();
            }));
            for (int i = 0; i < 50; i++) _reactor.Post(new Work(() => { }));
            await reached.Task.OrHung();
            for (int i = 0; i < 50; i++) _reactor.Post(new Work(() => { }));
            _reactor.Post(new Work(done.SetResult));
            Assert.Equal(round, _reactor.WakeUps);
            goOn.Set();
            await done.Task.OrHung();
        }
    }

    [Fact(DisplayName = "Two reactors that hand work to and fro lose none, whether the other sleeps or not")]
    public async Task BetweenReactors()
    {
        using var other = new EpollReactor(_faults.Add);
        _reactor.Start("spec");
        other.Start("other");
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = Posts;
        IReactorWork there = null!;
        var here = new Work(() => other.Post(there));
        there = new Work(() =>
        {
            if (--left == 0) done.SetResult();
            else _reactor.Post(here);
        });
        _reactor.Post(here);
        await done.Task.OrHung();
        Assert.Equal(0, left);
    }

    [Fact(DisplayName = "Posts of several threads at once are all run, first in first out for each")]
    public async Task ManySenders()
    {
        _reactor.Start("spec");
        int[] last = [-1, -1, -1];
        var done = new TaskCompletionSource();
        int left = last.Length * Posts;
        await Task.WhenAll(Enumerable.Range(0, last.Length).Select(sender => Task.Run(() =>
        {
            for (int i = 0; i < Posts; i++)
            {
                int n = i;
                _reactor.Post(new Work(() =>
                {
                    Assert.Equal(last[sender] + 1, n);
                    last[sender] = n;
                    if (--left == 0) done.SetResult();
                }));
            }
        })));
        await done.Task.OrHung();
        Assert.Equal([Posts - 1, Posts - 1, Posts - 1], last);
    }

    [Fact(DisplayName = "A ready descriptor wakes a sleeping reactor, and its handler runs on the reactor's thread")]
    public async Task DescriptorWakes()
    {
        using EventFd kick = EventFd.Create();
        using EventFd call = EventFd.Create();
        var turns = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _reactor.Watch(kick, EpollEvents.In, new Ready(_ =>
        {
            kick.Drain();
            turns.SetResult(_reactor.IsReactorThread);
        }));
        _reactor.Start("spec");
        kick.Signal();
        Assert.True(await turns.Task.OrHung());
        Assert.False(_reactor.IsReactorThread);
        Assert.Throws<InvalidOperationException>(() => _reactor.Unwatch(kick));
    }

    [Fact(DisplayName = "Unannounced input that appears while the reactor is about to sleep is still seen (HR-25)")]
    public async Task LastLookBeforeSleep()
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int looks = 0;
        _reactor.Join(new Participant { WorkCheck = () => ++looks == 2, OnIntake = taken.SetResult });
        _reactor.Start("spec");
        await taken.Task.OrHung();
    }

    [Fact(DisplayName = "Work that was posted before a start or a stop is run, later work is dropped")]
    public void StopRunsWhatIsQueued()
    {
        int ran = 0;
        var guest = new Participant();
        guest.OnFlush = () => ran += 100;
        _reactor.Join(guest);
        _reactor.Post(new Work(() => ran++));
        _reactor.Start("spec");
        using var reached = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        _reactor.Post(new Work(() =>
        {
            reached.Set();
            goOn.Wait();
            _reactor.RequestFlush(guest);
            _reactor.Post(new Work(() => ran++));
        }));
        reached.Wait();
        _reactor.Post(new Work(() => ran++));
        var stop = new Thread(_reactor.Stop);
        stop.Start();
        goOn.Set();
        stop.Join();
        _reactor.Stop();
        Assert.Equal(103, ran);

        _reactor.Post(new Work(() => ran++));
        Assert.Equal(103, ran);
    }

    [Fact(DisplayName = "A participant that always has work does not keep a reactor from stopping")]
    public void StopWithEndlessIntake()
    {
        using var busy = new ManualResetEventSlim();
        _reactor.Join(new Participant { WorkCheck = () => true, OnIntake = busy.Set });
        _reactor.Start("spec");
        busy.Wait();
        _reactor.Stop();
    }

    [Fact(DisplayName = "A reactor starts once, and cannot stop itself")]
    public async Task Lifecycle()
    {
        _reactor.Start("spec");
        Assert.Throws<InvalidOperationException>(() => _reactor.Start("again"));
        var thrown = new TaskCompletionSource<bool>();
        _reactor.Post(new Work(() =>
        {
            Assert.Throws<InvalidOperationException>(_reactor.Stop);
            thrown.SetResult(true);
        }));
        Assert.True(await thrown.Task.OrHung());
    }

    [Fact(DisplayName = "A stop before any start is a stop")]
    public void StopUnstarted()
    {
        _reactor.Stop();
        Assert.Throws<InvalidOperationException>(() => _reactor.Start("late"));
    }

    [Fact(DisplayName = "A pump handed to a thread runs on until cancelled, and sleeps between")]
    public async Task PumpOnAThread()
    {
        using var pump = new PumpReactor(_faults.Add);
        using var cancel = new CancellationTokenSource();
        var thread = new Thread(() => pump.RunUntil(cancel.Token));
        thread.Start();
        for (int i = 0; i < 100; i++)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            pump.Post(new Work(done.SetResult));
            await done.Task.OrHung();
        }
        await cancel.CancelAsync();
        thread.Join();
        Assert.False(pump.RunTurn());
    }
}
