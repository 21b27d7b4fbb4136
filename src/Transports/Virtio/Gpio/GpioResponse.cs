namespace GpioHub.Transports.Virtio.Gpio;

/// <summary>Answers on requestq, except the name block. Source: virtio v1.2 §5.18.6, struct virtio_gpio_response: u8 status, u8
/// value.</summary>
public static class GpioResponse
{
    /// <summary>Length on the wire, bytes.</summary>
    public const int Size = 2;

    /// <summary>Status ERR, value 0 (VG-D-12).</summary>
    public static ShortResponse Error => new((byte)GpioStatus.Error, 0, Size);

    /// <summary>Status OK.</summary>
    /// <param name="value">Direction, level, or 0 for SET messages (VG-D-13).</param>
    public static ShortResponse Ok(byte value = 0) => new((byte)GpioStatus.Ok, value, Size);

    /// <summary>Bytes of a successful answer. The writable part must hold them, or the request is not carried out (VG-D-19).</summary>
    /// <param name="nameBlockSize">gpio_names_size, bytes.</param>
    public static uint SizeFor(GpioMessage type, uint nameBlockSize) => type == GpioMessage.GetLineNames ? 1 + nameBlockSize : Size;
}
