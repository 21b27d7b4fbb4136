namespace GpioHub.GuestDriver.Virtio;

/// <summary>One buffer of a chain.</summary>
/// <param name="Address">Guest physical address.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Writable">The device writes it; else the device only reads it. Writable buffers come last (VQ-83).</param>
public readonly record struct GuestBuffer(ulong Address, uint Length, bool Writable);

/// <summary>A chain that the device gave back.</summary>
/// <param name="Token">What the caller gave to <see cref="DriverRing.TryAdd"/>.</param>
/// <param name="Length">Bytes that the device says it wrote, at most the writable bytes; only these may be trusted.</param>
public readonly record struct UsedChain(ushort Head, ulong Token, uint Length);

public enum CollectResult
{
    Empty,
    Used,

    /// <summary>The device broke the ring: see <see cref="DriverRing.Fault"/>; only a reset helps.</summary>
    Fault,
}

/// <summary>What the device did to break the ring (VQ-84).</summary>
public enum DriverRingFault
{
    None,

    /// <summary>Split: used.idx moved by more than is outstanding, or backwards.</summary>
    UsedJump,

    /// <summary>used.id ≥ queue size, or a number that is not the head, packed the id, of an outstanding chain.</summary>
    NotOutstanding,

    /// <summary>used.len is more than the chain's writable bytes.</summary>
    LengthTooLong,
}
