using System.Runtime.InteropServices;

namespace GpioHub.Transports.VhostUser;

/// <summary>Whole messages as bytes, header and payload, for both directions.</summary>
internal static class VhostUserFrame
{
    /// <summary>A request as a front-end sends it.</summary>
    /// <param name="payload">0 .. <see cref="VhostUserHeader.MaxPayloadBytes"/> bytes.</param>
    /// <param name="needReply">Sets NEED_REPLY: legal once REPLY_ACK is negotiated (VU-03).</param>
    public static byte[] Request(VhostUserRequest request, ReadOnlySpan<byte> payload = default, bool needReply = false) =>
        Build(request, VhostUserHeader.Version | (needReply ? VhostUserHeader.NeedReplyFlag : 0), payload);

    /// <summary>A request whose payload is one u64.</summary>
    public static byte[] Request(VhostUserRequest request, ulong value, bool needReply = false) =>
        Request(request, MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in value)), needReply);

    /// <summary>A reply: same request number, flags exactly 0x5 (VU-01, VU-02).</summary>
    public static byte[] Reply(VhostUserRequest request, ReadOnlySpan<byte> payload) =>
        Build(request, VhostUserHeader.ReplyFlags, payload);

    /// <summary>A reply of one u64: a value, or an acknowledgement (0 success, otherwise failure).</summary>
    public static byte[] Reply(VhostUserRequest request, ulong value) =>
        Reply(request, MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in value)));

    /// <summary>Reads a payload of exactly one u64.</summary>
    /// <returns>false if the length is not 8.</returns>
    public static bool TryReadU64(ReadOnlySpan<byte> payload, out ulong value)
    {
        value = 0;
        if (payload.Length != sizeof(ulong)) return false;
        value = MemoryMarshal.Read<ulong>(payload);
        return true;
    }

    private static byte[] Build(VhostUserRequest request, uint flags, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, VhostUserHeader.MaxPayloadBytes);
        var frame = new byte[VhostUserHeader.Size + payload.Length];
        new VhostUserHeader(request, flags, (uint)payload.Length).Encode(frame);
        payload.CopyTo(frame.AsSpan(VhostUserHeader.Size));
        return frame;
    }
}
