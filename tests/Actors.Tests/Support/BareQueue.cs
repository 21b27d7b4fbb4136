using System.Buffers.Binary;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;
using Microsoft.Win32.SafeHandles;

namespace GpioHub.Actors.Tests.Support;

/// <summary>A chain that is offered again and again.</summary>
/// <param name="Answer">Guest address of its first writable byte.</param>
/// <param name="Expected">The value that this byte must have each time it comes back.</param>
internal sealed record Chain(GuestBuffer[] Buffers, ulong Answer, byte Expected, int Token);

/// <summary>One virtqueue of a guest, worked by hand on the calling thread: it sleeps on the call descriptor and asks for calls as Linux
/// does.</summary>
/// <remarks>For a driver without a completion thread, and only after its probe: the ring must hold nothing of another user.</remarks>
internal sealed class BareQueue(GpioDriver guest, int ring)
{
    private const int PatienceMs = 20_000;

    private readonly List<Chain> _chains = [];
    private readonly FrontEndRing _ring = guest.FrontEnd.Rings[ring];
    private readonly bool _indirect = (guest.FrontEnd.Features & VirtioFeatures.IndirectDescriptors) != 0;

    /// <summary>How often the hub wanted to be kicked.</summary>
    public int Kicks { get; private set; }

    /// <summary>Waits until the hub asks to be kicked for the next chain. With EVENT_IDX.</summary>
    public void AwaitRest()
    {
        ulong availEvent = _ring.Addresses.Used + SplitLayout.AvailEvent(_ring.Size);
        bool rests = SpinWait.SpinUntil(
            () => guest.FrontEnd.Ram.Memory.TryLoad16(availEvent, out ushort at) && at == _ring.AvailIndex, PatienceMs);
        if (!rests) throw new TimeoutException($"ring {ring}: the hub does not go to rest");
    }

    /// <summary>Asks for no signal until the next <see cref="Await"/>.</summary>
    public void Silence() => _ring.Ring.DisableInterrupts();

    /// <summary>Asks to be signalled for the next chain that comes back, and forgets what was signalled before.</summary>
    public void AskForSignal()
    {
        _ring.Call.Drain();
        _ring.Ring.EnableInterrupts();
    }

    /// <summary>How often the hub has signalled since the last call.</summary>
    public long Signals()
    {
        if (!Readiness.WaitToRead(_ring.Call.Ours, 0)) return 0;
        using var call = new FileStream(new SafeFileHandle(_ring.Call.Ours.DangerousGetHandle(), ownsHandle: false),
            FileAccess.Read, bufferSize: 0);
        Span<byte> count = stackalloc byte[sizeof(ulong)];
        call.ReadExactly(count);                                           // an eventfd's counter; reading zeroes it
        return BinaryPrimitives.ReadInt64LittleEndian(count);
    }

    /// <summary>avail.idx as it stands in memory.</summary>
    public ushort AvailIndex => _ring.AvailIndex;

    /// <summary>used.idx as it stands in memory.</summary>
    public ushort UsedIndex => _ring.UsedIndex;

    /// <summary>Polls used.idx until it differs from <paramref name="before"/>.</summary>
    /// <returns>By how much it has moved.</returns>
    public int NextStep(ushort before)
    {
        int step = 0;
        return SpinWait.SpinUntil(() => (step = (ushort)(UsedIndex - before)) != 0, PatienceMs)
            ? step
            : throw new TimeoutException($"ring {ring}: nothing comes back");
    }

    /// <summary>Called again and again instead of sleeping, if set.</summary>
    public Action? WhileWaiting { get; set; }

    /// <summary>Puts a chain into guest RAM.</summary>
    /// <param name="readable">One descriptor; none if empty.</param>
    /// <param name="writable">Bytes of the one writable descriptor.</param>
    public Chain Prepare(ReadOnlySpan<byte> readable, int writable, byte expected)
    {
        ulong at = guest.FrontEnd.Ram.Allocate((ulong)(readable.Length + writable));
        guest.FrontEnd.Ram.Memory.TryWrite(at, readable);
        ulong answer = at + (ulong)readable.Length;
        var writes = new GuestBuffer(answer, (uint)writable, Writable: true);
        GuestBuffer[] buffers = readable.IsEmpty ? [writes] : [new GuestBuffer(at, (uint)readable.Length, Writable: false), writes];
        var chain = new Chain(buffers, answer, expected, _chains.Count);
        _chains.Add(chain);
        return chain;
    }

    /// <summary>Adds chains in order, shows them all at once, and kicks if the hub wants a kick.</summary>
    public void Offer(params ReadOnlySpan<Chain> chains)
    {
        foreach (var chain in chains)
        {
            if (!_ring.Ring.TryAdd(chain.Buffers, _indirect ? 0 : chain.Buffers.Length, (ulong)chain.Token, out _))
                throw new InvalidOperationException($"the ring takes no more: {_ring.Ring.Outstanding} outstanding, {_ring.Ring.Fault}");
            guest.FrontEnd.Ram.Memory.TryFill(chain.Answer, 1, 0xEE);
        }

        if (!_ring.Ring.Publish()) return;
        Kicks++;
        _ring.Kick.Signal();
    }

    /// <summary>Takes chains back until there are <paramref name="count"/>.</summary>
    /// <returns>How many came; perhaps more.</returns>
    public int Await(int count)
    {
        int back = 0;
        while (true)
        {
            while (_ring.Ring.Collect(out var used) == CollectResult.Used)
            {
                Check(_chains[(int)used.Token]);
                back++;
            }

            if (_ring.Ring.Fault != DriverRingFault.None)
                throw new InvalidOperationException($"the hub broke ring {ring}: {_ring.Ring.Fault}");
            if (back >= count) return back;
            if (_ring.Ring.EnableInterrupts()) continue;
            WhileWaiting?.Invoke();
            if (WhileWaiting is not null && !Readiness.WaitToRead(_ring.Call.Ours, 0)) continue;
            if (!Readiness.WaitToRead(_ring.Call.Ours, PatienceMs)) throw new TimeoutException($"ring {ring}: {back} of {count} came back");
            _ring.Call.Drain();
        }
    }

    /// <summary>Offers chains at once and waits for them all.</summary>
    public void Do(params ReadOnlySpan<Chain> chains)
    {
        Offer(chains);
        Await(chains.Length);
    }

    /// <summary>Offers chains one after the other, again and again.</summary>
    /// <param name="count">In all.</param>
    /// <param name="outstanding">At a time. Lines overtake each other, so there must be twice as many <paramref name="chains"/>, or all are
    /// of one line.</param>
    public void Stream(Chain[] chains, int count, int outstanding)
    {
        for (int sent = 0, back = 0; back < count;)
        {
            for (; sent < count && sent - back < outstanding; sent++) Offer(chains[sent % chains.Length]);
            back += Await(1);
        }
    }

    private void Check(Chain chain)
    {
        Span<byte> answer = stackalloc byte[1];
        guest.FrontEnd.Ram.Memory.TryRead(chain.Answer, answer);
        if (answer[0] != chain.Expected)
            throw new InvalidOperationException($"ring {ring}, chain {chain.Token}: first byte {answer[0]}, expected {chain.Expected}");
    }
}
