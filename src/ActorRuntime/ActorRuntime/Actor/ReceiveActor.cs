using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>An actor that says per message type how it is handled. The first matching handler wins.</summary>
public abstract class ReceiveActor : UntypedActor, IInitializableActor
{
    private MessageHandlers _beingConfigured = new();     // null: neither constructing nor inside Become
    private MessageHandlers _initial;

    void IInitializableActor.Init()
    {
        _initial ??= _beingConfigured;
        _beingConfigured = null;
    }

    protected sealed override void OnReceive(object message) => Execute(_initial, message);

    /// <summary>Replaces the handlers by those that <paramref name="configure"/> states.</summary>
    protected void Become(Action configure)
    {
        var handlers = Configure(configure);
        base.Become(message => Execute(handlers, message));
    }

    /// <summary>As Become, and keeps the present ones for UnbecomeStacked.</summary>
    protected void BecomeStacked(Action configure)
    {
        var handlers = Configure(configure);
        base.BecomeStacked(message => Execute(handlers, message));
    }

    protected void Receive<T>(Action<T> handler, Predicate<T> shouldHandle = null) =>
        Configured.Add(new MessageHandler<T>(handler, shouldHandle));

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <param name="handler">says itself whether it handled the message</param>
    protected void Receive<T>(Func<T, bool> handler) => Configured.Add(new MessageFilter<T>(handler));

    protected void Receive(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) =>
        Configured.Add(new MessageHandler<object>(handler, m => messageType.IsInstanceOfType(m) && shouldHandle?.Invoke(m) != false));

    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Receive(messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Func<object, bool> handler) =>
        Configured.Add(new MessageFilter<object>(m => messageType.IsInstanceOfType(m) && handler(m)));

    /// <summary>Takes whatever is left. Nothing may follow it.</summary>
    protected void ReceiveAny(Action<object> handler) => Configured.AddLast(new MessageHandler<object>(handler, null));

    /// <summary>The mailbox waits until the task has ended; Self, Sender and Context hold meanwhile.</summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T> shouldHandle = null) => Receive(Awaiting(handler), shouldHandle);

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => Receive(Awaiting(handler), shouldHandle);

    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object> shouldHandle = null) =>
        Receive(messageType, Awaiting(handler), shouldHandle);

    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        Receive(messageType, Awaiting(handler), shouldHandle);

    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAny(Awaiting(handler));

    private MessageHandlers Configured =>
        _beingConfigured ?? throw new InvalidOperationException("You may only call Receive-methods when constructing the actor and inside Become().");

    private static Action<T> Awaiting<T>(Func<T, Task> handler) => message => ActorTaskScheduler.RunTask(() => handler(message));

    private MessageHandlers Configure(Action configure)
    {
        var (outer, inner) = (_beingConfigured, new MessageHandlers());
        _beingConfigured = inner;
        configure();
        _beingConfigured = outer;
        return inner;
    }

    private void Execute(MessageHandlers handlers, object message)
    {
        if (!handlers.TryHandle(message)) Unhandled(message);
    }
}

/// <summary>The handlers of one behaviour, in the order in which they were stated.</summary>
internal sealed class MessageHandlers
{
    private readonly List<MessageHandler> _handlers = [];
    private bool _complete;

    public void Add(MessageHandler handler)
    {
        if (_complete)
            throw new InvalidOperationException("A handler that catches all messages has been added. No handler can be added after that.");
        _handlers.Add(handler);
    }

    public void AddLast(MessageHandler handler)
    {
        Add(handler);
        _complete = true;
    }

    public bool TryHandle(object message)
    {
        foreach (var handler in _handlers)
            if (handler.TryHandle(message)) return true;
        return false;
    }
}

internal abstract class MessageHandler
{
    public abstract bool TryHandle(object message);
}

internal sealed class MessageHandler<T>(Action<T> handle, Predicate<T> shouldHandle) : MessageHandler
{
    public override bool TryHandle(object message)
    {
        if (message is not T typed || shouldHandle?.Invoke(typed) == false) return false;
        handle(typed);
        return true;
    }
}

internal sealed class MessageFilter<T>(Func<T, bool> handle) : MessageHandler
{
    public override bool TryHandle(object message) => message is T typed && handle(typed);
}
