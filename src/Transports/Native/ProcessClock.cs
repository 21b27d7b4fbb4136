namespace GpioHub.Transports.Native;

/// <summary>The CPU time of a process: of all its threads, also those that have ended.</summary>
public static class ProcessClock
{
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds on a CPU since the process began; exact, while <c>/proc/PID/stat</c> counts hundredths of a second.</summary>
    /// <param name="processId">Of any process that this user may see.</param>
    /// <exception cref="ErrnoException">EINVAL: there is no such process.</exception>
    public static unsafe long Of(int processId)
    {
        Libc.timespec time;
        // SAFETY: the kernel writes one struct, a local, or nothing and says so.
        int result = Libc.clock_gettime_of(ClockId(processId), &time);
        return result == 0
            ? (time.tv_sec * NsPerSecond) + time.tv_nsec
            : throw ErrnoException.Last($"clock_gettime of process {processId}");
    }

    // As clock_getcpuclockid(3) makes it: the process id inverted, above three bits that say "all threads"
    // and "what the scheduler counted".
    private static int ClockId(int processId) => (~processId << 3) | 2;
}
