using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>A two-byte answer on requestq. Source: virtio v1.2 §5.18.6, struct virtio_gpio_response.</summary>
/// <param name="Status">OK or ERR; any other status is refused before.</param>
/// <param name="Value">Direction or level; 0 for SET messages and with ERR.</param>
public readonly record struct GpioReply(GpioStatus Status, byte Value);

/// <summary>The result of a chain that was queued as raw bytes.</summary>
/// <param name="UsedLength">used.len, bytes.</param>
/// <param name="Written">All device-writable bytes of the chain, in order; bytes that the device did not write read 0xEE.</param>
public sealed record RawCompletion(uint UsedLength, byte[] Written);

/// <summary>The exception for an answer ERR; the message says to which request.</summary>
public sealed class GpioRequestException : Exception
{
    public GpioRequestException(GpioMessage request, ushort line, uint value)
        : base($"the device answered ERR to {request} of line {line}, value {value}")
    {
        Request = request;
        Line = line;
    }

    public GpioRequestException(string message)
        : base(message)
    {
    }

    public GpioRequestException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public GpioRequestException()
    {
    }

    public GpioMessage Request { get; }

    public ushort Line { get; }
}
