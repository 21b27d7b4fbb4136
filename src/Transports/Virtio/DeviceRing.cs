namespace GpioHub.Transports.Virtio;

/// <summary>The device's side of one virtqueue, split or packed: indices, chains in flight, staged completions.</summary>
/// <remarks>
/// <para>The vhost-user session owns it. It outlives the actors that work on it, so that no restart loses a head or returns it twice.
/// Single-threaded: only the guest's reactor, only inside a turn, uses it.</para>
/// <para>A turn: <see cref="ReadAvail"/> once, <see cref="Fetch"/> up to that snapshot, <see cref="Assign"/>; then completions are recorded
/// by <see cref="Stage"/>; then <see cref="Flush"/> publishes them. Before sleeping: <see cref="EnableKicks"/>. No other call touches guest
/// memory, and none does after <see cref="Stop"/>.</para>
/// <para>Nothing that a guest writes makes it throw, allocate, or loop longer than the queue size.</para>
/// Source: virtio v1.2 §2.7, §2.8; requirements VQ-01 … VQ-73.
/// </remarks>
public sealed partial class DeviceRing
{
    private readonly InFlightTable _inFlight = new(SplitLayout.MaxSize);
    private GuestMemory _memory = GuestMemory.Empty;
    private RingAddresses _at;
    private RingFeatures _features;
    private ushort _size;
    private ushort _nextAvail;
    private ushort _nextUsed;

    public RingState State { get; private set; }

    /// <summary>Why the ring is <see cref="RingState.Broken"/>, or why it last refused to start.</summary>
    public RingFault Fault { get; private set; }

    /// <summary>Queue size of the running ring, entries; 0 before the first start.</summary>
    public ushort Size => _size;

    /// <summary>Index of the next avail entry to fetch; packed: lists fetched, modulo 65,536.</summary>
    public ushort NextAvail => _nextAvail;

    /// <summary>Index of the next used entry to publish; packed: lists given back, modulo 65,536.</summary>
    public ushort NextUsed => _nextUsed;

    /// <summary>What GET_VRING_BASE returns: the next avail index, or both places of a packed ring (VQ-36).</summary>
    public uint Base => Packed ? _packed.Base : _nextAvail;

    /// <summary>The used index, for the decision between reset and resume; of a packed ring 0 where it would begin (VU-47a).</summary>
    public ushort UsedMark => !Packed ? _nextUsed : (ushort)(_packed.Used.Slot == 0 ? 0 : 1);

    /// <summary>The chain fetched last.</summary>
    public FetchedChain Current { get; } = new();

    /// <summary>Chains fetched since construction.</summary>
    public long Fetched { get; private set; }

    /// <summary>Of these, chains with a <see cref="ChainFault"/>.</summary>
    public long FaultyChains { get; private set; }

    /// <summary>Chains returned to the driver since construction.</summary>
    public long Completed { get; private set; }

    private bool EventIdx => (_features & RingFeatures.EventIdx) != 0;

    /// <summary>Checks the places of a ring's parts, without touching them (VQ-64, VQ-65).</summary>
    /// <param name="size">Entries: a power of two, packed any number, 1 .. <see cref="SplitLayout.MaxSize"/>.</param>
    public static RingFault Validate(GuestMemory memory, RingAddresses at, ushort size, RingFeatures features)
    {
        bool eventIdx = (features & RingFeatures.EventIdx) != 0, packed = (features & RingFeatures.Packed) != 0;
        if (size == 0 || size > SplitLayout.MaxSize || (!packed && (size & (size - 1)) != 0)) return RingFault.BadSize;
        ulong descriptors = SplitLayout.DescriptorTableSize(size);         // a packed ring is as large
        ulong avail = packed ? PackedLayout.EventSize : SplitLayout.AvailSize(size, eventIdx);
        ulong used = packed ? PackedLayout.EventSize : SplitLayout.UsedSize(size, eventIdx);

        if (at.Descriptors % SplitLayout.DescriptorAlignment != 0 || at.Used % SplitLayout.UsedAlignment != 0
            || at.Avail % (packed ? PackedLayout.EventAlignment : SplitLayout.AvailAlignment) != 0) return RingFault.Misaligned;
        if (!memory.Contains(at.Descriptors, descriptors) || !memory.Contains(at.Avail, avail) || !memory.Contains(at.Used, used))
            return RingFault.OutsideMemory;
        if (!memory.ContainsWords(at.Avail, avail) || !memory.ContainsWords(at.Used, used)) return RingFault.Misaligned;
        if (packed && !memory.ContainsWords(at.Descriptors, descriptors)) return RingFault.Misaligned;
        bool overlap = Overlap(at.Descriptors, descriptors, at.Avail, avail)
            || Overlap(at.Descriptors, descriptors, at.Used, used) || Overlap(at.Avail, avail, at.Used, used);
        return overlap ? RingFault.Overlap : RingFault.None;
    }

    /// <summary>Reads the indices of a ring that is not running, for the decision between reset and resume (VU-47).</summary>
    public static bool TryPeek(GuestMemory memory, RingAddresses at, ushort size, RingFeatures features, out RingPeek peek)
    {
        peek = default;
        if ((features & RingFeatures.Packed) != 0)
        {
            // No index is in memory. The last slot shows whether a first lap is over, as the last used element does.
            bool there = Validate(memory, at, size, features) == RingFault.None
                & PackedDescriptor.TryRead(memory, at.Descriptors, (ushort)(size - 1), out var descriptor);
            peek = new RingPeek(0, 0, descriptor == default);
            return there;
        }

        return Validate(memory, at, size, RingFeatures.None) == RingFault.None && SplitSide.TryPeek(memory, at, size, out peek);
    }

    /// <summary>Moves the ring to a new memory table (VU-40). A running ring goes on in the new table, chains in flight included, or
    /// breaks.</summary>
    /// <param name="features">The features negotiated by now, if they have changed too (VU-18); null: as at the start.</param>
    /// <returns><see cref="RingFault.None"/> also for a ring that is not running: it has nothing to translate.</returns>
    public RingFault Retranslate(GuestMemory memory, RingAddresses at, RingFeatures? features = null)
    {
        if (State != RingState.Running) return RingFault.None;
        RingFeatures agreed = features ?? _features;
        RingFault fault = ((agreed ^ _features) & RingFeatures.Packed) != 0 ? RingFault.Changed : Validate(memory, at, _size, agreed);
        _notified &= agreed == _features; // under other features the next publication counts as the first again
        (_memory, _at, _features, _kicks, ChangedAll) = (memory, at, agreed, Kicks.Unknown, true);
        return fault == RingFault.None ? fault : Break(fault);
    }

    /// <summary>Stops the ring: no byte of guest memory is touched after this. What is in flight or staged counts no more, but it is
    /// remembered for a driver that goes on (VU-48).</summary>
    /// <remarks>Where the protocol wants answers first (VU-33, VU-45), the owner has staged and flushed them before.</remarks>
    /// <returns><see cref="Base"/>.</returns>
    public uint Stop()
    {
        if (State == RingState.Running) _left = Leave();
        Forget();
        (State, Fault) = (RingState.Stopped, RingFault.None);
        return Base;
    }

    private RingFault Break(RingFault fault)
    {
        Forget();
        (State, Fault) = (RingState.Broken, fault);
        return fault;
    }

    private void Forget()
    {
        _memory = GuestMemory.Empty; // the old table may be unmapped by now
        Current.Detach();
        _inFlight.Clear();
        (_stagedCount, _again, _againSerials, _againKept, _againNext, ChangedAll) = (0, [], [], [], 0, true);
    }

    private static bool Overlap(ulong a, ulong aLength, ulong b, ulong bLength) => a < b ? b - a < aLength : a - b < bLength;
}
