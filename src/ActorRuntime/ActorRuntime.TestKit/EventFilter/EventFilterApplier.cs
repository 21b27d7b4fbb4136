using Akka.Actor;

namespace Akka.TestKit;

/// <summary>A filter taken back by hand.</summary>
public interface IUnmutableFilter : IDisposable
{
    void Unmute();
}

/// <summary>Runs an action and checks how many events matched, during it or within the leeway after it. Matched events are not written.</summary>
public interface IEventFilterApplier
{
    /// <summary>Adds another filter; an event counts if one of them matches.</summary>
    EventFilterFactory And { get; }

    void ExpectOne(Action action, CancellationToken cancellationToken = default);

    void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default);

    T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default);

    T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default);

    Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default);

    Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default);

    /// <param name="expectedCount">exactly; 0 waits the whole leeway</param>
    void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default);

    void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default);

    T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default);

    T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default);

    Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default);

    Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default);

    /// <summary>Keeps matching events from being written while the action runs.</summary>
    void Mute(Action action, CancellationToken cancellationToken = default);

    T Mute<T>(Func<T> func, CancellationToken cancellationToken = default);

    Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default);

    IUnmutableFilter Mute();
}

internal sealed class EventFilterApplier : IEventFilterApplier
{
    private readonly TestKitBase _testkit;
    private readonly ActorSystem _system;
    private readonly IReadOnlyList<CountingFilter> _filters;

    public EventFilterApplier(TestKitBase testkit, ActorSystem system, IReadOnlyList<CountingFilter> filters)
    {
        _testkit = testkit;
        _system = system;
        _filters = filters;
    }

    public EventFilterFactory And => new(_testkit, _system, _filters);

    private int Count => _filters.Sum(f => f.Count);

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) => Expect(1, action, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) => Expect(1, timeout, action, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) => Expect(1, func, cancellationToken);

    public T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) => Expect(1, timeout, func, cancellationToken);

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) => ExpectAsync(1, actionAsync, cancellationToken);

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, action, cancellationToken);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        Intercept(AsTask(action), null, expectedCount, cancellationToken).GetAwaiter().GetResult();

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Intercept(AsTask(action), timeout, expectedCount, cancellationToken).GetAwaiter().GetResult();

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(() => Task.FromResult(func()), null, expectedCount, cancellationToken).GetAwaiter().GetResult();

    public T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(() => Task.FromResult(func()), timeout, expectedCount, cancellationToken).GetAwaiter().GetResult();

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        Intercept(WithResult(actionAsync), null, expectedCount, cancellationToken);

    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        Intercept(WithResult(action), timeout, expectedCount, cancellationToken);

    public void Mute(Action action, CancellationToken cancellationToken = default) =>
        Intercept(AsTask(action), null, null, cancellationToken).GetAwaiter().GetResult();

    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(() => Task.FromResult(func()), null, null, cancellationToken).GetAwaiter().GetResult();

    public Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default) =>
        Intercept(WithResult(action), null, null, cancellationToken);

    public IUnmutableFilter Mute()
    {
        _system.EventStream.Publish(new Mute(_filters));
        return new UnmutableFilter(() => _system.EventStream.Publish(new Unmute(_filters)));
    }

    private async Task<T> Intercept<T>(Func<Task<T>> action, TimeSpan? timeout, int? expected, CancellationToken cancellationToken)
    {
        var limit = timeout is { } t ? _testkit.Dilated(t) : _testkit.TestKitSettings.TestEventFilterLeeway;
        foreach (var filter in _filters) filter.Reset();
        _system.EventStream.Publish(new Mute(_filters));
        try
        {
            var result = await action().ConfigureAwait(false);
            if (expected is { } count)
            {
                int enough = Math.Max(1, count);
                await _testkit.AwaitConditionNoThrowAsync(() => Task.FromResult(Count >= enough), limit, cancellationToken: cancellationToken)
                    .ConfigureAwait(false);
                if (Count != count)
                    _testkit.AssertionsInUse.Fail("Received {0}/{1} messages that matched filter [{2}] within {3}", Count, count, string.Join(",", _filters), limit);
            }
            return result;
        }
        finally
        {
            _system.EventStream.Publish(new Unmute(_filters));
        }
    }

    private static Func<Task<object>> AsTask(Action action) => () =>
    {
        action();
        return Task.FromResult<object>(null);
    };

    private static Func<Task<object>> WithResult(Func<Task> action) => async () =>
    {
        await action();
        return null;
    };

    private sealed class UnmutableFilter(Action unmute) : IUnmutableFilter
    {
        public void Unmute() => unmute();

        public void Dispose() => unmute();
    }
}
