using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>EPOLL*: what a descriptor is watched for, or is ready for.</summary>
[Flags]
public enum EpollEvents : uint
{
    None = 0,
    In = Libc.EPOLLIN,
    Priority = Libc.EPOLLPRI,
    Out = Libc.EPOLLOUT,
    /// <summary>Always reported, asked for or not.</summary>
    Error = Libc.EPOLLERR,
    /// <summary>Always reported, asked for or not.</summary>
    HangUp = Libc.EPOLLHUP,
    PeerHangUp = Libc.EPOLLRDHUP,
    EdgeTriggered = Libc.EPOLLET,
}

/// <summary>One ready descriptor.</summary>
/// <param name="Events">What it is ready for.</param>
/// <param name="Tag">The tag given when it was added.</param>
public readonly record struct EpollEvent(EpollEvents Events, ulong Tag);

/// <summary>An epoll set.</summary>
/// <remarks>
/// Remove a descriptor before closing it: while a copy lives elsewhere (the front-end has one of every eventfd), closing alone leaves it in
/// the set. Add, modify and remove from any thread, wait from one.
/// </remarks>
public sealed class Epoll : FileDescriptor
{
    private static readonly bool Packed = IsPacked(RuntimeInformation.ProcessArchitecture);

    private Epoll(int fd) : base(fd)
    {
    }

    /// <summary>Events of one wait at most.</summary>
    public const int MaxEvents = 128;

    public static Epoll Create()
    {
        int fd = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        return fd >= 0 ? new Epoll(fd) : throw ErrnoException.Last("epoll_create1");
    }

    /// <param name="fd">What epoll can watch: not a regular file (EPERM).</param>
    /// <param name="tag">Comes back with each event.</param>
    /// <exception cref="ErrnoException">EEXIST: already in the set; EPERM: cannot be watched; ENOSPC.</exception>
    public void Add(SafeHandle fd, EpollEvents events, ulong tag) => Control(Libc.EPOLL_CTL_ADD, fd, events, tag);

    /// <exception cref="ErrnoException">ENOENT: not in the set.</exception>
    public void Modify(SafeHandle fd, EpollEvents events, ulong tag) => Control(Libc.EPOLL_CTL_MOD, fd, events, tag);

    /// <summary>Takes a descriptor out of the set.</summary>
    /// <param name="fd">Open, or disposed while the caller holds a reference on it (<see cref="SafeHandle.DangerousAddRef"/>), so that its
    /// number is still its own.</param>
    /// <exception cref="ErrnoException">ENOENT: not in the set.</exception>
    public unsafe void Remove(SafeHandle fd)
    {
        ArgumentNullException.ThrowIfNull(fd);
        // SAFETY: no struct is read for a removal; the caller vouches for the number, see the parameter.
        int result = Libc.epoll_ctl_del(this, Libc.EPOLL_CTL_DEL, (int)fd.DangerousGetHandle(), null);
        if (result < 0) throw ErrnoException.Last("epoll_ctl");
    }

    /// <summary>Waits for events. Allocates nothing. A signal (EINTR) counts as no event, so a timeout is never prolonged.</summary>
    /// <param name="ready">Room for the events; at most <see cref="MaxEvents"/> are used.</param>
    /// <param name="timeoutMs">0 = only look; −1 = for ever.</param>
    /// <returns>How many of <paramref name="ready"/> are filled.</returns>
    [SkipLocalsInit]
    public unsafe int Wait(Span<EpollEvent> ready, int timeoutMs)
    {
        int room = Math.Min(ready.Length, MaxEvents);
        byte* raw = stackalloc byte[MaxEvents * sizeof(Libc.epoll_event)];
        // SAFETY: room ≤ MaxEvents structs are written, and the larger of the two layouts has been reserved for MaxEvents.
        int count = Libc.epoll_wait(this, raw, room, timeoutMs);
        if (count < 0) return Marshal.GetLastPInvokeError() == Libc.EINTR ? 0 : throw ErrnoException.Last("epoll_wait");
        for (int i = 0; i < count; i++)
        {
            // SAFETY: i < count ≤ room, so each read is of a struct that the kernel has written.
            ready[i] = Packed ? Decode(((Libc.epoll_event_x86_64*)raw)[i]) : Decode(((Libc.epoll_event*)raw)[i]);
        }
        return count;
    }

    /// <summary>Bytes of an event as the kernel of an architecture has it.</summary>
    internal static unsafe int EventSize(Architecture architecture) =>
        IsPacked(architecture) ? sizeof(Libc.epoll_event_x86_64) : sizeof(Libc.epoll_event);

    private static bool IsPacked(Architecture architecture) => architecture == Architecture.X64;

    private static EpollEvent Decode(Libc.epoll_event_x86_64 e) => new((EpollEvents)e.events, e.data);

    private static EpollEvent Decode(Libc.epoll_event e) => new((EpollEvents)e.events, e.data);

    private unsafe void Control(int op, SafeHandle fd, EpollEvents events, ulong tag)
    {
        var packed = new Libc.epoll_event_x86_64 { events = (uint)events, data = tag };
        var natural = new Libc.epoll_event { events = (uint)events, data = tag };
        // SAFETY: the kernel reads one struct of this machine's layout, a local.
        int result = Libc.epoll_ctl(this, op, fd, Packed ? &packed : &natural);
        if (result < 0) throw ErrnoException.Last("epoll_ctl");
    }
}
