using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>A virtqueue driven by hand: preallocated buffers by slot, at most one chain of a slot outstanding; a slot's number is its
/// chain's head.</summary>
/// <remarks>
/// <para>One thread. After construction nothing allocates, and the only system calls are the kick and the wait. It checks what the device
/// gives back as <see cref="GuestDriver.Virtio.DriverRing"/> does. It writes straight into the guest's RAM, which takes some 20 ns a chain
/// instead of 200.</para>
/// <para>As in Linux, every chain is an indirect table of two descriptors, written anew each time, and request and answer have a cache line
/// each. Source: virtio v1.2 §2.7; VQ-80…VQ-84.</para>
/// </remarks>
public sealed class BareVirtqueue : IDisposable
{
    private const uint CacheLine = 64;
    private const uint TableSize = 2 * SplitLayout.DescriptorSize;

    private readonly FrontEndRing _ring;
    private readonly GuestMemory _memory;
    private readonly BareEventFd _kick;
    private readonly Slot[] _slots;
    private readonly uint _requestSize;
    private readonly uint _answerSize;
    private readonly int _descriptors;
    private readonly int _avail;
    private readonly int _used;
    private readonly int _usedEvent;
    private readonly int _availEvent;
    private readonly int _ramSize;
    private ushort _nextAvail;
    private ushort _published;
    private ushort _nextUsed;

    /// <param name="frontEnd">Negotiated, with indirect descriptors and EVENT_IDX.</param>
    /// <param name="ring">0 = requestq, 1 = eventq.</param>
    /// <param name="slots">1 .. queue size.</param>
    /// <param name="requestSize">Readable bytes of a chain, 1 .. 64.</param>
    /// <param name="answerSize">Writable bytes of a chain, 1 or 2; every answer must fill them.</param>
    public BareVirtqueue(VhostUserFrontEnd frontEnd, int ring, int slots, uint requestSize, uint answerSize)
    {
        const VirtioFeatures Needed = VirtioFeatures.IndirectDescriptors | VirtioFeatures.EventIdx;
        if ((frontEnd.Features & Needed) != Needed)
            throw new VhostUserPeerException($"GetFeatures: 0x{(ulong)frontEnd.Offered:x} lacks one of {Needed}");
        ArgumentOutOfRangeException.ThrowIfNotEqual(answerSize is 1 or 2, true, nameof(answerSize));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(requestSize, CacheLine);
        _ring = frontEnd.Rings[ring];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, _ring.Size);
        (_memory, _ramSize, _requestSize, _answerSize) = (frontEnd.Ram.Memory, (int)frontEnd.Ram.Size, requestSize, answerSize);
        _kick = new BareEventFd(_ring.Kick);
        (_descriptors, _avail, _used) = (Offset(_ring.Addresses.Descriptors), Offset(_ring.Addresses.Avail), Offset(_ring.Addresses.Used));
        _usedEvent = _avail + (int)SplitLayout.UsedEvent(_ring.Size);
        _availEvent = _used + (int)SplitLayout.AvailEvent(_ring.Size);
        _slots = new Slot[slots];
        for (int slot = 0; slot < slots; slot++) _slots[slot].At = Offset(frontEnd.Ram.Allocate(3 * CacheLine, CacheLine));
    }

    public int Slots => _slots.Length;

    /// <summary>Chains submitted and not collected.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Something can be collected.</summary>
    public bool HasUsed => Volatile.Read(ref Word(Ram(), _used + (int)SplitLayout.Index)) != _nextUsed;

    /// <summary>Writes the slot's next chain; not while a chain of the slot is outstanding.</summary>
    /// <param name="request">Exactly as many bytes as a request of this queue has.</param>
    public void Write(int slot, ReadOnlySpan<byte> request)
    {
        if ((uint)request.Length != _requestSize)
            throw new ArgumentException($"{request.Length} bytes for a request of {_requestSize}", nameof(request));
        request.CopyTo(Ram()[RequestOf(slot)..]);
    }

    /// <summary>Adds the slot's chain; the device sees it after <see cref="Publish"/>.</summary>
    /// <exception cref="InvalidOperationException">A chain of the slot is outstanding.</exception>
    public void Submit(int slot)
    {
        if (_slots[slot].Outstanding) throw new InvalidOperationException($"slot {slot} is outstanding");
        Span<byte> ram = Ram();
        int table = _slots[slot].At;
        Describe(ram, table, new Descriptor(Guest(RequestOf(slot)), _requestSize, DescriptorBits.Next, 1));
        Describe(ram, table + SplitLayout.DescriptorSize, new Descriptor(Guest(AnswerOf(slot)), _answerSize, DescriptorBits.Write, 0));
        Describe(ram, _descriptors + (SplitLayout.DescriptorSize * slot),
            new Descriptor(Guest(table), TableSize, DescriptorBits.Indirect, 0));
        Word(ram, _avail + (int)SplitLayout.Entries + (2 * (_nextAvail & (_ring.Size - 1)))) = (ushort)slot;
        _nextAvail++;
        _slots[slot].Outstanding = true;
        Outstanding++;
    }

    /// <summary>Shows the device what was submitted, and kicks it if it wants a kick (VQ-82).</summary>
    /// <returns>Whether it was kicked.</returns>
    public bool Publish()
    {
        ushort before = _published;
        if (before == _nextAvail) return false;
        Span<byte> ram = Ram();
        Volatile.Write(ref Word(ram, _avail + (int)SplitLayout.Index), _nextAvail);
        _published = _nextAvail;
        Interlocked.MemoryBarrier();    // store → load: avail.idx before the device's wish
        bool wanted = SplitLayout.Crossed(before, _nextAvail, Word(ram, _availEvent));
        if (wanted) _kick.Signal();
        return wanted;
    }

    /// <summary>Takes back one chain.</summary>
    /// <param name="answer">Its writable bytes, the first of them lowest.</param>
    /// <exception cref="VhostUserPeerException">The device broke the ring (VQ-84), or did not fill the answer.</exception>
    public bool TryCollect(out int slot, out ushort answer)
    {
        (slot, answer) = (0, 0);
        Span<byte> ram = Ram();
        ushort index = Volatile.Read(ref Word(ram, _used + (int)SplitLayout.Index));
        if (index == _nextUsed) return false;
        if ((ushort)(index - _nextUsed) > Outstanding) throw Broken("used.idx jumped");

        Span<byte> element = ram.Slice(_used + (int)SplitLayout.Entries + (SplitLayout.UsedElementSize * (_nextUsed & (_ring.Size - 1))),
            SplitLayout.UsedElementSize);
        uint id = MemoryMarshal.Read<uint>(element), length = MemoryMarshal.Read<uint>(element[sizeof(uint)..]);
        if (id >= (uint)_slots.Length || !_slots[id].Outstanding) throw Broken($"used.id {id} is not outstanding");
        if (length != _answerSize) throw Broken($"used.len {length}, not {_answerSize}");
        slot = (int)id;
        answer = _answerSize == 1 ? ram[AnswerOf(slot)] : Word(ram, AnswerOf(slot));
        _slots[slot].Outstanding = false;
        Outstanding--;
        _nextUsed++;
        return true;
    }

    /// <summary>Asks the device to call for the next chain, then looks whether one came meanwhile.</summary>
    /// <returns>true: there is something to collect, do not sleep.</returns>
    public bool EnableInterrupts()
    {
        Word(Ram(), _usedEvent) = _nextUsed;
        Interlocked.MemoryBarrier();    // store → load: the wish before the look at used.idx
        return HasUsed;
    }

    /// <summary>Asks the device not to call. That holds for 65,535 chains, so it must be repeated from time to time.</summary>
    public void DisableInterrupts() => Word(Ram(), _usedEvent) = (ushort)(_nextUsed - 1);

    /// <summary>Waits, without limit, until something can be collected: one system call for each interrupt.</summary>
    /// <remarks>After <see cref="CallLine.MakeBlocking"/> and <see cref="EnableInterrupts"/>. A signal left over from an earlier chain does
    /// not end the wait.</remarks>
    public void AwaitUsed()
    {
        do _ring.Call.Await();
        while (!HasUsed);
    }

    public void Dispose() => _kick.Dispose();

    private static void Describe(Span<byte> ram, int at, in Descriptor descriptor) =>
        descriptor.Encode(ram.Slice(at, SplitLayout.DescriptorSize));

    private static int Offset(ulong guestAddress) => (int)(guestAddress - GuestRam.GuestBase);

    private static ulong Guest(int offset) => GuestRam.GuestBase + (ulong)offset;

    private int RequestOf(int slot) => _slots[slot].At + (int)CacheLine;

    private int AnswerOf(int slot) => _slots[slot].At + (2 * (int)CacheLine);

    // One little-endian word, aligned: the ring is at a multiple of 16, and every machine that shares memory with a guest here is
    // little-endian.
    private static ref ushort Word(Span<byte> ram, int offset) => ref MemoryMarshal.AsRef<ushort>(ram.Slice(offset, sizeof(ushort)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Ram()
    {
        _memory.TrySlice(GuestRam.GuestBase, _ramSize, out Span<byte> all);
        return all;
    }

    private VhostUserPeerException Broken(string how) =>
        new($"ring {_ring.Index}: {how}; used.idx {_ring.UsedIndex}, avail.idx {_ring.AvailIndex}, {Outstanding} outstanding");

    private struct Slot
    {
        /// <summary>Offset of its indirect table in the RAM; its request is in the next cache line, its answer in the one after.</summary>
        internal int At;
        internal bool Outstanding;
    }
}
