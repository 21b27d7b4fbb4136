namespace GpioHub.Transports.Virtio.Gpio;

/// <summary>Why guest bytes are not a request. Such a request is answered ERR (requestq) or INVALID (eventq), and counted.</summary>
public enum WireFault : byte
{
    None,

    /// <summary>Fewer readable bytes than the message has (VG-D-18, VG-D-45).</summary>
    TooShort,

    /// <summary><c>type</c> is not a message of virtio v1.2 §5.18.6 (VG-D-20).</summary>
    UnknownType,

    /// <summary><c>gpio</c> ≥ ngpio (VG-D-20, VG-D-45).</summary>
    LineOutOfRange,

    /// <summary><c>value</c> is not one that the message allows (VG-D-21).</summary>
    ValueOutOfRange,
}
