using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>Waits for one descriptor, for programs without an epoll loop. It blocks the thread: never on a reactor.</summary>
public static class Readiness
{
    /// <param name="timeoutMs">0 = only look; −1 = for ever. A signal starts it anew.</param>
    /// <returns>Whether there is something to read (also the end of it), before the time was up.</returns>
    public static bool WaitToRead(SafeHandle fd, int timeoutMs) => Wait(fd, Libc.POLLIN, timeoutMs);

    /// <inheritdoc cref="WaitToRead"/>
    /// <returns>Whether there is room to write (or nobody to write to), before the time was up.</returns>
    public static bool WaitToWrite(SafeHandle fd, int timeoutMs) => Wait(fd, Libc.POLLOUT, timeoutMs);

    private static unsafe bool Wait(SafeHandle fd, short events, int timeoutMs)
    {
        bool held = false;
        try
        {
            fd.DangerousAddRef(ref held);
            var entry = new Libc.pollfd { fd = (int)fd.DangerousGetHandle(), events = events };
            while (true)
            {
                // SAFETY: one struct, a local; the reference held keeps its number ours.
                int ready = Libc.poll(&entry, 1, timeoutMs);
                if (ready >= 0) return ready > 0;
                if (Marshal.GetLastPInvokeError() != Libc.EINTR) throw ErrnoException.Last("poll");
            }
        }
        finally
        {
            if (held) fd.DangerousRelease();
        }
    }
}
