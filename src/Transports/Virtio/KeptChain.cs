namespace GpioHub.Transports.Virtio;

/// <summary>What the device keeps of a chain of a packed ring while it holds it: the device's own used descriptors are written over the
/// driver's, so the ring does not show it any more (VQ-34).</summary>
/// <param name="Request">Its first readable bytes, the first of them lowest.</param>
/// <param name="FirstResponseByte">Guest address of the first writable byte.</param>
/// <param name="SecondResponseByte">Guest address of the second one; they may lie in two descriptors.</param>
/// <param name="ReadableLength">Device-readable bytes in all.</param>
/// <param name="WritableLength">Device-writable bytes.</param>
/// <param name="Descriptors">Slots that its list takes.</param>
/// <param name="RequestLength">How many bytes of the request there are, 0 .. <see cref="MostRequestBytes"/>.</param>
/// <param name="ResponseRoom">How many of the two answer bytes can be written.</param>
/// <remarks>It can be written where it is, and is: a copy that follows its making waits for every part of it.</remarks>
public record struct KeptChain(ulong Request, ulong FirstResponseByte, ulong SecondResponseByte, uint ReadableLength, uint WritableLength,
    ushort Descriptors, byte RequestLength, byte ResponseRoom)
{
    /// <summary>Bytes of the longest message that a driver sends.</summary>
    public const int MostRequestBytes = sizeof(ulong);
}
