namespace GpioHub.Transports.Virtio;

/// <summary>Guest memory in a managed array, for tests, and for a driver and a device in one process.</summary>
public sealed class ArrayBacking(byte[] bytes) : MemoryBacking
{
    public ArrayBacking(int length) : this(new byte[length])
    {
    }

    public override ulong Length => (ulong)bytes.Length;

    public override bool StartsOdd => false; // the runtime aligns arrays

    public override Span<byte> Slice(ulong offset, int length) => bytes.AsSpan(checked((int)offset), length);
}
