using Akka.Event;
using GpioHub.Actors.Contract;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <summary>The connection to the front-end: accept, read, answer, end. There is one at a time.</summary>
internal sealed class GuestConnection(GuestWiring wiring, GuestSession session, GuestSteps steps, GuestRings rings, GuestTimers timers,
    GuestLog log, IReadyHandler ready) : IDisposable
{
    /// <summary>Messages of one front-end in one turn. Our limit: a flood of messages must not keep the rings of others waiting.</summary>
    private const int MessagesPerTurn = 16;

    /// <summary>How long a front-end may stay silent before the log tells of it, and another one may take its place. Our limit.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(2);

    /// <summary>How long a message that was begun may take (VU-06).</summary>
    private static readonly TimeSpan PartialLimit = TimeSpan.FromSeconds(1);

    private static readonly GuestTimer[] TimersOfASession =
    [
        GuestTimer.Silent, GuestTimer.NoDriver, GuestTimer.Partial, GuestTimer.Stopped, GuestTimer.Kicked, GuestTimer.Idle,
    ];

    private readonly IReactor _reactor = wiring.Reactor;
    private VhostUserConnection? _connection;
    private UnixStream? _next;
    private long _messagesAtPartial;
    private bool _reading;
    private bool _silent;

    /// <summary>The front-end that is connected; null = none.</summary>
    public PeerSnapshot? Peer { get; private set; }

    /// <summary>The session is being ended; when its last effects are done, <see cref="Release"/> follows.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>No front-end is admitted for now; one that comes waits.</summary>
    public bool IsHeld { get; set; }

    /// <summary>A front-end that comes is refused.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Set by the owner: what has to be done before a message is handled; null = nothing.</summary>
    public Func<VhostUserMessage, Func<int>?> StepBefore { get; set; } = _ => null;

    private string PeerText => Peer is { } peer ? $"pid {peer.Pid} {peer.Name}" : "unknown peer";

    /// <summary>VU-32: replies that a front-end does not read wait, up to a bound, until they can be written.</summary>
    private EpollEvents Interest => _connection is { HasQueued: true } ? EpollEvents.In | EpollEvents.Out : EpollEvents.In;

    /// <summary>Takes the connections that wait at the socket.</summary>
    public void Accept()
    {
        bool turnedAway = false;
        while (wiring.Endpoint.Listener?.Accept(out turnedAway) is { } stream)
        {
            if (_next is not null || IsClosed) Refuse(stream);
            else _next = stream;
        }

        if (turnedAway) log.Say(SessionLogLevel.Error, $"a front-end was turned away: {OpenFiles.Exhausted}");
        Admit();
    }

    /// <summary>
    /// Admits the waiting connection once the one before it has ended. If a front-end closes and connects again at once, the hub may see
    /// the two in either order. If the connection before goes on, the newcomer is a second front-end (VU-10).
    /// </summary>
    public void Admit()
    {
        if (_next is null || steps.Busy || IsHeld) return;    // the message in hand comes first: the end of the connection may be behind it
        if (session.Current is not null) Read();
        if (_next is not { } stream || steps.Busy) return;
        if (session.Current is not null && _silent && _connection is { MessagesRead: 0 })
        {
            End($"another front-end has come, and this one has sent nothing for {SilenceLimit.TotalSeconds} s");   // then it is admitted
            return;
        }

        _next = null;
        if (session.Current is null) Start(stream);
        else Refuse(stream);
    }

    /// <summary>Begins a session over this connection.</summary>
    public void Start(UnixStream stream)
    {
        if (session.Begin() is { } noRoom)
        {
            log.Say(SessionLogLevel.Error, $"a front-end was turned away: {noRoom}");
            stream.Dispose();
            return;
        }

        Peer = new PeerSnapshot(stream.Peer.ProcessId, stream.Peer.ProcessName);
        _connection = new VhostUserConnection(stream);
        _silent = false;
        wiring.Sessions++;
        log.Say(SessionLogLevel.Information, $"front-end connected ({PeerText})");
        timers.Start(GuestTimer.Silent, SilenceLimit);
        rings.Begin();
        Watch(true);
    }

    /// <summary>Reads messages or not: one message is done before the next is read.</summary>
    public void Watch(bool on)
    {
        if (_connection is null || on == _reading) return;
        _reading = on;
        if (on) _reactor.Watch(_connection.Socket, Interest, ready);
        else _reactor.Unwatch(_connection.Socket);
    }

    /// <summary>The connection has bytes, or has ended, or can be written.</summary>
    public void Read()
    {
        if (_connection is { HasQueued: true } full)
        {
            if (full.Flush() is { } gone)
            {
                End(gone);
                return;
            }

            if (_reading) _reactor.Rewatch(full.Socket, Interest);
        }

        for (int i = 0; i < MessagesPerTurn && !steps.Busy && _connection is not null; i++)
        {
            var read = _connection.TryRead();
            switch (read.Status)
            {
                case ReadStatus.Message:
                    Handle(read.Message!);
                    break;
                case ReadStatus.Ended:
                    End("front-end disconnected", normal: true);
                    return;
                case ReadStatus.Broken:
                    End(read.Reason!);
                    return;
                default:
                    WatchPartial();
                    return;
            }
        }

        if (steps.Busy) Watch(false);                 // level-triggered: it would spin until the message in hand is done
    }

    public void Send(ReadOnlySpan<byte> frame)
    {
        if (_connection is null || IsEnding) return;
        if (_connection.Send(frame) is { } gone) End(gone);
        else if (_connection.HasQueued && _reading) _reactor.Rewatch(_connection.Socket, Interest);
    }

    /// <summary>Begins the end of the session; the front-end may come back.</summary>
    /// <param name="normal">It is no fault of the front-end.</param>
    public void End(string reason, bool normal = false)
    {
        if (session.Current is not { } current || IsEnding) return;
        if (normal) log.Say(SessionLogLevel.Information, $"{reason} ({PeerText})");
        else log.Say(SessionLogLevel.Error, reason);
        IsEnding = true;
        Watch(false);
        steps.ForgetEffects();                        // they belong to the message that ended it
        steps.Begin(current.Disconnect());
    }

    /// <summary>Ends the session of a front-end that took its guest's memory away; nothing else has noticed (VQ-69).</summary>
    public bool EndIfMemoryIsLost()
    {
        if (session.Current is null || IsEnding || session.Memory.Loss is not { } loss) return false;
        End(loss);
        return true;
    }

    /// <summary><see cref="GuestTimer.Partial"/>.</summary>
    public void EndIfPartial()
    {
        if (_connection is { HasPartial: true })
            End($"a message was begun and not finished within {PartialLimit.TotalSeconds} s");
    }

    /// <summary><see cref="GuestTimer.Silent"/>.</summary>
    public void SaySilent()
    {
        _silent = true;
        log.Unthrottled.Warning(
            "front-end connected ({Peer}) but sent nothing for {Seconds} s; " +
            "restart the VM (known with QEMU < 9.1 when the hub restarts before the guest boots)",
            PeerText, SilenceLimit.TotalSeconds);
    }

    /// <summary>Releases everything of the connection at once.</summary>
    public void Release()
    {
        IsEnding = false;
        rings.End();
        Watch(false);
        session.End();
        _connection?.Dispose();
        (_connection, Peer) = (null, null);
        foreach (var timer in TimersOfASession) timers.Cancel(timer);
    }

    /// <summary>Releases also the connection that waits to be admitted.</summary>
    public void Dispose()
    {
        Release();
        _next?.Dispose();
    }

    private void Refuse(UnixStream stream)
    {
        log.Say(SessionLogLevel.Warning, $"second front-end (pid {stream.Peer.ProcessId}) refused; {PeerText} is connected");
        stream.Dispose();
    }

    private void Handle(VhostUserMessage message)
    {
        timers.Cancel(GuestTimer.Silent);
        if (log.Unthrottled.IsDebugEnabled)
        {
            log.Unthrottled.Debug("vhost-user {Request}, {Bytes} bytes, {Fds} descriptors", message.Request, message.Payload.Length,
                message.Fds.Count);
        }

        if (StepBefore(message) is { } before)
        {
            steps.Begin(before, () =>
            {
                steps.Begin(session.Current!.Handle(message));
                return GuestSteps.WaitsForNothing;
            });
        }
        else steps.Begin(session.Current!.Handle(message));
    }

    private void WatchPartial()
    {
        if (!_connection!.HasPartial)
        {
            timers.Cancel(GuestTimer.Partial);
            return;
        }

        if (timers.IsActive(GuestTimer.Partial) && _messagesAtPartial == _connection.MessagesRead) return;
        _messagesAtPartial = _connection.MessagesRead;
        timers.Start(GuestTimer.Partial, PartialLimit);
    }
}
