using System.Runtime.InteropServices;

namespace GpioHub.Transports.VhostUser;

/// <summary>struct vhost_vring_state: a ring and one number; SET_VRING_NUM, _BASE, _ENABLE, GET_VRING_BASE.</summary>
/// <remarks>
/// <code>
///   0        4       8   byte
///   | index  | num   |
///   | u32    | u32   |
/// </code>
/// </remarks>
/// <param name="Index">Ring, any number: the session checks it (VU-26).</param>
/// <param name="Value">Entries, an index, or 0/1, as the message says.</param>
internal readonly record struct VringState(uint Index, uint Value)
{
    /// <summary>Length on the wire, bytes.</summary>
    public const int Size = 8;

    /// <returns>false if the length is wrong.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out VringState state)
    {
        state = default;
        if (payload.Length != Size) return false;
        state = new VringState(MemoryMarshal.Read<uint>(payload), MemoryMarshal.Read<uint>(payload[4..]));
        return true;
    }

    public byte[] Encode()
    {
        var bytes = new byte[Size];
        MemoryMarshal.Write(bytes, Index);
        MemoryMarshal.Write(bytes.AsSpan(4), Value);
        return bytes;
    }
}

/// <summary>The u64 of SET_VRING_KICK, _CALL, _ERR.</summary>
/// <remarks>Bits 0-7 ring index, bit 8 "no descriptor attached", the rest 0.</remarks>
/// <param name="Index">Ring, 0 .. 255: the session checks it (VU-26).</param>
/// <param name="NoFd">No descriptor comes with the message (VU-30).</param>
internal readonly record struct VringFd(uint Index, bool NoFd)
{
    /// <summary>Length on the wire, bytes.</summary>
    public const int Size = 8;

    private const ulong IndexMask = 0xff;
    private const ulong NoFdFlag = 0x100;

    /// <returns>false if the length is wrong or an undefined bit is set.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out VringFd ring)
    {
        ring = default;
        if (!VhostUserFrame.TryReadU64(payload, out ulong value) || (value & ~(IndexMask | NoFdFlag)) != 0) return false;
        ring = new VringFd((uint)(value & IndexMask), (value & NoFdFlag) != 0);
        return true;
    }

    public byte[] Encode()
    {
        var bytes = new byte[Size];
        MemoryMarshal.Write(bytes, Index | (NoFd ? NoFdFlag : 0));
        return bytes;
    }
}

/// <summary>struct vhost_vring_addr: the addresses of a ring's parts, in the front-end's own address space.</summary>
/// <remarks>
/// <code>
///   0 4 8 16 24 32 40 byte
///   | index | flags | desc | used | avail | log |
///   | u32 | u32 | u64 | u64 | u64 | u64 |
/// </code>
/// used comes before avail. flags bit 0: log writes to the used ring at <c>log</c>, which is garbage otherwise.
/// </remarks>
/// <param name="Descriptors">User address of the descriptor table, 16-byte aligned.</param>
/// <param name="Used">User address of the used ring, 4-byte aligned.</param>
/// <param name="Available">User address of the avail ring, 2-byte aligned.</param>
/// <param name="Log">Guest physical address of the used ring; meaningless unless flags bit 0 is set.</param>
public readonly record struct VringAddresses(uint Index, uint Flags, ulong Descriptors, ulong Used, ulong Available, ulong Log)
{
    /// <summary>Length on the wire, bytes.</summary>
    public const int Size = 40;

    /// <returns>false if the length is wrong.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out VringAddresses addresses)
    {
        addresses = default;
        if (payload.Length != Size) return false;
        addresses = new VringAddresses(
            MemoryMarshal.Read<uint>(payload),
            MemoryMarshal.Read<uint>(payload[4..]),
            MemoryMarshal.Read<ulong>(payload[8..]),
            MemoryMarshal.Read<ulong>(payload[16..]),
            MemoryMarshal.Read<ulong>(payload[24..]),
            MemoryMarshal.Read<ulong>(payload[32..]));
        return true;
    }

    public byte[] Encode()
    {
        var bytes = new byte[Size];
        MemoryMarshal.Write(bytes, Index);
        MemoryMarshal.Write(bytes.AsSpan(4), Flags);
        MemoryMarshal.Write(bytes.AsSpan(8), Descriptors);
        MemoryMarshal.Write(bytes.AsSpan(16), Used);
        MemoryMarshal.Write(bytes.AsSpan(24), Available);
        MemoryMarshal.Write(bytes.AsSpan(32), Log);
        return bytes;
    }

    /// <summary>Whether both are the same place in memory: a message that only toggles logging is not a new set-up.</summary>
    public bool SamePlace(VringAddresses other) =>
        Descriptors == other.Descriptors && Used == other.Used && Available == other.Available;
}
