using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Testing;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using static GpioHub.Actors.Guests.QueueProtocol;

namespace GpioHub.Actors.Guests;

/// <summary>The actor that owns the requestq: it hands chains to lines. Their answers need no message back: the end of the turn stages and
/// publishes them (HR-02).</summary>
/// <remarks>If it throws, chains not yet handed out are answered ERR, answers given are staged, and it goes on. Twice within a second
/// breaks the ring (VU-36). Children: none.</remarks>
internal sealed class RequestQueueActor : CrashableActor
{
    private readonly GuestQueues _queues;
    private uint _told;

    public RequestQueueActor(GuestQueues queues, ICrashPlan crashes)
        : base(crashes)
    {
        _queues = queues;
    }

    public static Props PropsFor(GuestQueues queues, ICrashPlan crashes) => Props.Create<RequestQueueActor>(queues, crashes);

    protected override bool HandleHot(object message)
    {
        if (!ReferenceEquals(message, Drain.Instance)) return false;
        Take();
        return true;
    }

    private void Take()
    {
        long before = _queues.Nameless.Errors;
        _queues.DrainRequests();
        _queues.Dispatch();
        if (_queues.Nameless.Errors != before) Tell(_queues.Nameless.LastError!.Value);
    }

    /// <summary>Tells each reason once of requests that name no line of the device (IF-2.14).</summary>
    private void Tell(in RefusedRequest refused)
    {
        uint bit = 1u << (int)refused.Reason;
        if ((_told & bit) != 0 || !_queues.Refusals.MayTell()) return;
        _told |= bit;
        var log = Context.GetLogger().WithContext(LogSubject.Guest, _queues.Guest);
        _queues.Refusals.SayHeldBack(log);
        log.Warning("answered ERR: {Reason}", RefusalText.Of(refused, chip: null));
    }

    protected override void PreRestart(Exception reason, object message)
    {
        base.PreRestart(reason, message);
        _queues.StageAnswers();
        if (_queues.Requests.FailUndispatched(GpioResponse.Error) > 0) _queues.OnStaged();
        if (_queues.Failures.IsAgain(0, _queues.IntakeNs))
            Context.Parent.Tell(new QueueProtocol.RingBroken(0, $"its actor failed twice within a second: {reason.Message}"));
        _queues.Dispatch();
    }
}
