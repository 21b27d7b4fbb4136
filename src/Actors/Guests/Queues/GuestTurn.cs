using Akka.Actor;
using GpioHub.Actors.Hosting;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;

namespace GpioHub.Actors.Guests;

/// <summary>One guest's part in each turn of its reactor: intake of both rings, then one flush, eventq first (HR-21, HR-02).</summary>
/// <remarks>Guest's reactor only. Nothing else reads an avail.idx or writes a used.idx while the guest is in use.</remarks>
internal sealed class GuestTurn : ITurnParticipant
{
    private readonly GuestQueues _queues;
    private readonly IReactor _reactor;
    private readonly IMonotonicClock _clock;
    private readonly bool[] _shut = [true, true];
    private readonly bool[] _published = new bool[2];
    private readonly bool[] _faultTold = new bool[2];
    private bool _outstandingTold;
    private bool _lossTold;

    public GuestTurn(GuestQueues queues, IReactor reactor, IMonotonicClock clock)
    {
        (_queues, _reactor, _clock) = (queues, reactor, clock);
        queues.OnStaged = () => reactor.RequestFlush(this);
        queues.Limits.OnHeld = Held;
    }

    /// <summary>The actor that receives <see cref="QueueProtocol.RingBroken"/>, <see cref="QueueProtocol.Outstanding"/>,
    /// <see cref="QueueProtocol.Flushed"/>, <see cref="QueueProtocol.MemoryLost"/>.</summary>
    public IActorRef Guest { get; set; } = ActorRefs.Nobody;

    /// <summary>The memory that both rings are in.</summary>
    public MemoryTable Memory
    {
        get;
        set => (field, _lossTold) = (value, false);
    } = new();

    /// <summary>The descriptors that signal completions of each ring; null = none.</summary>
    public NotifyFd?[] Call { get; } = new NotifyFd?[2];

    /// <summary>Whether the guest waits for a <see cref="QueueProtocol.Flushed"/> after each flush.</summary>
    public bool Reports { get; set; }

    public bool HasWork => (TakesRequests && _queues.Requests.HasPending) || (_queues.Open[1] && _queues.Events.HasPending);

    private bool TakesRequests => _queues.Open[0] && !_queues.Limits.RequestsHeld;

    public void Disarm()
    {
        if (_queues.Open[0]) _queues.Requests.DisableKicks();
        if (_queues.Open[1]) _queues.Events.DisableKicks();
    }

    /// <summary>Asks the driver to kick, only now. What the driver published since the last signal has cost it no kick, and costs us no
    /// wake-up.</summary>
    public bool Arm()
    {
        bool more = (TakesRequests && _queues.Requests.EnableKicks()) | (_queues.Open[1] && _queues.Events.EnableKicks());
        if (HasLoss || HasFault(0, _queues.Requests) || HasFault(1, _queues.Events)) _reactor.RequestFlush(this);     // to be reported
        return more;
    }

    /// <summary>Something was published on this ring since it was opened (VU-31).</summary>
    public bool HasPublished(int ring) => _published[ring];

    /// <summary>Begins to take the ring's chains and to publish its completions; scans the ring at once (VU-23).</summary>
    public void Open(int ring)
    {
        _queues.Open[ring] = true;
        _queues.ForgetSnapshots();
        _faultTold[ring] = false;
        _reactor.RequestIntake(this);
        _reactor.RequestFlush(this);
    }

    /// <summary>Lets go on what waits because of the guest's limits, if its time has come.</summary>
    public void PassTime()
    {
        if (_queues.Limits.Pass()) GoOn();
    }

    /// <summary>Looks for requests, because they may be taken again.</summary>
    public void GoOn() => _reactor.RequestIntake(this);

    /// <summary>Takes nothing more from a ring. Staged completions are still published until <see cref="Shut"/>.</summary>
    public void CloseIntake(int ring) => _queues.Open[ring] = false;

    /// <summary>Writes nothing more to this ring (VU-34, VU-35).</summary>
    public void Shut(int ring)
    {
        _queues.Open[ring] = false;
        _shut[ring] = true;
        _published[ring] = false;
    }

    /// <summary>Undoes <see cref="Shut"/>.</summary>
    public void Unshut(int ring) => _shut[ring] = false;

    public void Intake()
    {
        _queues.IntakeNs = _clock.NowNs;
        _queues.Budget = GuestQueues.ChainsPerTurn;
        _queues.TakeSnapshots();
        if (_queues.HasEvents) _queues.EventQueue.Tell(QueueProtocol.Drain.Instance, ActorRefs.NoSender);
        else if (_queues.HasRequests) _queues.RequestQueue.Tell(QueueProtocol.Drain.Instance, ActorRefs.NoSender);
        _reactor.RequestFlush(this);
    }

    public void Settle()
    {
        _queues.StageAnswers();
        _queues.Written?.MarkChanged();
    }

    public void Flush()
    {
        Publish(1, _queues.Events);
        Publish(0, _queues.Requests);
        if (!_shut[0]) _queues.Published();
        if (Memory.Loss is null)
        {
            ReportFault(0, _queues.Requests);
            ReportFault(1, _queues.Events);
        }
        else ReportLoss();                                                 // whatever the zeros there look like to a ring

        if (_queues.Requests.InFlightCount == 0) _outstandingTold = false;
        else if (!_outstandingTold)
        {
            _outstandingTold = true;
            Guest.Tell(QueueProtocol.Outstanding.Instance, ActorRefs.NoSender);
        }

        if (Reports) Guest.Tell(QueueProtocol.Flushed.Instance, ActorRefs.NoSender);
    }

    private void Publish(int ring, DeviceRing queue)
    {
        if (_shut[ring]) return;
        var result = queue.Flush();
        if (result is FlushResult.Published or FlushResult.Notify) _published[ring] = true;
        if (result == FlushResult.Notify) Signal(ring);
        if (ring != RingIndex.Event) return;
        if (result == FlushResult.Fault) _queues.Delivered.Forget();
        else if (result != FlushResult.Nothing) _queues.Delivered.Published(_clock);
    }

    /// <summary>Signals a ring's call descriptor; drops a descriptor that is gone (VU-32).</summary>
    public void Signal(int ring)
    {
        if (Call[ring] is not { } call) return;
        if (call.Signal() == NotifyResult.Gone) Call[ring] = null;
    }

    /// <summary>Tells the driver that it need not kick for requests that are not taken.</summary>
    private void Held()
    {
        if (_queues.Limits.RequestsHeld && _queues.Open[0]) _queues.Requests.DisableKicks();
        Guest.Tell(QueueProtocol.OverLimit.Instance, ActorRefs.NoSender);
    }

    private bool HasLoss => !_lossTold && Memory.Loss is not null;

    private void ReportLoss()
    {
        if (_lossTold) return;
        _lossTold = true;
        Guest.Tell(QueueProtocol.MemoryLost.Instance, ActorRefs.NoSender);
    }

    private bool HasFault(int ring, DeviceRing queue) => queue.State == RingState.Broken && !_faultTold[ring];

    private void ReportFault(int ring, DeviceRing queue)
    {
        if (!HasFault(ring, queue)) return;
        _faultTold[ring] = true;
        _queues.Open[ring] = false;
        Guest.Tell(new QueueProtocol.RingBroken(ring, queue.Fault.InWords()), ActorRefs.NoSender);
    }
}
