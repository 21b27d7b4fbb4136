using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Transports.Reactor;

/// <summary>The turns of a reactor, whichever thread runs them.</summary>
public abstract partial class TurnLoop : IReactor, IDisposable
{
    private const int InboundPerTurn = 1024;   // our limit: after so many the guests have their turn again

    private readonly Epoll _epoll = Epoll.Create();
    private readonly EventFd _wake = EventFd.Create();
    private readonly EpollEvent[] _ready = new EpollEvent[Epoll.MaxEvents];
    private readonly WatchTable _watches;
    private readonly TurnMembers _seats = new();
    private readonly Queue<WorkItem> _runQueue = new();
    private readonly List<IReactorWork> _afterCommit = [];
    private readonly ConcurrentQueue<WorkItem> _inbound = new();
    private readonly Action<Exception, string> _onFault;
    private int _driver;      // managed id of the thread that may run turns now; 0 = none
    // 1 from before the last look at the queues until epoll_wait returns, or until a sender sets it to 0 in order to wake
    private int _sleeping;
    private long _wakeUps;
    private long _turns;
    private volatile bool _closed;

    /// <param name="onFault">Gets each exception and where it came from.</param>
    /// <param name="polling">How long to poll before a sleep.</param>
    /// <param name="looksEveryNs">How often descriptors are checked while there is work, nanoseconds; 0 = in every turn.</param>
    private protected TurnLoop(Action<Exception, string> onFault, Polling polling, long looksEveryNs)
    {
        ArgumentNullException.ThrowIfNull(onFault);
        _onFault = onFault;
        _window = new PollWindow(polling);
        _looksEveryNs = looksEveryNs;
        _watches = new WatchTable(_epoll);
        // Edge-triggered: each signal is one event, and nobody needs to read the counter.
        _watches.Add(_wake, EpollEvents.In | EpollEvents.EdgeTriggered, NoHandler.Instance);
    }

    public bool IsReactorThread => Volatile.Read(ref _driver) == Environment.CurrentManagedThreadId;

    /// <summary>It is asleep, or about to be: the next post signals. Any thread.</summary>
    public bool IsAsleep => Volatile.Read(ref _sleeping) == 1;

    /// <summary>Posts that had to signal, since the start. Any thread.</summary>
    public long WakeUps => Interlocked.Read(ref _wakeUps);

    /// <summary>Turns so far. Any thread.</summary>
    public long Turns => Volatile.Read(ref _turns);

    /// <inheritdoc/>
    /// <remarks>Set before the first turn.</remarks>
    public RecordTurn? Record { get; set; }

    public void AfterCommit(IReactorWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        CheckThread();
        _afterCommit.Add(work);
    }

    public void Post(IReactorWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Post(new WorkItem(work, null));
    }

    public void Post(object state, Action<object> run)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(run);
        Post(new WorkItem(state, run));
    }

    public void Watch(SafeHandle fd, EpollEvents events, IReadyHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckThread();
        _watches.Add(fd, events, handler);
    }

    public void Rewatch(SafeHandle fd, EpollEvents events)
    {
        CheckThread();
        _watches.Modify(fd, events);
    }

    public void Unwatch(SafeHandle fd)
    {
        CheckThread();
        _watches.Remove(fd);
    }

    public void Join(ITurnParticipant participant)
    {
        CheckThread();
        _seats.Join(participant);
    }

    public void Leave(ITurnParticipant participant)
    {
        CheckThread();
        _seats.Leave(participant);
    }

    public void RequestIntake(ITurnParticipant participant)
    {
        CheckThread();
        _seats.RequestIntake(participant);
    }

    public void RequestFlush(ITurnParticipant participant)
    {
        CheckThread();
        _seats.RequestFlush(participant);
    }

    /// <summary>Drops what is queued and every watch. No turn may be running.</summary>
    public virtual void Dispose()
    {
        _closed = true;
        CheckThread();
        _watches.Dispose();
        _epoll.Dispose();
        _wake.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the calling thread the one that runs turns.</summary>
    private protected void Enter()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (Interlocked.CompareExchange(ref _driver, Environment.CurrentManagedThreadId, 0) != 0)
            throw new InvalidOperationException("a turn of this reactor is running already");
    }

    private protected void Exit() => Volatile.Write(ref _driver, 0);

    /// <summary>Drops posts of other threads from here on; further turns still run what was posted before.</summary>
    private protected void Close()
    {
        _closed = true;
        Wake();
    }

    /// <summary>Ends a sleep, or prevents the next one. Any thread.</summary>
    private protected void Wake()
    {
        try
        {
            _wake.Signal();
        }
        catch (ObjectDisposedException)
        {
            // The sender saw the reactor asleep just before it ended: nobody is left to be woken.
        }
    }

    /// <summary>Whether posted work is waiting or a flush is due. Driving thread.</summary>
    private protected bool HasPosted => _runQueue.Count > 0 || !_inbound.IsEmpty || _seats.FlushDue || _afterCommit.Count > 0;

    /// <summary>Runs one turn. Driving thread.</summary>
    /// <param name="mayWait">If there is nothing to do: poll, then sleep until the first event.</param>
    /// <returns>Whether there was anything to do.</returns>
    private protected bool Turn(bool mayWait)
    {
        bool worked = AwaitWork(mayWait);
        worked |= TakeInbound();
        worked |= RunIntakes();
        worked |= RunQueue();
        SettleAll();
        Record?.Commit();
        worked |= RunCommitted();
        worked |= RunFlushes();
        Volatile.Write(ref _turns, _turns + 1);
        return _worked = worked;
    }

    private bool IsBusy => HasPosted || _seats.IntakeDue;

    private void Post(WorkItem item)
    {
        if (IsReactorThread)
        {
            _runQueue.Enqueue(item);
            return;
        }
        if (_closed) return;
        _inbound.Enqueue(item);
        // Here: enqueue, fence, read _sleeping. In MaySleep: write _sleeping, fence, read the queue. One of the two sees the other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleeping) != 1 || Interlocked.Exchange(ref _sleeping, 0) != 1) return;
        Interlocked.Increment(ref _wakeUps);
        Wake();
    }

    private void CheckThread()
    {
        int driver = Volatile.Read(ref _driver);
        if (driver != 0 && driver != Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("only from the reactor's thread: post work that does it");
    }
}
