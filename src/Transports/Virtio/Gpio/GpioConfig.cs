using System.Buffers.Binary;

namespace GpioHub.Transports.Virtio.Gpio;

/// <summary>The config space of the device. Constant for its life (VG-D-05); nothing in it can be written by the driver.</summary>
/// <remarks>
/// Source: virtio v1.2 §5.18.4, struct virtio_gpio_config. 8 bytes, little-endian.
/// <code>
///   0        2          4                   8   byte
///   | ngpio  | padding  | gpio_names_size   |
///   | le16   | 0        | le32              |
/// </code>
/// </remarks>
/// <param name="LineCount">ngpio, lines; at least 1.</param>
/// <param name="NamesSize">gpio_names_size, bytes; 0 = no names.</param>
public readonly record struct GpioConfig(ushort LineCount, uint NamesSize)
{
    /// <summary>Length on the wire, bytes.</summary>
    public const int Size = 8;

    /// <summary>Reads any part of config space; bytes past the end are 0 (VU-50).</summary>
    /// <param name="offset">First byte; drivers read byte by byte (VG-D-08).</param>
    public void Read(uint offset, Span<byte> destination)
    {
        destination.Clear();
        if (offset >= Size) return;
        Span<byte> whole = stackalloc byte[Size];
        Encode(whole);
        ReadOnlySpan<byte> rest = whole[(int)offset..];
        rest[..Math.Min(rest.Length, destination.Length)].CopyTo(destination);
    }

    /// <summary>Writes the <see cref="Size"/> bytes, padding included (VG-D-01).</summary>
    public void Encode(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, LineCount);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], NamesSize);
    }

    /// <summary>Decodes config space, on the driver's side. A longer config space is accepted, and its tail is ignored (VG-G-16).</summary>
    /// <returns>false if there are fewer than <see cref="Size"/> bytes.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out GpioConfig config)
    {
        config = default;
        if (bytes.Length < Size) return false;
        config = new GpioConfig(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
        return true;
    }
}
