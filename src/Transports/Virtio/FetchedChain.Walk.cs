namespace GpioHub.Transports.Virtio;

/// <remarks>The walk from a head to the end of its chain. Every step is bounded, and every link is checked before it is followed.</remarks>
public sealed partial class FetchedChain
{
    private int _seen;
    private ulong _readable;
    private ulong _writable;
    private bool _responseClosed;

    /// <summary>Addresses of the first two writable bytes; they may lie in two descriptors.</summary>
    internal ulong FirstResponseByte { get; private set; }

    internal ulong SecondResponseByte { get; private set; }

    /// <summary>How many of these two bytes can be written; a staged response is cut to it.</summary>
    internal byte ResponseRoom { get; private set; }

    /// <summary>Collects a chain.</summary>
    /// <param name="size">Queue size, entries; also the most descriptors a chain may have, up to
    /// <see cref="SplitLayout.MaxChain"/> (VQ-50).</param>
    /// <returns>false if the descriptor table itself is not in guest memory: a fault of the ring, not of the chain.</returns>
    internal bool Walk(GuestMemory memory, ulong table, ushort size, ushort head, bool indirectNegotiated)
    {
        Clear(memory);
        int most = Math.Min(size, SplitLayout.MaxChain);
        if (_pieces.Length < most) _pieces = new Piece[most]; // only at a ring's first chain
        int entries = size, steps = 0;
        bool inTable = false;
        ushort index = head;
        while (true)
        {
            if (++steps > entries) // more steps than the table has entries: some entry was visited twice
            {
                Refuse(ChainFault.Loop);
                break;
            }
            if (!Descriptor.TryRead(memory, table, index, out Descriptor descriptor))
            {
                if (!inTable) return false;
                Refuse(ChainFault.BadIndirectTable);
                break;
            }
            if (descriptor.IsIndirect)
            {
                ChainFault fault = CheckIndirect(descriptor, inTable, indirectNegotiated);
                if (fault != ChainFault.None)
                {
                    Refuse(fault);
                    break;
                }
                (table, entries, steps) = (descriptor.Address, (int)(descriptor.Length / SplitLayout.DescriptorSize), 0);
                (index, inTable) = (0, true);
                continue;
            }
            if (_seen == most)
            {
                Refuse(ChainFault.TooLong);
                break;
            }
            Add(descriptor);
            if (!descriptor.HasNext) break;
            if (descriptor.Next >= entries)
            {
                Refuse(ChainFault.NextOutOfRange);
                break;
            }
            index = descriptor.Next;
        }
        Conclude();
        return true;
    }

    private void Clear(GuestMemory memory)
    {
        (_memory, _isKept) = (memory, false);
        (_count, _firstWritable, _seen, _readable, _writable, _responseClosed) = (0, 0, 0, 0, 0, false);
        (FirstResponseByte, SecondResponseByte, ResponseRoom) = (0, 0, 0);
        (Fault, ReadableLength, WritableLength) = (ChainFault.None, 0, 0);
    }

    // WRITE on a descriptor with INDIRECT is ignored (VQ-06); direct descriptors may precede it (VQ-07).
    private ChainFault CheckIndirect(in Descriptor descriptor, bool inTable, bool negotiated)
    {
        if (!negotiated) return ChainFault.IndirectNotNegotiated;
        if (inTable) return ChainFault.IndirectNested;
        if (descriptor.HasNext) return ChainFault.IndirectWithNext;
        bool legal = descriptor.Length is > 0 and <= SplitLayout.DescriptorSize * SplitLayout.MaxChain
            && descriptor.Length % SplitLayout.DescriptorSize == 0
            && _memory.Contains(descriptor.Address, descriptor.Length);
        return legal ? ChainFault.None : ChainFault.BadIndirectTable;
    }

    private void Add(in Descriptor descriptor)
    {
        _seen++;
        if (descriptor.Length == 0) return; // tolerated, counted toward the limit (VQ-54)

        bool inside = _memory.Contains(descriptor.Address, descriptor.Length);
        if (!inside) Refuse(ChainFault.OutsideMemory);
        if (descriptor.IsWritable)
        {
            _writable += descriptor.Length;
            NoteResponse(descriptor, inside);
        }
        else
        {
            if (_writable > 0) Refuse(ChainFault.ReadableAfterWritable);
            _readable += descriptor.Length;
            _firstWritable = _count + 1;
        }
        if (_readable + _writable > MaxBytes) Refuse(ChainFault.TooMuch);
        _pieces[_count++] = new Piece(descriptor.Address, descriptor.Length);
    }

    // A faulty chain is answered too if its first writable byte is known. A byte that cannot be reached ends the part that can be answered.
    private void NoteResponse(in Descriptor descriptor, bool inside)
    {
        if (!inside) _responseClosed = true;
        if (_responseClosed || ResponseRoom == 2) return;
        uint used = 0;
        if (ResponseRoom == 0)
        {
            FirstResponseByte = descriptor.Address;
            ResponseRoom = 1;
            used = 1;
        }
        if (descriptor.Length == used) return;
        SecondResponseByte = descriptor.Address + used;
        ResponseRoom = 2;
    }

    // The first fault is reported. The walk goes on where that is safe, to find a byte to answer in.
    private void Refuse(ChainFault fault)
    {
        if (Fault == ChainFault.None) Fault = fault;
    }

    private void Conclude()
    {
        if (_writable == 0) Refuse(ChainFault.NoWritable);
        if (Fault != ChainFault.None) return;
        (ReadableLength, WritableLength) = ((uint)_readable, (uint)_writable);
    }
}
