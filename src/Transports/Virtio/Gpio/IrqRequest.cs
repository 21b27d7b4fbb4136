using System.Buffers.Binary;

namespace GpioHub.Transports.Virtio.Gpio;

/// <summary>The readable half of an eventq pair: which line the driver unmasks.</summary>
/// <remarks>Source: virtio v1.2 §5.18.7, struct virtio_gpio_irq_request. 2 bytes: le16 gpio.</remarks>
/// <param name="Line">0 .. ngpio-1.</param>
public readonly record struct IrqRequest(ushort Line)
{
    /// <summary>Length on the wire, bytes.</summary>
    public const int Size = 2;

    /// <summary>Decodes one request; bytes past the second are ignored.</summary>
    /// <param name="copy">A private copy.</param>
    /// <param name="lineCount">ngpio, lines.</param>
    public static WireFault Decode(ReadOnlySpan<byte> copy, ushort lineCount, out IrqRequest request)
    {
        request = default;
        if (copy.Length < Size) return WireFault.TooShort;
        ushort line = BinaryPrimitives.ReadUInt16LittleEndian(copy);
        if (line >= lineCount) return WireFault.LineOutOfRange;
        request = new IrqRequest(line);
        return WireFault.None;
    }

    /// <summary>Writes the <see cref="Size"/> bytes, on the driver's side.</summary>
    public void Encode(Span<byte> destination) => BinaryPrimitives.WriteUInt16LittleEndian(destination, Line);
}

/// <summary>The writable half of an eventq pair. Source: virtio v1.2 §5.18.7, struct virtio_gpio_irq_response: u8 status.</summary>
public static class IrqResponse
{
    /// <summary>Length on the wire, bytes; used.len is always this (VG-D-46).</summary>
    public const int Size = 1;

    /// <summary>An interrupt happened.</summary>
    public static ShortResponse Valid => new((byte)IrqStatus.Valid, 0, Size);

    /// <summary>The pair comes back without an interrupt.</summary>
    public static ShortResponse Invalid => new((byte)IrqStatus.Invalid, 0, Size);
}
