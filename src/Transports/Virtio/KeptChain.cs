namespace GpioHub.Transports.Virtio;

/// <summary>What the device keeps of a chain of a packed ring while it holds it: the device's own used descriptors are written over the
/// driver's, so the ring does not show it any more (VQ-34).</summary>
/// <param name="Descriptors">Slots that its list takes.</param>
/// <param name="Request">Its first readable bytes, the first of them lowest.</param>
/// <param name="RequestLength">How many of them there are, 0 .. <see cref="MostRequestBytes"/>.</param>
/// <param name="ReadableLength">Device-readable bytes in all.</param>
/// <param name="WritableLength">Device-writable bytes.</param>
/// <param name="FirstResponseByte">Guest address of the first writable byte.</param>
/// <param name="SecondResponseByte">Guest address of the second one; they may lie in two descriptors.</param>
/// <param name="ResponseRoom">How many of these two bytes can be written.</param>
public readonly record struct KeptChain(ushort Descriptors, ulong Request, byte RequestLength, uint ReadableLength, uint WritableLength,
    ulong FirstResponseByte, ulong SecondResponseByte, byte ResponseRoom)
{
    /// <summary>Bytes of the longest message that a driver sends.</summary>
    public const int MostRequestBytes = sizeof(ulong);
}
