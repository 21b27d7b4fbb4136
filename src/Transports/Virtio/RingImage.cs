namespace GpioHub.Transports.Virtio;

/// <summary>A ring without its chains, as a successor of this process needs it.</summary>
/// <param name="NextUsed">Before the publication of what is staged.</param>
/// <param name="LastSerial">The serial of the last fetch.</param>
/// <param name="Base">Packed: both places (VQ-36), before the publication of what is staged; split: 0.</param>
/// <param name="IsLeft">It is stopped, and a driver that goes on finds what it has left there (VU-48).</param>
public readonly record struct RingImage(RingState State, RingFault Fault, RingAddresses At, ushort Size, RingFeatures Features,
    ushort NextAvail, ushort NextUsed, uint LastSerial, uint Base, bool IsLeft);

/// <summary>What a head is to the device.</summary>
public enum HeadStage : byte
{
    /// <summary>The driver's, or already returned to it.</summary>
    Free,

    /// <summary>Fetched, and not answered.</summary>
    InFlight,

    /// <summary>Answered, and not published.</summary>
    Staged,
}

/// <summary>One chain that the device holds, as a successor of this process needs it.</summary>
/// <param name="Order">In flight: the serial of its fetch. Staged: its place among what is staged, from 1.</param>
/// <param name="Line">Line it was assigned to; −1 while undispatched.</param>
/// <param name="First">Staged: the first byte of the answer.</param>
/// <param name="ResponseLength">Staged: bytes that a flush writes, 0 .. 2.</param>
/// <param name="UsedLength">Staged: used.len, bytes.</param>
public readonly record struct HeadImage(HeadStage Stage, uint Order, int Line, byte First, byte Second, byte ResponseLength,
    uint UsedLength);

/// <summary>A chain that the device holds, by its head.</summary>
/// <param name="Kept">Of a packed ring: what is kept of it. Of a staged one only its descriptors and where its answer goes are
/// read.</param>
public readonly record struct HeldHead(ushort Head, HeadImage Image, KeptChain Kept = default);
