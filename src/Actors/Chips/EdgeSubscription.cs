using System.Threading.Channels;
using GpioHub.Actors.Control;

namespace GpioHub.Actors.Chips;

/// <summary>A bounded stream of edges to one reader (<c>mon</c>). A slow reader loses events, counted, and delays nobody.</summary>
/// <remarks>Written on the chips' reactors, read anywhere.</remarks>
public sealed class EdgeSubscription(int capacity)
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

/// <summary>Numbers the events of the whole hub.</summary>
public sealed class EventSequence
{
    private long _last;

    public long Next() => Interlocked.Increment(ref _last);
}
