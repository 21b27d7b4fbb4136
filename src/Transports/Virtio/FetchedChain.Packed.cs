using System.Buffers.Binary;

namespace GpioHub.Transports.Virtio;

/// <remarks>Lists of a packed ring. Their first readable bytes are copied as they are fetched: the ring may not show the list any more when
/// somebody asks.</remarks>
public sealed partial class FetchedChain
{
    private bool _isKept;
    private ulong _request;
    private byte _requestLength;

    /// <summary>Slots that the list that was walked last takes.</summary>
    internal ushort Descriptors { get; private set; }

    /// <summary>Writes what is kept of the list that was walked last.</summary>
    internal void Keep(ref KeptChain kept)
    {
        (kept.Request, kept.RequestLength, kept.Descriptors) = (_request, _requestLength, Descriptors);
        (kept.ReadableLength, kept.WritableLength) = (ReadableLength, WritableLength);
        (kept.FirstResponseByte, kept.SecondResponseByte, kept.ResponseRoom) = (FirstResponseByte, SecondResponseByte, ResponseRoom);
    }

    /// <summary>Collects the list at a place.</summary>
    /// <param name="at">Where the device takes the next one.</param>
    /// <param name="id">The buffer's id, as the driver wrote it.</param>
    /// <returns>Not <see cref="RingFault.None"/>: the ring is broken.</returns>
    internal RingFault WalkPacked(GuestMemory memory, ulong ring, ushort size, PackedPlace at, bool indirectNegotiated, out ushort id)
    {
        Clear(memory);
        id = 0;
        int most = Math.Min(size, SplitLayout.MaxChain);
        if (_pieces.Length < most) _pieces = new Piece[most];              // only at a ring's first chain
        for (int count = 1; count <= size; count++, at = at.Plus(1, size))
        {
            if (!PackedDescriptor.TryRead(memory, ring, at.Slot, out PackedDescriptor descriptor)) return RingFault.OutsideMemory;
            if (!descriptor.IsAvailable(at.Wrap)) return RingFault.NotAvailable;
            if (descriptor.IsIndirect) AddTable(descriptor, alone: count == 1 && !descriptor.HasNext, indirectNegotiated, most);
            else AddPacked(descriptor, most);
            if (descriptor.HasNext) continue;
            id = descriptor.Id;
            Conclude();
            KeepRequest();
            Descriptors = (ushort)count;
            return RingFault.None;
        }

        return RingFault.NotAvailable;                                     // more than the ring has: some of them twice
    }

    /// <summary>Makes this the chain that was kept: it can be read and answered, as far as it is known, and nothing of it is in the
    /// ring.</summary>
    internal void Recall(GuestMemory memory, in KeptChain kept)
    {
        Clear(memory);
        (_isKept, _request, _requestLength) = (true, kept.Request, kept.RequestLength);
        (FirstResponseByte, SecondResponseByte, ResponseRoom) = (kept.FirstResponseByte, kept.SecondResponseByte, kept.ResponseRoom);
        if (_pieces.Length < 2) _pieces = new Piece[2];
        if (kept.ResponseRoom > 0) _pieces[_count++] = new Piece(kept.FirstResponseByte, 1);
        if (kept.ResponseRoom > 1) _pieces[_count++] = new Piece(kept.SecondResponseByte, 1);
        (ReadableLength, WritableLength) = (kept.ReadableLength, (uint)_count);   // where the rest of a longer answer goes is not known
        if (_count == 0) Refuse(ChainFault.NoWritable);
    }

    private void KeepRequest()
    {
        if (Fault == ChainFault.None && _firstWritable > 0 && _pieces[0].Length >= KeptChain.MostRequestBytes
            && _memory.TryRead(_pieces[0].Address, out ulong whole))
        {
            _request = BitConverter.IsLittleEndian ? whole : BinaryPrimitives.ReverseEndianness(whole);
            (_isKept, _requestLength) = (true, KeptChain.MostRequestBytes);
        }
        else KeepParts();
    }

    private void KeepParts()
    {
        Span<byte> request = stackalloc byte[KeptChain.MostRequestBytes];
        int length = CopyReadable(request);
        request[length..].Clear();
        (_isKept, _request, _requestLength) = (true, BinaryPrimitives.ReadUInt64LittleEndian(request), (byte)length);
    }

    private int CopyKept(Span<byte> destination)
    {
        if (_requestLength == sizeof(ulong) && BinaryPrimitives.TryWriteUInt64LittleEndian(destination, _request)) return sizeof(ulong);
        Span<byte> request = stackalloc byte[KeptChain.MostRequestBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(request, _request);
        int length = Math.Min(_requestLength, destination.Length);
        request[..length].CopyTo(destination);
        return length;
    }

    private void AddPacked(in PackedDescriptor descriptor, int most)
    {
        if (_seen == most) Refuse(ChainFault.TooLong);
        else
        {
            Add(new Descriptor(descriptor.Address, descriptor.Length,
                descriptor.IsWritable ? DescriptorBits.Write : DescriptorBits.None, 0));
        }
    }

    /// <summary>A table is the whole of its list, and only WRITE counts in it (VQ-S5).</summary>
    private void AddTable(in PackedDescriptor named, bool alone, bool negotiated, int most)
    {
        var fault = CheckIndirect(new Descriptor(named.Address, named.Length, DescriptorBits.Indirect, 0), inTable: false, negotiated);
        if (fault == ChainFault.None && !alone) fault = ChainFault.IndirectWithNext;
        if (fault != ChainFault.None)
        {
            Refuse(fault);
            return;
        }

        uint entries = named.Length / PackedLayout.DescriptorSize;
        if (entries > most) Refuse(ChainFault.TooLong);                    // what fits is looked at all the same: for a byte to answer in
        for (uint entry = 0; entry < Math.Min(entries, (uint)most); entry++)
        {
            if (PackedDescriptor.TryReadEntry(_memory, named.Address, (ushort)entry, out PackedDescriptor descriptor))
                AddPacked(descriptor, most);
            else Refuse(ChainFault.BadIndirectTable);
        }
    }
}
