namespace GpioHub.Transports.Virtio;

/// <summary>The chain that <see cref="DeviceRing.Fetch"/> returned last: its payload, readable and writable during intake only.</summary>
/// <remarks>
/// A ring has one such object, and the next fetch overwrites it. The descriptors are private copies (VQ-15). Their buffers are the guest's
/// and may alias anything (VQ-67); <see cref="CopyReadable"/> reads them once.
/// </remarks>
public sealed partial class FetchedChain
{
    /// <summary>Bytes that one chain may span. Our limit, not the spec's (2^32): it bounds what one descriptor chain can cost (VQ-03,
    /// VQ-57).</summary>
    public const uint MaxBytes = 1 << 20;

    private Piece[] _pieces = [];
    private GuestMemory _memory = GuestMemory.Empty;
    private int _count;
    private int _firstWritable;

    internal FetchedChain()
    {
    }

    public Ticket Ticket { get; internal set; }

    /// <summary>Why the chain is no request; <see cref="ChainFault.None"/> = it is one. Stage an error response for a faulty chain; the
    /// response is cut to what can be written safely.</summary>
    public ChainFault Fault { get; private set; }

    /// <summary>Device-readable bytes; 0 if faulty.</summary>
    public uint ReadableLength { get; private set; }

    /// <summary>Device-writable bytes; 0 if faulty.</summary>
    public uint WritableLength { get; private set; }

    /// <summary>Copies the first readable bytes, over however many descriptors (VG-D-17).</summary>
    /// <returns>Bytes copied: the smaller of the destination and <see cref="ReadableLength"/>; of a packed ring
    /// <see cref="KeptChain.MostRequestBytes"/> at most.</returns>
    public int CopyReadable(Span<byte> destination)
    {
        if (Fault != ChainFault.None) return 0;
        if (_isKept) return CopyKept(destination);
        int copied = 0;
        for (int i = 0; i < _firstWritable && copied < destination.Length; i++)
        {
            int take = (int)Math.Min(_pieces[i].Length, (uint)(destination.Length - copied));
            if (!_memory.TryRead(_pieces[i].Address, destination.Slice(copied, take))) break;
            copied += take;
        }
        return copied;
    }

    /// <summary>Writes into the response now, for a response too long to be staged; see <see cref="DeviceRing.StageWritten"/>.</summary>
    /// <param name="offset">From the first writable byte.</param>
    /// <returns>Bytes written: less than given where the writable part ends.</returns>
    public uint WriteResponse(uint offset, ReadOnlySpan<byte> bytes)
    {
        uint written = 0;
        while (written < bytes.Length && TryLocate(offset + written, out ulong address, out uint room))
        {
            int take = (int)Math.Min(room, (uint)bytes.Length - written);
            if (!_memory.TryWrite(address, bytes.Slice((int)written, take))) break;
            written += (uint)take;
        }
        return written;
    }

    /// <summary>Writes zeros into the response now, as <see cref="WriteResponse"/> does (VG-D-12).</summary>
    public uint ZeroResponse(uint offset, uint length)
    {
        uint written = 0;
        while (written < length && TryLocate(offset + written, out ulong address, out uint room))
        {
            uint take = Math.Min(room, length - written);
            if (!_memory.TryFill(address, take, 0)) break;
            written += take;
        }
        return written;
    }

    /// <summary>Lets go of guest memory: the chain can be neither read nor answered after this.</summary>
    internal void Detach() => Clear(GuestMemory.Empty);

    private bool TryLocate(uint offset, out ulong address, out uint room)
    {
        for (int i = _firstWritable; i < _count && Fault == ChainFault.None; i++)
        {
            if (offset < _pieces[i].Length)
            {
                address = _pieces[i].Address + offset;
                room = _pieces[i].Length - offset;
                return true;
            }
            offset -= _pieces[i].Length;
        }
        (address, room) = (0, 0);
        return false;
    }

    /// <summary>A non-empty buffer that was wholly in guest memory when it was fetched.</summary>
    private readonly record struct Piece(ulong Address, uint Length);
}
