using System.Collections;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>The next message; null if none comes in time.</summary>
    public object ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        ReceiveOneAsync(max, cancellationToken).AsTask().GetAwaiter().GetResult();

    public async ValueTask<object> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var (success, envelope) = await TryReceiveOneAsync(max, cancellationToken).ConfigureAwait(false);
        return success ? envelope.Message : null;
    }

    public bool TryReceiveOne(out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        (bool success, envelope) = TryReceiveOneAsync(max, cancellationToken).AsTask().GetAwaiter().GetResult();
        return success;
    }

    /// <param name="max">0: do not wait; infinite: for ever; other negative times: nothing</param>
    public async ValueTask<(bool success, MessageEnvelope envelope)> TryReceiveOneAsync(
        TimeSpan? max, CancellationToken cancellationToken = default)
    {
        var limit = GetTimeoutOrDefault(max);
        bool mayTake = limit >= TimeSpan.Zero || limit == Timeout.InfiniteTimeSpan;
        bool taken = mayTake && await WaitForMessage(limit, cancellationToken).ConfigureAwait(false);
        MessageEnvelope envelope = null;
        taken = taken && _received.Reader.TryRead(out envelope);
        _lastWasNoMsg = false;
        _last = envelope ?? NullMessageEnvelope.Instance;
        return (taken, _last);
    }

    /// <summary>The next message, which stays where it is; null if none comes in time.</summary>
    public object PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        PeekOneAsync(max, cancellationToken).AsTask().GetAwaiter().GetResult();

    public async ValueTask<object> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        await WaitForMessage(GetTimeoutOrDefault(max), cancellationToken).ConfigureAwait(false) && _received.Reader.TryPeek(out var envelope)
            ? envelope.Message
            : null;

    /// <summary>The next <paramref name="numberOfMessages"/> messages, in their order.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        ReceiveN(numberOfMessages, RemainingOrDefault, cancellationToken);

    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default)
    {
        var limit = Dilated(max);
        var stop = Now + limit;
        var messages = new List<object>();
        while (messages.Count < numberOfMessages)
        {
            object next = ReceiveOne(AtLeastZero(stop - Now), cancellationToken);
            _assertions.AssertTrue(next is not null, "Timeout ({0}) while expecting {1} messages. Only got {2} after {0}.", limit, numberOfMessages, messages.Count);
            messages.Add(next);
        }
        return messages;
    }

    /// <summary>Messages as long as <paramref name="filter"/> gives something for them; the first other one stays.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) where T : class =>
        ReceiveWhile(filter, max, null, msgs, cancellationToken);

    public IReadOnlyList<T> ReceiveWhile<T>(
        Func<object, T> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        where T : class
    {
        var stop = Now + RemainingOrDilated(max);
        var accepted = new List<T>();
        while (accepted.Count < msgs)
        {
            var left = AtLeastZero(stop - Now);
            if (idle < left) left = idle.Value;
            if (PeekOne(left, cancellationToken) is not { } next || filter(next) is not { } wanted) break;
            ReceiveOne(TimeSpan.Zero, cancellationToken);
            accepted.Add(wanted);
        }
        _lastWasNoMsg = true;
        return accepted;
    }

    /// <summary>The first message that is wanted; those before it are dropped.</summary>
    public object FishForMessage(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage<object>(isMessage, max, hint, cancellationToken);

    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage(isMessage, null, max, hint, cancellationToken);

    public T FishForMessage<T>(
        Predicate<T> isMessage, ArrayList allMessages, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync(isMessage, allMessages, max, hint, cancellationToken).AsTask().GetAwaiter().GetResult();

    public ValueTask<object> FishForMessageAsync(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync<object>(isMessage, null, max, hint, cancellationToken);

    public ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync(isMessage, null, max, hint, cancellationToken);

    public async ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, ArrayList allMessages, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
    {
        var limit = RemainingOrDilated(max);
        var stop = Now + limit;
        allMessages?.Clear();
        while (true)
        {
            object message = await ReceiveOneAsync(AtLeastZero(stop - Now), cancellationToken).ConfigureAwait(false);
            _assertions.AssertTrue(
                message is not null, "Timeout ({0}) during fishForMessage{1}", limit, string.IsNullOrEmpty(hint) ? "" : ", hint: " + hint);
            if (message is T wanted && isMessage(wanted)) return wanted;
            allMessages?.Add(message);
        }
    }

    private static TimeSpan AtLeastZero(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;

    private async ValueTask<bool> WaitForMessage(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_received.Reader.Count > 0) return true;
        if (limit == TimeSpan.Zero) return false;
        try
        {
            return await _received.Reader.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(limit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
