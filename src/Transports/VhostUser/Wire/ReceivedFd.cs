using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <summary>A descriptor that came with a message, and what is known of it.</summary>
/// <param name="Handle">A <see cref="NotifyFd"/> if it came as a kick, call or error descriptor and can serve as one.</param>
/// <param name="Kind">What the kernel says it is.</param>
/// <param name="FileLength">Length of a file that came as guest memory, bytes; null: no such file, or none with a length (VU-38).</param>
/// <param name="MayShrink">It could not be sealed against being shortened (VU-43).</param>
public sealed record ReceivedFd(FileDescriptor Handle, FdKind Kind, ulong? FileLength = null, bool MayShrink = false)
{
    /// <summary>The same descriptor, if it can notify (VU-32).</summary>
    public NotifyFd? Notify => Handle as NotifyFd;

    /// <summary>Examines a descriptor as its message requires. Never throws, whatever a peer sent.</summary>
    /// <param name="fd">Consumed: dispose of the result's handle instead.</param>
    public static ReceivedFd Examine(FileDescriptor fd, VhostUserRequest request)
    {
        if (fd is NotifyFd standIn) return new ReceivedFd(standIn, standIn.Kind);
        if (fd is IMemoryFile file) return new ReceivedFd(fd, FdKind.MemFd, file.Length);
        try
        {
            if (request is VhostUserRequest.SetVringKick or VhostUserRequest.SetVringCall or VhostUserRequest.SetVringErr
                && NotifyFd.TryAdopt(fd, out NotifyFd? notify))
            {
                return new ReceivedFd(notify, notify.Kind);
            }
            FdKind kind = FdInfo.Kind(fd);
            bool memory = request is VhostUserRequest.SetMemTable or VhostUserRequest.AddMemReg;
            if (!memory || kind is not (FdKind.Regular or FdKind.MemFd)) return new ReceivedFd(fd, kind);
            bool mayShrink = !FdInfo.TrySealAgainstShrinking(fd);    // before its length is read
            return new ReceivedFd(fd, kind, FdInfo.FileLength(fd), mayShrink);
        }
        catch (ErrnoException)
        {
            return new ReceivedFd(fd, FdKind.Other);     // a descriptor that cannot be examined is of no use
        }
    }
}
