using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio;
using static GpioHub.Actors.Lines.LineProtocol;

namespace GpioHub.Actors.Lines;

/// <summary>What is queued for one line, and whose turn is next: its requests in ring order, and what it may do from then on.</summary>
/// <remarks>Guest's reactor only. Passed by every request: nothing here allocates once the queue has its size.</remarks>
internal sealed class LineInbox(LineStore store)
{
    private readonly Queue<LineRequest> _waiting = new();
    private LineRequest _current;

    /// <summary>Nothing is taken in turn: the line is between two chip lines, or has something that it may no longer have.</summary>
    public bool IsHeld { get; set; }

    /// <summary>What the line may do once it has answered the request that the chip has; null = nothing changes.</summary>
    public Remap? Later { get; set; }

    /// <summary>The request that was taken last.</summary>
    public ref readonly LineRequest Current => ref _current;

    /// <summary>Nothing waits, and nothing that comes has to.</summary>
    public bool IsIdle => _waiting.Count == 0 && !IsHeld && Later is null;

    private bool CanRefuse =>
        store.State.Operation is ChipOperation.None or ChipOperation.Reapply || store.State.Overdue;

    /// <summary>Adds requests behind those that wait.</summary>
    public void Add(List<LineRequest> requests)
    {
        foreach (var request in requests) _waiting.Enqueue(request);
    }

    /// <summary>Takes the next request, which is then the current one, if the line can decide it now.</summary>
    /// <returns>false = none waits, or the first has to wait on.</returns>
    public bool Next()
    {
        if (IsHeld || !_waiting.TryPeek(out var next) || !(next.Refused ? CanRefuse : store.State.Accepts(next.Message))) return false;
        _waiting.Dequeue();
        store.Requests++;
        _current = next;
        return true;
    }

    /// <summary>Takes the first of those that wait if it is the one with this ticket, whose time is over. The current one stays.</summary>
    public bool TakeLate(Ticket ticket, out LineRequest late)
    {
        if (!_waiting.TryPeek(out late) || late.Ticket != ticket) return false;
        _waiting.Dequeue();
        store.Requests++;
        return true;
    }

    /// <summary>Puts the current request before those that wait: it is decided again.</summary>
    public void PutBack()
    {
        var behind = _waiting.ToArray();
        _waiting.Clear();
        _waiting.Enqueue(_current);
        foreach (var each in behind) _waiting.Enqueue(each);
        store.Requests--;
    }

    /// <summary>Forgets the requests that wait.</summary>
    public void Clear() => _waiting.Clear();
}
