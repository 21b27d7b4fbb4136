using Akka.Actor;
using GpioHub.Actors.Testing;
using GpioHub.Transports.Virtio.Gpio;
using static GpioHub.Actors.Guests.QueueProtocol;

namespace GpioHub.Actors.Guests;

/// <summary>The actor that owns the eventq: it hands buffers to lines, and stages returned buffers on the ring. In each turn it drains
/// before the requestq .</summary>
/// <remarks>If it throws, buffers not yet handed out go back INVALID, and buffers given back are staged. Twice within a second breaks the
/// ring (VU-36). Children: none.</remarks>
internal sealed class EventQueueActor : CrashableActor
{
    private readonly GuestQueues _queues;

    public EventQueueActor(GuestQueues queues, ICrashPlan crashes)
        : base(crashes)
    {
        _queues = queues;
    }

    public static Props PropsFor(GuestQueues queues, ICrashPlan crashes) => Props.Create<EventQueueActor>(queues, crashes);

    protected override bool HandleHot(object message)
    {
        if (ReferenceEquals(message, ReturnsReady.Instance)) _queues.StageReturns();
        else if (ReferenceEquals(message, Drain.Instance)) Take();
        else return false;
        return true;
    }

    private void Take()
    {
        _queues.DrainEvents();
        if (_queues.HasRequests) _queues.RequestQueue.Tell(Drain.Instance, ActorRefs.NoSender);
        else _queues.Dispatch();
    }

    protected override void PreRestart(Exception reason, object message)
    {
        base.PreRestart(reason, message);
        _queues.StageReturns();
        if (_queues.Events.FailUndispatched(IrqResponse.Invalid) > 0) _queues.OnStaged();
        if (_queues.Failures.IsAgain(1, _queues.IntakeNs))
            Context.Parent.Tell(new QueueProtocol.RingBroken(1, $"its actor failed twice within a second: {reason.Message}"));
        if (message is Drain) _queues.RequestQueue.Tell(message, ActorRefs.NoSender);     // requests and lines may be waiting for it
    }
}
