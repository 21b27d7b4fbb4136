namespace GpioHub.Explorer;

/// <summary>The orders of the two rings in a turn, on which VG-D-38 rests. What a driver did before it asked is seen before its request;
/// what the device did before it answered is seen before its answer.</summary>
/// <param name="EventqReadLast">The eventq's avail.idx is read after the requestq's, and its pairs are handed out before the requests:
/// every pair queued before a request is there first.</param>
/// <param name="EventqPublishedFirst">The eventq's used.idx is written, and signalled, before the requestq's.</param>
public readonly record struct QueueOrder(bool EventqReadLast, bool EventqPublishedFirst)
{
    /// <summary>The orders that the hub's <c>GuestQueues.TakeSnapshots</c> and <c>GuestTurn.Flush</c> keep; OrderSpec and IntakeSpec test
    /// that.</summary>
    public static readonly QueueOrder Kept = new(EventqReadLast: true, EventqPublishedFirst: true);
}
