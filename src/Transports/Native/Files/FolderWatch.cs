using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace GpioHub.Transports.Native;

public enum FolderChangeKind
{
    /// <summary>The entry is new, or has been moved in.</summary>
    Created,

    /// <summary>The entry was deleted, or moved out.</summary>
    Deleted,

    /// <summary>The entry has another owner, mode or other attribute.</summary>
    Changed,

    /// <summary>The kernel has lost events: anything in the folder may have changed.</summary>
    Unknown,

    /// <summary>The folder itself was deleted, moved or unmounted: the watch tells nothing more.</summary>
    Gone,
}

/// <summary>One change in a folder.</summary>
/// <param name="Name">Of the entry, without its folder; "" for Unknown and Gone.</param>
public readonly record struct FolderChange(FolderChangeKind Kind, string Name);

/// <summary>An inotify descriptor that watches the entries of one folder come, go and change their attributes. Readable while it has
/// changes to tell.</summary>
/// <remarks>One reading thread at a time.</remarks>
public sealed class FolderWatch : FileDescriptor
{
    private const uint Wanted = Libc.IN_CREATE | Libc.IN_MOVED_TO | Libc.IN_DELETE | Libc.IN_MOVED_FROM
        | Libc.IN_ATTRIB | Libc.IN_MOVE_SELF;

    private FolderWatch(int fd) : base(fd)
    {
    }

    /// <param name="path">A folder, or a link to one.</param>
    /// <exception cref="ErrnoException">ENOENT; ENOTDIR; EACCES; ENOSPC, EMFILE: this user has all the watches that
    /// the machine allows.</exception>
    public static FolderWatch Open(string path)
    {
        int fd = Libc.inotify_init1(Libc.IN_CLOEXEC | Libc.IN_NONBLOCK);
        if (fd < 0) throw ErrnoException.Last("inotify_init1");
        var watch = new FolderWatch(fd);
        if (Libc.inotify_add_watch(watch, path, Wanted | Libc.IN_ONLYDIR) >= 0) return watch;
        var error = ErrnoException.Last($"inotify_add_watch {path}");
        watch.Dispose();
        throw error;
    }

    /// <summary>Takes the changes of one read, and never waits.</summary>
    /// <param name="told">Called for each change, oldest first.</param>
    /// <returns>Whether there was a change; then there may be more.</returns>
    [SkipLocalsInit]
    public unsafe bool Drain(Action<FolderChange> told)
    {
        ArgumentNullException.ThrowIfNull(told);
        const int Room = 4096;   // > one event and the longest name, 16 + 256
        ulong* buffer = stackalloc ulong[Room / sizeof(ulong)];
        int length = Read((byte*)buffer, Room);
        for (int at = 0; at < length;)
        {
            // SAFETY: the kernel writes whole events, each with its name and padded to the next one's alignment,
            // within the length that it returned.
            var entry = (Libc.inotify_event*)((byte*)buffer + at);
            var name = new ReadOnlySpan<byte>(entry + 1, (int)entry->len);
            at += sizeof(Libc.inotify_event) + (int)entry->len;
            if (KindOf(entry->mask, name.IsEmpty) is { } kind) told(new FolderChange(kind, Encoding.UTF8.GetString(name.TrimEnd((byte)0))));
        }
        return length > 0;
    }

    private static FolderChangeKind? KindOf(uint mask, bool ofFolder) => mask switch
    {
        _ when (mask & Libc.IN_Q_OVERFLOW) != 0 => FolderChangeKind.Unknown,
        _ when (mask & (Libc.IN_IGNORED | Libc.IN_MOVE_SELF)) != 0 => FolderChangeKind.Gone,
        _ when ofFolder => null,   // the folder's own attributes
        _ when (mask & (Libc.IN_CREATE | Libc.IN_MOVED_TO)) != 0 => FolderChangeKind.Created,
        _ when (mask & (Libc.IN_DELETE | Libc.IN_MOVED_FROM)) != 0 => FolderChangeKind.Deleted,
        _ => FolderChangeKind.Changed,
    };

    /// <returns>Bytes; 0 = nothing there.</returns>
    private unsafe int Read(byte* buffer, int length)
    {
        while (true)
        {
            // SAFETY: the caller's buffer and its length.
            nint got = Libc.read(this, buffer, (nuint)length);
            if (got >= 0) return (int)got;
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return 0;
            if (errno != Libc.EINTR) throw new ErrnoException("read inotify", errno);
        }
    }
}
