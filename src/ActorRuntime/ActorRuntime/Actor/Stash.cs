namespace Akka.Actor;

/// <summary>Messages put aside for later, with their senders.</summary>
public interface IStash
{
    /// <summary>Puts the message in hand aside.</summary>
    /// <exception cref="IllegalActorStateException">twice for one message</exception>
    /// <exception cref="StashOverflowException">the capacity is reached</exception>
    void Stash();

    /// <summary>Puts the oldest one back in front of the mailbox.</summary>
    void Unstash();

    /// <summary>Puts all back in front of the mailbox, in their order.</summary>
    void UnstashAll();

    /// <summary>Puts back those that match; the others are dropped.</summary>
    void UnstashAll(Func<Envelope, bool> predicate);

    IEnumerable<Envelope> ClearStash();

    void Prepend(IEnumerable<Envelope> envelopes);

    int Count { get; }

    bool IsEmpty { get; }

    bool NonEmpty { get; }

    bool IsFull { get; }

    /// <summary>Messages; not above 0: no limit.</summary>
    int Capacity { get; }
}

public interface IActorStash
{
    /// <summary>Set right after the constructor has run.</summary>
    IStash Stash { get; set; }
}

public interface IWithUnrestrictedStash : IActorStash { }

public interface IWithStash : IWithUnrestrictedStash { }

public interface IWithUnboundedStash : IWithUnrestrictedStash { }

internal sealed class StashImpl : IStash
{
    private readonly ActorCell _cell;
    private LinkedList<Envelope> _stashed = new();
    private int _lastStashed;

    public StashImpl(ActorCell cell)
    {
        _cell = cell;
        Capacity = cell.Props.StashCapacity;
    }

    public int Capacity { get; }

    public int Count => _stashed.Count;

    public bool IsEmpty => Count == 0;

    public bool NonEmpty => !IsEmpty;

    public bool IsFull => Capacity >= 0 && Count >= Capacity;

    public void Stash()
    {
        object message = _cell.CurrentMessage;
        if (_cell.CurrentEnvelopeId == _lastStashed)
            throw new IllegalActorStateException($"Can't stash the same message {message} more than once");
        _lastStashed = _cell.CurrentEnvelopeId;

        if (Capacity > 0 && Count >= Capacity)
            throw new StashOverflowException($"Couldn't enqueue message {message} from {_cell.Sender} to stash of {_cell.Self}");
        _stashed.AddLast(new Envelope(message, _cell.Sender));
    }

    public void Unstash()
    {
        if (_stashed.First is not { } oldest) return;
        _stashed.RemoveFirst();
        PutBack(oldest.Value);
    }

    public void UnstashAll() => UnstashAll(_ => true);

    public void UnstashAll(Func<Envelope, bool> predicate)
    {
        var stashed = ClearStash();
        foreach (var envelope in stashed.Reverse().Where(predicate)) PutBack(envelope);
    }

    public IEnumerable<Envelope> ClearStash()
    {
        var stashed = _stashed;
        _stashed = new LinkedList<Envelope>();
        return stashed;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (var envelope in envelopes.Distinct().Reverse()) _stashed.AddFirst(envelope);
    }

    private void PutBack(in Envelope envelope)
    {
        _cell.Mailbox.EnqueueFirst(envelope);
        if (envelope.Message is Terminated terminated) _cell.TerminatedQueuedFor(terminated.ActorRef, null);
    }
}
