using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>A virtqueue driven by hand: preallocated buffers by slot, at most one chain of a slot outstanding; a slot's number is its
/// chain's head, or its buffer's id.</summary>
/// <remarks>
/// <para>One thread. After construction nothing allocates, and the only system calls are the kick and the wait. It checks what the device
/// gives back as <see cref="GuestDriver.Virtio.DriverRing"/> does. It writes straight into the guest's RAM, which takes some 20 ns a chain
/// instead of 200.</para>
/// <para>As in Linux, every chain is an indirect table of two descriptors, written anew each time, and request and answer have a cache line
/// each. Source: virtio v1.2 §2.7 and §2.8; VQ-80…VQ-84.</para>
/// </remarks>
public abstract class BareVirtqueue : IDisposable
{
    /// <summary>From a slot's table to its request, and to its answer, bytes: a cache line each.</summary>
    private protected const int RequestAt = 64, AnswerAt = 128;

    private const uint CacheLine = 64;

    private readonly GuestMemory _memory;
    private readonly BareEventFd _kick;
    private readonly Slot[] _slots;
    private readonly int _ramSize;

    private protected BareVirtqueue(VhostUserFrontEnd frontEnd, int ring, int slots, uint requestSize, uint answerSize)
    {
        const VirtioFeatures Needed = VirtioFeatures.IndirectDescriptors | VirtioFeatures.EventIdx;
        if ((frontEnd.Features & Needed) != Needed)
            throw new VhostUserPeerException($"GetFeatures: 0x{(ulong)frontEnd.Offered:x} lacks one of {Needed}");
        ArgumentOutOfRangeException.ThrowIfNotEqual(answerSize is 1 or 2, true, nameof(answerSize));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(requestSize, CacheLine);
        Ring = frontEnd.Rings[ring];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, Ring.Size);
        (_memory, _ramSize, RequestSize, AnswerSize) = (frontEnd.Ram.Memory, (int)frontEnd.Ram.Size, requestSize, answerSize);
        _kick = new BareEventFd(Ring.Kick);
        _slots = new Slot[slots];
        for (int slot = 0; slot < slots; slot++) _slots[slot].At = Offset(frontEnd.Ram.Allocate(3 * CacheLine, CacheLine));
    }

    public int Slots => _slots.Length;

    /// <summary>Chains submitted and not collected.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Something can be collected.</summary>
    public abstract bool HasUsed { get; }

    private protected FrontEndRing Ring { get; }

    private protected uint RequestSize { get; }

    private protected uint AnswerSize { get; }

    /// <summary>Drives a ring of either format.</summary>
    /// <param name="frontEnd">Negotiated, with indirect descriptors and EVENT_IDX.</param>
    /// <param name="ring">0 = requestq, 1 = eventq.</param>
    /// <param name="slots">1 .. queue size.</param>
    /// <param name="requestSize">Readable bytes of a chain, 1 .. 64.</param>
    /// <param name="answerSize">Writable bytes of a chain, 1 or 2; every answer must fill them.</param>
    public static BareVirtqueue Of(VhostUserFrontEnd frontEnd, int ring, int slots, uint requestSize, uint answerSize) =>
        frontEnd.Rings[ring].Packed
            ? new BarePackedQueue(frontEnd, ring, slots, requestSize, answerSize)
            : new BareSplitQueue(frontEnd, ring, slots, requestSize, answerSize);

    /// <summary>Writes the slot's next chain; not while a chain of the slot is outstanding.</summary>
    /// <param name="request">Exactly as many bytes as a request of this queue has.</param>
    public void Write(int slot, ReadOnlySpan<byte> request)
    {
        if ((uint)request.Length != RequestSize)
            throw new ArgumentException($"{request.Length} bytes for a request of {RequestSize}", nameof(request));
        request.CopyTo(Ram()[(_slots[slot].At + RequestAt)..]);
    }

    /// <summary>Adds the slot's chain; the device sees it after <see cref="Publish"/>.</summary>
    /// <exception cref="InvalidOperationException">A chain of the slot is outstanding.</exception>
    public abstract void Submit(int slot);

    /// <summary>Shows the device what was submitted, and kicks it if it wants a kick (VQ-82).</summary>
    /// <returns>Whether it was kicked.</returns>
    public abstract bool Publish();

    /// <summary>Takes back one chain.</summary>
    /// <param name="answer">Its writable bytes, the first of them lowest.</param>
    /// <exception cref="VhostUserPeerException">The device broke the ring (VQ-84), or did not fill the answer.</exception>
    public abstract bool TryCollect(out int slot, out ushort answer);

    /// <summary>Asks the device to call for the next chain, then looks whether one came meanwhile.</summary>
    /// <returns>true: there is something to collect, do not sleep.</returns>
    public abstract bool EnableInterrupts();

    /// <summary>Asks the device not to call. In a split ring that holds for 65,535 chains, so it must be repeated from time to
    /// time.</summary>
    public abstract void DisableInterrupts();

    /// <summary>Waits, without limit, until something can be collected: one system call for each interrupt.</summary>
    /// <remarks>After <see cref="CallLine.MakeBlocking"/> and <see cref="EnableInterrupts"/>. A signal left over from an earlier chain does
    /// not end the wait.</remarks>
    public void AwaitUsed()
    {
        do Ring.Call.Await();
        while (!HasUsed);
    }

    public void Dispose()
    {
        _kick.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static int Offset(ulong guestAddress) => (int)(guestAddress - GuestRam.GuestBase);

    private protected static ulong Guest(int offset) => GuestRam.GuestBase + (ulong)offset;

    // One little-endian word, aligned: the ring is at a multiple of 16, and every machine that shares memory with a guest here is
    // little-endian.
    private protected static ref ushort Word(Span<byte> ram, int offset) =>
        ref MemoryMarshal.AsRef<ushort>(ram.Slice(offset, sizeof(ushort)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected Span<byte> Ram()
    {
        _memory.TrySlice(GuestRam.GuestBase, _ramSize, out Span<byte> all);
        return all;
    }

    /// <summary>The slot's chain is outstanding from here on.</summary>
    /// <returns>Offset of its indirect table in the RAM.</returns>
    private protected int Take(int slot)
    {
        ref Slot its = ref _slots[slot];
        if (its.Outstanding) throw new InvalidOperationException($"slot {slot} is outstanding");
        its.Outstanding = true;
        Outstanding++;
        return its.At;
    }

    /// <summary>The slot's chain is back, if it is outstanding and its answer is whole.</summary>
    private protected ushort Answer(Span<byte> ram, uint id, uint length)
    {
        if (id >= (uint)_slots.Length || !_slots[id].Outstanding) throw Broken($"used.id {id} is not outstanding");
        if (length != AnswerSize) throw Broken($"used.len {length}, not {AnswerSize}");
        ref Slot its = ref _slots[id];
        its.Outstanding = false;
        Outstanding--;
        int at = its.At + AnswerAt;
        return AnswerSize == 1 ? ram[at] : Word(ram, at);
    }

    private protected void Kick() => _kick.Signal();

    private protected VhostUserPeerException Broken(string how) =>
        new($"ring {Ring.Index}: {how}; used.idx {Ring.UsedIndex}, avail.idx {Ring.AvailIndex}, {Outstanding} outstanding");

    private struct Slot
    {
        internal int At;
        internal bool Outstanding;
    }
}
