using System.Diagnostics;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.Virtio;

/// <summary>What a <see cref="DriverRing"/> does in memory, in one of the two formats, and what it knows of its chains in both.</summary>
/// <remarks>Called with chains that were checked, and only while the ring is not broken, except for
/// <see cref="AskForInterrupts"/>, <see cref="DisableInterrupts"/> and <see cref="Reset"/>.</remarks>
internal abstract class DriverSide(GuestMemory memory, RingLayout layout, ushort size, RingFeatures features)
{
    private const ushort None = ushort.MaxValue; // sizes end at 32768, so nothing has this number

    private readonly Slot[] _slots = new Slot[size];

    public int Outstanding { get; private set; }

    public int FreeDescriptors { get; private set; }

    public DriverRingFault Fault { get; private set; }

    public abstract bool HasUsed { get; }

    protected GuestMemory Memory => memory;

    protected RingAddresses At => layout.Addresses;

    protected ushort Size => size;

    protected bool EventIdx { get; } = (features & RingFeatures.EventIdx) != 0;

    /// <summary>The number that the next chain gets: packed an id, split a descriptor.</summary>
    protected ushort Free { get; private set; }

    /// <param name="needed">Descriptors of the ring, no more than are free.</param>
    /// <param name="writable">Bytes that the device may write.</param>
    /// <returns>The chain's number.</returns>
    public abstract ushort Add(ReadOnlySpan<GuestBuffer> buffers, int direct, int needed, uint writable, ulong token);

    public abstract bool Publish();

    public abstract CollectResult Collect(out UsedChain used);

    public abstract void DisableInterrupts();

    /// <summary>Writes the wish to be signalled for the next chain; a barrier and a look at <see cref="HasUsed"/> must follow.</summary>
    public abstract void AskForInterrupts();

    public virtual void Reset()
    {
        Reached(memory.TryFill(layout.Start, (uint)(layout.End - layout.Start), 0));
        for (int i = 0; i < size; i++) _slots[i] = new Slot { Next = i + 1 < size ? (ushort)(i + 1) : None };
        (Free, Outstanding, FreeDescriptors, Fault) = (0, 0, size, DriverRingFault.None);
    }

    /// <summary>The number that comes after a free one, or after one of a chain.</summary>
    protected ushort After(ushort number) => _slots[number].Next;

    /// <summary>Takes numbers off the list of the free ones.</summary>
    /// <param name="last">Of the chain's numbers; all between lie on the list too.</param>
    protected void Take(ushort first, ushort last, int descriptors, uint writable, ulong token)
    {
        Free = _slots[last].Next;
        FreeDescriptors -= descriptors;
        Outstanding++;
        ref Slot slot = ref _slots[first];
        (slot.Used, slot.Last, slot.Descriptors, slot.Writable, slot.Token) = (true, last, (ushort)descriptors, writable, token);
    }

    /// <summary>Takes a chain back if it is one, and the device has not written more than it could (VQ-84).</summary>
    protected CollectResult Accept(uint id, uint length, out UsedChain used)
    {
        used = default;
        if (!IsOutstanding(id)) return Broken(DriverRingFault.NotOutstanding);
        ref Slot slot = ref _slots[id];
        if (length > slot.Writable) return Broken(DriverRingFault.LengthTooLong);

        used = new UsedChain((ushort)id, slot.Token, length);
        slot.Used = false;
        _slots[slot.Last].Next = Free;
        Free = (ushort)id;
        FreeDescriptors += slot.Descriptors;
        Outstanding--;
        return CollectResult.Used;
    }

    protected bool IsOutstanding(uint id) => id < size && _slots[id].Used;

    /// <summary>Descriptors of the ring that a chain takes, or took when it was outstanding.</summary>
    protected int DescriptorsOf(ushort id) => _slots[id].Descriptors;

    protected CollectResult Broken(DriverRingFault fault)
    {
        Fault = fault;
        return CollectResult.Fault;
    }

    /// <summary>Guest address of a number's indirect table.</summary>
    protected ulong Table(ushort number) => layout.Tables + SplitLayout.DescriptorSize * (ulong)layout.TableEntries * number;

    protected ushort Load(ulong address)
    {
        Reached(memory.TryLoad16(address, out ushort value));
        return value;
    }

    protected void Store(ulong address, ushort value) => Reached(memory.TryStore16(address, value));

    // The layout was checked against this same immutable map.
    protected static void Reached(bool reached)
    {
        if (!reached) throw new UnreachableException("the ring is outside its own memory");
    }

    /// <summary>One number: free (linked by <see cref="Next"/>), or of a chain, whose first number knows the rest.</summary>
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
