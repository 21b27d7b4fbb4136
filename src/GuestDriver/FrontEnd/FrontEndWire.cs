using System.Runtime.InteropServices;

namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>The 12-byte header of every message, host byte order. Source: vhost-user.rst, "Header".</summary>
/// <param name="Request">The request id; a reply repeats it.</param>
/// <param name="Flags">Bits 0–1 version (1), bit 2 reply, bit 3 need_reply.</param>
/// <param name="Size">Payload bytes that follow.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct WireHeader(FrontEndRequest Request, uint Flags, uint Size)
{
    public const int Length = 12;
    public const uint Version = 0x1;
    public const uint NeedReply = 0x8;

    /// <summary>The one value a reply's flags may have; QEMU compares the whole word (VU-02).</summary>
    public const uint Reply = 0x5;
}

/// <summary>Payloads as bytes, host byte order. Source: vhost-user.rst, "Payloads"; VU-S1.</summary>
internal static class FrontEndWire
{
    /// <summary>Bit 8 of a vring descriptor message: no file descriptor comes with it.</summary>
    public const ulong NoDescriptor = 0x100;

    public const int U64Size = 8;
    public const int VringStateSize = 8;
    public const int ConfigHeaderSize = 12;

    public static byte[] Of(ulong value) => Bytes(value);

    public static byte[] VringState(uint index, uint num) => [.. Bytes(index), .. Bytes(num)];

    /// <summary>struct vhost_vring_addr, 40 bytes: index, flags, desc, used, avail, log; used comes before avail.</summary>
    public static byte[] VringAddr(uint index, ulong descriptors, ulong used, ulong avail) =>
        [.. Bytes(index), .. Bytes(0u), .. Bytes(descriptors), .. Bytes(used), .. Bytes(avail), .. Bytes(0UL)];

    /// <summary>One memory region, 32 bytes: guest address, size, user address, offset in the file.</summary>
    public static byte[] Region(ulong guestAddress, ulong size, ulong userAddress, ulong mmapOffset) =>
        [.. Bytes(guestAddress), .. Bytes(size), .. Bytes(userAddress), .. Bytes(mmapOffset)];

    /// <summary>A table of one region; <paramref name="slots"/> above 1 leaves slots unused, as User-Mode Linux does.</summary>
    public static byte[] MemTable(byte[] region, int slots) =>
        [.. Bytes(1u), .. Bytes(0u), .. region, .. new byte[region.Length * (slots - 1)]];

    public static byte[] SingleRegion(byte[] region) => [.. Bytes(0UL), .. region];

    public static byte[] Config(uint offset, uint length) => [.. Bytes(offset), .. Bytes(length), .. Bytes(0u), .. new byte[length]];

    private static byte[] Bytes<T>(T value)
        where T : unmanaged =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}
