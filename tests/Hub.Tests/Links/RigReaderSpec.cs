using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Remote.Transport;
using GpioHub.Hub.Links.Transport;
using GpioHub.Hub.Links.Wire;
using GpioHub.Rules.Links;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using Xunit;
using static GpioHub.Hub.Tests.Links.Frames;

namespace GpioHub.Hub.Tests.Links;

/// <summary>How a connection is read on the reactor that serves guests too; its turns are the test's.</summary>
public sealed class RigReaderSpec : IDisposable
{
    private readonly Door _door = new();
    private readonly PumpReactor _reactor = new((e, where) => Assert.Fail($"{where}: {e}"));
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TcpClient _peer = new();
    private readonly RigHandle _handle;
    private readonly SocketStream _socket;
    private readonly RigFilter _filter;
    private readonly List<Exception?> _ended = [];
    private readonly List<(TimeSpan Time, TaskCompletionSource Over)> _pauses = [];

    public RigReaderSpec()
    {
        var plan = WiredHub.Plan("bench-b", 4053, ("bench-a", 4054));
        var gate = new RigGate(new RigAddress("bench-b", isEncrypted: false), new RigPeers(plan), _door, new LinkTroubles(), _reactor)
        {
            MostFrames = 2,
        };
        _listener.Start();
        _peer.Connect((IPEndPoint)_listener.LocalEndpoint);
        var address = new Address("rig.tcp", RigAddress.System, "127.0.0.1", 1);
        var socket = _listener.AcceptSocket();
        (_handle, _socket) = (new RigHandle(socket, address, address, gate, way: null), new SocketStream(socket));
        _filter = new RigFilter(_handle, gate, new Nobody());
    }

    [Fact(DisplayName = "What has come is at the links when the turn is over that found it (LK-17)")]
    public void InItsTurn()
    {
        Begin(_socket);
        Come(Associate());
        Turn();
        Come(Message(LinkCodec.Encode(new Took("bench", 7, 12))));
        Assert.True(_socket.HasInput());
        Assert.True(_reactor.RunTurn());
        Assert.Equal([("bench-a", new Took("bench", 7, 12))], _door.Messages);
        Assert.Empty(_pauses);
    }

    [Fact(DisplayName = "A connection that brings too much is not read for a while, and is read again then (LK-17)")]
    public async Task Rests()
    {
        Begin(_socket);
        Come(Associate());
        byte[] message = Message(LinkCodec.Encode(new Took("bench", 7, 12)));
        for (int sent = 0; sent < 2 * SocketStream.MostInATurn; sent += message.Length) Come(message);
        Turn();
        int refused = _door.Refused.Count;
        Assert.InRange(refused, 1, (SocketStream.MostInATurn + 4_096) / message.Length);
        Assert.True(_socket.HasInput());
        Assert.False(_reactor.RunTurn());                                  // it rests
        Assert.Equal(refused, _door.Refused.Count);
        Assert.True(_pauses[0].Time >= TimeSpan.FromMilliseconds(1));

        _pauses[0].Over.SetResult();
        await Until.SoAsync(_reactor.RunTurn, "it goes on");
        Turn();
        Assert.True(_door.Refused.Count > refused);
        Assert.All(_door.Refused, one => Assert.Equal(("bench-a", "too many messages"), one));
    }

    [Fact(DisplayName = "So is one that brings its messages in many small parts, of which none is lost: each costs as much as a message " +
        "(LK-17)")]
    public async Task SmallParts()
    {
        Begin(new OneByOne(_socket));
        Come(Associate());
        while (_handle.Host is null)
        {
            int pauses = _pauses.Count;
            Turn();
            if (_pauses.Count == pauses) continue;
            _pauses[^1].Over.SetResult();
            await Until.SoAsync(_reactor.RunTurn, "it goes on");
        }

        Assert.NotEmpty(_pauses);
        Assert.Empty(_door.Refused);
    }

    [Fact(DisplayName = "An end is told once, with why or without, and the socket is watched no more")]
    public void Ends()
    {
        Begin(_socket);
        Come(Associate());
        Turn();
        _peer.Client.Shutdown(SocketShutdown.Send);
        Turn();
        Assert.Null(Assert.Single(_ended));
        Assert.True(_socket.HasInput());
        Assert.False(_reactor.RunTurn());
    }

    [Fact(DisplayName = "What is no frame ends it (LK-16)")]
    public void NoFrame()
    {
        Begin(_socket);
        _peer.GetStream().Write([0xFF, 0xFF, 0xFF, 0x7F]);
        Turn();
        Assert.Equal("a frame of 2147483647 bytes", Assert.IsType<IOException>(Assert.Single(_ended)).Message);
    }

    public void Dispose()
    {
        _handle.End();
        _reactor.RunUntilIdle();                                           // a socket that is watched cannot be closed
        _peer.Dispose();
        _listener.Dispose();
        _socket.Dispose();
        _reactor.Dispose();
    }

    private void Begin(Stream stream) => new RigReader(_reactor, _socket, stream, _filter, _ended.Add, PauseAsync).Begin();

    /// <summary>Runs turns until nothing is left to do, once something has come.</summary>
    private void Turn()
    {
        Assert.True(_socket.HasInput());
        Assert.True(_reactor.RunUntilIdle() > 0);
    }

    private Task PauseAsync(TimeSpan time)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _pauses.Add((time, over));
        return over.Task;
    }

    private void Come(byte[] frame) => _peer.GetStream().Write([.. BitConverter.GetBytes(frame.Length), .. frame]);

    private static byte[] Message(byte[] content) => Frames.Message(
        recipient: "akka.rig.tcp://rig@h-bench-b:1/user/link", sender: "akka.rig.tcp://rig@h-bench-a:1/user/link#123", content: content);

    /// <summary>A connection whose other end sends records of one byte.</summary>
    private sealed class OneByOne(Stream inner) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer[..1], cancellationToken);
    }

    private sealed class Nobody : IHandleEventListener
    {
        public void Notify(IHandleEvent ev)
        {
            // Akka.Remote is not looked at here.
        }
    }
}

/// <summary>Waits for bytes at a socket of a test.</summary>
internal static class SocketInput
{
    /// <returns>Whether there is something to read, the end too; it waits for it.</returns>
    public static bool HasInput(this SocketStream socket) => Readiness.WaitToRead(socket.Handle, timeoutMs: 20_000);
}
