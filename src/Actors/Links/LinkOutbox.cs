using Akka.Actor;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Links;

/// <summary>What a chip's turn tells a link: it gets it once the turn is committed, because nobody could take it back.</summary>
/// <remarks>Chip's reactor only.</remarks>
internal sealed class LinkOutbox(IReactor reactor, Func<IActorRef> link) : IReactorWork
{
    private readonly Queue<object> _messages = new();

    public void Tell(object message)
    {
        _messages.Enqueue(message);
        if (_messages.Count == 1) reactor.AfterCommit(this);
    }

    public void Execute()
    {
        var actor = link();
        while (_messages.TryDequeue(out object? message)) actor.Tell(message, ActorRefs.NoSender);
    }
}
