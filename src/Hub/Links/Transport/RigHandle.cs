using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Actor;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace GpioHub.Hub.Links.Transport;

/// <summary>A connection to another hub, or from somebody who may be one. Only frames of hubs come through, and not too many. Messages go
/// to the door; Akka.Remote gets the rest.</summary>
/// <remarks>Anybody may write, and never waits.</remarks>
internal sealed class RigHandle : AssociationHandle
{
    /// <summary>How long a connection may take until TLS has agreed on it: who takes it and says nothing is tried again.</summary>
    private static readonly TimeSpan LongestConnecting = TimeSpan.FromSeconds(5);

    private const int StackBytes = 512 * 1024;

    private readonly RigGate _gate;
    private readonly SocketStream _socket;
    private readonly IPEndPoint? _way;
    private readonly Lock _writing = new();
    private Stream _stream;
    private IReadOnlyList<string> _names = [];
    private int _met;                                                      // a Meeting
    private volatile bool _isOver;

    /// <param name="way">Where this host connects to; null = the other has connected.</param>
    public RigHandle(Socket socket, Address local, Address remote, RigGate gate, IPEndPoint? way)
        : base(local, remote)
    {
        var records = gate.Tls is null ? null : new TlsRecords();
        (_gate, _way, _socket) = (gate, way, new SocketStream(socket) { Records = records });
        _stream = _socket;
        Host = IsOutbound ? Wire.RigAddress.HostOf(remote.Host) : null;
        Socket = SocketText.Of(way ?? (IPEndPoint)socket.RemoteEndPoint!);
        ReadHandlerSource = new TaskCompletionSource<IHandleEventListener>(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>This host has connected.</summary>
    public bool IsOutbound => _way is not null;

    /// <summary>Whose connection it is, in lower case; null = nothing has said so yet.</summary>
    public string? Host { get; private set; }

    /// <summary>The other end, for people.</summary>
    public string Socket { get; }

    /// <summary>It has ended, or is about to.</summary>
    public bool IsOver => _isOver;

    /// <summary>Connects and agrees on TLS, on a thread of its own, then has it read.</summary>
    /// <param name="ready">The connection can be used.</param>
    /// <param name="failed">It never could; why.</param>
    public void Start(Action<RigHandle> ready, Action<Exception> failed) =>
        new Thread(() => Run(ready, failed), StackBytes) { IsBackground = true, Name = $"link-{Host ?? "in"}" }.Start();

    /// <summary>Writes a frame of Akka.Remote. Any thread.</summary>
    /// <returns>false = not now, or never again.</returns>
    public override bool Write(ByteString payload)
    {
        byte[] frame = new byte[FrameReader.HeadBytes + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
        payload.Span.CopyTo(frame.AsSpan(FrameReader.HeadBytes));
        bool isSent = Send(frame);
        if (isSent) Met(Meeting.HasSpoken);                                // its first frame each way says who speaks
        return isSent;
    }

    /// <summary>Writes a frame, which stands behind its length. Any thread.</summary>
    /// <returns>false = the connection has ended; or it ends, because its other end reads nothing.</returns>
    public bool Send(ReadOnlySpan<byte> frame)
    {
        if (_isOver) return false;
        try
        {
            lock (_writing) _stream.Write(frame);
            return true;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            End();                                                         // broken, or closed meanwhile
            return false;
        }
    }

#pragma warning disable CS0672, CS0618 // Akka.Remote's own handles still end in this way
    public override void Disassociate() => End();
#pragma warning restore CS0672, CS0618

    /// <summary>Ends it; its reader closes it. Any thread.</summary>
    public void End()
    {
        _isOver = true;
        _socket.End();
    }

    private void Run(Action<RigHandle> ready, Action<Exception> failed)
    {
        try
        {
            Open();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Close();
            failed(e);
            return;
        }

        ready(this);
        // Akka.Remote listens at once, or has no use for it.
        if (!ReadHandlerSource.Task.Wait(LongestConnecting))
        {
            Close();
            return;
        }

        var next = ReadHandlerSource.Task.Result;
        new RigReader(_gate.Reactor, _socket, _stream, new RigFilter(this, _gate, next), why => Ended(why, next), Task.Delay).Begin();
    }

    /// <summary>It is over, and Akka.Remote or the other hub makes another.</summary>
    private void Ended(Exception? why, IHandleEventListener next)
    {
        if (why is not (null or IOException)) _gate.TurnedAway(Host ?? Socket, $"what it sent could not be handled: {why.Message}");
        Close();
        next.Notify(new Disassociated(DisassociateInfo.Unknown));
    }

    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="TimeoutException">Nobody answers, or not in time.</exception>
    /// <exception cref="AuthenticationException">They do not agree on TLS.</exception>
    /// <exception cref="IOException">The connection has ended meanwhile.</exception>
    private void Open()
    {
        _socket.Deadline = Stopwatch.GetTimestamp() + (long)(LongestConnecting.TotalSeconds * Stopwatch.Frequency);
        if (_way is not null) _socket.Connect(_way);
        if (_gate.Tls is { } tls)
            try
            {
                _stream = tls.Agree(_socket, Host, Socket, out _names);
            }
            catch (TimeoutException) when (IsOutbound)
            {
                throw new TimeoutException("it takes the connection and does not agree on TLS");
            }

        _socket.Deadline = null;
    }

    private void Close()
    {
        _isOver = true;
        _gate.Connections.Closed(this);
        // A writer that is at it is waited for: it never takes long.
        lock (_writing) _stream.Dispose();
        _socket.Dispose();
    }

    /// <summary>Takes in who speaks. Reader only.</summary>
    /// <param name="host">In lower case.</param>
    /// <returns>Why it may not; null = it may.</returns>
    public string? Admit(string host)
    {
        if (IsOutbound && host != Host) return _gate.Wrong(Host!, $"{Socket} is {host}");
        if (_gate.Refusal(host, _names) is { } why) return why;
        Host = host;
        _gate.Connections.Admitted(this);
        Met(Meeting.HasHeard);
        return null;
    }

    /// <summary>Once each end has said who it is, messages may come: not before, or the other end would cut this one off.</summary>
    private void Met(Meeting what)
    {
        if ((Meeting)Volatile.Read(ref _met) == Meeting.Both) return;
        var before = (Meeting)Interlocked.Or(ref _met, (int)what);
        if (before != Meeting.Both && (before | what) == Meeting.Both) _gate.Connections.Opened(this);
    }

    [Flags]
    private enum Meeting
    {
        None,
        HasSpoken = 1,
        HasHeard = 2,
        Both = HasSpoken | HasHeard,
    }
}
