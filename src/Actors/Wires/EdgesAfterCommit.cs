using Akka.Actor;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Wires;

/// <summary>The edges of one turn for a guest line on another reactor. The line gets them once the turn is committed: until then the turn
/// may be one that a successor of this process does again.</summary>
/// <remarks>Chip's reactor only; allocates nothing.</remarks>
internal sealed class EdgesAfterCommit(Mapping mapping, IReactor reactor) : IReactorWork
{
    private int _rising;
    private int _falling;
    private bool _level;
    private bool _tells;
    private uint _generation;
    private long _ns;
    private long _lastNs;
    private bool _isDue;

    /// <summary>Adds edges; see <see cref="PendingEdges.Add(int, int, bool, uint, long)"/>.</summary>
    public void Add(int rising, int falling, bool level, uint generation, long ns)
    {
        if (_isDue && generation != _generation) (_rising, _falling) = (0, 0);        // of an older watch
        if (_rising + _falling == 0) _ns = ns;
        _lastNs = ns;
        (_rising, _falling, _level, _generation, _tells) = (_rising + rising, _falling + falling, level, generation, true);
        Arm();
    }

    /// <summary>Shows a level without an edge, to a line that waits for none.</summary>
    public void Show(bool level)
    {
        _level = level;
        Arm();
    }

    public void Execute()
    {
        _isDue = false;
        if (!_tells) mapping.Edges.Level = _level;
        else if (mapping.Edges.Add(_rising, _falling, _level, _generation, _ns, _lastNs))
            mapping.Line.Tell(mapping.Edges, ActorRefs.NoSender);
        (_rising, _falling, _tells) = (0, 0, false);
    }

    private void Arm()
    {
        if (_isDue) return;
        _isDue = true;
        reactor.AfterCommit(this);
    }
}
