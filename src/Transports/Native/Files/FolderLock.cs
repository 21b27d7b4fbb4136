using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>A lock on a folder. It keeps two hubs that start at once from replacing each other's socket when one has bound it and the other
/// sees that nobody listens yet.</summary>
internal sealed class FolderLock : FileDescriptor
{
    /// <summary>Our limit: anybody who may read the folder may hold the lock.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private FolderLock(int fd) : base(fd)
    {
    }

    /// <returns>Null: the folder cannot be opened, or another process kept it locked for <paramref name="longest"/>. The caller then goes
    /// on without a lock.</returns>
    internal static FolderLock? TryTake(string path, TimeSpan longest)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        int fd = Libc.open(folder, Libc.O_RDONLY | Libc.O_CLOEXEC);
        if (fd < 0) return null;
        var folderLock = new FolderLock(fd);
        long start = Stopwatch.GetTimestamp();
        while (Libc.set_flock(folderLock, Libc.LOCK_EX | Libc.LOCK_NB) < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            bool worthWaiting = errno is Libc.EAGAIN or Libc.EINTR && Stopwatch.GetElapsedTime(start) < longest;
            if (!worthWaiting)
            {
                folderLock.Dispose();
                return null;
            }
            Thread.Sleep(1);
        }
        return folderLock;
    }
}
