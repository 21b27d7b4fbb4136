using System.Runtime.InteropServices;

namespace GpioHub.Transports.VhostUser;

/// <summary>struct vhost_user_config: a window on the device's config space; GET_CONFIG, SET_CONFIG.</summary>
/// <remarks>
/// <code>
///   0        4        8        12          12+len   byte
///   | offset | len    | flags  | bytes     |
///   | u32    | u32    | u32    | u8[len]   |
/// </code>
/// </remarks>
/// <param name="Offset">First byte of config space.</param>
/// <param name="Bytes">0 .. <see cref="MaxBytes"/> bytes; zeros in a GET_CONFIG request.</param>
/// <param name="Flags">0 = written by the guest, 1 = restored by a migration.</param>
internal readonly record struct ConfigPayload(uint Offset, uint Flags, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Bytes before the window.</summary>
    public const int HeadSize = 12;

    /// <summary>VHOST_USER_MAX_CONFIG_SIZE, bytes.</summary>
    public const int MaxBytes = 256;

    /// <summary>VHOST_SET_CONFIG_TYPE_MIGRATION.</summary>
    public const uint MigrationFlag = 1;

    /// <returns>false if the length disagrees with the payload, is above 256, or the window wraps (VU-50).</returns>
    public static bool TryDecode(ReadOnlyMemory<byte> payload, out ConfigPayload config)
    {
        config = default;
        if (payload.Length < HeadSize) return false;
        uint offset = MemoryMarshal.Read<uint>(payload.Span);
        uint length = MemoryMarshal.Read<uint>(payload.Span[4..]);
        if (length > MaxBytes || length != payload.Length - HeadSize || offset > uint.MaxValue - length) return false;
        config = new ConfigPayload(offset, MemoryMarshal.Read<uint>(payload.Span[8..]), payload[HeadSize..]);
        return true;
    }

    public byte[] Encode()
    {
        var bytes = new byte[HeadSize + Bytes.Length];
        MemoryMarshal.Write(bytes, Offset);
        MemoryMarshal.Write(bytes.AsSpan(4), (uint)Bytes.Length);
        MemoryMarshal.Write(bytes.AsSpan(8), Flags);
        Bytes.Span.CopyTo(bytes.AsSpan(HeadSize));
        return bytes;
    }
}
