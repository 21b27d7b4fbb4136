using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.Virtio;

/// <summary>The driver's side of one split virtqueue: it adds chains, decides on kicks, and collects what the device gives back.</summary>
/// <remarks>
/// It does not trust the device: ids and lengths are checked against private copies (VQ-84). Single-threaded; after construction nothing
/// allocates. Source: virtio v1.2 §2.7; requirements VQ-80 … VQ-84.
/// </remarks>
public sealed partial class DriverRing
{
    private const ushort NoDescriptor = ushort.MaxValue; // sizes end at 32768, so no descriptor has this index

    private readonly GuestMemory _memory;
    private readonly RingLayout _layout;
    private readonly RingFeatures _features;
    private readonly Slot[] _slots;
    private ushort _free;
    private ushort _avail;
    private ushort _published;
    private ushort _nextUsed;

    /// <summary>Takes over a stretch of guest memory and zeroes it (VQ-81).</summary>
    /// <param name="size">Entries: a power of two, 1 .. <see cref="SplitLayout.MaxSize"/>.</param>
    /// <exception cref="ArgumentException">The layout does not fit the memory or the size.</exception>
    public DriverRing(GuestMemory memory, RingLayout layout, ushort size, RingFeatures features)
    {
        RingFault fault = DeviceRing.Validate(memory, layout.Addresses, size, features);
        if (fault != RingFault.None) throw new ArgumentException($"ring of {size} entries at {layout}: {fault}", nameof(layout));
        if (!memory.Contains(layout.Start, layout.End - layout.Start))
            throw new ArgumentException($"{layout} is not all in memory", nameof(layout));
        (_memory, _layout, _features) = (memory, layout, features);
        _slots = new Slot[size];
        Reset();
    }

    public ushort Size => (ushort)_slots.Length;

    public RingAddresses Addresses => _layout.Addresses;

    /// <summary>Chains added and not collected.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Descriptors that <see cref="TryAdd"/> can still take; an indirect table costs one.</summary>
    public int FreeDescriptors { get; private set; }

    public DriverRingFault Fault { get; private set; }

    private bool EventIdx => (_features & RingFeatures.EventIdx) != 0;

    /// <summary>Forgets all chains and zeroes the ring: as after a device reset (VG-G-17). The device must not
    /// be running the ring.</summary>
    public void Reset()
    {
        Reached(_memory.TryFill(_layout.Start, (uint)(_layout.End - _layout.Start), 0));
        for (int i = 0; i < _slots.Length; i++)
            _slots[i] = new Slot { Next = i + 1 < _slots.Length ? (ushort)(i + 1) : NoDescriptor };
        (_free, _avail, _published, _nextUsed) = (0, 0, 0, 0);
        (Outstanding, FreeDescriptors, Fault) = (0, _slots.Length, DriverRingFault.None);
    }

    /// <summary>Adds one chain; the device sees it after <see cref="Publish"/>.</summary>
    /// <param name="buffers">1 .. queue size of them, readable before writable.</param>
    /// <param name="direct">How many leading buffers get a descriptor of the ring; the rest share an indirect table.</param>
    /// <param name="token">Comes back in <see cref="UsedChain.Token"/>.</param>
    /// <param name="head">Index of the chain's first descriptor.</param>
    /// <returns>false, and nothing done, if the ring has too few free descriptors or is broken.</returns>
    /// <exception cref="ArgumentException">The chain breaks a rule for drivers (VQ-20, VQ-83).</exception>
    public bool TryAdd(ReadOnlySpan<GuestBuffer> buffers, int direct, ulong token, out ushort head)
    {
        int inTable = buffers.Length - direct;
        uint writable = Check(buffers, inTable);
        int needed = direct + (inTable > 0 ? 1 : 0);
        head = _free;
        if (Fault != DriverRingFault.None || needed > FreeDescriptors) return false;

        if (inTable > 0) FillTable(head, buffers[direct..]);
        ushort index = head;
        for (int i = 0; i < needed; i++)
        {
            bool last = i == needed - 1;
            ushort next = _slots[index].Next;
            Descriptor descriptor = i < direct
                ? Describe(buffers[i], next, last)
                : new Descriptor(Table(head), (uint)inTable * SplitLayout.DescriptorSize, DescriptorBits.Indirect, 0);
            WriteDescriptor(_layout.Addresses.Descriptors, index, descriptor);
            if (last) _slots[head].Last = index;
            else index = next;
        }
        _free = _slots[index].Next;
        FreeDescriptors -= needed;
        Outstanding++;
        ref Slot slot = ref _slots[head];
        (slot.Used, slot.Descriptors, slot.Writable, slot.Token) = (true, (ushort)needed, writable, token);

        Reached(_memory.TryStore16(_layout.Addresses.Avail + SplitLayout.Entries + 2UL * (ulong)(_avail & (Size - 1)), head));
        _avail++;
        return true;
    }

    /// <summary>Shows the device everything added since the last call.</summary>
    /// <returns>true: kick it (VQ-82).</returns>
    public bool Publish()
    {
        ushort before = _published;
        if (before == _avail) return false;
        Reached(_memory.TryStore16(_layout.Addresses.Avail + SplitLayout.Index, _avail)); // release
        _published = _avail;
        Interlocked.MemoryBarrier(); // store → load: avail.idx before the device's wish
        if (EventIdx) return SplitLayout.Crossed(before, _avail, Load(_layout.Addresses.Used + SplitLayout.AvailEvent(Size)));
        return (Load(_layout.Addresses.Used + SplitLayout.Flags) & SplitLayout.NoNotify) == 0;
    }

    private uint Check(ReadOnlySpan<GuestBuffer> buffers, int inTable)
    {
        if (buffers.Length == 0 || buffers.Length > Size)
            throw new ArgumentException($"{buffers.Length} buffers in a ring of {Size}", nameof(buffers));
        if (inTable < 0 || inTable > _layout.TableEntries)
            throw new ArgumentException($"{inTable} buffers in an indirect table of {_layout.TableEntries}", nameof(buffers));
        ulong writable = 0, all = 0;
        foreach (GuestBuffer buffer in buffers)
        {
            if (!buffer.Writable && writable > 0) throw new ArgumentException("a readable buffer after a writable one", nameof(buffers));
            if (buffer.Writable) writable += buffer.Length;
            all += buffer.Length;
        }
        return all <= uint.MaxValue ? (uint)writable : throw new ArgumentException($"a chain of {all} bytes", nameof(buffers));
    }

    private void FillTable(ushort head, ReadOnlySpan<GuestBuffer> buffers)
    {
        for (int i = 0; i < buffers.Length; i++)
            WriteDescriptor(Table(head), (ushort)i, Describe(buffers[i], (ushort)(i + 1), i == buffers.Length - 1));
    }

    private ulong Table(ushort head) => _layout.Tables + SplitLayout.DescriptorSize * (ulong)_layout.TableEntries * head;

    private static Descriptor Describe(in GuestBuffer buffer, ushort next, bool last) => new(
        buffer.Address,
        buffer.Length,
        (buffer.Writable ? DescriptorBits.Write : DescriptorBits.None) | (last ? DescriptorBits.None : DescriptorBits.Next),
        last ? (ushort)0 : next);

    private void WriteDescriptor(ulong table, ushort index, in Descriptor descriptor)
    {
        Span<byte> bytes = stackalloc byte[SplitLayout.DescriptorSize];
        descriptor.Encode(bytes);
        Reached(_memory.TryWrite(table + SplitLayout.DescriptorSize * (ulong)index, bytes));
    }

    private ushort Load(ulong address)
    {
        Reached(_memory.TryLoad16(address, out ushort value));
        return value;
    }

    // The layout was checked against this same immutable map.
    private static void Reached(bool reached)
    {
        if (!reached) throw new System.Diagnostics.UnreachableException("the ring is outside its own memory");
    }

    /// <summary>One descriptor: free (linked by <see cref="Next"/>), or part of a chain, whose head knows the rest.</summary>
    private struct Slot
    {
        internal bool Used;
        internal ushort Next;
        internal ushort Last;
        internal ushort Descriptors;
        internal uint Writable;
        internal ulong Token;
    }
}
