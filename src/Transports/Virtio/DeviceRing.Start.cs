using System.Buffers.Binary;

namespace GpioHub.Transports.Virtio;

/// <content>Starts: from nothing, or where the ring was left (VU-29, VU-48).</content>
public sealed partial class DeviceRing
{
    private Left? _left;
    private ushort[] _again = [];
    private uint[] _againSerials = [];
    private int _againNext;

    /// <summary>Chains of the driver that the last start could not find: their heads are not fetched and never returned.</summary>
    public int Lost { get; private set; }

    /// <summary>There are chains that were in flight at the last stop and are to be fetched again.</summary>
    public bool HasAgain => _againNext < _again.Length;

    /// <summary>Starts a stopped ring, with kicks enabled. The owner scans it at once: kicks may have come before (VU-23).</summary>
    /// <param name="baseIndex">SET_VRING_BASE: index of the next avail entry. used.idx is read from memory (VU-29).</param>
    /// <param name="past">How the driver stands to what the ring was before.</param>
    /// <returns><see cref="RingFault.None"/>, or why not: then the ring stays stopped and no byte was written.</returns>
    public RingFault TryStart(GuestMemory memory, RingAddresses at, ushort size, ushort baseIndex, RingFeatures features,
        RingPast past = RingPast.None)
    {
        if (State != RingState.Stopped) Stop();
        Fault = Validate(memory, at, size, features);
        if (Fault != RingFault.None) return Fault;
        if (!memory.TryLoad16(at.Avail + SplitLayout.Index, out ushort avail)
            || !memory.TryLoad16(at.Used + SplitLayout.Index, out ushort used))
        {
            return Fault = RingFault.OutsideMemory;
        }
        // used ≤ base ≤ avail, and all within one queue size (VQ-73).
        if ((ushort)(avail - baseIndex) > size || (ushort)(baseIndex - used) > size || (ushort)(avail - used) > size)
            return Fault = RingFault.BadBase;

        bool goesOn = past.HasFlag(RingPast.GoesOn);
        var left = goesOn && _left is { } known && known.Fits(at, size, avail, used) ? _left : null;
        if (left is null && past.HasFlag(RingPast.NotSetUpAnew) && _left is not null) return Fault = RingFault.Changed;

        if (_staged.Length < size) _staged = new StagedCompletion[size];
        (_memory, _at, _size, _features) = (memory, at, size, features);
        (_nextAvail, _nextUsed, _notified, _kicks, Lost) = (baseIndex, used, false, Kicks.Unknown, 0);
        if (left is not null) TakeUp(left);
        else if (goesOn && avail != used) Reconstruct(avail, holdsLong: past.HasFlag(RingPast.HoldsLong));
        (_left, ChangedAll) = (null, true);
        State = RingState.Running;
        EnableKicksUnchecked();
        return Fault;
    }

    /// <summary>Forgets what was in flight when the ring stopped: another driver starts from nothing.</summary>
    public void ForgetPast() => (_left, ChangedAll) = (null, true);

    private Left Leave()
    {
        var owed = new List<ushort>();
        foreach (var chain in InFlight) owed.Add(chain.Ticket.Head);
        owed.AddRange(_again.AsSpan(_againNext));
        var answered = new (StagedCompletion Answer, InFlightTable.Slot Place)[_stagedCount];
        for (int i = 0; i < _stagedCount; i++) answered[i] = (_staged[i], _inFlight[_staged[i].Head]);
        return new Left(_at, _size, _nextAvail, _nextUsed, [.. owed], answered);
    }

    /// <summary>Goes on exactly where this process left the ring, whatever base the front-end believes in.</summary>
    private void TakeUp(Left left)
    {
        _nextAvail = left.NextAvail;
        FetchAgain(left.Owed);
        foreach (var (answer, place) in left.Answered)
        {
            if (!_inFlight.IsFree(answer.Head)) continue;
            _inFlight.Add(answer.Head, nowNs: 0);
            ref InFlightTable.Slot slot = ref _inFlight[answer.Head];
            (slot.FirstResponseByte, slot.SecondResponseByte) = (place.FirstResponseByte, place.SecondResponseByte);
            (slot.ResponseRoom, slot.WritableLength) = (place.ResponseRoom, place.WritableLength);
            StageUnchecked(answer);
        }
    }

    /// <summary>Goes on where another process left the ring, as far as guest memory tells what is owed.</summary>
    private void Reconstruct(ushort avail, bool holdsLong)
    {
        var offered = new ushort[_size];
        var returned = new uint[_size];
        Span<byte> element = stackalloc byte[SplitLayout.UsedElementSize];
        bool neverWrapped = false;
        for (ushort i = 0; i < _size; i++)
        {
            _ = _memory.TryLoad16(_at.Avail + SplitLayout.Entries + 2UL * i, out offered[i]);      // the ring has been validated
            _ = _memory.TryRead(UsedElement(_at, _size, i), element);
            returned[i] = BinaryPrimitives.ReadUInt32LittleEndian(element);
            neverWrapped = BinaryPrimitives.ReadUInt64LittleEndian(element) == 0;
        }

        Func<ushort, bool>? mayHide = holdsLong ? LooksLikeAPair : null;
        ushort[] owed = OwedHeads.Find(offered, returned, avail, _nextUsed, neverWrapped, mayHide);
        _nextAvail = avail;
        FetchAgain(owed);
        Lost = (ushort)(avail - _nextUsed) - owed.Length;
    }

    /// <summary>A descriptor that was never used is zero, and the second one of a pair is writable.</summary>
    private bool LooksLikeAPair(ushort head) =>
        Descriptor.TryRead(_memory, _at.Descriptors, head, out var descriptor)
        && descriptor is not { Address: 0, Length: 0 } && (descriptor.IsIndirect || !descriptor.IsWritable);

    /// <summary>Has chains fetched once more, before any other.</summary>
    private void FetchAgain(ushort[] owed) =>
        (_again, _againSerials, _againNext) = (owed, [.. owed.Select(_ => _inFlight.NextSerial())], 0);

    /// <summary>Fetches a chain once more that was in flight when the ring stopped.</summary>
    private FetchResult FetchAgain(long nowNs)
    {
        int place = _againNext++;
        ushort head = _again[place];
        uint serial = _againSerials[place];
        if (!HasAgain) (_again, _againSerials, _againNext) = ([], [], 0);
        return Take(head, nowNs, serial);
    }

    /// <summary>What a ring was when it stopped.</summary>
    /// <param name="Owed">Heads fetched and not answered, oldest first.</param>
    /// <param name="Answered">Answers that were not published, with the places for them.</param>
    private sealed record Left(RingAddresses At, ushort Size, ushort NextAvail, ushort NextUsed, ushort[] Owed,
        (StagedCompletion Answer, InFlightTable.Slot Place)[] Answered)
    {
        /// <summary>What a head will be to a driver that goes on. The order of those that are owed stands for their serials.</summary>
        internal HeadImage ImageOf(ushort head)
        {
            int place = Array.FindIndex(Answered, each => each.Answer.Head == head);
            if (place >= 0) return DeviceRing.ImageOf(Answered[place].Answer, place, InFlightTable.Undispatched);
            place = Array.IndexOf(Owed, head);
            return place < 0 ? default : new HeadImage(HeadStage.InFlight, (uint)place + 1, InFlightTable.Undispatched, 0, 0, 0, 0);
        }

        /// <summary>Whether guest memory shows the ring as it was left.</summary>
        internal bool Fits(RingAddresses at, ushort size, ushort avail, ushort used) =>
            at == At && size == Size && used == NextUsed
            && (ushort)(avail - NextAvail) <= size && (ushort)(NextAvail - used) <= (ushort)(avail - used);
    }
}
