using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Contract;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio.Gpio;
using static GpioHub.Actors.Guests.GuestProtocol;

namespace GpioHub.Actors.Guests;

/// <content>One connection: accept, read, answer, end.</content>
public sealed partial class GuestActor
{
    /// <summary>Messages of one front-end in one turn. Our limit: a flood of messages must not keep the rings of others waiting.</summary>
    private const int MessagesPerTurn = 16;

    private static readonly GuestTimer[] TimersOfASession =
    [
        GuestTimer.Silent, GuestTimer.NoDriver, GuestTimer.Partial, GuestTimer.Stopped, GuestTimer.Kicked, GuestTimer.Idle,
    ];

    private readonly ReadyTeller _connectionReady;
    private readonly KickHandler[] _kicks;
    private readonly NotifyFd?[] _err = new NotifyFd?[2];
    private VhostUserConnection? _connection;
    private VhostUserSession? _session;
    private MemoryTable _memory = new();
    private StartVerdict _verdict;
    private PeerSnapshot? _peer;
    private UnixStream? _next;
    private long _messagesAtPartial;
    private bool _reading;
    private bool _ending;
    private bool _noDriver;
    private bool _silent;
    private bool _saidNoIrq;
    private bool _promised;
    private bool _admitted;
    private IActorRef? _closer;

    private string PeerText => _peer is { } peer ? $"pid {peer.Pid} {peer.Name}" : "unknown peer";

    private void AcceptConnections()
    {
        bool turnedAway = false;
        while (_wiring.Endpoint.Listener?.Accept(out turnedAway) is { } stream)
        {
            if (_next is not null || _closer is not null) Refuse(stream);
            else _next = stream;
        }

        if (turnedAway) Say(SessionLogLevel.Error, $"a front-end was turned away: {OpenFiles.Exhausted}");
        Admit();
    }

    /// <summary>
    /// Admits the waiting connection once the one before it has ended. If a front-end closes and connects again at once, the hub may see
    /// the two in either order. If the connection before goes on, the newcomer is a second front-end (VU-10).
    /// </summary>
    private void Admit()
    {
        if (_next is null || Busy || _isHeld) return;     // the message in hand comes first: the end of the connection may be behind it
        if (_session is not null) Read();
        if (_next is not { } stream || Busy) return;
        if (_session is not null && _silent && _connection is { MessagesRead: 0 })
        {
            EndSession("another front-end has come, and this one has sent nothing for 2 s");     // then the newcomer is admitted
            return;
        }

        _next = null;
        if (_session is null) StartSession(stream);
        else Refuse(stream);
    }

    private void Refuse(UnixStream stream)
    {
        Say(SessionLogLevel.Warning, $"second front-end (pid {stream.Peer.ProcessId}) refused; {PeerText} is connected");
        stream.Dispose();
    }

    private void StartSession(UnixStream stream)
    {
        if (_wiring.Room.Promise() is { } noRoom)
        {
            Say(SessionLogLevel.Error, $"a front-end was turned away: {noRoom}");
            stream.Dispose();
            return;
        }

        _promised = _admitted = true;
        _peer = new PeerSnapshot(stream.Peer.ProcessId, stream.Peer.ProcessName);
        _connection = new VhostUserConnection(stream);
        _session = new VhostUserSession(new VhostUserOffer { Config = ConfigSpace() });
        _turn.Memory = _memory = new MemoryTable();
        _saidNoIrq = _noDriver = _silent = false;
        foreach (int ring in (int[])[RequestRing, EventRing]) (_kicked[ring], _saidIdle[ring]) = (false, null);
        _wiring.Sessions++;
        Say(SessionLogLevel.Information, $"front-end connected ({PeerText})");
        Timers.StartSingleTimer(GuestTimer.Silent, GuestTimer.Silent, TimeSpan.FromSeconds(2));
        Timers.StartSingleTimer(GuestTimer.NoDriver, GuestTimer.NoDriver, TimeSpan.FromSeconds(30));
        WatchConnection(true);
    }

    private byte[] ConfigSpace()
    {
        byte[] config = new byte[GpioConfig.Size];
        new GpioConfig((ushort)_wiring.Slots.Length, _queues.Names.Size).Encode(config);
        return config;
    }

    private void WatchConnection(bool on)
    {
        if (_connection is null || on == _reading) return;
        _reading = on;
        if (on) _wiring.Reactor.Watch(_connection.Socket, Interest, _connectionReady);
        else _wiring.Reactor.Unwatch(_connection.Socket);
    }

    /// <summary>VU-32: replies that a front-end does not read wait, up to a bound, until they can be written.</summary>
    private EpollEvents Interest => _connection is { HasQueued: true } ? EpollEvents.In | EpollEvents.Out : EpollEvents.In;

    private void Read()
    {
        if (_connection is { HasQueued: true } full)
        {
            if (full.Flush() is { } gone)
            {
                EndSession(gone);
                return;
            }

            if (_reading) _wiring.Reactor.Rewatch(full.Socket, Interest);
        }

        for (int i = 0; i < MessagesPerTurn && !Busy && _connection is not null; i++)
        {
            var read = _connection.TryRead();
            switch (read.Status)
            {
                case ReadStatus.Message:
                    Timers.Cancel(GuestTimer.Silent);
                    if (_log.IsDebugEnabled)
                    {
                        _log.Debug("vhost-user {Request}, {Bytes} bytes, {Fds} descriptors", read.Message!.Request,
                            read.Message.Payload.Length, read.Message.Fds.Count);
                    }
                    if (ReadsShape(read.Message!)) AdoptBefore(read.Message!);
                    else Begin(_session!.Handle(read.Message!));
                    break;
                case ReadStatus.Ended:
                    EndSession("front-end disconnected", normal: true);
                    return;
                case ReadStatus.Broken:
                    EndSession(read.Reason!);
                    return;
                default:
                    WatchPartial();
                    return;
            }
        }

        if (Busy) WatchConnection(false);                 // level-triggered: it would spin until the message in hand is done
    }

    private void WatchPartial()
    {
        if (!_connection!.HasPartial)
        {
            Timers.Cancel(GuestTimer.Partial);
            return;
        }

        if (Timers.IsTimerActive(GuestTimer.Partial) && _messagesAtPartial == _connection.MessagesRead) return;
        _messagesAtPartial = _connection.MessagesRead;
        Timers.StartSingleTimer(GuestTimer.Partial, GuestTimer.Partial, TimeSpan.FromSeconds(1));
    }

    /// <summary>The message in hand is done: read the next one.</summary>
    private void Idle()
    {
        _memory.ReleaseRetired();
        if (EndIfMemoryIsLost()) return;
        if (_ending)
        {
            _ending = false;
            ReleaseConnection();
            if (_wiring.Pending is not null && _closer is null)
            {
                Begin([AskForShape]);
                return;
            }
        }

        AnswerHolders();
        WatchIdleRings();
        if (_closer is { } closer)
        {
            closer.Tell(new Closed(_closedConnected));
            _closer = null;
        }
        else
        {
            WatchConnection(true);
            Admit();
        }
    }

    private void Send(ReadOnlySpan<byte> frame)
    {
        if (_connection is null || _ending) return;
        if (_connection.Send(frame) is { } gone) EndSession(gone);
        else if (_connection.HasQueued && _reading) _wiring.Reactor.Rewatch(_connection.Socket, Interest);
    }

    private void EndSession(string reason, bool normal = false)
    {
        if (_session is null || _ending) return;
        Say(normal ? SessionLogLevel.Information : SessionLogLevel.Error, normal ? $"{reason} ({PeerText})" : reason);
        _ending = true;
        WatchConnection(false);
        _effects.Clear();                                 // they belong to the message that ended it
        Begin(_session.Disconnect());
    }

    /// <summary>Ends the session of a front-end that took its guest's memory away; nothing else has noticed (VQ-69).</summary>
    private bool EndIfMemoryIsLost()
    {
        if (_session is null || _ending || _memory.Loss is not { } loss) return false;
        EndSession(loss);
        return true;
    }

    /// <summary>Releases everything of the connection at once.</summary>
    private void ReleaseConnection()
    {
        foreach (int ring in (int[])[RequestRing, EventRing])
        {
            _turn.Shut(ring);
            _queues.Stage(ring);                          // if this actor failed, nobody has done it
            Ring(ring).Stop();
            _queues.Forget(requests: ring == RequestRing);
            _turn.Call[ring] = null;
            _err[ring] = null;
            _kicks[ring].Unwatch();
        }

        WatchConnection(false);
        SettlePromise();
        if (_admitted) _wiring.Room.Leave();
        _admitted = false;
        _session?.Dispose();
        _connection?.Dispose();
        _memory.Dispose();
        (_session, _connection, _peer) = (null, null, null);
        foreach (var timer in TimersOfASession) Timers.Cancel(timer);
        EndStop();
    }

    /// <summary>The front-end's descriptors are there, and counted: nothing is kept for it any more.</summary>
    private void SettlePromise()
    {
        if (_promised) _wiring.Room.Settle();
        _promised = false;
    }

    private bool _closedConnected;

    private void CloseDown(CloseDown message, IActorRef closer)
    {
        _closedConnected = _session is not null;
        _closer = closer;
        if (_wiring.Endpoint.Listener is { } listener) _wiring.Reactor.Unwatch(listener);
        if (_session is not null && !_ending) EndSession(message.Why, normal: true);
        else if (!Busy) Begin([() => ToLines(LineInputKind.PinsReleased)]);
    }

    private void ChangeMemory(SessionEffect effect)
    {
        if (effect is ReleaseMemory)   // the session's last effect: the rings are dropped by then, and the memory goes with the connection
        {
            Steps(() => ToLines(LineInputKind.PinsReleased));
            return;
        }

        string? refused = effect switch
        {
            ReplaceMemory replace => _memory.Replace(replace.Regions),
            AddRegion add => _memory.Add(add.Region),
            RemoveRegion remove => _memory.Remove(remove.Region),
            _ => null,
        };
        if (refused is null) _session!.MemoryApplied();
        else _session!.MemoryRefused(refused);
    }
}
