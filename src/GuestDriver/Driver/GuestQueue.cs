using System.Diagnostics.CodeAnalysis;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Virtio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>One virtqueue of the driver: any number of transfers go in, and come back matched by descriptor id (VG-G-03).</summary>
/// <remarks>Used under the core's lock. Transfers for which the ring has no room wait outside it, in order.</remarks>
[SuppressMessage("Naming", "CA1711", Justification = "requestq and eventq are queues")]
public sealed class GuestQueue
{
    private readonly FrontEndRing _ring;
    private readonly bool _indirect;
    private readonly Transfer?[] _outstanding;
    private readonly Stack<int> _freeTokens;
    private readonly Queue<Transfer> _waiting = new();

    public GuestQueue(FrontEndRing ring, bool indirect)
    {
        (_ring, _indirect) = (ring, indirect);
        _outstanding = new Transfer?[ring.Size];
        _freeTokens = new Stack<int>(Enumerable.Range(0, ring.Size).Reverse());
    }

    /// <summary>False: the guest is stopped. Added transfers wait, and nothing is published.</summary>
    public bool Running { get; set; }

    public int Outstanding => _ring.Ring.Outstanding;

    public DriverRing Ring => _ring.Ring;

    /// <summary>Queues a transfer; the device sees it after <see cref="Flush"/>.</summary>
    public void Add(Transfer transfer) => _waiting.Enqueue(transfer);

    /// <summary>Puts waiting transfers into the ring as far as there is room, publishes them, and kicks if the device wants a
    /// kick.</summary>
    public void Flush()
    {
        if (!Running) return;
        while (_waiting.TryPeek(out Transfer? next) && TryPlace(next)) _waiting.Dequeue();
        if (_ring.Ring.Publish()) _ring.Kick.Signal();
    }

    /// <summary>Takes back one transfer, which has not been told yet.</summary>
    /// <exception cref="VhostUserPeerException">The device broke the ring (VQ-84).</exception>
    public bool TryCollect([NotNullWhen(true)] out Transfer? transfer, out uint usedLength)
    {
        CollectResult result = _ring.Ring.Collect(out UsedChain used);
        if (result == CollectResult.Fault)
        {
            throw new VhostUserPeerException(
                $"the device broke ring {_ring.Index}: {_ring.Ring.Fault}, used.idx {_ring.UsedIndex}, avail.idx {_ring.AvailIndex}");
        }

        (transfer, usedLength) = (null, used.Length);
        if (result == CollectResult.Empty) return false;
        transfer = _outstanding[used.Token]!;
        _outstanding[used.Token] = null;
        _freeTokens.Push((int)used.Token);
        return true;
    }

    /// <summary>Forgets everything, as after a device reset (VG-G-17), and tells whoever waits.</summary>
    public void AbandonAll(Exception why)
    {
        List<Transfer> all = [.. _outstanding.OfType<Transfer>(), .. _waiting];
        _waiting.Clear();
        for (int token = 0; token < _outstanding.Length; token++)
        {
            if (_outstanding[token] is null) continue;
            _outstanding[token] = null;
            _freeTokens.Push(token);
        }

        foreach (Transfer transfer in all) transfer.Abandon(why);
    }

    private bool TryPlace(Transfer transfer)
    {
        int direct = _indirect ? transfer.Direct : transfer.Buffers.Length;
        if (!_freeTokens.TryPeek(out int token) || !_ring.Ring.TryAdd(transfer.Buffers, direct, (ulong)token, out _)) return false;
        _freeTokens.Pop();
        _outstanding[token] = transfer;
        return true;
    }
}
