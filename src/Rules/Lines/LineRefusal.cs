using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Rules.Lines;

/// <summary>Why a request was answered ERR. The words are made when somebody asks (<see cref="RefusalText"/>): a guest may be refused as
/// fast as it likes.</summary>
public enum LineRefusal : byte
{
    /// <summary>It was not answered ERR; or it was, and counts as no error: whoever lists a device reads spare slots too.</summary>
    None,

    /// <summary>Nothing is wired to the line (IF-1.10).</summary>
    Spare,

    /// <summary>OUT, where <c>access</c> is <c>in</c> (IF-1.10).</summary>
    ReadOnly,

    /// <summary>IN or an interrupt, where <c>access</c> is <c>out</c> (IF-1.10).</summary>
    WriteOnly,

    /// <summary>OUT while an interrupt is enabled (VG-D-27).</summary>
    InterruptEnabled,

    /// <summary>An interrupt while the line is OUT (VG-D-33).</summary>
    IsOutput,

    /// <summary>An interrupt without VIRTIO_GPIO_F_IRQ (VG-D-31).</summary>
    NotNegotiated,

    /// <summary>The chip is not there (VG-D-52).</summary>
    ChipAway,

    /// <summary>Another drives the line, and it is exclusive (IF-1.12).</summary>
    Contended,

    /// <summary>The chip said no.</summary>
    ChipRefused,

    /// <summary>The chip has not answered in time (HR-05).</summary>
    Late,

    /// <summary>The line's actor failed.</summary>
    Failed,

    /// <summary>The hub itself has crashed over it, more than once.</summary>
    Poison,

    /// <summary>The descriptors make no request (VQ-50…58).</summary>
    BadChain,

    /// <inheritdoc cref="WireFault.TooShort"/>
    TooShort,

    /// <summary>There is no room for the answer (VG-D-19).</summary>
    NoRoom,

    /// <inheritdoc cref="WireFault.UnknownType"/>
    UnknownType,

    /// <inheritdoc cref="WireFault.LineOutOfRange"/>
    NoSuchLine,

    /// <inheritdoc cref="WireFault.ValueOutOfRange"/>
    BadValue,
}

/// <summary>A request that was answered ERR.</summary>
/// <param name="Message">As far as it could be read: its type, line and value may be none that exist.</param>
/// <param name="Detail">What is known beyond <paramref name="Reason"/>: who holds the line, what the kernel said; null = nothing.</param>
/// <param name="Ns">When; monotonic, nanoseconds.</param>
public readonly record struct RefusedRequest(LineRefusal Reason, GpioRequest Message, string? Detail, long Ns);
