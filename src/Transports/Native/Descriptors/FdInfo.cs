using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace GpioHub.Transports.Native;

/// <summary>Questions about a descriptor that came from elsewhere; none of them blocks on the descriptor's contents.</summary>
public static class FdInfo
{
    private const string EventFdLink = "anon_inode:[eventfd]";
    private const string MemFdLink = "/memfd:";

    /// <summary>The kind of <paramref name="fd"/>; <see cref="FdKind.Other"/> if /proc does not tell.</summary>
    public static FdKind Kind(SafeHandle fd)
    {
        // The link first: the kernel alone makes it, and asks no file system.
        string link = Link(fd);
        if (link == EventFdLink) return FdKind.EventFd;
        if (link.StartsWith("anon_inode:", StringComparison.Ordinal)) return FdKind.Other;

        return (Stat(fd).stx_mode & Libc.S_IFMT) switch
        {
            Libc.S_IFSOCK => FdKind.Socket,
            Libc.S_IFIFO => FdKind.Pipe,
            Libc.S_IFREG when link.StartsWith(MemFdLink, StringComparison.Ordinal) && Seals(fd) is not null => FdKind.MemFd,
            Libc.S_IFREG => FdKind.Regular,
            _ => FdKind.Other,
        };
    }

    /// <summary>fstat's st_size, bytes. 0 for what has no length (sockets, pipes, most devices).</summary>
    public static ulong FileLength(SafeHandle fd) => Stat(fd).stx_size;

    /// <summary>fstat's st_blksize, bytes: for hugetlb memory the size of one huge page.</summary>
    public static uint BlockSize(SafeHandle fd) => Stat(fd).stx_blksize;

    /// <summary>Whether bytes <paramref name="offset"/> .. <paramref name="offset"/> + <paramref name="length"/> − 1 exist in the file now;
    /// false on overflow.</summary>
    /// <remarks>Touching a mapping beyond the end of its file is SIGBUS (VU-38, VQ-69).</remarks>
    public static bool Holds(SafeHandle fd, ulong offset, ulong length)
    {
        ulong size = FileLength(fd);
        return offset <= size && length <= size - offset;
    }

    /// <summary>F_GET_SEALS; null where the file cannot have seals.</summary>
    /// <remarks>Not null exactly for files whose pages are the kernel's own (memfd, tmpfs, hugetlbfs):
    /// no file system can stall an access.</remarks>
    public static FileSeals? Seals(SafeHandle fd)
    {
        int seals = Libc.fcntl(fd, Libc.F_GET_SEALS, 0);
        if (seals >= 0) return (FileSeals)seals;
        return Marshal.GetLastPInvokeError() == Libc.EINVAL ? null : throw ErrnoException.Last("fcntl F_GET_SEALS");
    }

    /// <summary>Seals the file so that nobody can shorten it any more.</summary>
    /// <returns>Whether it is sealed so; false for files that cannot be sealed, or not any more.</returns>
    public static bool TrySealAgainstShrinking(SafeHandle fd)
    {
        if (Seals(fd) is not { } seals) return false;
        return (seals & FileSeals.Shrink) != 0 || Libc.fcntl(fd, Libc.F_ADD_SEALS, Libc.F_SEAL_SHRINK) == 0;
    }

    /// <summary>Whether an access to the file could wait for a user's process or another machine (FUSE, network file systems).</summary>
    /// <remarks>
    /// False for the kernel's own memory, and for file systems on a block device, which only root mounts. True for all others, also local
    /// ones with an anonymous device number (btrfs, overlayfs): guest memory hardly ever lies there, and the descriptor does not tell who
    /// mounted them.
    /// </remarks>
    public static bool MayStall(SafeHandle fd) => Stat(fd).stx_dev_major == 0 && Seals(fd) is null;

    /// <summary>Whether close() could wait for another party: the server of a file system, a device, the peer of a lingering
    /// socket.</summary>
    internal static bool ClosesSlowly(SafeHandle fd)
    {
        try
        {
            return Kind(fd) switch
            {
                FdKind.EventFd or FdKind.Pipe or FdKind.MemFd => false,
                FdKind.Socket => SocketOptions.Get(fd, Libc.SO_DOMAIN) != Libc.AF_UNIX,
                FdKind.Regular => MayStall(fd),
                _ => true,
            };
        }
        catch (ErrnoException)
        {
            return true;
        }
    }

    /// <summary>Sets or clears O_NONBLOCK on the open file description, so for everyone who shares it.</summary>
    public static void SetNonBlocking(SafeHandle fd, bool on = true)
    {
        int flags = Libc.fcntl(fd, Libc.F_GETFL, 0);
        if (flags < 0) throw ErrnoException.Last("fcntl F_GETFL");
        int wanted = on ? flags | Libc.O_NONBLOCK : flags & ~Libc.O_NONBLOCK;
        if (wanted != flags && Libc.fcntl(fd, Libc.F_SETFL, wanted) < 0) throw ErrnoException.Last("fcntl F_SETFL");
    }

    /// <summary>Sets FD_CLOEXEC: for descriptors inherited from a parent process.</summary>
    internal static void SetCloseOnExec(SafeHandle fd)
    {
        if (Libc.fcntl(fd, Libc.F_SETFD, Libc.FD_CLOEXEC) < 0) throw ErrnoException.Last("fcntl F_SETFD");
    }

    /// <summary>Whether this number was open when the program began: what exec(2) leaves open has no FD_CLOEXEC, and whatever the runtime
    /// and this program open has it.</summary>
    public static bool IsInherited(int number)
    {
        using var fd = new SafeFileHandle(number, ownsHandle: false);
        int flags = Libc.fcntl(fd, Libc.F_GETFD, 0);
        return flags >= 0 && (flags & Libc.FD_CLOEXEC) == 0;
    }

    /// <summary>A second descriptor of the same open file description, close-on-exec.</summary>
    public static FileDescriptor Duplicate(SafeHandle fd)
    {
        int copy = Libc.fcntl(fd, Libc.F_DUPFD_CLOEXEC, 0);
        return copy >= 0 ? new FileDescriptor(copy) : throw ErrnoException.Last("fcntl F_DUPFD_CLOEXEC");
    }

    /// <summary>Whether both are one open file description: what a duplicate shares, and a second open of the same file does not.</summary>
    /// <returns>null = the kernel does not say (it has no kcmp, or a sandbox forbids it).</returns>
    public static bool? IsSameDescription(SafeHandle a, SafeHandle b)
    {
        int self = Environment.ProcessId;
        nint order = Libc.syscall_kcmp(KcmpNumber(RuntimeInformation.ProcessArchitecture), self, self, Libc.KCMP_FILE, a, b);
        return order < 0 ? null : order == 0;
    }

    /// <summary>SYS_kcmp.</summary>
    internal static nint KcmpNumber(Architecture architecture) => architecture == Architecture.X64 ? 312 : 272;

    internal static unsafe Libc.statx Stat(SafeHandle fd)
    {
        Libc.statx stat = default;
        // DONT_SYNC: a network or FUSE file system answers from its cache where it can.
        const int Flags = Libc.AT_EMPTY_PATH | Libc.AT_STATX_DONT_SYNC;
        // SAFETY: the kernel writes one struct statx; the layout spec holds its 256 bytes against the C header.
        int result = Libc.statx_fd(fd, "", Flags,
            Libc.STATX_TYPE | Libc.STATX_MODE | Libc.STATX_UID | Libc.STATX_GID | Libc.STATX_INO | Libc.STATX_SIZE, &stat);
        return result == 0 ? stat : throw ErrnoException.Last("statx");
    }

    /// <summary>What /proc shows as the file of a descriptor; "" = it shows nothing.</summary>
    internal static unsafe string Link(SafeHandle fd)
    {
        const int Longest = 512;   // our limit: the names that matter are short, and a cut name never equals one of them
        byte* buffer = stackalloc byte[Longest];
        bool held = false;
        try
        {
            fd.DangerousAddRef(ref held);
            // SAFETY: the kernel writes at most the Longest bytes told to it and no terminator; the returned length bounds the read.
            nint length = Libc.readlink($"/proc/self/fd/{fd.DangerousGetHandle()}", buffer, Longest);
            return length < 0 ? "" : Encoding.UTF8.GetString(buffer, (int)length);
        }
        finally
        {
            if (held) fd.DangerousRelease();
        }
    }
}
