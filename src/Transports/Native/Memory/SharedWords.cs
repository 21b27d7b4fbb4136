using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>Words of a memory file that this process shares with whoever follows it.</summary>
/// <remarks>
/// The file is sealed against any change of its size, so no access faults. A process that is killed has stored each word wholly or not at
/// all, and, of the stores of one thread, those that come first in its program: <see cref="Write"/> keeps the compiler from changing that
/// order, and there is nothing that a processor could change, because its stores do not die with the process.
/// </remarks>
public sealed class SharedWords : SafeHandle
{
    private readonly nuint _bytes;

    private SharedWords(nint start, int count)
        : base(-1, ownsHandle: true)
    {
        (Count, _bytes) = (count, (nuint)count * sizeof(ulong));
        SetHandle(start);
    }

    /// <summary>Words.</summary>
    public int Count { get; }

    public override bool IsInvalid => handle is -1 or 0;

    /// <summary>Maps all of a memory file.</summary>
    /// <exception cref="MappingRefusedException">Its size may change, or is no number of words.</exception>
    /// <exception cref="ErrnoException">mmap failed.</exception>
    public static SharedWords Map(SafeHandle fd)
    {
        const FileSeals needed = FileSeals.Shrink | FileSeals.Grow;
        if (FdInfo.Seals(fd) is not { } seals || (seals & needed) != needed) throw new MappingRefusedException("its size is not sealed");
        ulong size = FdInfo.Stat(fd).stx_size;
        if (size == 0 || size % sizeof(ulong) != 0 || size / sizeof(ulong) > int.MaxValue)
            throw new MappingRefusedException($"{size} bytes are no record");
        nint address = Libc.mmap(0, (nuint)size, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
        if (address == -1) throw ErrnoException.Last("mmap");
        return new SharedWords(address, (int)(size / sizeof(ulong)));
    }

    /// <summary>A word.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such word, or the mapping is gone.</exception>
    public unsafe ulong Read(int index)
    {
        Check(index);
        // SAFETY: the index was checked just now; the mapping holds Count words until the handle is released.
        return Volatile.Read(ref *((ulong*)handle + index));
    }

    /// <summary>Stores a word, behind every store that comes before it in the program.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such word, or the mapping is gone.</exception>
    public unsafe void Write(int index, ulong value)
    {
        Check(index);
        // SAFETY: as in Read.
        Volatile.Write(ref *((ulong*)handle + index), value);
    }

    /// <summary>Words into which a system call may write.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no such words, or the mapping is gone.</exception>
    public unsafe Span<ulong> Span(int index, int count)
    {
        Check(index);
        Check(index + count - 1);
        // SAFETY: both ends were checked just now; the mapping holds Count words until the handle is released.
        return new Span<ulong>((ulong*)handle + index, count);
    }

    /// <summary>Stores a word if it is less, whoever else raises it at the same time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such word, or the mapping is gone.</exception>
    public unsafe void Raise(int index, ulong value)
    {
        Check(index);
        // SAFETY: as in Read.
        ref ulong word = ref *((ulong*)handle + index);
        for (ulong known = Volatile.Read(ref word); known < value;)
        {
            ulong now = Interlocked.CompareExchange(ref word, value, known);
            if (now == known) return;
            known = now;
        }
    }

    /// <summary>Replaces a word, and notes before that where it was and what it held: the two words of the note, how many notes there are,
    /// then the word, in this order.</summary>
    /// <param name="note">The first of two words.</param>
    /// <param name="counter">Where the number of notes is.</param>
    /// <param name="count">With this one.</param>
    /// <returns>false = it holds the value already, and nothing was stored.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such word, or the mapping is gone.</exception>
    public unsafe bool Replace(int index, ulong value, int note, int counter, ulong count)
    {
        Check(index);
        Check(counter);
        Check(note + 1);
        // SAFETY: all indices were checked just now; the mapping holds Count words until the handle is released.
        ulong* words = (ulong*)handle;
        ulong before = Volatile.Read(ref words[index]);
        if (before == value) return false;
        Volatile.Write(ref words[note], (ulong)index);
        Volatile.Write(ref words[note + 1], before);
        Volatile.Write(ref words[counter], count);
        Volatile.Write(ref words[index], value);
        return true;
    }

    /// <summary>Makes these words resident, and keeps them so as far as RLIMIT_MEMLOCK allows: no fault may come where a killed thread
    /// stores.</summary>
    /// <returns>Whether they are locked.</returns>
    public bool Lock(int index, int count)
    {
        Check(index);
        Check(index + count - 1);
        nint page = Environment.SystemPageSize;
        nint from = (handle + (nint)index * sizeof(ulong)) / page * page;
        nint end = handle + ((nint)index + count) * sizeof(ulong);
        _ = Libc.madvise(from, (nuint)(end - from), Libc.MADV_POPULATE_WRITE);     // Linux before 5.14 faults them in one by one
        return Libc.mlock(from, (nuint)(end - from)) == 0;
    }

    protected override bool ReleaseHandle() => Libc.munmap(handle, _bytes) == 0;

    private void Check(int index) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, IsClosed ? 0 : (uint)Count, nameof(index));
}
