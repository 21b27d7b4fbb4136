using System.Numerics;

namespace GpioHub.Transports.Virtio;

/// <summary>The heads of a ring that the device holds, in the order in which it fetched them.</summary>
/// <remarks>
/// A head is <em>free</em>, <em>in flight</em> (an answer is owed) or <em>staged</em> (answered, not yet published). Buffers are kept as
/// guest addresses only, never as pointers: the memory table may change meanwhile (VU-40). The table grows once to the highest head that
/// the driver uses, not to the largest possible ring: every guest has two of them, connected or not.
/// </remarks>
internal sealed class InFlightTable
{
    internal const int Undispatched = -1;
    private const int None = -1;
    private const int FirstSlots = 64;     // QEMU's ring size

    private readonly ushort _capacity;
    private Slot[] _slots;
    private int _oldest = None;
    private int _newest = None;
    private int _touched;

    /// <param name="capacity">Heads are below it.</param>
    internal InFlightTable(ushort capacity) => (_capacity, _slots) = (capacity, new Slot[Math.Min(capacity, (ushort)FirstSlots)]);

    internal enum Stage : byte { Free, InFlight, Staged }

    internal int Count { get; private set; }

    internal int Oldest => _oldest;

    /// <summary>The serial given out last; 0 = none.</summary>
    internal uint LastSerial { get; set; }

    internal ref Slot this[int head] => ref _slots[head];

    internal bool IsFree(ushort head) => head >= _slots.Length || _slots[head].Stage == Stage.Free;

    internal bool Contains(Ticket ticket) =>
        ticket.Head < _slots.Length && _slots[ticket.Head] is { Stage: Stage.InFlight } slot && slot.Serial == ticket.Serial;

    /// <summary>Puts a free head in flight, as the newest. Where its answer goes is the caller's to set.</summary>
    internal Ticket Add(ushort head, long nowNs) => Add(head, nowNs, NextSerial());

    /// <summary>Puts a free head in flight again, with the serial that it had.</summary>
    internal Ticket Add(ushort head, long nowNs, uint serial)
    {
        if (head >= _slots.Length) Grow(head);
        _touched = Math.Max(_touched, head + 1);
        ref Slot slot = ref _slots[head];                                  // in place: the owner sets where the answer goes
        (slot.Stage, slot.Serial, slot.Line, slot.FetchedNs) = (Stage.InFlight, serial, Undispatched, nowNs);
        (slot.Older, slot.Newer) = (_newest, None);
        if (_newest == None) _oldest = head;
        else _slots[_newest].Newer = head;
        _newest = head;
        Count++;
        return new Ticket(head, serial);
    }

    /// <summary>The answer is recorded: the head leaves the list, but stays busy until <see cref="Free"/>.</summary>
    /// <param name="place">Where the answer is among what is staged.</param>
    internal void MarkStaged(ushort head, int place)
    {
        ref Slot slot = ref _slots[head];
        (slot.Stage, slot.Place) = (Stage.Staged, place);
        if (slot.Older == None) _oldest = slot.Newer;
        else _slots[slot.Older].Newer = slot.Newer;
        if (slot.Newer == None) _newest = slot.Older;
        else _slots[slot.Newer].Older = slot.Older;
        Count--;
    }

    internal void Free(ushort head) => _slots[head].Stage = Stage.Free;

    /// <summary>Forgets every head. Serials go on, so that an old ticket never fits a new fetch.</summary>
    internal void Clear()
    {
        Array.Clear(_slots, 0, _touched);
        (_oldest, _newest, Count, _touched) = (None, None, 0, 0);
    }

    /// <summary>The serial of another fetch.</summary>
    internal uint NextSerial()
    {
        if (++LastSerial == 0) LastSerial = 1;                             // 0 is never given out
        return LastSerial;
    }

    private void Grow(ushort head) => Array.Resize(ref _slots, Math.Min(_capacity, (int)BitOperations.RoundUpToPowerOf2(head + 1u)));

    internal struct Slot
    {
        internal Stage Stage;
        internal byte ResponseRoom;
        internal uint Serial;
        internal int Line;
        internal uint WritableLength;
        internal long FetchedNs;
        internal ulong FirstResponseByte;
        internal ulong SecondResponseByte;
        internal int Older;
        internal int Newer;
        internal int Place;
    }
}
