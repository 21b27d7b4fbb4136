using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Why an actor's children are being waited for.</summary>
internal abstract record SuspendReason
{
    /// <summary>A child was stopped by hand; the parent goes on meanwhile.</summary>
    internal sealed record UserRequest : SuspendReason;

    internal sealed record Recreation(Exception Cause) : SuspendReason;

    internal sealed record Creation : SuspendReason;

    internal sealed record Termination : SuspendReason;
}

/// <summary>The children of one cell by name, and which of them are on their way out. Safe for any thread: guardians get children from everywhere.</summary>
internal sealed class Children
{
    private readonly Lock _lock = new();
    // Most actors have no children; these stand for all their tables and are never written.
    private static readonly Dictionary<string, ChildRestartStats> s_none = [];
    private static readonly HashSet<IActorRef> s_noneDying = [];

    private Dictionary<string, ChildRestartStats> _byName = s_none;         // null: the name is reserved
    private HashSet<IActorRef> _dying = s_noneDying;
    private SuspendReason _reason;                                          // null: none is dying
    private bool _terminated;

    public bool IsNormal
    {
        get { lock (_lock) return !_terminated && _reason is null or SuspendReason.UserRequest; }
    }

    public bool IsTerminating
    {
        get { lock (_lock) return _terminated || _reason is SuspendReason.Termination; }
    }

    public bool IsWaiting
    {
        get { lock (_lock) return _reason is not (null or SuspendReason.UserRequest); }
    }

    public IReadOnlyCollection<ChildRestartStats> Stats
    {
        get { lock (_lock) return [.. _byName.Values.Where(s => s is not null)]; }
    }

    public IReadOnlyCollection<IInternalActorRef> All
    {
        get { lock (_lock) return _byName.Count == 0 ? [] : [.. _byName.Values.Where(s => s is not null).Select(s => s.Child)]; }
    }

    public IInternalActorRef Find(string name)
    {
        lock (_lock) return _byName.GetValueOrDefault(name)?.Child ?? Nobody.Instance;
    }

    public ChildRestartStats Find(IActorRef child)
    {
        lock (_lock) return _byName.GetValueOrDefault(child.Path.Name) is { } stats && stats.Child.Equals(child) ? stats : null;
    }

    /// <exception cref="InvalidActorNameException">the name is in use</exception>
    public void Reserve(string name, IActorRef parent)
    {
        lock (_lock)
        {
            if (_terminated || _reason is SuspendReason.Termination)
                throw new InvalidOperationException($"Cannot reserve actor name '{name}': {(_terminated ? "terminated" : "terminating")}");
            if (ReferenceEquals(_byName, s_none)) _byName = [];
            if (!_byName.TryAdd(name, null))
                throw new InvalidActorNameException($"Actor name \"{name}\" is not unique in [{parent.Path}]!");
        }
    }

    /// <summary>Fills a reserved name. Null if it is not reserved.</summary>
    public ChildRestartStats Init(IInternalActorRef child)
    {
        lock (_lock)
        {
            if (!_byName.TryGetValue(child.Path.Name, out var stats)) return null;
            return stats ?? (_byName[child.Path.Name] = new ChildRestartStats(child));
        }
    }

    public void ShallDie(IActorRef child)
    {
        lock (_lock)
        {
            if (_byName.GetValueOrDefault(child.Path.Name)?.Child.Equals(child) != true) return;
            if (ReferenceEquals(_dying, s_noneDying)) _dying = [];
            _dying.Add(child);
            _reason ??= new SuspendReason.UserRequest();
        }
    }

    /// <summary>If children are dying, remembers what to do when the last has gone.</summary>
    /// <returns>False if none is dying: there is nothing to wait for.</returns>
    public bool WaitFor(SuspendReason reason)
    {
        lock (_lock)
        {
            if (_reason is null) return false;
            _reason = reason;
            return true;
        }
    }

    public void SetTerminated()
    {
        lock (_lock) _terminated = true;
    }

    /// <returns>What was waited for, if this child was the last one; else null.</returns>
    public SuspendReason Remove(IActorRef child)
    {
        lock (_lock)
        {
            if (_byName.GetValueOrDefault(child.Path.Name)?.Child.Equals(child) == true) _byName.Remove(child.Path.Name);
            _dying.Remove(child);
            if (_reason is null || _dying.Count > 0) return null;

            var ended = _reason;
            _reason = null;
            _terminated = ended is SuspendReason.Termination;
            return ended;
        }
    }

    public bool Contains(IActorRef child) => Find(child) is not null;
}
