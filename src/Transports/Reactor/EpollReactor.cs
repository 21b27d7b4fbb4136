namespace GpioHub.Transports.Reactor;

/// <summary>A reactor with a thread of its own, which sleeps in epoll_wait.</summary>
/// <param name="onFault">Gets each exception and where it came from; called on the reactor's thread.</param>
/// <param name="polling">How long it polls before it sleeps.</param>
public sealed class EpollReactor(Action<Exception, string> onFault, Polling polling = default) : TurnLoop(onFault, polling, LooksEveryNs)
{
    /// <summary>How often a busy reactor checks descriptors: a kick of a guest that is not polled waits no longer than this, or than one
    /// turn. An epoll_wait in every turn would cost a fifth of a turn of one request.</summary>
    private const long LooksEveryNs = 20_000;

    private readonly Lock _lifecycle = new();
    private readonly ManualResetEventSlim _entered = new();
    private Thread? _thread;
    private volatile bool _stopping;

    /// <summary>Starts the thread. Once.</summary>
    /// <param name="name">The thread's name; Linux shows the first 15 bytes.</param>
    public void Start(string name)
    {
        lock (_lifecycle)
        {
            if (_thread is not null || _stopping) throw new InvalidOperationException("a reactor starts once");
            _thread = new Thread(Loop) { Name = name, IsBackground = true };
            _thread.Start();
            _entered.Wait();   // after this the thread check knows which reactor the thread belongs to
        }
    }

    /// <summary>Runs what was posted before, then ends the thread and waits for it. A second call has no effect.</summary>
    /// <remarks>Later posts are dropped. It does not wait for intake: a guest could keep it going.</remarks>
    /// <exception cref="InvalidOperationException">From the reactor's own thread.</exception>
    public void Stop()
    {
        if (IsReactorThread) throw new InvalidOperationException("a reactor cannot wait for its own thread");
        lock (_lifecycle)
        {
            _stopping = true;
            Close();
            _thread?.Join();
        }
    }

    public override void Dispose()
    {
        Stop();
        base.Dispose();
        _entered.Dispose();
    }

    private void Loop()
    {
        Enter();
        _entered.Set();
        try
        {
            while (!_stopping) Turn(mayWait: true);
            while (HasPosted) Turn(mayWait: false);
        }
        finally
        {
            Exit();
        }
    }
}
