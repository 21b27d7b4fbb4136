using System.Collections.Concurrent;
using System.Diagnostics;
using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Tests.Support;

/// <summary>A vhost-user back-end in one thread of the test process, complete enough for a driver: one front-end at a time, every message
/// understood.</summary>
internal sealed partial class MiniBackend : IDisposable
{
    private const ulong WakeTag = 10, ListenTag = 11, SocketTag = 12;   // below: the kick of ring n

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-guest-");
    private readonly Epoll _epoll = Epoll.Create();
    private readonly EventFd _wake = EventFd.Create();
    private readonly UnixListener _listener;
    private readonly ConcurrentQueue<Func<Action>> _posted = new();
    private readonly List<Action> _toTell = [];
    private readonly DeviceRing[] _rings = [new(), new()];
    private readonly bool[] _paused = new bool[VhostUserOffer.RingCount];
    private readonly NotifyFd?[] _kicks = new NotifyFd?[VhostUserOffer.RingCount];
    private readonly NotifyFd?[] _calls = new NotifyFd?[VhostUserOffer.RingCount];
    private readonly VhostUserOffer _offer;
    private readonly Thread _thread;
    private VhostUserConnection? _connection;
    private VhostUserSession? _session;
    private MemoryTable? _memory;
    private volatile bool _stopping;

    public MiniBackend(IReadOnlyList<string> names, Func<VhostUserOffer, VhostUserOffer>? change = null)
    {
        Device = new MiniDevice(names, _rings[0], _rings[1]);
        byte[] config = new byte[GpioConfig.Size];
        Device.Config.Encode(config);
        var offer = new VhostUserOffer { Config = config };
        _offer = change?.Invoke(offer) ?? offer;
        _listener = UnixListener.Bind(SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _epoll.Add(_listener, EpollEvents.In, ListenTag);
        _epoll.Add(_wake, EpollEvents.In, WakeTag);
        _thread = new Thread(Run) { IsBackground = true, Name = "mini-backend" };
        _thread.Start();
    }

    public string SocketPath => Path.Combine(_folder.FullName, "dev.sock");

    /// <summary>The device; touch it only inside <see cref="InvokeAsync{T}"/>.</summary>
    public MiniDevice Device { get; }

    /// <summary>Messages in the order in which they came; ENABLE with ring and value, as "SetVringEnable(1,0)";
    /// NEED_REPLY as a trailing "!".</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    /// <summary>Connections refused because there was one already.</summary>
    public int Refused { get; private set; }

    /// <summary>Runs something on the back-end's thread; complete when what it staged is published.</summary>
    public Task<T> InvokeAsync<T>(Func<MiniDevice, T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _posted.Enqueue(() =>
        {
            T result = action(Device);
            return () => done.TrySetResult(result);
        });
        _wake.Signal();
        return done.Task;
    }

    public Task InvokeAsync(Action<MiniDevice> action) => InvokeAsync(device =>
    {
        action(device);
        return true;
    });

    public Task SetLevelAsync(int line, bool level) => InvokeAsync(device => device.SetLevel(line, level));

    /// <summary>Whether the front-end that is connected has negotiated packed rings.</summary>
    public Task<bool> HasPackedRingsAsync() =>
        InvokeAsync(_ => _session is { } session && (session.Features & DeviceFeatures.RingPacked) != 0);

    /// <summary>Closes the connection, like a back-end that dies.</summary>
    public Task DropAsync() => InvokeAsync(_ => Disconnect());

    public void Dispose()
    {
        _stopping = true;
        _wake.Signal();
        _thread.Join();
        Disconnect();
        _listener.Dispose();
        _epoll.Dispose();
        _wake.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Run()
    {
        var ready = new EpollEvent[16];
        while (!_stopping)
        {
            int count = _epoll.Wait(ready, -1);
            foreach (EpollEvent happened in ready.AsSpan(0, count)) Take(happened.Tag);
            Turn();             // what the driver queued before a test posted something is handled first
            while (_posted.TryDequeue(out Func<Action>? posted)) _toTell.Add(posted());
            Turn();
            foreach (Action tell in _toTell) tell();
            _toTell.Clear();
        }
    }

    private void Take(ulong tag)
    {
        switch (tag)
        {
            case WakeTag:
                _wake.Drain();
                break;
            case ListenTag:
                Accept();
                break;
            case SocketTag:
                ReadMessage();
                break;
            default:
                _kicks[tag]?.Drain();
                break;
        }
    }

    private void Turn()
    {
        if (_session is null) return;
        do
        {
            if (!_paused[0]) Device.Intake(MonotonicClock.Now);
            Publish();
        }
        while (_rings[1].EnableKicks() | _rings[0].EnableKicks() && !_paused[0]);
    }

    private void Publish()
    {
        for (int ring = _rings.Length - 1; ring >= 0; ring--)
            if (!_paused[ring] && _rings[ring].Flush() == FlushResult.Notify) _calls[ring]?.Signal();
    }

    private void Accept()
    {
        if (_listener.Accept() is not { } socket) return;
        ReadMessage();          // perhaps the end of the connection before
        if (_connection is not null)
        {
            Refused++;
            socket.Dispose();
            return;
        }

        (_connection, _session, _memory) = (new VhostUserConnection(socket), new VhostUserSession(_offer), new MemoryTable());
        _epoll.Add(socket, EpollEvents.In, SocketTag);
    }

    private void ReadMessage()
    {
        while (_connection is not null)
        {
            ReadResult read = _connection.TryRead();
            if (read.Status == ReadStatus.Nothing) return;
            if (read.Message is not { } message)
            {
                Disconnect();
                return;
            }

            string what = message.Request == VhostUserRequest.SetVringEnable
                ? $"{message.Request}({BitConverter.ToUInt32(message.Payload.Span)},{BitConverter.ToUInt32(message.Payload.Span[4..])})"
                : $"{message.Request}";
            Messages.Enqueue(what + (message.Header.NeedsReply ? "!" : ""));
            foreach (SessionEffect effect in _session!.Handle(message))
            {
                CarryOut(effect);
                if (_connection is null) return;
            }
        }
    }

    private void Disconnect()
    {
        if (_connection is null) return;
        foreach (SessionEffect effect in _session!.Disconnect()) CarryOut(effect);
        _epoll.Remove(_connection.Socket);
        _session.Dispose();
        _connection.Dispose();
        (_connection, _session) = (null, null);
    }

    private void CarryOut(SessionEffect effect)
    {
        switch (effect)
        {
            case Reply reply: _connection!.Send(reply.Frame.Span); break;
            case Ack: _connection!.Send(_session!.CompleteAck()); break;
            case ReplyVringBase reply: _connection!.Send(_session!.CompleteGetVringBase(reply.Ring)); break;
            case Close: Disconnect(); break;
            case ReplaceMemory replace: Report(_memory!.Replace(replace.Regions)); break;
            case AddRegion add: Report(_memory!.Add(add.Region)); break;
            case RemoveRegion remove: Report(_memory!.Remove(remove.Region)); break;
            case ReleaseMemory: _memory!.Dispose(); break;
            case QuiesceRing quiesce: Quiesce(quiesce.Ring, quiesce.Kind); break;
            case StartRing start: Start(start.Ring); break;
            case ResumeRing resume: _paused[resume.Ring] = false; break;
            case SetKick kick: Watch(kick.Ring, kick.Handle); break;
            case SetCall call: SwapCall(call.Ring, call.Handle); break;
            case ResetDevice: Device.Reset(); break;
            case RemapRing or SetErr or FeaturesChanged or DriverGone or Log: break;
            default: throw new UnreachableException(effect.ToString());
        }
    }
}
