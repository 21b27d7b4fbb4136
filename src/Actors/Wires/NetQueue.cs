using System.Diagnostics.CodeAnalysis;

namespace GpioHub.Actors.Wires;

/// <summary>The operations of one net: the one that its device has, and those that wait behind it (HR-01). Chip's reactor only.</summary>
internal sealed class NetQueue
{
    private readonly Queue<PortOperation> _waiting = new();

    /// <summary>The operation that the device has and has not answered.</summary>
    public PortOperation? AtPort { get; private set; }

    /// <summary>Operations that wait until the device has answered the one it has, oldest first.</summary>
    public IReadOnlyCollection<PortOperation> Waiting => _waiting;

    /// <summary>Whether the operation is at the device or waits.</summary>
    public bool Has(PortOperation operation) => AtPort == operation || _waiting.Contains(operation);

    /// <summary>The device has begun the operation.</summary>
    public void Hold(PortOperation operation) => AtPort = operation;

    public void Wait(PortOperation operation) => _waiting.Enqueue(operation);

    /// <summary>Takes the operation back that the device has answered.</summary>
    /// <returns>false = the device had it no more: it was answered Gone when the chip was lost.</returns>
    public bool TakeBack(PortOperation operation, uint ticket)
    {
        if (AtPort != operation || operation.Ticket != ticket) return false;
        AtPort = null;
        return true;
    }

    /// <summary>Gives up the operation at the device.</summary>
    /// <returns>null = there was none.</returns>
    public PortOperation? GiveUp()
    {
        var held = AtPort;
        AtPort = null;
        return held;
    }

    /// <summary>Takes the next operation that waits, if the device has none.</summary>
    public bool TryNext([NotNullWhen(true)] out PortOperation? next)
    {
        next = null;
        return AtPort is null && _waiting.TryDequeue(out next);
    }

    /// <summary>Drops what waits for a guest line that is no longer mapped to the net.</summary>
    public void Drop(Mapping mapping)
    {
        int waiting = _waiting.Count;
        while (waiting-- > 0)
            if (_waiting.Dequeue() is var next && (next as LineOperation)?.Mapping != mapping) _waiting.Enqueue(next);
    }
}
