using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Something a message can be sent to.</summary>
public interface ICanTell
{
    /// <summary>Sends <paramref name="message"/>, at most once. Never blocks; never fails because the receiver is gone.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null</exception>
    void Tell(object message, IActorRef sender);
}

/// <summary>A handle to an actor, alive or not. Equality is path and uid: two incarnations under one name differ.</summary>
public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>, IComparable
{
    ActorPath Path { get; }
}

/// <summary>Whether a ref is of this process; here always.</summary>
public interface IActorRefScope
{
    bool IsLocal { get; }
}

/// <summary>What supervision and death watch need of a ref.</summary>
public interface IInternalActorRef : IActorRef, IActorRefScope
{
    IInternalActorRef Parent { get; }

    IActorRefProvider Provider { get; }

    /// <summary>True once the actor's mailbox is closed.</summary>
    bool IsTerminated { get; }

    /// <summary>The ref below this one that <paramref name="name"/> leads to, or Nobody. <c>..</c> goes up.</summary>
    IActorRef GetChild(IReadOnlyList<string> name);

    void Start();

    void Resume(Exception causedByFailure = null);

    void Suspend();

    void Restart(Exception cause);

    void Stop();

    void SendSystemMessage(ISystemMessage message);
}

public static class ActorRefs
{
    /// <summary>No sender: the receiver sees the dead letters as its Sender.</summary>
    public static readonly IActorRef NoSender;

    public static readonly Nobody Nobody = Nobody.Instance;
}

public static class ActorRefExtensions
{
    public static bool IsNobody(this IActorRef actorRef) => actorRef is null or Nobody or DeadLetterActorRef;

    public static IActorRef GetOrElse(this IActorRef actorRef, Func<IActorRef> elseValue) =>
        actorRef.IsNobody() ? elseValue() : actorRef;
}

public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Sends with the actor that runs on this thread as the sender, or with none.</summary>
    public static void Tell(this IActorRef receiver, object message) =>
        receiver.Tell(message, ActorCell.GetCurrentSelfOrNoSender());

    /// <summary>Sends on with the sender of the message that is being handled.</summary>
    public static void Forward(this IActorRef receiver, object message) =>
        receiver.Tell(message, ActorCell.GetCurrentSenderOrNoSender());
}
