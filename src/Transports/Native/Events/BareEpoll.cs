using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>The wait of an epoll set for loops that measure, in the manner of <see cref="BareEventFd"/>.</summary>
/// <param name="epoll">The set, open; kept open until this is disposed.</param>
public sealed class BareEpoll(Epoll epoll) : IDisposable
{
    private readonly BareDescriptor _descriptor = new(epoll);

    /// <summary>Waits for one event, without limit.</summary>
    /// <param name="tag">Of the descriptor that is ready.</param>
    /// <returns>False: interrupted.</returns>
    public unsafe bool Wait(out ulong tag)
    {
        Libc.epoll_event natural = default;
        // SAFETY: one struct is written; the packed layout is the shorter of the two and begins alike.
        int count = Libc.bare_epoll_wait(_descriptor.Number, &natural, 1, -1);
        // SAFETY: on x86-64 the kernel has written the packed one into the same place.
        tag = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? ((Libc.epoll_event_x86_64*)&natural)->data : natural.data;
        return count == 1;
    }

    public void Dispose() => _descriptor.Dispose();
}
