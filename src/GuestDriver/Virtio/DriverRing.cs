using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.Virtio;

/// <summary>The driver's side of one virtqueue, split or packed: it adds chains, decides on kicks, and collects what the device gives
/// back.</summary>
/// <remarks>
/// It does not trust the device: ids and lengths are checked against private copies (VQ-84). Single-threaded; after construction nothing
/// allocates. Source: virtio v1.2 §2.7 and §2.8; requirements VQ-30 … VQ-35, VQ-80 … VQ-84.
/// </remarks>
public sealed class DriverRing
{
    private readonly RingLayout _layout;
    private readonly DriverSide _side;
    private readonly bool _packed;

    /// <summary>Takes over a stretch of guest memory and zeroes it (VQ-81).</summary>
    /// <param name="size">Entries: a power of two, packed any number, 1 .. <see cref="SplitLayout.MaxSize"/>.</param>
    /// <param name="features">Those for which <paramref name="layout"/> was made.</param>
    /// <exception cref="ArgumentException">The layout does not fit the memory or the size.</exception>
    public DriverRing(GuestMemory memory, RingLayout layout, ushort size, RingFeatures features)
    {
        RingFault fault = DeviceRing.Validate(memory, layout.Addresses, size, features);
        if (fault != RingFault.None) throw new ArgumentException($"ring of {size} entries at {layout}: {fault}", nameof(layout));
        if (!memory.Contains(layout.Start, layout.End - layout.Start))
            throw new ArgumentException($"{layout} is not all in memory", nameof(layout));
        (_layout, Size, _packed) = (layout, size, (features & RingFeatures.Packed) != 0);
        _side = _packed ? new PackedDriver(memory, layout, size, features) : new SplitDriver(memory, layout, size, features);
        Reset();
    }

    public ushort Size { get; }

    public RingAddresses Addresses => _layout.Addresses;

    /// <summary>Chains added and not collected.</summary>
    public int Outstanding => _side.Outstanding;

    /// <summary>Descriptors that <see cref="TryAdd"/> can still take; an indirect table costs one.</summary>
    public int FreeDescriptors => _side.FreeDescriptors;

    public DriverRingFault Fault => _side.Fault;

    /// <summary>True if the device has given chains back that are not collected; spurious interrupts find false (VQ-83).</summary>
    public bool HasUsed => Fault == DriverRingFault.None && _side.HasUsed;

    /// <summary>Where both sides of a packed ring stand; null of a split one, in which memory says it.</summary>
    internal IPackedPlaces? Places => _side as IPackedPlaces;

    /// <summary>Forgets all chains and zeroes the ring: as after a device reset (VG-G-17). The device must not
    /// be running the ring.</summary>
    public void Reset() => _side.Reset();

    /// <summary>Adds one chain; the device sees it after <see cref="Publish"/>.</summary>
    /// <param name="buffers">1 .. queue size of them, readable before writable.</param>
    /// <param name="direct">How many leading buffers get a descriptor of the ring; the rest share an indirect table. Packed: all, or
    /// none.</param>
    /// <param name="token">Comes back in <see cref="UsedChain.Token"/>.</param>
    /// <param name="head">Index of the chain's first descriptor; packed: the buffer's id.</param>
    /// <returns>false, and nothing done, if the ring has too few free descriptors or is broken.</returns>
    /// <exception cref="ArgumentException">The chain breaks a rule for drivers (VQ-20, VQ-S5, VQ-83).</exception>
    public bool TryAdd(ReadOnlySpan<GuestBuffer> buffers, int direct, ulong token, out ushort head)
    {
        uint writable = Check(buffers, direct);
        int needed = direct + (direct < buffers.Length ? 1 : 0);
        head = 0;
        if (Fault != DriverRingFault.None || needed > FreeDescriptors) return false;
        head = _side.Add(buffers, direct, needed, writable, token);
        return true;
    }

    /// <summary>Shows the device everything added since the last call.</summary>
    /// <returns>true: kick it (VQ-82).</returns>
    public bool Publish() => _side.Publish();

    /// <summary>Takes back one chain, in the order in which the device finished them.</summary>
    public CollectResult Collect(out UsedChain used)
    {
        used = default;
        return Fault == DriverRingFault.None ? _side.Collect(out used) : CollectResult.Fault;
    }

    /// <summary>Asks the device not to signal; it may signal all the same.</summary>
    public void DisableInterrupts() => _side.DisableInterrupts();

    /// <summary>Asks the device to signal for the next chain, then looks whether one came meanwhile. With EVENT_IDX one call asks for one
    /// signal.</summary>
    /// <returns>true: there is something to collect, do not sleep.</returns>
    public bool EnableInterrupts()
    {
        _side.AskForInterrupts();
        Interlocked.MemoryBarrier(); // store → load: the wish before the look at what was used
        return HasUsed;
    }

    private uint Check(ReadOnlySpan<GuestBuffer> buffers, int direct)
    {
        int inTable = buffers.Length - direct;
        if (buffers.Length == 0 || buffers.Length > Size)
            throw new ArgumentException($"{buffers.Length} buffers in a ring of {Size}", nameof(buffers));
        if (inTable < 0 || inTable > _layout.TableEntries)
            throw new ArgumentException($"{inTable} buffers in an indirect table of {_layout.TableEntries}", nameof(buffers));
        if (_packed && inTable > 0 && direct > 0)
            throw new ArgumentException($"{direct} buffers beside an indirect table in a packed ring", nameof(direct));
        ulong writable = 0, all = 0;
        foreach (GuestBuffer buffer in buffers)
        {
            if (!buffer.Writable && writable > 0) throw new ArgumentException("a readable buffer after a writable one", nameof(buffers));
            if (buffer.Writable) writable += buffer.Length;
            all += buffer.Length;
        }
        return all <= uint.MaxValue ? (uint)writable : throw new ArgumentException($"a chain of {all} bytes", nameof(buffers));
    }
}
