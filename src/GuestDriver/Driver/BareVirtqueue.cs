using System.Buffers.Binary;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>A virtqueue driven by hand: preallocated buffers by slot, at most one chain of a slot outstanding.</summary>
/// <remarks>One thread. After construction nothing allocates, and the only system calls are the kick and the wait. Source: virtio v1.2 §2.7; VQ-80…VQ-84.</remarks>
public sealed class BareVirtqueue : IDisposable
{
    private readonly FrontEndRing _ring;
    private readonly DriverRing _driver;
    private readonly GuestMemory _memory;
    private readonly GuestBuffer[][] _buffers;
    private readonly int _direct;
    private readonly uint _answerSize;
    private readonly BareEventFd _kick;

    /// <param name="frontEnd">Negotiated.</param>
    /// <param name="ring">0 = requestq, 1 = eventq.</param>
    /// <param name="slots">1 .. queue size.</param>
    /// <param name="requestSize">Readable bytes of a chain.</param>
    /// <param name="answerSize">Writable bytes of a chain, 1 or 2; every answer must fill them.</param>
    public BareVirtqueue(VhostUserFrontEnd frontEnd, int ring, int slots, uint requestSize, uint answerSize)
    {
        const ulong CacheLine = 64;     // slots do not share one
        ArgumentOutOfRangeException.ThrowIfNotEqual(answerSize is 1 or 2, true, nameof(answerSize));
        _ring = frontEnd.Rings[ring];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, _ring.Size);
        (_driver, _memory, _answerSize) = (_ring.Ring, frontEnd.Ram.Memory, answerSize);
        _buffers = new GuestBuffer[slots][];
        for (int slot = 0; slot < slots; slot++)
        {
            ulong at = frontEnd.Ram.Allocate(requestSize + answerSize, CacheLine);
            _buffers[slot] = [new(at, requestSize, Writable: false), new(at + requestSize, answerSize, Writable: true)];
        }

        _kick = new BareEventFd(_ring.Kick);
        _direct = (frontEnd.Features & VirtioFeatures.IndirectDescriptors) != 0 ? 0 : 2;
    }

    public int Slots => _buffers.Length;

    /// <summary>Chains submitted and not collected.</summary>
    public int Outstanding => _driver.Outstanding;

    /// <inheritdoc cref="DriverRing.HasUsed"/>
    public bool HasUsed => _driver.HasUsed;

    /// <summary>What the slot's next chain says; not while one of it is outstanding.</summary>
    public void Write(int slot, ReadOnlySpan<byte> request)
    {
        if ((uint)request.Length != _buffers[slot][0].Length || !_memory.TryWrite(_buffers[slot][0].Address, request))
            throw new ArgumentException($"{request.Length} bytes for a request of {_buffers[slot][0].Length}", nameof(request));
    }

    /// <summary>Adds the slot's chain; the device sees it after <see cref="Publish"/>.</summary>
    /// <exception cref="VhostUserPeerException">The ring has no room: the device broke it, or more chains are outstanding than there are slots.</exception>
    public void Submit(int slot)
    {
        if (!_driver.TryAdd(_buffers[slot], _direct, (ulong)slot, out _)) throw Broken("takes nothing");
    }

    /// <summary>Shows the device what was submitted, and kicks it if it wants that.</summary>
    /// <returns>Whether it was kicked.</returns>
    public bool Publish()
    {
        bool wanted = _driver.Publish();
        if (wanted) _kick.Signal();
        return wanted;
    }

    /// <summary>Takes back one chain.</summary>
    /// <param name="answer">Its writable bytes, the first of them lowest.</param>
    /// <exception cref="VhostUserPeerException">The device broke the ring (VQ-84), or did not fill the answer.</exception>
    public bool TryCollect(out int slot, out ushort answer)
    {
        (slot, answer) = (0, 0);
        CollectResult result = _driver.Collect(out UsedChain used);
        if (result == CollectResult.Empty) return false;
        if (result == CollectResult.Fault) throw Broken("is broken");

        slot = (int)used.Token;
        Span<byte> bytes = stackalloc byte[2];
        bytes.Clear();
        if (used.Length != _answerSize || !_memory.TryRead(_buffers[slot][1].Address, bytes[..(int)_answerSize]))
            throw new VhostUserPeerException($"ring {_ring.Index}: used.len {used.Length}, not {_answerSize}");
        answer = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        return true;
    }

    /// <inheritdoc cref="DriverRing.EnableInterrupts"/>
    public bool EnableInterrupts() => _driver.EnableInterrupts();

    /// <summary>Asks the device not to signal; with EVENT_IDX that holds for 65,535 chains, so to be said again from time to time.</summary>
    public void DisableInterrupts() => _driver.DisableInterrupts();

    /// <summary>Waits, without limit, until something can be collected: one system call for each interrupt.</summary>
    /// <remarks>After <see cref="CallLine.MakeBlocking"/> and <see cref="EnableInterrupts"/>. A signal left over from an earlier chain does not end it.</remarks>
    public void AwaitUsed()
    {
        do _ring.Call.Await();
        while (!_driver.HasUsed);
    }

    public void Dispose() => _kick.Dispose();

    private VhostUserPeerException Broken(string how) =>
        new($"ring {_ring.Index} {how}: {_driver.Fault}, used.idx {_ring.UsedIndex}, avail.idx {_ring.AvailIndex}, {_driver.Outstanding} outstanding");
}
