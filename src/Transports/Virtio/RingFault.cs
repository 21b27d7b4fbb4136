namespace GpioHub.Transports.Virtio;

/// <summary>Why a ring cannot be started or was broken: class Q of VQ-S9, and the refusals VQ-64, VQ-65.</summary>
public enum RingFault
{
    None,

    /// <summary>Size 0, not a power of two (split), or above <see cref="SplitLayout.MaxSize"/> (VQ-65).</summary>
    BadSize,

    /// <summary>A part is not aligned to 16/2/4, in guest addresses or in our mapping (VQ-64).</summary>
    Misaligned,

    /// <summary>A part of the ring is not wholly in guest memory (VQ-64, VU-40).</summary>
    OutsideMemory,

    /// <summary>Two parts share a byte (VQ-64).</summary>
    Overlap,

    /// <summary>Base, avail.idx and used.idx contradict each other (VQ-73).</summary>
    BadBase,

    /// <summary>avail.idx jumped by more than the queue size, or went backwards (VQ-59).</summary>
    AvailJump,

    /// <summary>The avail ring names a descriptor that does not exist (VQ-51).</summary>
    HeadOutOfRange,

    /// <summary>The avail ring offers a head that has not been returned (VQ-61).</summary>
    HeadInFlight,

    /// <summary>The memory table changed and the response buffer of a chain in flight is gone (VQ-16).</summary>
    ResponseOutsideMemory,

    /// <summary>The ring was to go on where it is, and its memory is not as it was left (VU-33).</summary>
    Changed,

    /// <summary>Packed: a descriptor that belongs to what was offered is not available, or is taken back (VQ-71).</summary>
    NotAvailable,
}

/// <summary>Ring faults in words, for people.</summary>
public static class RingFaultText
{
    /// <summary>The fault as the end of a sentence.</summary>
    public static string InWords(this RingFault fault) => fault switch
    {
        RingFault.None => "nothing is wrong",
        RingFault.BadSize => $"its size is no power of 2 from 1 to {SplitLayout.MaxSize}",
        RingFault.Misaligned => "its parts are not aligned to 16, 2 and 4 bytes",
        RingFault.OutsideMemory => "it is not wholly in guest memory",
        RingFault.Overlap => "its parts overlap",
        RingFault.BadBase => "its base does not fit its indices; expected used.idx ≤ base ≤ avail.idx, within the ring's size",
        RingFault.AvailJump => "avail.idx jumped by more than the ring's size, or went back",
        RingFault.HeadOutOfRange => "the avail ring names a descriptor that does not exist",
        RingFault.HeadInFlight => "the avail ring offers a chain that has not been returned",
        RingFault.NotAvailable => "a descriptor of an offered list is not available",
        RingFault.ResponseOutsideMemory => "the memory for an answer is gone",
        RingFault.Changed => "it was not set up again after its stop, and its memory is not as it was left",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "no such fault"),
    };
}

/// <summary>Why one chain is not a request: class C of VQ-S9. The head is still returned, once.</summary>
public enum ChainFault
{
    None,

    /// <summary>The links revisit a descriptor (VQ-50).</summary>
    Loop,

    /// <summary>More descriptors than the queue has entries (VQ-50).</summary>
    TooLong,

    /// <summary><c>next</c> points past its table (VQ-52).</summary>
    NextOutOfRange,

    /// <summary>A buffer is not wholly in guest memory (VQ-53).</summary>
    OutsideMemory,

    /// <summary>A device-readable buffer follows a device-writable one (VQ-55).</summary>
    ReadableAfterWritable,

    /// <summary>There is no byte to answer in (VQ-56).</summary>
    NoWritable,

    /// <summary>More than <see cref="FetchedChain.MaxBytes"/> in all (VQ-57).</summary>
    TooMuch,

    /// <summary>INDIRECT without VIRTIO_F_INDIRECT_DESC (VQ-58).</summary>
    IndirectNotNegotiated,

    /// <summary>INDIRECT inside an indirect table (VQ-58).</summary>
    IndirectNested,

    /// <summary>INDIRECT and NEXT in one descriptor (VQ-58).</summary>
    IndirectWithNext,

    /// <summary>A table of length 0, not a multiple of 16, above 1024 entries, or not wholly in guest memory (VQ-58, VQ-21).</summary>
    BadIndirectTable,
}
