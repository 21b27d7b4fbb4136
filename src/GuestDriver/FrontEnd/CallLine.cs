using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>The channel on which a ring's interrupts arrive: an eventfd, or a socket as in User-Mode Linux.</summary>
public sealed class CallLine : IDisposable
{
    private readonly EventFd? _event;
    private readonly NotifyFd? _socket;
    private readonly UnixStream? _peer;
    private BareEventFd? _bare;

    /// <param name="ours">Owned from here on.</param>
    public CallLine(EventFd ours) => _event = ours;

    public CallLine(bool asSocket)
    {
        if (!asSocket)
        {
            _event = EventFd.Create();
            return;
        }

        (UnixStream ours, _peer) = UnixStream.Pair();
        if (!NotifyFd.TryAdopt(ours, out _socket)) throw new InvalidOperationException("a socket pair cannot notify");
    }

    /// <summary>The end that the back-end gets (SET_VRING_CALL).</summary>
    public SafeHandle Theirs => (SafeHandle?)_event ?? _peer!;

    /// <summary>The end on which this side waits.</summary>
    public SafeHandle Ours => (SafeHandle?)_event ?? _socket!;

    /// <summary>Takes what is pending.</summary>
    /// <returns>Whether there was an interrupt.</returns>
    public bool Drain() => _event is not null ? _event.Drain() : _socket!.Drain() == DrainResult.Drained;

    /// <summary>Makes <see cref="Await"/> possible. After it <see cref="Drain"/> waits too.</summary>
    /// <remarks>O_NONBLOCK is shared with the back-end, which sets it when it gets the descriptor. So call this after that, once per
    /// start.</remarks>
    /// <exception cref="InvalidOperationException">A socket: its interrupts are not counted, so one call cannot wait for all of
    /// them.</exception>
    public void MakeBlocking()
    {
        if (_event is null) throw new InvalidOperationException("only an eventfd can be waited for and taken in one system call");
        FdInfo.SetNonBlocking(_event, on: false);
        _bare ??= new BareEventFd(_event);
    }

    /// <summary>Waits for an interrupt, and takes it: one system call, which a signal may end early. After <see cref="MakeBlocking"/>.
    /// Allocates nothing.</summary>
    public void Await() => _bare!.Take();

    public void Dispose()
    {
        _bare?.Dispose();
        _event?.Dispose();
        _socket?.Dispose();
        _peer?.Dispose();
    }
}
