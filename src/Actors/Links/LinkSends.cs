using GpioHub.Rules.Links;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Links;

/// <summary>What links say in a turn, until it may leave: after the turn's commit, because nobody could take it back, and after what the
/// turn has for guests, because they wait. Links' reactor only.</summary>
/// <remarks>To write to a socket takes as long as all of an edge's way through the hub.</remarks>
internal sealed class LinkSends(IReactor reactor, ILinkWire wire) : IReactorWork
{
    private readonly Queue<(string Host, LinkMessage Message)> _messages = new();
    private int _committed;                                                // of the queue, from its front
    private bool _isPosted;

    public void Add(string host, LinkMessage message)
    {
        if (_messages.Count == _committed) reactor.AfterCommit(this);
        _messages.Enqueue((host, message));
    }

    /// <summary>Once after the commit, before guests are told; then once more, in the next turn.</summary>
    public void Execute()
    {
        if (_isPosted) Send();
        else
        {
            _committed = _messages.Count;
            _isPosted = true;
            reactor.Post(this);
        }
    }

    private void Send()
    {
        _isPosted = false;
        while (_committed > 0)
        {
            _committed--;
            var (host, message) = _messages.Dequeue();
            wire.Send(host, message);
        }
    }
}
