using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;

namespace GpioHub.TestKit.Memory;

/// <summary>A stand-in for the memfd that front-end and back-end share: a guest's RAM in a managed array.</summary>
internal sealed class LocalRam(byte[] bytes) : FileDescriptor, IMemoryFile
{
    public ulong Length => (ulong)bytes.Length;

    /// <summary>The descriptor that the other side receives: the same bytes, closed on its own.</summary>
    public LocalRam Duplicate() => new(bytes);

    public MemoryBacking Map(ulong offset, ulong length) => new Part(bytes, offset, length);

    /// <summary>A mapped part of the array.</summary>
    private sealed class Part(byte[] bytes, ulong offset, ulong length) : MemoryBacking
    {
        public override ulong Length => length;

        public override bool StartsOdd => (offset & 1) != 0;      // the runtime aligns arrays

        public override Span<byte> Slice(ulong from, int count) =>
            bytes.AsSpan(checked((int)offset), checked((int)length)).Slice(checked((int)from), count);
    }
}
