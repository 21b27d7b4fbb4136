using GpioHub.Bench.Statistics;
using GpioHub.Transports.Native;

namespace GpioHub.Bench.Workers;

/// <summary>The floor's first half: writes one eventfd and blocks reading another, and nothing else.</summary>
/// <remarks>Each side makes the eventfd that it reads, and gives it to the other over a socket.</remarks>
internal sealed class Ping : IWorker
{
    private readonly UnixListener _listener;
    private readonly UnixStream _peer;
    private readonly EventFd _answeredFd = EventFd.Create();
    private readonly NotifyFd _kickFd;
    private readonly BareEventFd _answered;
    private readonly BareEventFd _kick;
    private readonly Meter _meter = new(hub: null);

    public Ping(WorkerArguments arguments)
    {
        _listener = UnixListener.Bind(arguments.Text("socket"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Readiness.WaitToRead(_listener, timeoutMs: -1);
        _peer = _listener.Accept() ?? throw new InvalidOperationException("nobody there after all");
        _kickFd = Handover.Take(_peer);
        Handover.Give(_peer, _answeredFd);
        Handover.AwaitDone(_peer);
        FdInfo.SetNonBlocking(_answeredFd, on: false);     // after the peer has adopted it, because the flag is shared
        (_kick, _answered) = (new BareEventFd(_kickFd), new BareEventFd(_answeredFd));
    }

    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        long count = 0;
        for (long before = MonotonicClock.Now, after; before < _meter.EndNs && !_meter.Latencies.Full; before = MonotonicClock.Now, count++)
        {
            _kick.Signal();
            _answered.Take();
            after = MonotonicClock.Now;
            _meter.Latencies.Add(after - before);
        }

        return _meter.Stop(count);
    }

    public void Dispose()
    {
        _peer.Dispose();
        _listener.RemovePath();
        _listener.Dispose();
        _kick.Dispose();
        _answered.Dispose();
        _kickFd.Dispose();
        _answeredFd.Dispose();
    }
}
