using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

public interface ISystemMessage : INoSerializationVerificationNeeded { }

/// <summary>A message of the runtime itself, kept apart from user messages and always handled first. Linked into one mailbox, once.</summary>
internal abstract record SystemMessage : ISystemMessage
{
    internal SystemMessage Next;

    /// <summary>Put aside while the actor waits for its children to stop.</summary>
    internal virtual bool WaitsForChildren => false;

    /// <summary>Put aside while the actor is suspended or waits for its children.</summary>
    internal virtual bool WaitsForResume => false;
}

/// <summary>Stands in a closed queue's head.</summary>
internal sealed record QueueClosed : SystemMessage;

internal sealed record Create(Exception Failure = null) : SystemMessage;

internal sealed record Supervise(IInternalActorRef Child, bool Async) : SystemMessage;

internal sealed record Watch(IInternalActorRef Watchee, IInternalActorRef Watcher) : SystemMessage;

internal sealed record Unwatch(IInternalActorRef Watchee, IInternalActorRef Watcher) : SystemMessage;

internal sealed record DeathWatchNotification(IActorRef Actor, bool ExistenceConfirmed, bool AddressTerminated) : SystemMessage;

internal sealed record Failed(IActorRef Child, Exception Cause, long Uid) : SystemMessage
{
    internal override bool WaitsForResume => true;
}

internal sealed record Suspend : SystemMessage
{
    internal override bool WaitsForChildren => true;
}

internal sealed record Resume(Exception CausedByFailure) : SystemMessage
{
    internal override bool WaitsForChildren => true;
}

internal sealed record Recreate(Exception Cause) : SystemMessage
{
    internal override bool WaitsForChildren => true;
}

internal sealed record Terminate : SystemMessage;

/// <summary>A continuation of an async handler, or (<paramref name="Failure"/>) how the handler ended.</summary>
internal sealed record ActorTask(ActorTaskScheduler Scheduler, Task Task, Exception Failure, object Message) : SystemMessage;
