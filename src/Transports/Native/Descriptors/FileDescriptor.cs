using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>An owned file descriptor; disposing it closes it.</summary>
/// <remarks>Every descriptor that this process makes or receives is close-on-exec.</remarks>
public class FileDescriptor : SafeHandle
{
    /// <param name="fd">An open descriptor that nobody else owns, ≥ 0.</param>
    public FileDescriptor(int fd) : base(invalidHandleValue: -1, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fd);
        SetHandle(fd);
    }

    /// <summary>A stand-in without a number: its contents are in this process's own memory, and every system call refuses it.</summary>
    /// <remarks>For rigs without a kernel below them (docs/decisions/002-descriptors-in-memory.md).</remarks>
    protected FileDescriptor() : base(invalidHandleValue: -1, ownsHandle: false)
    {
    }

    public sealed override bool IsInvalid => handle < 0;

    /// <summary>Owns a descriptor that another process has sent.</summary>
    /// <param name="examine">False: assume the worst.</param>
    internal static FileDescriptor Received(int fd, bool examine)
    {
        var received = new FileDescriptor(fd);
        if (examine && !FdInfo.ClosesSlowly(received)) return received;
        received.SetHandleAsInvalid();
        return new FileDescriptor(fd) { ClosesSlowly = true };
    }

    /// <summary>Gives the number up: this object no longer owns it and can no longer be used.</summary>
    /// <remarks>For a descriptor whose kind is known by now, and which moves into a more specific type. The caller must be its only
    /// user.</remarks>
    internal int Release()
    {
        ObjectDisposedException.ThrowIf(IsClosed || IsInvalid, this);
        int fd = (int)handle;
        SetHandleAsInvalid();
        return fd;
    }

    /// <summary>Closing it can take long, so another thread closes it.</summary>
    internal bool ClosesSlowly { get; init; }

    // EINTR is no reason to try again: Linux has freed the number by then, and another thread may own it already.
    protected sealed override bool ReleaseHandle()
    {
        if (!ClosesSlowly) return Libc.close((int)handle) == 0;
        BackgroundRelease.Close((int)handle);
        return true;
    }
}
