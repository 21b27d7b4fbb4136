using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>A thread's wait for an instant, to the microsecond, that another thread can end.</summary>
/// <remarks>
/// The kernel lets a thread sleep 50 us longer than it asked, so that wake-ups come together; a thread that plays a signal asks for 1 ns
/// (<see cref="Sharpen"/>). ppoll takes nanoseconds, where poll and epoll of old kernels take milliseconds.
/// </remarks>
public sealed class FineTimer : IDisposable
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly EventFd _end = EventFd.Create();

    /// <summary>From here on the calling thread wakes when it asked to. A kernel that refuses wakes it later.</summary>
    public static void Sharpen() => _ = Libc.prctl(Libc.PR_SET_TIMERSLACK, 1);

    /// <summary>Blocks the calling thread.</summary>
    /// <param name="ns">CLOCK_MONOTONIC; one that has passed = only look.</param>
    /// <returns>False = the wait was ended, now or before.</returns>
    public unsafe bool WaitUntil(long ns)
    {
        bool held = false;
        try
        {
            _end.DangerousAddRef(ref held);
            var entry = new Libc.pollfd { fd = (int)_end.DangerousGetHandle(), events = Libc.POLLIN };
            while (true)
            {
                long left = Math.Max(0, ns - MonotonicClock.Now);
                var time = new Libc.timespec { tv_sec = left / NsPerSecond, tv_nsec = left % NsPerSecond };
                // SAFETY: two structs, locals, to which the kernel may write; the reference held keeps the descriptor's number ours.
                int ready = Libc.ppoll(&entry, 1, &time, null);
                if (ready > 0) return false;
                if (ready == 0 && MonotonicClock.Now >= ns) return true;
                if (ready < 0 && Marshal.GetLastPInvokeError() != Libc.EINTR) throw ErrnoException.Last("ppoll");
            }
        }
        finally
        {
            if (held) _end.DangerousRelease();
        }
    }

    /// <summary>Ends every wait, this one and later ones. Any thread.</summary>
    public void End() => _end.Signal();

    public void Dispose() => _end.Dispose();
}
