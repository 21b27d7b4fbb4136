using System.Runtime.InteropServices;

namespace GpioHub.Transports.VhostUser;

/// <summary>The twelve bytes before every vhost-user payload, in either direction.</summary>
/// <remarks>
/// Source: vhost-user protocol, "Header". Host-native byte order: both ends run on one machine.
/// <code>
///   0         4        8        12   byte
///   | request | flags  | size   |
///   | u32     | u32    | u32    |
/// </code>
/// flags: bits 0-1 version, bit 2 REPLY, bit 3 NEED_REPLY, the rest 0.
/// </remarks>
/// <param name="Request">Any number: unknown ones are the session's affair (VU-09).</param>
/// <param name="Flags">Raw, see the constants.</param>
/// <param name="PayloadBytes">Bytes that follow, 0 .. <see cref="MaxPayloadBytes"/>.</param>
public readonly record struct VhostUserHeader(VhostUserRequest Request, uint Flags, uint PayloadBytes)
{
    /// <summary>Length on the wire, bytes.</summary>
    public const int Size = 12;

    /// <summary>Longest payload that is read; our limit (VU-06), above the protocol's longest of 2056 bytes.</summary>
    public const int MaxPayloadBytes = 4096;

    /// <summary>The only protocol version there is, bits 0-1.</summary>
    public const uint Version = 0x1;

    private const uint VersionMask = 0x3;

    /// <summary>VHOST_USER_REPLY_MASK.</summary>
    public const uint ReplyFlag = 0x4;

    /// <summary>VHOST_USER_NEED_REPLY_MASK.</summary>
    public const uint NeedReplyFlag = 0x8;

    /// <summary>The whole flags word of every reply: QEMU compares it in full (VU-02).</summary>
    public const uint ReplyFlags = Version | ReplyFlag;

    /// <summary>The front-end asks for an acknowledgement; it counts only if REPLY_ACK was negotiated (VU-03).</summary>
    public bool NeedsReply => (Flags & NeedReplyFlag) != 0;

    public bool IsReply => (Flags & ReplyFlag) != 0;

    /// <summary>Decodes a header. Never throws, whatever a peer wrote.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    /// <returns>null, or what makes the connection unusable: version, unknown flag, length (VU-01, VU-06).</returns>
    public static string? Decode(ReadOnlySpan<byte> bytes, out VhostUserHeader header)
    {
        header = new VhostUserHeader(
            (VhostUserRequest)MemoryMarshal.Read<uint>(bytes),
            MemoryMarshal.Read<uint>(bytes[4..]),
            MemoryMarshal.Read<uint>(bytes[8..]));
        return header.Fault();
    }

    /// <summary>Why a header with these values ends a connection; null if it does not.</summary>
    public string? Fault()
    {
        if ((Flags & VersionMask) != Version) return $"header of message {(uint)Request} has version {Flags & VersionMask}, expected 1";
        if ((Flags & ~(VersionMask | ReplyFlag | NeedReplyFlag)) != 0)
            return $"header of message {(uint)Request} has undefined flags 0x{Flags:x}";
        if (PayloadBytes > MaxPayloadBytes)
            return $"message {(uint)Request} announces {PayloadBytes} bytes, at most {MaxPayloadBytes} are read";
        return null;
    }

    /// <summary>Writes the header to the first <see cref="Size"/> bytes of <paramref name="destination"/>.</summary>
    public void Encode(Span<byte> destination)
    {
        MemoryMarshal.Write(destination, (uint)Request);
        MemoryMarshal.Write(destination[4..], Flags);
        MemoryMarshal.Write(destination[8..], PayloadBytes);
    }
}
