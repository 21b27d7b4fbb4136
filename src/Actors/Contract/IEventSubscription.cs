using System.Threading.Channels;

namespace GpioHub.Actors.Contract;

/// <summary>A live stream of edges; dispose ends it.</summary>
public interface IEventSubscription : IAsyncDisposable
{
    ChannelReader<LineEvent> Events { get; }
}
