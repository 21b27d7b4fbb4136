using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Guests;

/// <summary>The place where a guest's front-end connects: a listening socket, or one connection that was handed over. It outlives the
/// guest's actor.</summary>
public sealed class GuestEndpoint : IDisposable
{
    private UnixStream? _handedOver;

    private GuestEndpoint(UnixListener? listener, UnixStream? handedOver) => (Listener, _handedOver) = (listener, handedOver);

    /// <summary>null = there is only the connection that was handed over.</summary>
    public UnixListener? Listener { get; }

    /// <summary>Why no front-end can come, for people; null = one can. Any thread.</summary>
    public string? Problem
    {
        get;
        set => Volatile.Write(ref field, value);
    }

    /// <summary>Whether a front-end that connects at the path comes here; true if it has no path. Any thread.</summary>
    public bool IsInPlace => Listener is not { IsClosed: false } listener || listener.IsInPlace;

    /// <summary>Binds a guest's socket.</summary>
    /// <exception cref="SocketInUseException">Another process serves the path.</exception>
    /// <exception cref="ErrnoException">The path cannot be bound; <see cref="IOException"/> names it.</exception>
    public static GuestEndpoint Bind(GuestPlan plan, uint? groupId) =>
        new(UnixListener.Bind(plan.SocketPath, plan.SocketMode, groupId), null);

    /// <summary>Serves an inherited descriptor (VU-56, <c>--fd</c>): a listening or a connected socket.</summary>
    public static GuestEndpoint Adopt(FileDescriptor inherited) => inherited switch
    {
        UnixListener listener => new GuestEndpoint(listener, null),
        UnixStream stream => new GuestEndpoint(null, stream),
        _ => throw new ArgumentException("Neither a listening nor a connected Unix socket", nameof(inherited)),
    };

    /// <summary>The connection that was handed over; only the first call gets it.</summary>
    public UnixStream? TakeConnection() => Interlocked.Exchange(ref _handedOver, null);

    /// <summary>Ends cleanly: a front-end that connects later finds no socket rather than a dead one.</summary>
    public void Dispose()
    {
        Listener?.RemovePath();
        Listener?.Dispose();
        _handedOver?.Dispose();
    }
}
