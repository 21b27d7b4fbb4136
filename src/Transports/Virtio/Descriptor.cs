using System.Buffers.Binary;

namespace GpioHub.Transports.Virtio;

/// <summary>VIRTQ_DESC_F_*. Source: virtio v1.2 §2.7.5.</summary>
[Flags]
public enum DescriptorBits : ushort
{
    None = 0,

    /// <summary><c>next</c> continues the chain.</summary>
    Next = 1,

    /// <summary>The device writes this buffer; without it the device reads.</summary>
    Write = 2,

    /// <summary>The buffer is a table of descriptors.</summary>
    Indirect = 4,
}

/// <summary>A private copy of one descriptor of a split ring (struct virtq_desc). Source: virtio v1.2 §2.7.5.</summary>
/// <param name="Address">Guest physical address; anything until checked.</param>
/// <param name="Length">Bytes; 0 is tolerated (VQ-54).</param>
/// <param name="Next">Index in the same table; meaningful with <see cref="DescriptorBits.Next"/>.</param>
public readonly record struct Descriptor(ulong Address, uint Length, DescriptorBits Flags, ushort Next)
{
    public bool HasNext => (Flags & DescriptorBits.Next) != 0;

    public bool IsWritable => (Flags & DescriptorBits.Write) != 0;

    public bool IsIndirect => (Flags & DescriptorBits.Indirect) != 0;

    /// <summary>Fetches a descriptor once (VQ-15).</summary>
    /// <returns>false if the table entry is outside guest memory.</returns>
    public static bool TryRead(GuestMemory memory, ulong table, ushort index, out Descriptor descriptor)
    {
        descriptor = default;
        ulong offset = SplitLayout.DescriptorSize * (ulong)index;
        if (offset > ulong.MaxValue - table || !memory.TryRead(table + offset, out Copy copy)) return false;
        ulong rest = BitConverter.IsLittleEndian ? copy.Rest : BinaryPrimitives.ReverseEndianness(copy.Rest);
        descriptor = new Descriptor(
            BitConverter.IsLittleEndian ? copy.Address : BinaryPrimitives.ReverseEndianness(copy.Address),
            (uint)rest,
            (DescriptorBits)(ushort)(rest >> 32),
            (ushort)(rest >> 48));
        return true;
    }

    /// <summary>The 16 bytes of the table entry.</summary>
    public void Encode(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Address);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Length);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[12..], (ushort)Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[14..], Next);
    }

    /// <summary>The 16 bytes as they are in memory.</summary>
    private readonly record struct Copy(ulong Address, ulong Rest);
}
