namespace GpioHub.Transports.Virtio;

/// <content>
/// Lists of a packed ring (VQ-S6). The indices of a split ring are kept for one too, as counts of lists: a turn's snapshot is the number of
/// lists that were there.
/// </content>
public sealed partial class DeviceRing
{
    private readonly PackedSide _packed = new();

    private bool Packed => (_features & RingFeatures.Packed) != 0;

    private bool IndirectDescriptors => (_features & RingFeatures.IndirectDescriptors) != 0;

    private ushort CountAvailable()
    {
        int lists = _packed.Count(_memory, _at, _size);
        if (lists < 0) Break(RingFault.OutsideMemory);
        return (ushort)(_nextAvail + Math.Max(lists, 0));
    }

    private FetchResult FetchPacked(long nowNs)
    {
        RingFault fault = Current.WalkPacked(_memory, _at.Descriptors, _size, _packed.Avail, IndirectDescriptors, out ushort id);
        if (fault != RingFault.None) return Broken(fault);
        if (id >= _size) return Broken(RingFault.HeadOutOfRange);
        if (!_inFlight.IsFree(id)) return Broken(RingFault.HeadInFlight);
        if (_packed.SlotsHeld(_size) + Current.Descriptors > _size) return Broken(RingFault.AvailJump);
        PutInFlight(id, nowNs, serial: 0);
        _packed.Take(id, Current, _size);
        _nextAvail++;
        return FetchResult.Chain;
    }

    private FetchResult FetchAgainPacked(ushort id, uint serial, in KeptChain kept, long nowNs)
    {
        if (!_inFlight.IsFree(id)) return Broken(RingFault.HeadInFlight);
        Current.Recall(_memory, kept);
        PutInFlight(id, nowNs, serial);
        _packed.Keep(id, kept);
        return FetchResult.Chain;
    }

    private FlushResult FlushPacked()
    {
        int moved = _packed.GiveBack(_memory, _at, _size, _staged.AsSpan(0, _stagedCount));
        if (moved < 0) return FlushFault(RingFault.OutsideMemory);
        _nextUsed += (ushort)_stagedCount;
        FreeStaged();
        bool first = !_notified;
        _notified = true;
        return _packed.WantsNotification(_memory, _at, _size, moved, EventIdx, first) ? FlushResult.Notify : FlushResult.Published;
    }

    /// <summary>Finds the lists that the driver has given and not got back, as far as used descriptors are not written over them: all of
    /// them, if they were given back in order.</summary>
    private void ReconstructPacked()
    {
        int left = _packed.Used.To(_packed.Avail, _size), lost = 0;
        List<ushort> ids = [];
        List<KeptChain> kept = [];
        for (var at = _packed.Used; left > 0;)
        {
            var fault = Current.WalkPacked(_memory, _at.Descriptors, _size, at, IndirectDescriptors, out ushort id);
            int slots = fault == RingFault.None ? Math.Min(Current.Descriptors, left) : 1;
            bool whole = fault == RingFault.None && Current.Descriptors <= left;      // one that goes on behind was not taken so
            if (whole && id < _size && !ids.Contains(id))
            {
                ids.Add(id);
                KeptChain found = default;
                Current.Keep(ref found);
                kept.Add(found);
            }
            else lost++;

            at = at.Plus(slots, _size);
            left -= slots;
        }

        Current.Detach();
        (_nextAvail, Lost) = ((ushort)(_nextUsed + ids.Count), lost);
        FetchAgain([.. ids], [.. kept]);
    }

    /// <returns>How many of what was staged the driver has: all, or none.</returns>
    private int TakeBackPacked(HeldHead[] staged)
    {
        if (staged.Length == 0 || !_packed.HasGivenBack(_memory, _at)) return 0;
        foreach (var each in staged) _packed.GoOn(each.Kept, _size);
        _nextUsed += (ushort)staged.Length;
        return staged.Length;
    }

    private void HoldPacked(in HeldHead each)
    {
        _inFlight.Add(each.Head, nowNs: 0, each.Image.Order);
        KeptChain kept = each.Kept;
        _packed.Keep(each.Head, kept);
        ref InFlightTable.Slot slot = ref _inFlight[each.Head];
        (slot.Line, slot.FirstResponseByte, slot.SecondResponseByte) = (each.Image.Line, kept.FirstResponseByte, kept.SecondResponseByte);
        (slot.ResponseRoom, slot.WritableLength) = (kept.ResponseRoom, kept.WritableLength);
    }
}
