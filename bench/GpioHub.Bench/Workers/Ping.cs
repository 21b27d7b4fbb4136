using GpioHub.Bench.Statistics;
using GpioHub.Transports.Native;

namespace GpioHub.Bench.Workers;

/// <summary>The floor's first half: writes one eventfd and blocks reading another, and nothing else.</summary>
/// <remarks>Each side makes the eventfd that it reads, and gives it to the other over a socket.</remarks>
internal sealed class Ping : IWorker
{
    private readonly UnixListener _listener;
    private readonly UnixStream _peer;
    private readonly EventFd _answered = EventFd.Create();
    private readonly NotifyFd _kick;
    private readonly Meter _meter = new(hub: null);

    public Ping(WorkerArguments arguments)
    {
        _listener = UnixListener.Bind(arguments.Text("socket"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Readiness.WaitToRead(_listener, timeoutMs: -1);
        _peer = _listener.Accept() ?? throw new InvalidOperationException("nobody there after all");
        _kick = Handover.Take(_peer);
        Handover.Give(_peer, _answered);
        Handover.AwaitDone(_peer);
        FdInfo.SetNonBlocking(_answered, on: false);     // after the peer has adopted it, for the flag is shared
    }

    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        long count = 0;
        for (long before = MonotonicClock.Now, after; before < _meter.EndNs && !_meter.Latencies.Full; before = MonotonicClock.Now, count++)
        {
            _kick.Signal();
            _answered.Drain();
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
    }
}
