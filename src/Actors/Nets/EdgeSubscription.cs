using System.Threading.Channels;
using GpioHub.Actors.Contract;

namespace GpioHub.Actors.Nets;

/// <summary>A bounded stream of edges to one reader (<c>mon</c>). A slow reader loses events, which are counted, and delays
/// nobody.</summary>
/// <remarks>Written on the chips' reactors, read on any thread.</remarks>
internal sealed class EdgeSubscription(int capacity)
{
    private readonly Channel<LineEvent> _channel = Channel.CreateBounded<LineEvent>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _lost;

    public ChannelReader<LineEvent> Events => _channel.Reader;

    public void Publish(LineEvent edge)
    {
        long lost = Interlocked.Exchange(ref _lost, 0);
        if (!_channel.Writer.TryWrite(lost == 0 ? edge : edge with { LostBefore = lost })) Interlocked.Add(ref _lost, lost + 1);
    }

    public void Complete() => _channel.Writer.TryComplete();
}

/// <summary>The counter that numbers the events of the whole hub. Any thread.</summary>
internal sealed class EventSequence
{
    private long _last;

    /// <summary>
    /// Held from <see cref="Next"/> until the event is published, so that every reader gets events in the order of their numbers. A reader
    /// that comes back relies on that order. Only for events that somebody reads: a subscription takes a lock of its own already.
    /// </summary>
    public Lock Publishing { get; } = new();

    public long Next() => Interlocked.Increment(ref _last);
}
