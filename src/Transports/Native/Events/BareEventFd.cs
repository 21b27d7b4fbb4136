using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>An eventfd for loops that measure: a call costs only what the kernel takes, without the counting of references and the errno of
/// <see cref="EventFd"/>.</summary>
/// <remarks>One thread. Allocates nothing per call. Keeps the descriptor open until it is disposed.</remarks>
public sealed class BareEventFd : IDisposable
{
    private readonly BareDescriptor _descriptor;

    /// <param name="fd">An eventfd, open.</param>
    public BareEventFd(SafeHandle fd) => _descriptor = new BareDescriptor(fd);

    /// <summary>Adds 1.</summary>
    /// <returns>False: interrupted, full, or no eventfd.</returns>
    public unsafe bool Signal()
    {
        ulong one = 1;
        // SAFETY: eight bytes of a local are read.
        return Libc.bare_write(_descriptor.Number, &one, sizeof(ulong)) == sizeof(ulong);
    }

    /// <summary>Sets the counter to zero; waits until it is above zero if the descriptor is a blocking one.</summary>
    /// <returns>False: interrupted, or it is zero and the descriptor does not block.</returns>
    public unsafe bool Take()
    {
        ulong count = 0;
        // SAFETY: eight bytes are written to a local of eight bytes.
        return Libc.bare_read(_descriptor.Number, &count, sizeof(ulong)) == sizeof(ulong);
    }

    public void Dispose() => _descriptor.Dispose();
}
