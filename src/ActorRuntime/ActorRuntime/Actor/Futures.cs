using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Ask: a message whose first answer completes a task. Timeouts are real time.</summary>
public static class Futures
{
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) => self.Ask<object>(message, timeout);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<T>(_ => message, timeout, cancellationToken);

    /// <param name="messageFactory">makes the message from the ref that the answer is to go to</param>
    /// <param name="timeout">null: <c>akka.actor.ask-timeout</c>, by default none</param>
    /// <returns>Faults with <see cref="AskTimeoutException"/>, with the cause of a Status.Failure, or with ArgumentException for another type.</returns>
    public static async Task<T> Ask<T>(
        this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var provider = ProviderOf(self) ?? throw new ArgumentException("Unable to resolve the target Provider", nameof(self));
        timeout ??= provider.Settings.AskTimeout;

        var reply = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = new CancellationTokenSource(timeout is { } t && t > TimeSpan.Zero ? t : Timeout.InfiniteTimeSpan);
        using var timedOut = timer.Token.Register(() => reply.TrySetException(new AskTimeoutException($"Timeout after {timeout} seconds")));
        using var cancelled = cancellationToken.Register(() => reply.TrySetCanceled(cancellationToken));

        var temporary = new FutureActorRef<T>(reply, provider.TempPath(), provider);
        self.Tell(messageFactory(temporary), temporary);
        return await reply.Task.ConfigureAwait(false);
    }

    private static IActorRefProvider ProviderOf(ICanTell target) => target switch
    {
        _ when ActorCell.Current is { } cell => ((ExtendedActorSystem)cell.System).Provider,
        IInternalActorRef r => r.Provider,
        ActorSelection s => ProviderOf(s.Anchor),
        _ => null,
    };
}

/// <summary>The ref that an answer goes to. Later answers are dead letters.</summary>
public class FutureActorRef<T> : MinimalActorRef
{
    private readonly TaskCompletionSource<T> _result;

    public FutureActorRef(TaskCompletionSource<T> result, ActorPath path, IActorRefProvider provider)
    {
        _result = result;
        Path = path;
        Provider = provider;
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public override bool IsTerminated => _result.Task.IsCompleted;

    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is DeathWatchNotification n) Tell(new Terminated(n.Actor, n.ExistenceConfirmed, n.AddressTerminated), ActorRefs.NoSender);
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        bool first = message switch
        {
            null => throw new InvalidMessageException("Message is null"),
            Status.Failure f => _result.TrySetException(f.Cause ?? new TaskCanceledException("Status.Failure without a cause")),
            T t => _result.TrySetResult(t),
            _ => _result.TrySetException(new ArgumentException(
                $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")),
        };
        if (!first) Provider.DeadLetters.Tell(new Event.DeadLetter(message, sender ?? Provider.DeadLetters, this), sender);
    }
}

public static class GracefulStopSupport
{
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => target.GracefulStop(timeout, PoisonPill.Instance);

    /// <summary>Sends <paramref name="stopMessage"/> and waits for the end of <paramref name="target"/>.</summary>
    /// <returns>False if it has not ended within <paramref name="timeout"/>.</returns>
    public static async Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        var watchee = (IInternalActorRef)target;
        var end = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watcher = new FutureActorRef<object>(end, watchee.Provider.TempPath(), watchee.Provider);
        watchee.SendSystemMessage(new Watch(watchee, watcher));
        target.Tell(stopMessage, ActorRefs.NoSender);
        try
        {
            return await end.Task.WaitAsync(timeout).ConfigureAwait(false) is Terminated t && t.ActorRef.Equals(target);
        }
        catch (TimeoutException)
        {
            watchee.SendSystemMessage(new Unwatch(watchee, watcher));
            return false;
        }
    }
}
