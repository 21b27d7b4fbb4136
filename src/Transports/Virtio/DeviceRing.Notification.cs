namespace GpioHub.Transports.Virtio;

public sealed partial class DeviceRing
{
    private bool _notified;
    private Kicks _kicks;
    private ushort _kicksAskedAt;

    /// <summary>What used.flags and avail_event tell the driver.</summary>
    private enum Kicks : byte { Unknown, Wanted, Unwanted }

    /// <summary>Asks the driver not to kick; it may kick all the same (VQ-08). For a reactor that polls.</summary>
    public void DisableKicks()
    {
        if (State != RingState.Running || _kicks == Kicks.Unwanted) return;
        if (EventIdx && _kicks == Kicks.Unknown) return; // used.flags must be cleared first, which the next EnableKicks does
        if (Packed)
        {
            // A place that the driver has passed asks for no kick in nearly two laps: then nothing needs to be written.
            if ((EventIdx && _kicksAskedAt != _nextAvail) || _packed.TryRefuseKicks(_memory, _at)) _kicks = Kicks.Unwanted;
            else Break(RingFault.OutsideMemory);
            return;
        }

        // With EVENT_IDX an avail_event that the driver has passed already means "no kick": it is crossed again only after 65,535 chains.
        // Mostly avail_event is such a value here.
        bool reached = !EventIdx
            ? _memory.TryStore16(_at.Used + SplitLayout.Flags, SplitLayout.NoNotify)
            : _kicksAskedAt != _nextAvail || _memory.TryStore16(AvailEvent, (ushort)(_nextAvail - 1));
        if (reached) _kicks = Kicks.Unwanted;
        else Break(RingFault.OutsideMemory);
    }

    /// <summary>Asks the driver to kick for the next chain, then looks whether one came meanwhile (VQ-12).</summary>
    /// <remarks>Call it after draining and before every sleep: with EVENT_IDX one call asks for one kick.</remarks>
    /// <returns>true: there is work, do not sleep.</returns>
    public bool EnableKicks()
    {
        if (State != RingState.Running) return false;
        EnableKicksUnchecked();
        Interlocked.MemoryBarrier(); // store → load: ask for a kick before the look at avail.idx
        return HasPending;
    }

    private ulong AvailEvent => _at.Used + SplitLayout.AvailEvent(_size);

    private void EnableKicksUnchecked()
    {
        // With EVENT_IDX used.flags stays 0 (VQ-10). It is written once all the same, for rings that a driver without EVENT_IDX used
        // before.
        if (Packed)
        {
            bool asked = _packed.TryAskForKicks(_memory, _at, EventIdx, known: _kicks != Kicks.Unknown);
            if (asked) (_kicks, _kicksAskedAt) = (Kicks.Wanted, _nextAvail);
            else Break(RingFault.OutsideMemory);
            return;
        }

        bool flags = _kicks == Kicks.Unknown || (!EventIdx && _kicks != Kicks.Wanted);
        if ((flags && !_memory.TryStore16(_at.Used + SplitLayout.Flags, 0)) || (EventIdx && !_memory.TryStore16(AvailEvent, _nextAvail)))
        {
            Break(RingFault.OutsideMemory);
            return;
        }

        (_kicks, _kicksAskedAt) = (Kicks.Wanted, _nextAvail);
    }

    // VQ-09 … VQ-11. Called once per publication, which moved used.idx from `before` to _nextUsed.
    private bool WantsNotification(ushort before)
    {
        Interlocked.MemoryBarrier(); // store → load: used.idx before the driver's wish; a release alone would not order them
        if (!EventIdx)
            return !_memory.TryLoad16(_at.Avail + SplitLayout.Flags, out ushort flags) || (flags & SplitLayout.NoInterrupt) == 0;
        bool first = !_notified;
        _notified = true; // the first after a start is sent whatever used_event says: that may be a leftover
        return !_memory.TryLoad16(_at.Avail + SplitLayout.UsedEvent(_size), out ushort usedEvent)
            || first || SplitLayout.Crossed(before, _nextUsed, usedEvent);
    }
}
