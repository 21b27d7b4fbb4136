using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>A descriptor kept for the moment when this process may open no more.</summary>
/// <remarks>Without it a connection that cannot be accepted stays in the queue, and its listener stays ready without end.</remarks>
internal static class SpareDescriptor
{
    private static readonly Lock Gate = new();
    private static FileDescriptor? s_spare;

    /// <summary>Opens a spare if there is none, as long as descriptors are available.</summary>
    internal static bool TryKeep()
    {
        lock (Gate)
        {
            s_spare ??= OpenFiles.TryTake();    // null: the next listener tries again
            return s_spare is not null;
        }
    }

    /// <summary>Accepts one connection in the spare's place and closes it.</summary>
    /// <param name="turnedAway">False if none was waiting: without a free descriptor the kernel does not even look.</param>
    /// <returns>False: there was no spare, or it did not help.</returns>
    internal static unsafe bool TryTurnAway(SafeHandle listener, out bool turnedAway)
    {
        turnedAway = false;
        lock (Gate)
        {
            if (s_spare is null) return false;
            s_spare.Dispose();
            s_spare = null;
            // SAFETY: no address is asked for.
            int fd = Libc.accept4(listener, null, null, Libc.SOCK_CLOEXEC);
            bool empty = fd < 0 && Marshal.GetLastPInvokeError() == Libc.EAGAIN;
            turnedAway = fd >= 0;
            if (turnedAway) new FileDescriptor(fd).Dispose();
            TryKeep();   // fails if another thread was quicker
            return turnedAway || empty;
        }
    }
}
