namespace GpioHub.Transports.Virtio;

/// <summary>A flat run of bytes behind guest memory: a mapped file descriptor, or an array in tests.</summary>
/// <remarks>
/// The guest shares the bytes: any of them may change between two reads. Whoever mapped it disposes of it, after the last ring that could
/// reach it has been stopped or retranslated.
/// </remarks>
public abstract class MemoryBacking : IDisposable
{
    /// <summary>Bytes that may be sliced; constant for the life of the object.</summary>
    public abstract ulong Length { get; }

    /// <summary>True if byte 0 lies at an odd address of this process: then no 16-bit word of a ring may start at an even offset.</summary>
    public abstract bool StartsOdd { get; }

    /// <summary>Why some of the bytes are gone, for people; null = they are all there. What is gone reads as zeros (VQ-69).</summary>
    public virtual string? Loss => null;

    /// <summary>A window on the bytes, valid until the end of the current turn; never stored.</summary>
    /// <param name="offset">First byte; <paramref name="offset"/> + <paramref name="length"/> ≤ <see cref="Length"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside the backing: a bug of the caller; a guest cannot cause it.</exception>
    public abstract Span<byte> Slice(ulong offset, int length);

    /// <summary>Has the processor fetch what is at <paramref name="offset"/>, because it is about to be read. A hint: it may do
    /// nothing.</summary>
    /// <param name="offset">Below <see cref="Length"/>.</param>
    public virtual void Prefetch(ulong offset)
    {
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
