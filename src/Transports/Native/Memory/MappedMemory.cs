using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace GpioHub.Transports.Native;

/// <summary>A part of a file mapped shared, readable and writable.</summary>
/// <remarks>
/// Another process writes it at the same time: read each field once, into a copy, and check the copy.
/// Spans must not outlive the mapping, and nobody counts them: the owner disposes between turns, on the thread that uses the spans (HR-07).
/// A file that can be sealed is sealed against shrinking before its length is read. If another one is shortened, what is touched of the
/// missing part is zeros from then on, which nobody else sees, and <see cref="Loss"/> tells (VQ-69).
/// </remarks>
public sealed class MappedMemory : SafeHandle
{
    private readonly nuint _mappedLength;
    private readonly nint _lead;
    private readonly GuardedRange? _guard;
    private byte _ahead;

    private MappedMemory(nint start, nuint mappedLength, nint lead, ulong length, bool canShrink, GuardedRange? guard)
        : base(-1, ownsHandle: true)
    {
        CanShrink = canShrink;
        _guard = guard;
        _mappedLength = mappedLength;
        _lead = lead;
        Length = length;
        SetHandle(start);
    }

    /// <summary>Bytes that were asked for.</summary>
    public ulong Length { get; }

    /// <summary>Whether the other process can still take the memory away: it is not sealed against shrinking (VU-43).</summary>
    public bool CanShrink { get; }

    /// <summary>Whether some of it is gone.</summary>
    public MemoryLoss Loss => _guard?.Loss ?? MemoryLoss.None;

    public override bool IsInvalid => handle is -1 or 0;

    /// <summary>Maps bytes <paramref name="offset"/> .. <paramref name="offset"/> + <paramref name="length"/> − 1 of a file.</summary>
    /// <param name="offset">Any value; the bytes before it in its block are mapped too but out of reach (VU-37).</param>
    /// <param name="length">Bytes, &gt; 0.</param>
    /// <param name="allowUnknownLength">Accept a file that is not regular and so cannot be checked against SIGBUS (VU-38), and files of
    /// which <see cref="FdInfo.MayStall"/> warns.</param>
    /// <exception cref="MappingRefusedException">Zero length, overflow, a file that is shorter, of unknown length, or whose accesses may
    /// stall; or one that can shrink, where this process would not survive it.</exception>
    /// <exception cref="ErrnoException">mmap failed; EACCES: not opened for reading and writing.</exception>
    public static MappedMemory Map(SafeHandle fd, ulong offset, ulong length, bool allowUnknownLength = false)
    {
        bool sealedNow = FdInfo.TrySealAgainstShrinking(fd);
        Libc.statx stat = FdInfo.Stat(fd);
        if (length == 0) throw new MappingRefusedException("a mapping of 0 bytes");
        if (length > long.MaxValue || offset > long.MaxValue - length)
            throw new MappingRefusedException($"offset {offset} + length {length} is beyond any file");
        bool regular = (stat.stx_mode & Libc.S_IFMT) == Libc.S_IFREG;
        if (!regular && !allowUnknownLength) throw new MappingRefusedException("not a regular file, so its length is unknown");
        if (regular && !allowUnknownLength && FdInfo.MayStall(fd))
        {
            throw new MappingRefusedException(
                "its file system could keep an access waiting; use a memfd, a file in /dev/shm or hugetlbfs, or one on a disk");
        }
        if (regular && offset + length > stat.stx_size)
            throw new MappingRefusedException($"offset {offset} + length {length} is beyond the file's {stat.stx_size} bytes");
        if (!sealedNow && BusErrors.WhyNot is { } whyNot)
        {
            throw new MappingRefusedException($"its owner can still shorten it, and this process would not survive that here ({whyNot}); " +
                "use a memfd that can be sealed");
        }

        ulong granule = Granule(stat.stx_blksize);
        ulong start = offset & ~(granule - 1);
        ulong lead = offset - start;
        ulong whole = checked(lead + length + granule - 1) & ~(granule - 1);
        nint address = Libc.mmap(0, checked((nuint)whole), Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, (long)start);
        if (address == -1) throw ErrnoException.Last("mmap");
        return new MappedMemory(address, (nuint)whole, (nint)lead, length, !sealedNow, Guard(address, (nuint)whole, granule));
    }

    /// <summary>The bytes at <paramref name="offset"/>. Allocates nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not wholly inside the mapping.</exception>
    public unsafe Span<byte> Slice(ulong offset, int length)
    {
        if (IsClosed || !Contains(offset, length)) throw NotThere(offset, length);
        // SAFETY: offset + length ≤ Length was checked just now without overflow; lead + Length ≤ the mapped length by construction.
        return new Span<byte>((byte*)handle + _lead + (nint)offset, length);
    }

    /// <summary>Has the processor fetch the cache line at <paramref name="offset"/>, which somebody is about to read. Nothing waits for it,
    /// and nothing faults; an offset outside the mapping does nothing.</summary>
    public unsafe void Prefetch(ulong offset)
    {
        if (IsClosed || !Contains(offset, 1)) return;
        // SAFETY: as in Slice; one byte.
        byte* at = (byte*)handle + _lead + (nint)offset;
        if (Sse.IsSupported) Sse.Prefetch0(at);
        else _ahead = *at;      // .NET has no instruction for it: a plain load, kept so that it is one. Loads behind an acquire would wait
    }

    /// <summary>Whether <see cref="Slice"/> would succeed on an open mapping.</summary>
    public bool Contains(ulong offset, int length) => length >= 0 && offset <= Length && (ulong)length <= Length - offset;

    private Exception NotThere(ulong offset, int length) => IsClosed
        ? new ObjectDisposedException(nameof(MappedMemory))
        : new ArgumentOutOfRangeException(nameof(offset), $"{length} bytes at {offset} of {Length}");

    // On another thread: the last process to unmap a dead machine's memory frees all of it, and the other guests cannot wait that long.
    protected override bool ReleaseHandle()
    {
        _guard?.Dispose();
        BackgroundRelease.Unmap(handle, _mappedLength);
        return true;
    }

    // Also of sealed memory: holes without a block to fill them, and broken memory, are not the owner's doing.
    private static GuardedRange? Guard(nint address, nuint length, ulong granule)
    {
        if (BusErrors.WhyNot is not null) return null;
        if (BusErrors.Guard(address, length, granule) is { } guard) return guard;
        _ = Libc.munmap(address, length);
        throw new MappingRefusedException("this process maps too much memory already");
    }

    // hugetlb wants offset and length in huge pages, and gives their size as the block size. No other file minds the larger granule.
    internal static ulong Granule(uint blockSize)
    {
        ulong page = (ulong)Environment.SystemPageSize;
        return blockSize > page && BitOperations.IsPow2(blockSize) ? blockSize : page;
    }
}
