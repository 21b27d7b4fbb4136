using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using Xunit;

namespace GpioHub.Transports.Tests.Reactor;

public sealed class TurnSpec : IDisposable
{
    private readonly Faults _faults = new();
    private readonly List<string> _log = [];
    private readonly PumpReactor _reactor;

    public TurnSpec() => _reactor = new PumpReactor(_faults.Add);

    public void Dispose()
    {
        _reactor.Dispose();
        Assert.Empty(_faults.Seen);
    }

    [Fact(DisplayName = "A turn is: ready handlers, intake, the run queue until empty, flush (HR-21)")]
    public void PhasesInOrder()
    {
        using EventFd kick = EventFd.Create();
        var guest = new Participant();
        guest.OnIntake = () =>
        {
            _log.Add("intake");
            _reactor.Post(new Work(() =>
            {
                _log.Add("request");
                _reactor.RequestFlush(guest);
                _reactor.Post(new Work(() => _log.Add("answer")));
            }));
        };
        guest.OnFlush = () => _log.Add("flush");
        _reactor.Join(guest);
        _reactor.Watch(kick, EpollEvents.In, new Ready(_ =>
        {
            _log.Add("kick");
            kick.Drain();
            _reactor.RequestIntake(guest);
        }));

        kick.Signal();
        _reactor.Post(new Work(() => _log.Add("posted")));

        Assert.True(_reactor.RunTurn());
        Assert.Equal(["kick", "intake", "posted", "request", "answer", "flush"], _log);
        Assert.False(_reactor.RunTurn());
    }

    [Fact(DisplayName = "Work runs first in first out, from outside as from inside a turn")]
    public void FirstInFirstOut()
    {
        for (int i = 0; i < 5; i++)
        {
            int n = i;
            _reactor.Post(n, o =>
            {
                _log.Add($"{o}");
                _reactor.Post(new Work(() => _log.Add($"{n}'")));
            });
        }
        _reactor.RunTurn();
        Assert.Equal(["0", "1", "2", "3", "4", "0'", "1'", "2'", "3'", "4'"], _log);
    }

    [Fact(DisplayName = "A participant that asks again during its intake has its next one a turn later, after the others")]
    public void IntakeIsRoundRobin()
    {
        var greedy = new Participant();
        greedy.OnIntake = () =>
        {
            _log.Add("greedy");
            if (_log.Count < 5) _reactor.RequestIntake(greedy);
        };
        var modest = new Participant { OnIntake = () => _log.Add("modest") };
        _reactor.Join(greedy);
        _reactor.Join(modest);
        _reactor.RequestIntake(greedy);
        _reactor.RequestIntake(modest);

        _reactor.RunTurn();
        Assert.Equal(["greedy", "modest"], _log);
        _reactor.RequestIntake(modest);
        _reactor.RunTurn();
        Assert.Equal(["greedy", "modest", "greedy", "modest"], _log);
    }

    [Fact(DisplayName = "Twice asked is once served, for intake and for flush")]
    public void RequestsAreMerged()
    {
        int intakes = 0, flushes = 0;
        var guest = new Participant { OnIntake = () => intakes++, OnFlush = () => flushes++ };
        _reactor.Join(guest);
        _reactor.Join(guest);
        for (int i = 0; i < 3; i++)
        {
            _reactor.RequestIntake(guest);
            _reactor.RequestFlush(guest);
        }
        _reactor.RunUntilIdle();
        Assert.Equal((1, 1), (intakes, flushes));
    }

    [Fact(DisplayName = "A flush asked for during a flush comes a turn later")]
    public void FlushFromFlush()
    {
        int flushes = 0;
        var guest = new Participant();
        guest.OnFlush = () =>
        {
            if (++flushes == 1) _reactor.RequestFlush(guest);
        };
        _reactor.Join(guest);
        _reactor.RequestFlush(guest);
        _reactor.RunTurn();
        Assert.Equal(1, flushes);
        _reactor.RunTurn();
        Assert.Equal(2, flushes);
        Assert.False(_reactor.RunTurn());
    }

    [Fact(DisplayName = "Input that nobody announces is found in every turn, also while others keep the reactor busy")]
    public void UnannouncedWorkIsFound()
    {
        int left = 3;
        var silent = new Participant { WorkCheck = () => left > 0, OnIntake = () => left-- };
        var busy = new Participant();
        busy.OnIntake = () => _reactor.RequestIntake(busy);
        _reactor.Join(silent);
        _reactor.Join(busy);
        _reactor.RequestIntake(busy);
        for (int turn = 0; turn < 3; turn++) _reactor.RunTurn();
        Assert.Equal(0, left);
        _reactor.Leave(busy);
        _reactor.RunUntilIdle();
        Assert.Equal(0, left);
    }

    [Fact(DisplayName = "Who has left is not called again, not even for what it asked before; unknown participants are ignored")]
    public void LeavingIsAtOnce()
    {
        var goer = new Participant { OnIntake = () => _log.Add("intake"), OnFlush = () => _log.Add("flush") };
        var first = new Participant { OnIntake = () => _reactor.Leave(goer) };
        _reactor.Join(first);
        _reactor.Join(goer);
        _reactor.RequestIntake(first);
        _reactor.RequestIntake(goer);
        _reactor.RequestFlush(goer);
        _reactor.RunUntilIdle();
        _reactor.RequestIntake(goer);
        _reactor.RequestFlush(goer);
        Assert.False(_reactor.RunTurn());
        Assert.Empty(_log);
    }

    [Fact(DisplayName = "A turn inside a turn, and reactor calls from another thread during a turn, are refused")]
    public void OneThreadAtATime()
    {
        bool[] seen = new bool[2];
        var guest = new Participant();
        _reactor.Post(new Work(() =>
        {
            seen[0] = _reactor.IsReactorThread;
            Assert.Throws<InvalidOperationException>(() => _reactor.RunTurn());
            var other = new Thread(() =>
            {
                Assert.Throws<InvalidOperationException>(() => _reactor.Join(guest));
                seen[1] = !_reactor.IsReactorThread;
            });
            other.Start();
            other.Join();
        }));
        _reactor.RunTurn();
        Assert.Equal([true, true], seen);
        Assert.False(_reactor.IsReactorThread);
    }

    [Fact(DisplayName = "A pump that makes work for itself for ever is an error, not a hang")]
    public void NeverIdle()
    {
        var busy = new Participant();
        busy.OnIntake = () => _reactor.RequestIntake(busy);
        _reactor.Join(busy);
        _reactor.RequestIntake(busy);
        Assert.Throws<InvalidOperationException>(() => _reactor.RunUntilIdle());
    }
}
