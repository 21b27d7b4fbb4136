using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>Waits for one of a few descriptors; for a process that does nothing else.</summary>
public static class DescriptorPoll
{
    private const int Most = 16;

    /// <param name="descriptors">At most 16, which stay open meanwhile.</param>
    /// <param name="milliseconds">At most so long; −1 = as long as it takes.</param>
    /// <returns>A bit for each that can be read, or whose other end has gone; for a process: that it has ended.</returns>
    public static unsafe uint Wait(ReadOnlySpan<SafeHandle> descriptors, int milliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, Most);
        var polled = stackalloc Libc.pollfd[Most];
        for (int i = 0; i < descriptors.Length; i++)
            polled[i] = new Libc.pollfd { fd = (int)descriptors[i].DangerousGetHandle(), events = Libc.POLLIN };
        // SAFETY: as many structs are filled as the call is told of.
        if (Libc.poll(polled, (nuint)descriptors.Length, milliseconds) <= 0) return 0;
        uint ready = 0;
        for (int i = 0; i < descriptors.Length; i++)
            if (polled[i].revents != 0) ready |= 1u << i;
        return ready;
    }
}
