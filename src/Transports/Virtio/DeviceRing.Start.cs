namespace GpioHub.Transports.Virtio;

/// <content>Starts: from nothing, or where the ring was left (VU-29, VU-48).</content>
public sealed partial class DeviceRing
{
    private LeftRing? _left;
    private ushort[] _again = [];
    private uint[] _againSerials = [];
    private KeptChain[] _againKept = [];
    private int _againNext;

    /// <summary>Chains of the driver that the last start could not find: their heads are not fetched and never returned.</summary>
    public int Lost { get; private set; }

    /// <summary>There are chains that were in flight at the last stop and are to be fetched again.</summary>
    public bool HasAgain => _againNext < _again.Length;

    /// <summary>Starts a stopped ring, with kicks enabled. The owner scans it at once: kicks may have come before (VU-23).</summary>
    /// <param name="start">SET_VRING_BASE: index of the next avail entry, used.idx is read from memory (VU-29); packed: both places
    /// (VQ-36).</param>
    /// <param name="past">How the driver stands to what the ring was before.</param>
    /// <returns><see cref="RingFault.None"/>, or why not: then the ring stays stopped and no byte was written.</returns>
    public RingFault TryStart(GuestMemory memory, RingAddresses at, ushort size, uint start, RingFeatures features,
        RingPast past = RingPast.None)
    {
        if (State != RingState.Stopped) Stop();
        Fault = Validate(memory, at, size, features);
        if (Fault != RingFault.None) return Fault;
        bool packed = (features & RingFeatures.Packed) != 0;
        ushort avail = 0, used = 0;
        if (packed) start = PackedSide.BaseOf(start, memory, at, size);
        Fault = packed
            ? (PackedSide.Fits(start, size) ? RingFault.None : RingFault.BadBase)
            : SplitSide.ReadIndices(memory, at, size, start, out avail, out used);
        if (Fault != RingFault.None) return Fault;

        bool goesOn = past.HasFlag(RingPast.GoesOn);
        var left = goesOn && _left is { } known && known.Fits(at, size, features, start, avail, used) ? _left : null;
        if (left is null && past.HasFlag(RingPast.NotSetUpAnew) && _left is not null) return Fault = RingFault.Changed;

        if (_staged.Length < size) _staged = new StagedCompletion[size];
        (_memory, _at, _size, _features) = (memory, at, size, features);
        if (packed)
        {
            _packed.Size(size);
            _packed.Place(start);
        }

        (_nextAvail, _nextUsed, _notified, _kicks, Lost) = ((ushort)(packed ? 0 : start), used, false, Kicks.Unknown, 0);
        if (left is not null) TakeUp(left);
        else if (goesOn && packed && _packed.Avail != _packed.Used) ReconstructPacked();
        else if (goesOn && avail != used) Reconstruct(avail, holdsLong: past.HasFlag(RingPast.HoldsLong));
        (_left, ChangedAll) = (null, true);
        State = RingState.Running;
        EnableKicksUnchecked();
        return Fault;
    }

    /// <summary>Forgets what was in flight when the ring stopped: another driver starts from nothing.</summary>
    public void ForgetPast() => (_left, ChangedAll) = (null, true);

    private LeftRing Leave()
    {
        var owed = new List<ushort>();
        var kept = new List<KeptChain>();
        foreach (var chain in InFlight) owed.Add(chain.Ticket.Head);
        if (Packed) kept.AddRange(owed.Select(id => _packed[id]));
        owed.AddRange(_again.AsSpan(_againNext));
        if (Packed) kept.AddRange(_againKept.AsSpan(_againNext));
        var answered = new (StagedCompletion Answer, InFlightTable.Slot Place, KeptChain Kept)[_stagedCount];
        for (int i = 0; i < _stagedCount; i++)
            answered[i] = (_staged[i], _inFlight[_staged[i].Head], Packed ? _packed[_staged[i].Head] : default);
        return new LeftRing(_at, _size, _features, Base, _nextAvail, _nextUsed, [.. owed], [.. kept], answered);
    }

    /// <summary>Goes on exactly where this process left the ring, whatever base the front-end believes in.</summary>
    private void TakeUp(LeftRing left)
    {
        (_nextAvail, _nextUsed) = (left.NextAvail, left.NextUsed);
        FetchAgain(left.Owed, left.Kept);
        foreach (var (answer, place, kept) in left.Answered)
        {
            if (!_inFlight.IsFree(answer.Head)) continue;
            _inFlight.Add(answer.Head, nowNs: 0);
            ref InFlightTable.Slot slot = ref _inFlight[answer.Head];
            (slot.FirstResponseByte, slot.SecondResponseByte) = (place.FirstResponseByte, place.SecondResponseByte);
            (slot.ResponseRoom, slot.WritableLength) = (place.ResponseRoom, place.WritableLength);
            if (Packed) _packed.Keep(answer.Head, kept);
            StageUnchecked(answer);
        }
    }

    /// <summary>Goes on where another process left the ring, as far as guest memory tells what is owed.</summary>
    private void Reconstruct(ushort avail, bool holdsLong)
    {
        ushort[] owed = SplitSide.FindOwed(_memory, _at, _size, avail, _nextUsed, holdsLong);
        _nextAvail = avail;
        FetchAgain(owed, []);
        Lost = (ushort)(avail - _nextUsed) - owed.Length;
    }

    /// <summary>Has chains fetched once more, before any other.</summary>
    /// <param name="kept">Of a packed ring: what is known of each.</param>
    private void FetchAgain(ushort[] owed, KeptChain[] kept)
    {
        (_again, _againSerials, _againKept, _againNext) = (owed, [.. owed.Select(_ => _inFlight.NextSerial())], kept, 0);
    }

    /// <summary>Fetches a chain once more that was in flight when the ring stopped.</summary>
    private FetchResult FetchAgain(long nowNs)
    {
        int place = _againNext++;
        ushort head = _again[place];
        uint serial = _againSerials[place];
        var kept = Packed ? _againKept[place] : default;
        if (!HasAgain) (_again, _againSerials, _againKept, _againNext) = ([], [], [], 0);
        return Packed ? FetchAgainPacked(head, serial, kept, nowNs) : Take(head, nowNs, serial);
    }
}
