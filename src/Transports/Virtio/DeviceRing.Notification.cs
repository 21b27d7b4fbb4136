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
        // With EVENT_IDX a place that the driver has passed already asks for no kick in nearly two laps, or 65,535 chains. Mostly what is
        // written is such a place: then nothing needs to be written.
        bool passed = EventIdx && _kicksAskedAt != _nextAvail;
        bool reached = passed || (Packed
            ? _packed.TryRefuseKicks(_memory, _at)
            : SplitSide.TryRefuseKicks(_memory, _at, _size, _nextAvail, EventIdx));
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

    private void EnableKicksUnchecked()
    {
        // The flags are written once after a start all the same, for rings that a driver without EVENT_IDX used before.
        bool known = _kicks != Kicks.Unknown, withFlags = !known || (!EventIdx && _kicks != Kicks.Wanted);
        bool asked = Packed
            ? _packed.TryAskForKicks(_memory, _at, EventIdx, known)
            : SplitSide.TryAskForKicks(_memory, _at, _size, _nextAvail, EventIdx, withFlags);
        if (asked) (_kicks, _kicksAskedAt) = (Kicks.Wanted, _nextAvail);
        else Break(RingFault.OutsideMemory);
    }
}
