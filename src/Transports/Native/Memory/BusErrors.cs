using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>Keeps this process alive when memory that it shares with another one turns out to be gone.</summary>
/// <remarks>
/// Whoever owns the file of a shared mapping can shorten it. Touching what is gone is SIGBUS, and the runtime ends the process at that.
/// The same happens where a file system has no block left for a hole, and where a memory module fails. The handler of this class puts a
/// block of zeros there and notes it; the access then goes on, and the owner of the mapping finds the note (docs/decisions/005).
/// It answers only for ranges that were registered; every other SIGBUS is the runtime's, as before.
/// </remarks>
internal static unsafe class BusErrors
{
    /// <summary>Ranges at most: as many as Linux lets a process map (vm.max_map_count).</summary>
    internal const int Capacity = 65_530;

    private static readonly Lock Gate = new();
    private static readonly Stack<int> Freed = new();
    private static readonly Entry* Table;
    private static int s_unused;

    static BusErrors()
    {
        // Memory that nobody has touched costs nothing, and is 0: an entry that no address is in.
        Table = (Entry*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(Entry));
        WhyNot = Install();
    }

    /// <summary>Why nothing is kept alive here; null = it is.</summary>
    internal static string? WhyNot { get; }

    /// <summary>Registers a mapping.</summary>
    /// <param name="block">What is mapped anew at once, bytes: the page size of the mapping, a power of 2.</param>
    /// <returns>null: no more can be registered.</returns>
    internal static GuardedRange? Guard(nint start, nuint length, ulong block)
    {
        lock (Gate)
        {
            if (!Freed.TryPop(out int index))
            {
                if (s_unused == Capacity) return null;
                index = s_unused++;
            }
            Entry* entry = Table + index;
            (entry->Block, entry->Code) = ((long)block, 0);
            // The handler may read it at any moment: the start comes last, and goes first.
            Volatile.Write(ref entry->End, start + (long)length);
            Volatile.Write(ref entry->Start, start);
            return new GuardedRange(index);
        }
    }

    internal static void Release(int index)
    {
        lock (Gate)
        {
            Volatile.Write(ref Table[index].Start, 0);
            Volatile.Write(ref Table[index].End, 0);
            Freed.Push(index);
        }
    }

    /// <summary>si_code of the last SIGBUS in the range; 0 = there was none.</summary>
    internal static long CodeOf(int index) => Volatile.Read(ref Table[index].Code);

    private static string? Install()
    {
        Libc.sigaction action;
        // SAFETY: both structures are the caller's, and laid out as the C library has them.
        if (Libc.set_sigaction(Libc.SIGBUS, null, &action) < 0) return ErrnoException.Last("sigaction").Message;
        if ((action.sa_flags & Libc.SA_SIGINFO) == 0) return "this process has no handler for SIGBUS to fall back to";
        byte[] code = BusErrorCode.For(RuntimeInformation.ProcessArchitecture, (nint)Table, Capacity, action.sa_sigaction);
        if (code.Length == 0) return $"not built for {RuntimeInformation.ProcessArchitecture}";
        try
        {
            action.sa_sigaction = Executable(code);
        }
        catch (Exception e) when (e is ErrnoException or IOException)
        {
            return e.Message;
        }
        return Libc.set_sigaction(Libc.SIGBUS, &action, null) == 0 ? null : ErrnoException.Last("sigaction").Message;
    }

    /// <summary>Puts machine code into memory that can be executed and never written, and stays for good.</summary>
    internal static nint Executable(byte[] code)
    {
        using MemFd file = MemFd.Create("sigbus", (ulong)code.Length);
        fixed (byte* bytes = code)
        {
            // SAFETY: the array and its length.
            if (Libc.write(file, bytes, (nuint)code.Length) != code.Length) throw ErrnoException.Last("write memfd");
        }
        nint address = Libc.mmap(0, (nuint)code.Length, Libc.PROT_READ | Libc.PROT_EXEC, Libc.MAP_PRIVATE, file, 0);
        return address != -1 ? address : throw ErrnoException.Last("mmap");
    }

    /// <summary>A row of the table, as <see cref="BusErrorCode"/> reads it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        internal long Start;
        internal long End;
        internal long Block;
        internal long Code;
    }
}
