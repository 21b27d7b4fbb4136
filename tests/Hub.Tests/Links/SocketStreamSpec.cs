using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using GpioHub.Hub.Links.Transport;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Links;

/// <summary>The bytes of a link's connection, with a real socket at the other end.</summary>
public sealed class SocketStreamSpec : IDisposable
{
    private readonly SocketStream _stream;
    private readonly Socket _peer;

    public SocketStreamSpec()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _stream = new SocketStream(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        _stream.Connect((IPEndPoint)listener.LocalEndpoint);
        _peer = listener.AcceptSocket();
    }

    [Fact(DisplayName = "Who writes does not wait for who reads: what the kernel does not take is kept, and comes in its order")]
    public async Task Waiting()
    {
        byte[] sent = new byte[SocketStream.MostWaiting];
        new Random(7).NextBytes(sent);
        int[] parts = [0, 1, 70_000, 70_001, 2_000_000, sent.Length];
        foreach (var (from, to) in parts.Zip(parts.Skip(1))) _stream.Write(sent.AsSpan(from, to - from));   // nobody reads yet

        byte[] read = new byte[sent.Length];
        for (int length = 0; length < read.Length;) length += await _peer.ReceiveAsync(read.AsMemory(length));
        Assert.True(sent.AsSpan().SequenceEqual(read));
    }

    [Fact(DisplayName = "Who reads nothing while more than a link's most waits is given up: memory is bounded (LK-17)")]
    public void TooMuch()
    {
        byte[] much = new byte[SocketStream.MostWaiting / 2];
        var refused = Assert.Throws<IOException>(() =>
        {
            for (int i = 0; i < 10; i++) _stream.Write(much);
        });
        Assert.Equal("the other end does not read", refused.Message);
    }

    [Fact(DisplayName = "After a pause of the other end, what waited and what is written then come in their order")]
    public async Task Again()
    {
        byte[] buffer = new byte[1_000_000];
        for (byte round = 1; round <= 3; round++)
        {
            _stream.Write(Enumerable.Repeat(round, buffer.Length).ToArray());
            for (int length = 0; length < buffer.Length;) length += await _peer.ReceiveAsync(buffer.AsMemory(length));
            Assert.All(buffer, value => Assert.Equal(round, value));
        }
    }

    [Fact(DisplayName = "Who waits for bytes gets them, hears the end of the other, and waits no longer than its deadline")]
    public async Task Reading()
    {
        byte[] buffer = new byte[10];
        var reading = Task.Factory.StartNew(() => _stream.Read(buffer), TaskCreationOptions.LongRunning);
        await _peer.SendAsync((byte[])[1, 2, 3]);
        Assert.Equal(3, await reading);

        _stream.Deadline = Stopwatch.GetTimestamp();
        Assert.Throws<TimeoutException>(() => _stream.Read(buffer));
        _stream.Deadline = null;
        _peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, _stream.Read(buffer));
    }

    [Fact(DisplayName = "Who is watched waits for no bytes: a read goes on, and is over, within the call that says there is something")]
    public async Task Watched()
    {
        byte[] buffer = new byte[10];
        var read = _stream.ReadAsync(buffer).AsTask();
        _stream.Continue();
        Assert.False(read.IsCompleted);                                    // it was told too early
        await _peer.SendAsync((byte[])[1, 2, 3]);
        Assert.True(Readiness.WaitToRead(_stream.Handle, timeoutMs: 20_000));
        Assert.False(read.IsCompleted);
        _stream.Continue();
        Assert.True(read.IsCompleted);
        Assert.Equal(3, await read);
        Assert.Equal([1, 2, 3], buffer[..3]);

        read = _stream.ReadAsync(buffer).AsTask();
        _stream.End();
        _stream.Continue();
        Assert.True(read.IsCompleted);
        Assert.Equal(0, await read);
        Assert.Equal(0, await _stream.ReadAsync(buffer));
    }

    [Fact(DisplayName = "Who asks for nothing, as TLS does, is told when there is something, and reads it then")]
    public async Task EmptyRead()
    {
        byte[] buffer = new byte[10];
        var rest = _stream.ReadAsync(buffer).AsTask();
        await _peer.SendAsync((byte[])[1]);
        Assert.True(Readiness.WaitToRead(_stream.Handle, timeoutMs: 20_000));
        _stream.Continue();
        Assert.Equal(1, await rest);                                       // it is known that there is no more

        var asked = _stream.ReadAsync(Memory<byte>.Empty).AsTask();
        Assert.False(asked.IsCompleted);
        await _peer.SendAsync((byte[])[2, 3]);
        Assert.True(Readiness.WaitToRead(_stream.Handle, timeoutMs: 20_000));
        _stream.Continue();
        Assert.True(asked.IsCompleted);
        Assert.Equal(0, await asked);
        Assert.Equal(2, await _stream.ReadAsync(buffer));
        Assert.Equal([2, 3], buffer[..2]);
    }

    [Fact(DisplayName = "A turn reads no more than its part of what has come: the rest waits for the next, in its order (LK-17)")]
    public async Task PartOfATurn()
    {
        byte[] sent = new byte[3 * SocketStream.MostInATurn], buffer = new byte[1_000];
        new Random(3).NextBytes(sent);
        await _peer.SendAsync(sent);
        var got = new List<byte>();
        int turns = 0, before = 0;
        for (var read = _stream.ReadAsync(buffer).AsTask(); got.Count < sent.Length; read = _stream.ReadAsync(buffer).AsTask())
        {
            if (!read.IsCompleted)
            {
                Assert.InRange(got.Count - before, 0, SocketStream.MostInATurn + buffer.Length);
                (before, turns) = (got.Count, turns + 1);
                Assert.True(Readiness.WaitToRead(_stream.Handle, timeoutMs: 20_000));
                _stream.Continue();
                Assert.True(read.IsCompleted);
            }

            got.AddRange(buffer[..await read]);
        }

        Assert.True(turns >= 2, $"{turns} turns");
        Assert.Equal(sent, got);
    }

    [Fact(DisplayName = "Another thread ends a connection: who waits for bytes is woken, and who writes is told")]
    public async Task Ended()
    {
        var reading = Task.Factory.StartNew(() => _stream.Read(new byte[1]), TaskCreationOptions.LongRunning);
        _stream.End();
        Assert.Equal(0, await reading);
        Assert.Throws<IOException>(() => _stream.Write([1]));
        Assert.Equal(0, await _peer.ReceiveAsync(new byte[1]));
    }

    [Fact(DisplayName = "Where nobody listens it says so at once")]
    public void Refused()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var stream = new SocketStream(socket);
        var free = new IPEndPoint(IPAddress.Loopback, Support.Ports.Free());
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => stream.Connect(free)).SocketErrorCode);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _peer.Dispose();
    }
}
