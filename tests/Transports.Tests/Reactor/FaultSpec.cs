using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using Xunit;

namespace GpioHub.Transports.Tests.Reactor;

public sealed class FaultSpec : IDisposable
{
    private readonly Faults _faults = new();
    private readonly PumpReactor _reactor;

    public FaultSpec() => _reactor = new PumpReactor(_faults.Add);

    public void Dispose() => _reactor.Dispose();

    [Fact(DisplayName = "Whatever throws is reported with its place and takes nothing else with it")]
    public void EveryPlace()
    {
        using EventFd bad = EventFd.Create(1), good = EventFd.Create(1);
        var log = new List<string>();
        var failing = new Participant
        {
            WorkCheck = () => throw new InvalidOperationException("c"),
            OnIntake = () => throw new InvalidOperationException("i"),
            OnFlush = () => throw new InvalidOperationException("f"),
        };
        var healthy = new Participant { OnIntake = () => log.Add("intake"), OnFlush = () => log.Add("flush") };
        _reactor.Join(failing);
        _reactor.Join(healthy);
        _reactor.Watch(bad, EpollEvents.In, new Ready(_ =>
        {
            bad.Drain();
            throw new InvalidOperationException("h");
        }));
        _reactor.Watch(good, EpollEvents.In, new Ready(_ =>
        {
            good.Drain();
            log.Add("ready");
        }));
        foreach (Participant p in new[] { failing, healthy })
        {
            _reactor.RequestIntake(p);
            _reactor.RequestFlush(p);
        }
        _reactor.Post(new Work(() => throw new InvalidOperationException("w")));
        _reactor.Post(new Work(() => log.Add("work")));

        _reactor.RunTurn();

        Assert.Equal(["ready", "intake", "work", "flush"], log);
        Assert.Equal(
            [("c", "work check Participant"), ("h", "ready handler Ready"), ("i", "intake Participant"), ("w", "work Work"),
                ("f", "flush Participant")],
            _faults.Seen.Select(f => (f.Error.Message, f.Where)));
        Assert.False(_reactor.RunTurn());   // each counts as done
    }

    [Fact(DisplayName = "A fault report that itself throws does not end the loop")]
    public void ReportThrows()
    {
        using var reactor = new PumpReactor(Faults.Unexpected);
        bool ran = false;
        reactor.Post(new Work(() => throw new InvalidOperationException("w")));
        reactor.Post(new Work(() => ran = true));
        reactor.RunTurn();
        Assert.True(ran);
    }
}
