using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.Event;

/// <summary>A bus of objects, subscribed to by type: also by base type and interface. Safe for any thread.</summary>
public class LoggingBus
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<Type, IActorRef[]> _receivers = new();   // per class of published object; a cache
    private readonly List<(IActorRef Subscriber, Type To)> _subscriptions = [];

    public LogLevel LogLevel { get; private set; } = LogLevel.InfoLevel;

    /// <summary>Which levels the loggers get from now on.</summary>
    public void SetLogLevel(LogLevel logLevel)
    {
        LogLevel = logLevel;
        foreach (var logger in Loggers) SubscribeLogger(logger);
    }

    public virtual bool Subscribe(IActorRef subscriber, Type classifier)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        lock (_lock)
        {
            if (_subscriptions.Contains((subscriber, classifier))) return false;
            _subscriptions.Add((subscriber, classifier));
            _receivers.Clear();
            return true;
        }
    }

    public virtual bool Unsubscribe(IActorRef subscriber, Type classifier)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        lock (_lock)
        {
            bool removed = _subscriptions.Remove((subscriber, classifier));
            _receivers.Clear();
            return removed;
        }
    }

    public virtual bool Unsubscribe(IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        lock (_lock)
        {
            bool removed = _subscriptions.RemoveAll(s => s.Subscriber.Equals(subscriber)) > 0;
            _receivers.Clear();
            return removed;
        }
    }

    /// <summary>Tells <paramref name="event"/> to every subscriber once.</summary>
    public void Publish(object @event)
    {
        foreach (var receiver in ReceiversOf(@event.GetType())) receiver.Tell(@event, ActorRefs.NoSender);
    }

    internal List<IActorRef> Loggers { get; } = [];

    internal void SubscribeLogger(IActorRef logger)
    {
        foreach (var level in Enum.GetValues<LogLevel>())
        {
            if (level >= LogLevel) Subscribe(logger, level.EventType());
            else Unsubscribe(logger, level.EventType());
        }
    }

    private IActorRef[] ReceiversOf(Type type)
    {
        if (_receivers.TryGetValue(type, out var known)) return known;
        lock (_lock)
        {
            IActorRef[] receivers = [.. _subscriptions.Where(s => s.To.IsAssignableFrom(type)).Select(s => s.Subscriber).Distinct()];
            _receivers[type] = receivers;
            return receivers;
        }
    }
}

/// <summary>The bus of a system. Who has stopped is unsubscribed.</summary>
public class EventStream : LoggingBus
{
    private volatile IActorRef _unsubscriber;

    public EventStream(bool debug) { }

    public override bool Subscribe(IActorRef subscriber, Type classifier)
    {
        bool added = base.Subscribe(subscriber, classifier);
        _unsubscriber?.Tell(new EventStreamUnsubscriber.Watch(subscriber), ActorRefs.NoSender);
        return added;
    }

    internal void StartUnsubscriber(IActorRef unsubscriber) => _unsubscriber = unsubscriber;
}

public static class EventStreamExtensions
{
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) => eventStream.Subscribe(subscriber, typeof(TChannel));

    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) => eventStream.Unsubscribe(subscriber, typeof(TChannel));
}

internal sealed class EventStreamUnsubscriber : UntypedActor
{
    internal sealed record Watch(IActorRef Subscriber) : IDeadLetterSuppression;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Watch w:
                Context.Watch(w.Subscriber);
                break;
            case Terminated t:
                Context.System.EventStream.Unsubscribe(t.ActorRef);
                break;
        }
    }
}
