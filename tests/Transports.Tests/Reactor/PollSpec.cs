using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using Xunit;

namespace GpioHub.Transports.Tests.Reactor;

public sealed class PollSpec : IDisposable
{
    private const long AnHour = 3_600_000_000_000;
    private readonly Faults _faults = new();

    public void Dispose() => Assert.Empty(_faults.Seen);

    [Fact(DisplayName = "A reactor that looks around finds unannounced input without ever asking for an announcement")]
    public async Task FindsWithoutArming()
    {
        using var reactor = new EpollReactor(_faults.Add, Polling.Fixed(AnHour));
        var guest = new Ring();
        reactor.Join(guest);
        reactor.Start("spec");
        for (int i = 1; i <= 200; i++) await guest.Offer(i).OrHung();
        Assert.Equal(0, guest.Armed);
        Assert.Equal(1, guest.Disarmed);
        reactor.Stop();
    }

    [Fact(DisplayName = "While it looks around, descriptors and posts are served too, and posts need no wake-up")]
    public async Task ServesTheRest()
    {
        using var reactor = new EpollReactor(_faults.Add, Polling.Fixed(AnHour));
        using EventFd kick = EventFd.Create();
        var kicked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        reactor.Watch(kick, EpollEvents.In | EpollEvents.EdgeTriggered, new Ready(_ => kicked.SetResult()));
        reactor.Start("spec");
        kick.Signal();
        await kicked.Task.OrHung();
        reactor.Post(new Work(posted.SetResult));
        await posted.Task.OrHung();
        reactor.Stop();
    }

    [Fact(DisplayName = "Descriptors are served beside one whose next input always comes just after the first look (VQ-63)")]
    public async Task JustAfterTheFirstLook()
    {
        using var reactor = new EpollReactor(_faults.Add, Polling.Fixed(AnHour));
        using EventFd kick = EventFd.Create();
        var kicked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int looks = 0, taken = 0;
        reactor.Join(new Counting
        {
            Look = () => (++looks & 1) == 0,
            Armed = () => { },
            Taken = () =>
            {
                if (++taken == 1000) busy.SetResult();
            },
        });
        reactor.Watch(kick, EpollEvents.In | EpollEvents.EdgeTriggered, new Ready(_ => kicked.SetResult()));
        reactor.Start("spec");
        await busy.Task.OrHung();
        kick.Signal();
        await kicked.Task.OrHung();
        reactor.Stop();
    }

    [Fact(DisplayName = "One that does not look around asks for announcements before each sleep, and sees what came before it asked")]
    public async Task ArmsBeforeSleep()
    {
        using var reactor = new EpollReactor(_faults.Add, Polling.Off);
        using EventFd kick = EventFd.Create();
        var guest = new Ring { Kick = kick };
        reactor.Join(guest);
        reactor.Watch(kick, EpollEvents.In | EpollEvents.EdgeTriggered, new Ready(_ => reactor.RequestIntake(guest)));
        reactor.Start("spec");
        for (int i = 1; i <= 200; i++) await guest.Offer(i).OrHung();
        Assert.Equal(0, guest.Disarmed);
        Assert.True(guest.Armed > 0);
        reactor.Stop();
    }

    [Fact(DisplayName =
        "Before it sleeps after work it lets others have its CPU, and takes what they bring without having asked for an announcement")]
    public async Task GivesWayFirst()
    {
        using var reactor = new EpollReactor(_faults.Add, Polling.Off);
        int looks = 0, armed = 0;
        var taken = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        reactor.Join(new Counting { Look = () => ++looks == 2, Armed = () => armed++, Taken = () => taken.TrySetResult(armed) });
        reactor.Start("spec");
        Assert.Equal(0, await taken.Task.OrHung());
        reactor.Stop();
    }

    [Fact(DisplayName = "Who has had nothing for many turns of a busy reactor is looked at no longer, and announces its next input")]
    public void ColdAmongTheBusy()
    {
        using var reactor = new PumpReactor(_faults.Add);
        int looks = 0, armed = 0;
        var idle = new Counting { Look = () => ++looks < 0, Armed = () => armed++ };
        var busy = new Participant();
        busy.OnIntake = () => reactor.RequestIntake(busy);
        reactor.Join(idle);
        reactor.Join(busy);
        reactor.RequestIntake(busy);
        for (int turn = 0; turn < 1000; turn++) reactor.RunTurn();
        Assert.Equal(1, armed);
        Assert.InRange(looks, 1, 100);
    }

    /// <summary>A driver that kicks only when it has been asked to, as with EVENT_IDX.</summary>
    private sealed class Ring : ITurnParticipant
    {
        private int _offered;
        private int _taken;
        private int _wanted;
        private TaskCompletionSource _done = new();

        public EventFd? Kick { get; init; }

        public int Armed { get; private set; }

        public int Disarmed { get; private set; }

        public bool HasWork => Volatile.Read(ref _offered) != _taken;

        public Task Offer(int number)
        {
            _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task done = _done.Task;
            Volatile.Write(ref _offered, number);
            Interlocked.MemoryBarrier();
            if (Interlocked.Exchange(ref _wanted, 0) == 1) Kick?.Signal();
            return done;
        }

        public void Disarm() => Disarmed++;

        public bool Arm()
        {
            Armed++;
            Volatile.Write(ref _wanted, 1);
            Interlocked.MemoryBarrier();
            return HasWork;
        }

        public void Intake()
        {
            int offered = Volatile.Read(ref _offered);
            if (_taken == offered) return;
            _taken = offered;
            _done.SetResult();
        }

        public void Settle()
        {
        }

        public void Flush()
        {
        }
    }

    private sealed class Counting : ITurnParticipant
    {
        public required Func<bool> Look { get; init; }

        public required Action Armed { get; init; }

        public Action Taken { get; init; } = () => { };

        public bool HasWork => Look();

        public void Disarm()
        {
        }

        public bool Arm()
        {
            Armed();
            return false;
        }

        public void Intake() => Taken();

        public void Settle()
        {
        }

        public void Flush()
        {
        }
    }
}
