using System.Buffers.Binary;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>A ring whose memory is written by hand, for tests of what a back-end does with rings that no driver makes (VQ-S9).</summary>
/// <remarks>It does not know what <see cref="FrontEndRing.Ring"/> has written there: use one or the other.</remarks>
internal sealed partial class HostileRing(VhostUserFrontEnd frontEnd, int index)
{
    private readonly FrontEndRing _ring = ByHand(frontEnd.Rings[index]);
    private readonly GuestMemory _memory = frontEnd.Ram.Memory;

    /// <summary>Puts bytes into guest RAM, for a descriptor to point at.</summary>
    /// <returns>Guest address.</returns>
    public ulong Place(ReadOnlySpan<byte> bytes)
    {
        ulong at = frontEnd.Ram.Allocate((ulong)bytes.Length, 16);
        Write(at, bytes);
        return at;
    }

    /// <summary>Writes one entry of the descriptor table.</summary>
    public void Describe(ushort at, Descriptor descriptor)
    {
        Span<byte> entry = stackalloc byte[SplitLayout.DescriptorSize];
        descriptor.Encode(entry);
        Write(_ring.Addresses.Descriptors + (ulong)at * SplitLayout.DescriptorSize, entry);
    }

    /// <summary>Writes an indirect table somewhere in guest RAM.</summary>
    /// <returns>Guest address of the table.</returns>
    public ulong Table(params ReadOnlySpan<Descriptor> entries)
    {
        byte[] table = new byte[entries.Length * SplitLayout.DescriptorSize];
        for (int i = 0; i < entries.Length; i++) entries[i].Encode(table.AsSpan(i * SplitLayout.DescriptorSize));
        return Place(table);
    }

    /// <summary>Appends a head to the avail ring and shows it.</summary>
    /// <param name="head">Any number; legal ones are below the ring's size.</param>
    public void Offer(ushort head)
    {
        ushort next = _ring.AvailIndex;
        Write16(_ring.Addresses.Avail + SplitLayout.Entries + 2UL * (ulong)(next % _ring.Size), head);
        SetAvailIndex((ushort)(next + 1));
    }

    /// <summary>Sets avail.idx to anything.</summary>
    public void SetAvailIndex(ushort value)
    {
        if (!_memory.TryStore16(_ring.Addresses.Avail + SplitLayout.Index, value))
            throw new InvalidOperationException("the avail ring is outside guest RAM");
    }

    /// <summary>Sets used.idx, which only the device may write.</summary>
    public void SetUsedIndex(ushort value) => Write16(_ring.Addresses.Used + SplitLayout.Index, value);

    /// <summary>Sets used_event: the used index after whose publication the driver wants an interrupt (VQ-68).</summary>
    public void SetUsedEvent(ushort value) => Write16(_ring.Addresses.Avail + SplitLayout.UsedEvent(_ring.Size), value);

    /// <summary>Signals the kick descriptor, whatever the back-end has asked for.</summary>
    public void Kick() => _ring.Kick.Signal();

    /// <summary>The element at a used index: which head came back, and used.len.</summary>
    public (uint Head, uint Length) Used(ushort usedIndex)
    {
        Span<byte> element = stackalloc byte[SplitLayout.UsedElementSize];
        _memory.TryRead(
            _ring.Addresses.Used + SplitLayout.Entries + (ulong)(usedIndex % _ring.Size) * SplitLayout.UsedElementSize, element);
        return (BinaryPrimitives.ReadUInt32LittleEndian(element), BinaryPrimitives.ReadUInt32LittleEndian(element[4..]));
    }

    /// <summary>Bytes of guest RAM.</summary>
    public byte[] Read(ulong address, int length)
    {
        byte[] bytes = new byte[length];
        if (!_memory.TryRead(address, bytes)) throw new InvalidOperationException($"0x{address:x} is outside guest RAM");
        return bytes;
    }

    private void Write16(ulong address, ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        Write(address, bytes);
    }

    private void Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        if (!_memory.TryWrite(address, bytes)) throw new InvalidOperationException($"0x{address:x} is outside guest RAM");
    }
}
