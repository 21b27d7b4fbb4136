namespace GpioHub.Transports.Virtio;

public sealed partial class DeviceRing
{
    /// <summary>True if the driver has offered chains that are not fetched, or chains are to be fetched again. Costs one
    /// load; false unless running.</summary>
    public bool HasPending =>
        State == RingState.Running
        && (HasAgain || (Packed
            ? _packed.HasPending(_memory, _at)
            : SplitSide.TryReadAvail(_memory, _at, out ushort avail) && avail != _nextAvail));

    /// <summary>Takes a snapshot of avail.idx, with acquire semantics: all entries up to it may be fetched. Of a packed ring it is of the
    /// lists that are there, or of a part of them.</summary>
    /// <returns><see cref="NextAvail"/> if there is nothing to fetch, or if the index broke the ring (VQ-59).</returns>
    public ushort ReadAvail()
    {
        if (State != RingState.Running) return _nextAvail;
        if (Packed) return CountAvailable();
        if (!SplitSide.TryReadAvail(_memory, _at, out ushort avail)) Break(RingFault.OutsideMemory);
        else if ((ushort)(avail - _nextAvail) > _size) Break(RingFault.AvailJump);
        else return avail;
        return _nextAvail;
    }

    /// <summary>Has the processor fetch the next chains, which <see cref="Fetch"/> is about to walk. A hint: nothing depends on
    /// it.</summary>
    /// <param name="upTo">As for <see cref="Fetch"/>.</param>
    /// <param name="most">Chains that will be fetched at most.</param>
    public void ReadAhead(ushort upTo, int most)
    {
        int pending = (ushort)(upTo - _nextAvail);
        if (State != RingState.Running || HasAgain || pending > _size) return;
        if (Packed) RingReadAhead.FetchPacked(_memory, _at.Descriptors, _size, _packed.Avail, Math.Min(pending, most));
        else RingReadAhead.Fetch(_memory, _at, _size, _nextAvail, Math.Min(pending, most));
    }

    /// <summary>Fetches one chain into private memory and puts it in flight, undispatched.</summary>
    /// <param name="upTo">A result of <see cref="ReadAvail"/> since the last start; if more than that is fetched already, it counts as
    /// empty.</param>
    /// <param name="nowNs">Monotonic time, nanoseconds; comes back in <see cref="InFlightChain.FetchedNs"/>.</param>
    public FetchResult Fetch(ushort upTo, long nowNs)
    {
        if (State != RingState.Running) return State == RingState.Broken ? FetchResult.Fault : FetchResult.Empty;
        if (HasAgain) return FetchAgain(nowNs);
        ushort pending = (ushort)(upTo - _nextAvail);
        if (pending == 0 || pending > _size) return FetchResult.Empty;
        if (Packed) return FetchPacked(nowNs);

        // The position comes from private copies only (VQ-14).
        if (!SplitSide.TryReadEntry(_memory, _at, _size, _nextAvail, out ushort head)) return Broken(RingFault.OutsideMemory);
        FetchResult taken = Take(head, nowNs);
        if (taken == FetchResult.Chain) _nextAvail++;
        return taken;
    }

    /// <param name="serial">The serial of an earlier fetch of the chain; 0 = a new one.</param>
    private FetchResult Take(ushort head, long nowNs, uint serial = 0)
    {
        if (head >= _size) return Broken(RingFault.HeadOutOfRange);
        if (!_inFlight.IsFree(head)) return Broken(RingFault.HeadInFlight);
        if (!Current.Walk(_memory, _at.Descriptors, _size, head, IndirectDescriptors))
            return Broken(RingFault.OutsideMemory);

        PutInFlight(head, nowNs, serial);
        return FetchResult.Chain;
    }

    /// <summary>Puts the current chain in flight.</summary>
    private void PutInFlight(ushort head, long nowNs, uint serial)
    {
        Fetched++;
        if (Current.Fault != ChainFault.None) FaultyChains++;
        Current.Ticket = serial == 0 ? _inFlight.Add(head, nowNs) : _inFlight.Add(head, nowNs, serial);
        Changes(head);
        ref InFlightTable.Slot slot = ref _inFlight[head];
        slot.FirstResponseByte = Current.FirstResponseByte;
        slot.SecondResponseByte = Current.SecondResponseByte;
        slot.ResponseRoom = Current.ResponseRoom;
        slot.WritableLength = Current.WritableLength;
    }

    private FetchResult Broken(RingFault fault)
    {
        Break(fault);
        return FetchResult.Fault;
    }
}
