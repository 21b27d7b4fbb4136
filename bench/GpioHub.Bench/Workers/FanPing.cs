using GpioHub.Bench.Statistics;
using GpioHub.Transports.Native;

namespace GpioHub.Bench.Workers;

/// <summary>The fan-out's floor, first half: writes one eventfd, then sleeps in epoll until many others have
/// been written and read.</summary>
internal sealed class FanPing : IWorker
{
    private readonly UnixListener _listener;
    private readonly UnixStream _peer;
    private readonly EventFd[] _answers;
    private readonly NotifyFd _kickFd;
    private readonly BareEventFd _kick;
    private readonly Epoll _epoll = Epoll.Create();
    private readonly EpollEvent[] _ready = new EpollEvent[Epoll.MaxEvents];
    private readonly Meter _meter = new(hub: null);

    public FanPing(WorkerArguments arguments)
    {
        _listener = UnixListener.Bind(arguments.Text("socket"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Readiness.WaitToRead(_listener, timeoutMs: -1);
        _peer = _listener.Accept() ?? throw new InvalidOperationException("nobody there after all");
        _kickFd = Handover.Take(_peer);
        _kick = new BareEventFd(_kickFd);
        _answers = [.. Enumerable.Range(0, arguments.Number("fan")).Select(_ => EventFd.Create())];
        for (int i = 0; i < _answers.Length; i++)
        {
            Handover.Give(_peer, _answers[i]);
            Handover.AwaitDone(_peer);
            _epoll.Add(_answers[i], EpollEvents.In, (ulong)i);
        }
    }

    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        long count = 0;
        for (; MonotonicClock.Now < _meter.EndNs && !_meter.Latencies.Full; count += _answers.Length) _meter.Latencies.Add(Fan());
        return _meter.Stop(count);
    }

    public void Dispose()
    {
        _peer.Dispose();
        _listener.RemovePath();
        _listener.Dispose();
        _kick.Dispose();
        _kickFd.Dispose();
        foreach (EventFd answer in _answers) answer.Dispose();
        _epoll.Dispose();
    }

    private long Fan()
    {
        long before = MonotonicClock.Now;
        _kick.Signal();
        for (int left = _answers.Length; left > 0;)
        {
            int count = _epoll.Wait(_ready, timeoutMs: -1);
            for (int i = 0; i < count; i++)
            {
                _answers[(int)_ready[i].Tag].Drain();
                left--;
            }
        }

        return MonotonicClock.Now - before;
    }
}
