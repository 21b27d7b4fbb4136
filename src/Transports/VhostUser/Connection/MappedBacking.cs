using System.Runtime.InteropServices;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.Transports.VhostUser;

/// <summary>Guest memory in a shared mapping of the front-end's file.</summary>
public sealed class MappedBacking : MemoryBacking
{
    private readonly MappedMemory _mapping;

    private MappedBacking(MappedMemory mapping, bool startsOdd)
    {
        _mapping = mapping;
        StartsOdd = startsOdd;
    }

    public override ulong Length => _mapping.Length;

    public override bool StartsOdd { get; }

    public override string? Loss => _mapping.Loss switch
    {
        MemoryLoss.None => null,
        MemoryLoss.Hardware => "the memory of this machine failed there",
        _ => "it was cut short after it was mapped (or has holes, and its file system no room left)",
    };

    /// <summary>Maps a part of a file; the descriptor may be closed afterwards (VU-37).</summary>
    /// <param name="offset">First byte in the file: mmap_offset of the region.</param>
    /// <param name="length">Bytes: size of the region.</param>
    /// <param name="allowUnknownLength">As in <see cref="MappedMemory.Map"/>.</param>
    /// <exception cref="MappingRefusedException">The file cannot hold the range (VU-38).</exception>
    /// <exception cref="ErrnoException">mmap failed.</exception>
    public static MappedBacking Map(SafeHandle fd, ulong offset, ulong length, bool allowUnknownLength = false) =>
        new(MappedMemory.Map(fd, offset, length, allowUnknownLength), startsOdd: (offset & 1) != 0); // mappings start on a page

    public override Span<byte> Slice(ulong offset, int length) => _mapping.Slice(offset, length);

    public override void Prefetch(ulong offset) => _mapping.Prefetch(offset);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _mapping.Dispose();
        base.Dispose(disposing);
    }
}
