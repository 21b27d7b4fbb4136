using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;

namespace GpioHub.TestKit.Memory;

/// <summary>A stand-in for the memfd that front-end and back-end share: a guest's RAM in a managed array.</summary>
/// <param name="bytes">The whole file.</param>
/// <param name="touched">Called before each access through a mapping of this descriptor, with the offset into the mapping; null = nobody
/// wants to know.</param>
internal sealed class LocalRam(byte[] bytes, Action<ulong>? touched = null) : FileDescriptor, IMemoryFile
{
    public ulong Length => (ulong)bytes.Length;

    /// <summary>The descriptor that the other side receives: the same bytes, closed on its own.</summary>
    public LocalRam Duplicate() => new(bytes, touched);

    public MemoryBacking Map(ulong offset, ulong length) => new Part(bytes, offset, length, touched);

    /// <summary>A mapped part of the array.</summary>
    private sealed class Part(byte[] bytes, ulong offset, ulong length, Action<ulong>? touched) : MemoryBacking
    {
        public override ulong Length => length;

        public override bool StartsOdd => (offset & 1) != 0;      // the runtime aligns arrays

        public override Span<byte> Slice(ulong from, int count)
        {
            touched?.Invoke(from);
            return bytes.AsSpan(checked((int)offset), checked((int)length)).Slice(checked((int)from), count);
        }
    }
}
