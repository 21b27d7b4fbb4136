using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
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
    private readonly Stranger _peer;
    private SocketStream _socket;
    private readonly RigFilter _filter;
    private readonly List<Exception?> _ended = [];
    private SslStream? _tls;
    private readonly List<(TimeSpan Time, TaskCompletionSource Over)> _pauses = [];

    public RigReaderSpec()
    {
        _peer = new Stranger(_door, _reactor, mostFrames: 2);
        _socket = new SocketStream(_peer.Accepted);
        _filter = new RigFilter(_peer.Handle, _peer.Gate, new Nobody());
    }

    [Fact(DisplayName = "What has come is at the links when the turn is over that found it (LK-17)")]
    public void InItsTurn()
    {
        Begin(_socket);
        _peer.Come(Associate());
        Turn();
        _peer.Come(Message(LinkCodec.Encode(new Took("bench", 7, 12))));
        Assert.True(_socket.HasInput());
        Assert.True(_reactor.RunTurn());
        Assert.Equal([("bench-a", new Took("bench", 7, 12))], _door.Messages);
        Assert.Empty(_pauses);
    }

    [Fact(DisplayName = "A connection that brings too much is not read for a while, and is read again then (LK-17)")]
    public async Task Rests()
    {
        Begin(_socket);
        _peer.Come(Associate());
        byte[] message = Message(LinkCodec.Encode(new Took("bench", 7, 12)));
        for (int sent = 0; sent < 2 * SocketStream.MostInATurn; sent += message.Length) _peer.Come(message);
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
        _peer.Come(Associate());
        await TurnsUntilAsync(() => _peer.Handle.Host is not null);
        Assert.NotEmpty(_pauses);
        Assert.Empty(_door.Refused);
    }

    [Fact(DisplayName = "So is one that brings them in TLS records of a byte each (LK-17)")]
    public async Task SmallRecords()
    {
        using var pki = new Pki();
        using var ca = X509CertificateLoader.LoadCertificateFromFile(pki.CaFile);
        using var own = pki.Certificate("bench-b");
        _socket = new SocketStream(_peer.Accepted) { Records = new TlsRecords() };
        var ends = new RigTls(own, ca, (_, _, _) => ["bench-b"]);
        var agreeing = Task.Run(() => ends.Agree(_socket, expected: null, "bench-a", out _));
        await using var sender = ends.Agree(_peer.Stream, "bench-b", "bench-b", out _);
        _tls = await agreeing;
        Begin(_tls);
        foreach (byte one in Stranger.Framed(Associate())) await sender.WriteAsync((byte[])[one]);
        await TurnsUntilAsync(() => _peer.Handle.Host is not null);
        Assert.NotEmpty(_pauses);
        Assert.Empty(_door.Refused);
    }

    [Theory(DisplayName = "Somebody who has not said who it is and brings more than that takes is cut off: a frame that is long, or many " +
        "parts of one that is not (LK-17)")]
    [InlineData(FrameReader.MostOfStranger + 1)]
    [InlineData(FrameReader.MostOfStranger)]
    public async Task Strangers(int length)
    {
        Begin(new OneByOne(_socket));
        _peer.Stream.Write(Stranger.Framed(new byte[length]).AsSpan()[..^1]);
        await TurnsUntilAsync(() => _ended.Count > 0);
        if (length > FrameReader.MostOfStranger) Assert.Equal($"a frame of {length} bytes", Assert.IsType<IOException>(_ended[0]).Message);
        else Assert.Equal(("127.0.0.1", "it brings too much before it says who it is"), Assert.Single(_door.Refused));
        Assert.Single(_ended);
    }

    [Fact(DisplayName = "An end is told once, with why or without, and the socket is watched no more")]
    public void Ends()
    {
        Begin(_socket);
        _peer.Come(Associate());
        Turn();
        _peer.Shutdown(SocketShutdown.Send);
        Turn();
        Assert.Null(Assert.Single(_ended));
        Assert.True(_socket.HasInput());
        Assert.False(_reactor.RunTurn());
    }

    [Fact(DisplayName = "What is no frame ends it (LK-16)")]
    public void NoFrame()
    {
        Begin(_socket);
        _peer.Stream.Write([0xFF, 0xFF, 0xFF, 0x7F]);
        Turn();
        Assert.Equal("a frame of 2147483647 bytes", Assert.IsType<IOException>(Assert.Single(_ended)).Message);
    }

    public void Dispose()
    {
        _peer.Handle.End();
        _reactor.RunUntilIdle();                                           // a socket that is watched cannot be closed
        _tls?.Dispose();
        _peer.Dispose();
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

    private async Task TurnsUntilAsync(Func<bool> so)
    {
        while (!so())
        {
            Turn();
            if (_pauses.Count == 0 || _pauses[^1].Over.Task.IsCompleted) continue;
            _pauses[^1].Over.SetResult();
            await Until.SoAsync(_reactor.RunTurn, "it goes on");
        }
    }

    private Task PauseAsync(TimeSpan time)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _pauses.Add((time, over));
        return over.Task;
    }

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
