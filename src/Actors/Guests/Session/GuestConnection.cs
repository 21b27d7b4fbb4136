using Akka.Event;
using GpioHub.Actors.Contract;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Records;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <summary>The connection to the front-end: accept, read, answer, end. There is one at a time.</summary>
internal sealed class GuestConnection(GuestWiring wiring, GuestSession session, GuestSteps steps, GuestRings rings, GuestTimers timers,
    GuestLog log, IReadyHandler ready, IReactorWork committed) : IDisposable
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
    private UnixStream? _admitted;
    private long _messagesAtPartial;
    private long? _messagesAtResume;
    private bool _reading;
    private bool _readsEdges;
    private bool _silent;
    private bool _carriedOut;
    private int _uncommitted;

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

    /// <summary>The process before this one may have had a message in hand, which is still to come. What that process did for it is seen
    /// already, in guest memory.</summary>
    public bool OwesMessage =>
        _connection is { } connection && connection.MessagesRead == _messagesAtResume && connection.Socket.HasInput;

    private string PeerText => Peer is { } peer ? $"pid {peer.Pid} {peer.Name}" : "unknown peer";

    private KeptSession? Kept => wiring.Kept;

    /// <summary>A message is in hand, or not recorded.</summary>
    private bool Waits => steps.Busy || _uncommitted > 0;

    /// <summary>Another process goes on already: what this one still does must not be seen.</summary>
    private bool IsSucceeded => Kept is { IsOn: false };

    /// <summary>VU-32: replies that a front-end does not read wait, up to a bound, until they can be written. A part of a message that
    /// stays in the socket makes no event without end.</summary>
    private EpollEvents Interest => EpollEvents.In | (_connection is { HasQueued: true } ? EpollEvents.Out : EpollEvents.None)
        | (_readsEdges ? EpollEvents.EdgeTriggered : EpollEvents.None);

    /// <summary>Takes the connections that wait at the socket.</summary>
    public void Accept()
    {
        bool turnedAway = false;
        while (!IsSucceeded && wiring.Endpoint.Listener?.Accept(out turnedAway) is { } stream)
        {
            if (_next is not null || IsClosed) Refuse(stream);
            else _next = stream;
        }

        if (turnedAway) log.Say(SessionLogLevel.Error, $"a front-end was turned away: {OpenFiles.Exhausted}");
        Admit();
        if (_next is { } waits) Kept?.Wait(waits);
    }

    /// <summary>
    /// Admits the waiting connection once the one before it has ended. If a front-end closes and connects again at once, the hub may see
    /// the two in either order. If the connection before goes on, the newcomer is a second front-end (VU-10).
    /// </summary>
    public void Admit()
    {
        // The message in hand comes first: the end of the connection may be behind it.
        if (_next is null || steps.Busy || IsHeld || _uncommitted > 0) return;
        if (session.Current is not null) Read();
        if (_next is not { } stream || steps.Busy) return;
        if (session.Current is not null && _silent && _connection is { MessagesRead: 0 })
        {
            End($"another front-end has come, and this one has sent nothing for {SilenceLimit.TotalSeconds} s");   // then it is admitted
            return;
        }

        _next = null;
        if (session.Current is null)
        {
            Start(stream);
            return;
        }

        Kept?.WaitsNoMore();
        Refuse(stream);
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
        _connection = Kept?.Connect(stream) ?? new VhostUserConnection(stream);
        _silent = false;
        wiring.Sessions++;
        log.Say(SessionLogLevel.Information, $"front-end connected ({PeerText})");
        timers.Start(GuestTimer.Silent, SilenceLimit);
        rings.Begin();
        Watch(true);
    }

    /// <summary>Goes on with a connection of the process before this one.</summary>
    /// <param name="carriedOut">A message was carried out, and perhaps not wholly answered, nor taken off the socket.</param>
    public void Resume(VhostUserConnection connection, PeerSnapshot peer, bool carriedOut)
    {
        (_connection, Peer, _messagesAtResume) = (connection, peer, connection.MessagesRead);
        if (connection.MessagesRead == 0) timers.Start(GuestTimer.Silent, SilenceLimit);
        if (!carriedOut) return;
        connection.Complete();                        // a front-end that is gone is noticed at the next read
        Kept!.Consumed();
    }

    /// <summary>Takes up the front-end that waits, if the process before this one has left one.</summary>
    public void TakeNext() => _next ??= Kept?.TakeNext();

    /// <summary>Takes up the front-end with which the process before this one had not begun; <see cref="StartAdmitted"/> begins.</summary>
    public void TakeAdmitted() => _admitted = Kept?.TakeAdmitted();

    public void StartAdmitted()
    {
        if (_admitted is { } admitted) Start(admitted);
        _admitted = null;
    }

    /// <summary>Nothing is in hand: has it recorded how everything is, and waits for that before it goes on.</summary>
    public void Settle(Action<ImageWriter> describe)
    {
        if (Kept is not { IsOn: true } kept) return;
        int messageBytes = _connection?.MessageBytes ?? 0;
        _carriedOut = messageBytes > 0;
        kept.Put(session.Current, messageBytes, describe);
        _uncommitted++;
        _reactor.AfterCommit(committed);
    }

    /// <summary>What was settled is recorded: the reply goes out, the message is over, and the next one may come.</summary>
    public void Committed()
    {
        if (IsSucceeded || _uncommitted == 0 || --_uncommitted > 0) return;   // 0: told to an actor before this one
        Kept!.Committed();
        if (_carriedOut && _connection is { } connection && !IsEnding)
        {
            _carriedOut = false;
            string? gone = connection.Complete();
            Kept.Consumed();
            _uncommitted++;                           // the next message is not touched before the record knows
            _reactor.AfterCommit(committed);
            if (gone is not null) End(gone);
            return;
        }

        if (steps.Busy || IsClosed) return;
        Watch(true);
        Admit();
    }

    /// <summary>What there is to say of the front-end; null = none is connected.</summary>
    public FrontEndImage? Image() => _connection is { } connection && Peer is { } peer && session.Current is not null
        ? new FrontEndImage(peer, connection.OutboxEnd, connection.MessagesRead)
        : null;

    /// <summary>Reads messages or not: one message is done before the next is read.</summary>
    public void Watch(bool on)
    {
        if (_connection is null || on == _reading || (on && _uncommitted > 0)) return;
        (_reading, _readsEdges) = (on, false);
        if (on) _reactor.Watch(_connection.Socket, Interest, ready);
        else _reactor.Unwatch(_connection.Socket);
    }

    /// <summary>The connection has bytes, or has ended, or can be written.</summary>
    public void Read()
    {
        if (_uncommitted > 0 || IsSucceeded)
        {
            Watch(false);
            return;
        }

        if (_connection is { HasQueued: true } full)
        {
            if (full.Flush() is { } gone)
            {
                End(gone);
                return;
            }

            if (_reading) _reactor.Rewatch(full.Socket, Interest);
        }

        for (int i = 0; i < MessagesPerTurn && !Waits && _connection is not null; i++)
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

        if (Waits) Watch(false);                 // level-triggered: it would spin until the message in hand is done
    }

    public void Send(ReadOnlySpan<byte> frame)
    {
        if (_connection is null || IsEnding) return;
        if (_connection.Send(frame) is { } gone) End(gone);
        else if (Kept is null && _connection.HasQueued && _reading) _reactor.Rewatch(_connection.Socket, Interest);
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
        if (_connection is { } over) Kept?.Disconnect(over.Socket);
        _connection?.Dispose();
        (_connection, Peer, _messagesAtResume) = (null, null, null);
        foreach (var timer in TimersOfASession) timers.Cancel(timer);
    }

    /// <summary>Releases also the connection that waits to be admitted.</summary>
    public void Dispose()
    {
        Release();
        if (_next is not null) Kept?.EndWaiting(_next);
        _next?.Dispose();
        _admitted?.Dispose();
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

        if (Kept is not null && !_readsEdges && _reading)
        {
            _readsEdges = true;
            _reactor.Rewatch(_connection.Socket, Interest);
        }

        if (timers.IsActive(GuestTimer.Partial) && _messagesAtPartial == _connection.MessagesRead) return;
        _messagesAtPartial = _connection.MessagesRead;
        timers.Start(GuestTimer.Partial, PartialLimit);
    }
}
