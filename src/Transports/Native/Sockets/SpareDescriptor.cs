using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>A descriptor kept for the moment when this process may open no more.</summary>
/// <remarks>Without it a connection that cannot be accepted stays in the queue, and its listener stays ready for ever.</remarks>
internal static class SpareDescriptor
{
    private static readonly Lock Gate = new();
    private static EventFd? s_spare = EventFd.Create();

    /// <summary>Accepts one connection in the spare's place and closes it.</summary>
    /// <returns>False: not even that could be done.</returns>
    internal static unsafe bool TryTurnAway(SafeHandle listener)
    {
        lock (Gate)
        {
            if (s_spare is null) return false;
            s_spare.Dispose();
            s_spare = null;
            // SAFETY: no address is asked for.
            int fd = Libc.accept4(listener, null, null, Libc.SOCK_CLOEXEC);
            if (fd >= 0) new FileDescriptor(fd).Dispose();
            try
            {
                s_spare = EventFd.Create();
            }
            catch (ErrnoException)
            {
                // Another thread was quicker: next time there is no spare.
            }
            return fd >= 0;
        }
    }
}
