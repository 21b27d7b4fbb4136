using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GpioHub.Transports.Virtio;

/// <summary>A private copy of one descriptor of a packed ring (struct pvirtq_desc). Source: virtio v1.2 §2.8.13.</summary>
/// <param name="Address">Guest physical address; anything until checked.</param>
/// <param name="Length">Bytes; 0 is tolerated (VQ-54). Of a used descriptor: bytes written.</param>
/// <param name="Id">Names the buffer; meaningful in the last descriptor of a list, and in a used one.</param>
/// <param name="Flags">With both bits that tell whose it is.</param>
public readonly record struct PackedDescriptor(ulong Address, uint Length, ushort Id, ushort Flags)
{
    private const ushort Owner = PackedLayout.Avail | PackedLayout.Used;

    public bool HasNext => (Flags & (ushort)DescriptorBits.Next) != 0;

    public bool IsWritable => (Flags & (ushort)DescriptorBits.Write) != 0;

    public bool IsIndirect => (Flags & (ushort)DescriptorBits.Indirect) != 0;

    /// <summary>The driver has given it to the device in this lap.</summary>
    public bool IsAvailable(bool wrap) => (Flags & Owner) == PackedLayout.AvailableIn(wrap);

    /// <summary>The device has given it back in this lap.</summary>
    public bool IsUsed(bool wrap) => (Flags & Owner) == PackedLayout.UsedIn(wrap);

    /// <summary>Fetches a descriptor once (VQ-15): its flags first, with acquire semantics (VQ-S4).</summary>
    /// <returns>false if it is outside guest memory.</returns>
    public static bool TryRead(GuestMemory memory, ulong ring, ushort slot, out PackedDescriptor descriptor)
    {
        descriptor = default;
        ulong offset = PackedLayout.DescriptorSize * (ulong)slot;
        if (offset > ulong.MaxValue - ring - PackedLayout.DescriptorFlags) return false;
        if (memory.TrySlice(ring + offset, PackedLayout.DescriptorSize, out Span<byte> whole))
        {
            ushort shown = FlagsOf(whole, 0);
            descriptor = Of(MemoryMarshal.Read<Copy>(whole), shown);
            return true;
        }

        if (!memory.TryLoad16(ring + offset + PackedLayout.DescriptorFlags, out ushort flags)
            || !memory.TryRead(ring + offset, out Copy copy)) return false;
        descriptor = Of(copy, flags);
        return true;
    }

    /// <summary>Fetches a descriptor's flags once, with acquire semantics (VQ-S4).</summary>
    /// <param name="ring">From its first descriptor on; the flags are one word there.</param>
    internal static ushort FlagsOf(Span<byte> ring, ushort slot)
    {
        int at = PackedLayout.DescriptorSize * slot + PackedLayout.DescriptorFlags;
        ushort flags = Volatile.Read(ref MemoryMarshal.AsRef<ushort>(ring[at..]));
        return BitConverter.IsLittleEndian ? flags : BinaryPrimitives.ReverseEndianness(flags);
    }

    /// <summary>Fetches an entry of an indirect table once. A table may lie at any address, where no 16-bit word can be loaded as one: on
    /// Arm that would be a fault.</summary>
    /// <returns>false if it is outside guest memory.</returns>
    internal static bool TryReadEntry(GuestMemory memory, ulong table, ushort entry, out PackedDescriptor descriptor)
    {
        descriptor = default;
        ulong offset = PackedLayout.DescriptorSize * (ulong)entry;
        if (offset > ulong.MaxValue - table || !memory.TryRead(table + offset, out Copy copy)) return false;
        ulong rest = BitConverter.IsLittleEndian ? copy.Rest : BinaryPrimitives.ReverseEndianness(copy.Rest);
        descriptor = Of(copy, (ushort)(rest >> 48));
        return true;
    }

    /// <summary>Writes a descriptor: its flags last, with release semantics, unless another's flags show it.</summary>
    /// <param name="withFlags">false: the flags are written later.</param>
    /// <returns>false, and perhaps a part written, if it is outside guest memory.</returns>
    public bool TryWrite(GuestMemory memory, ulong ring, ushort slot, bool withFlags)
    {
        Span<byte> bytes = stackalloc byte[PackedLayout.DescriptorFlags];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Address);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[12..], Id);
        ulong at = ring + PackedLayout.DescriptorSize * (ulong)slot;
        return memory.TryWrite(at, bytes) && (!withFlags || memory.TryStore16(at + PackedLayout.DescriptorFlags, Flags));
    }

    /// <summary>Writes what a device gives back: length and id, which lie together, and not the address (VQ-33).</summary>
    internal static bool TryGiveBack(GuestMemory memory, ulong ring, ushort slot, uint length, ushort id)
    {
        ulong at = ring + PackedLayout.DescriptorSize * (ulong)slot + sizeof(ulong);
        if (memory.TrySlice(at, sizeof(uint) + sizeof(ushort), out Span<byte> there))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(there, length);
            BinaryPrimitives.WriteUInt16LittleEndian(there[sizeof(uint)..], id);
            return true;
        }

        Span<byte> bytes = stackalloc byte[sizeof(uint) + sizeof(ushort)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[sizeof(uint)..], id);
        return memory.TryWrite(at, bytes);
    }

    /// <summary>The same with the flags, in one store: of a descriptor that another's flags show.</summary>
    /// <param name="ring">All of the descriptor ring.</param>
    internal static void GiveBack(Span<byte> ring, ushort slot, uint length, ushort id, ushort flags) =>
        BinaryPrimitives.WriteUInt64LittleEndian(ring[(PackedLayout.DescriptorSize * slot + sizeof(ulong))..],
            length | (ulong)id << 32 | (ulong)flags << 48);

    private static PackedDescriptor Of(in Copy copy, ushort flags)
    {
        ulong rest = BitConverter.IsLittleEndian ? copy.Rest : BinaryPrimitives.ReverseEndianness(copy.Rest);
        ulong address = BitConverter.IsLittleEndian ? copy.Address : BinaryPrimitives.ReverseEndianness(copy.Address);
        return new PackedDescriptor(address, (uint)rest, (ushort)(rest >> 32), flags);
    }

    /// <summary>The 16 bytes as they are in memory.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Copy(ulong Address, ulong Rest);
}
