using GpioHub.Transports.Records;

namespace GpioHub.Actors.Guests;

/// <summary>Where both rings of a guest are written for a successor of this process.</summary>
internal sealed class RingRecords(GuestQueues queues, RecordFile file, RecordTurn turn)
{
    private readonly RingRecord[] _rings =
        [.. RingIndex.All.Select(ring => new RingRecord(queues.Ring(ring), file, turn, $"g/{queues.Guest}/ring{ring}"))];

    /// <summary>By its <see cref="RingIndex"/>.</summary>
    public RingRecord this[int ring] => _rings[ring];

    /// <summary>Has what has changed of the rings written at the end of this turn.</summary>
    public void MarkChanged()
    {
        foreach (var ring in _rings) ring.MarkIfChanged();
    }
}
