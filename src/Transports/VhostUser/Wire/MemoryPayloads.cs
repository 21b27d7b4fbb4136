using System.Runtime.InteropServices;

namespace GpioHub.Transports.VhostUser;

/// <summary>One stretch of guest RAM as the front-end describes it; SET_MEM_TABLE, ADD_MEM_REG, REM_MEM_REG.</summary>
/// <remarks>
/// <code>
///   0        8        16       24            32   byte
///   | gpa    | size   | uva    | mmap offset |
///   | u64    | u64    | u64    | u64         |
/// </code>
/// </remarks>
/// <param name="GuestAddress">Guest physical address of the first byte.</param>
/// <param name="Length">Bytes, at least 1.</param>
/// <param name="UserAddress">The same byte in the front-end's address space; ring addresses are given in it (VU-39).</param>
/// <param name="FileOffset">The same byte in the file behind the descriptor.</param>
public readonly record struct RegionDescription(ulong GuestAddress, ulong Length, ulong UserAddress, ulong FileOffset)
{
    /// <summary>Length on the wire, bytes.</summary>
    public const int Size = 32;

    private const int SingleSize = 8 + Size;

    internal static RegionDescription Decode(ReadOnlySpan<byte> bytes) => new(
        MemoryMarshal.Read<ulong>(bytes),
        MemoryMarshal.Read<ulong>(bytes[8..]),
        MemoryMarshal.Read<ulong>(bytes[16..]),
        MemoryMarshal.Read<ulong>(bytes[24..]));

    internal void Encode(Span<byte> bytes)
    {
        MemoryMarshal.Write(bytes, GuestAddress);
        MemoryMarshal.Write(bytes[8..], Length);
        MemoryMarshal.Write(bytes[16..], UserAddress);
        MemoryMarshal.Write(bytes[24..], FileOffset);
    }

    /// <summary>Reads the payload of ADD_MEM_REG and REM_MEM_REG: 8 bytes of padding, then one region.</summary>
    /// <returns>false if the length is wrong.</returns>
    public static bool TryDecodeSingle(ReadOnlySpan<byte> payload, out RegionDescription region)
    {
        region = default;
        if (payload.Length != SingleSize) return false;
        region = Decode(payload[8..]);
        return true;
    }

    /// <summary>Writes the payload of ADD_MEM_REG and REM_MEM_REG.</summary>
    public byte[] EncodeSingle()
    {
        var bytes = new byte[SingleSize];
        Encode(bytes.AsSpan(8));
        return bytes;
    }

    /// <summary>Whether both name the same region in REM_MEM_REG: the file offset is ignored (VU-41).</summary>
    public bool Matches(RegionDescription other) =>
        GuestAddress == other.GuestAddress && Length == other.Length && UserAddress == other.UserAddress;

    public override string ToString() => $"[guest 0x{GuestAddress:x} +0x{Length:x}, user 0x{UserAddress:x}, file offset 0x{FileOffset:x}]";
}

/// <summary>The payload of SET_MEM_TABLE.</summary>
/// <remarks>
/// <code>
///   0      4       8              8+32·n   byte
///   | n    | pad   | n regions    |
///   | u32  | u32   |              |
/// </code>
/// User-Mode Linux sends one unused slot behind its region, so a longer payload is legal.
/// </remarks>
internal static class MemoryTablePayload
{
    private const int HeadSize = 8;

    /// <returns>false if the payload is shorter than its count says.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out RegionDescription[] regions)
    {
        regions = [];
        if (payload.Length < HeadSize) return false;
        uint count = MemoryMarshal.Read<uint>(payload);
        if (count > (uint)(payload.Length - HeadSize) / RegionDescription.Size) return false;
        regions = new RegionDescription[count];
        for (int i = 0; i < regions.Length; i++) regions[i] = RegionDescription.Decode(payload[(HeadSize + i * RegionDescription.Size)..]);
        return true;
    }

    public static byte[] Encode(ReadOnlySpan<RegionDescription> regions)
    {
        var bytes = new byte[HeadSize + regions.Length * RegionDescription.Size];
        MemoryMarshal.Write(bytes, (uint)regions.Length);
        for (int i = 0; i < regions.Length; i++) regions[i].Encode(bytes.AsSpan(HeadSize + i * RegionDescription.Size));
        return bytes;
    }
}
