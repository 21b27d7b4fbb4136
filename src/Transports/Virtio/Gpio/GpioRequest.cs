using System.Buffers.Binary;

namespace GpioHub.Transports.Virtio.Gpio;

/// <summary>A request on requestq: what the guest asks of one line.</summary>
/// <remarks>
/// Source: virtio v1.2 §5.18.6, struct virtio_gpio_request. 8 bytes, little-endian, written by the driver.
/// <code>
///   0        2        4                 8   byte
///   | type   | gpio   | value           |
///   | le16   | le16   | le32            |
/// </code>
/// </remarks>
/// <param name="Type">A named value; unknown types never get past <see cref="Decode"/>.</param>
/// <param name="Line">Line number, 0 .. ngpio-1; 0 for GetLineNames.</param>
/// <param name="Value">In range for <paramref name="Type"/>; 0 for the messages that carry none.</param>
public readonly record struct GpioRequest(GpioMessage Type, ushort Line, uint Value)
{
    /// <summary>Length on the wire, bytes.</summary>
    public const int Size = 8;

    /// <summary>For SetDirection.</summary>
    public GpioDirection Direction => (GpioDirection)Value;

    /// <summary>For SetIrqType.</summary>
    public IrqType IrqType => (IrqType)Value;

    /// <summary>For SetValue.</summary>
    public bool Level => Value != 0;

    /// <summary>Decodes one request. Never throws: every byte comes from the guest.</summary>
    /// <param name="copy">A private copy; guest memory may change between a check and a use. Bytes past the eighth are ignored
    /// (VG-D-18).</param>
    /// <param name="lineCount">ngpio as offered in config space, lines.</param>
    /// <returns><see cref="WireFault.None"/>, or why the bytes were refused; then <paramref name="request"/> is default.</returns>
    public static WireFault Decode(ReadOnlySpan<byte> copy, ushort lineCount, out GpioRequest request)
    {
        request = default;
        if (copy.Length < Size) return WireFault.TooShort;

        var type = (GpioMessage)BinaryPrimitives.ReadUInt16LittleEndian(copy);
        ushort line = BinaryPrimitives.ReadUInt16LittleEndian(copy[2..]);
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(copy[4..]);

        if (type is < GpioMessage.GetLineNames or > GpioMessage.SetIrqType) return WireFault.UnknownType;
        if (type == GpioMessage.GetLineNames) line = 0; // it has no line, virtio v1.2 §5.18.6.1
        else if (line >= lineCount) return WireFault.LineOutOfRange;

        // All 32 bits count: 0x101 is not OUT, 0x10001 is not an irq type (VG-D-20).
        bool legal = type switch
        {
            GpioMessage.SetDirection => value <= (uint)GpioDirection.In,
            GpioMessage.SetValue => value <= 1,
            GpioMessage.SetIrqType => value is <= (uint)IrqType.LevelHigh or (uint)IrqType.LevelLow,
            _ => true,
        };
        if (!legal) return WireFault.ValueOutOfRange;
        if (type is GpioMessage.GetLineNames or GpioMessage.GetDirection or GpioMessage.GetValue) value = 0;

        request = new GpioRequest(type, line, value);
        return WireFault.None;
    }

    /// <summary>Writes the <see cref="Size"/> bytes, on the driver's side.</summary>
    public void Encode(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)Type);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], Line);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], Value);
    }
}
