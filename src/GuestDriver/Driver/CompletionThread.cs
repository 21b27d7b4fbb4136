using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;

namespace GpioHub.GuestDriver.Driver;

/// <summary>The thread that waits for a driver's interrupts and for the end of its connection.</summary>
internal sealed class CompletionThread : IDisposable
{
    private const ulong WakeTag = 100;
    private const ulong SocketTag = 101;
    private const ulong ErrorTag = 10;       // + ring index

    private readonly GpioDriver _driver;
    private readonly bool _survivesDisconnect;
    private readonly Epoll _epoll = Epoll.Create();
    private readonly EventFd _wake = EventFd.Create();
    private readonly Thread _thread;
    private TaskCompletionSource _disconnected = NewSignal();
    private volatile bool _stopping;
    private bool _watching;

    public CompletionThread(GpioDriver driver, bool survivesDisconnect)
    {
        (_driver, _survivesDisconnect) = (driver, survivesDisconnect);
        _epoll.Add(_wake, EpollEvents.In, WakeTag);
        foreach (FrontEndRing ring in driver.FrontEnd.Rings)
        {
            _epoll.Add(ring.Call.Ours, EpollEvents.In, ring.Index);
            _epoll.Add(ring.Error, EpollEvents.In, ErrorTag + ring.Index);
        }

        Watch();
        _thread = new Thread(Run) { IsBackground = true, Name = "guest-driver" };
        _thread.Start();
    }

    public Task Disconnected => Volatile.Read(ref _disconnected).Task;

    /// <summary>Makes the thread look at the rings, whether or not they were signalled.</summary>
    public void Wake() => _wake.Signal();

    /// <summary>Watches the front-end's present connection.</summary>
    public void Watch()
    {
        if (_disconnected.Task.IsCompleted) Volatile.Write(ref _disconnected, NewSignal());
        _epoll.Add(_driver.FrontEnd.Channel.Socket, EpollEvents.PeerHangUp, SocketTag);
        _watching = true;
    }

    /// <summary>Ends the watch. Call it before the connection is replaced; the connection may have ended already.</summary>
    public void Unwatch()
    {
        if (_watching) _epoll.Remove(_driver.FrontEnd.Channel.Socket);
        _watching = false;
    }

    public void Dispose()
    {
        _stopping = true;
        Wake();
        if (Thread.CurrentThread != _thread) _thread.Join();
        _epoll.Dispose();
        _wake.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Run()
    {
        Span<EpollEvent> ready = stackalloc EpollEvent[8];
        while (!_stopping)
        {
            int count = _epoll.Wait(ready, timeoutMs: -1);
            foreach (EpollEvent happened in ready[..count]) Take(happened.Tag);
            if (!_stopping) _driver.Core.PollAndArm();
        }
    }

    private void Take(ulong tag)
    {
        switch (tag)
        {
            case WakeTag:
                _wake.Drain();
                break;
            case SocketTag:
                HungUp();
                break;
            case >= ErrorTag and < ErrorTag + VhostUserFrontEnd.QueueCount:
                uint broken = (uint)(tag - ErrorTag);
                _driver.FrontEnd.Rings[(int)broken].Error.Drain();
                _driver.Core.Fail(new VhostUserPeerException($"the back-end says that ring {broken} is broken"));
                break;
            default:
                _driver.FrontEnd.Rings[(int)tag].Call.Drain();
                break;
        }
    }

    private void HungUp()
    {
        // Under the lock no reconnection is half done, so a hang-up seen here is of the old connection.
        _driver.Core.Run(() =>
        {
            if (!_watching || !Readiness.WaitToRead(_driver.FrontEnd.Channel.Socket, 0)) return;
            Unwatch();
            _disconnected.TrySetResult();
            if (!_survivesDisconnect) _driver.Core.Fail(new VhostUserPeerException("the back-end closed the connection"));
        });
    }
}
