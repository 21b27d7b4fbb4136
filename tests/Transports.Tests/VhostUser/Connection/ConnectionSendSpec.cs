using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>Sending, over a real socket pair, to a front-end that reads, reads late, or is gone.</summary>
public sealed class ConnectionSendSpec : IDisposable
{
    private readonly VhostUserConnection _connection;
    private readonly UnixStream _front;

    public ConnectionSendSpec()
    {
        (UnixStream back, _front) = UnixStream.Pair();
        _connection = new VhostUserConnection(back);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _front.Dispose();
    }

    [Fact(DisplayName = "Replies reach the front-end whole and in order")]
    public void Replies()
    {
        Assert.Null(_connection.Send(VhostUserFrame.Reply(GetFeatures, 1)));
        Assert.Null(_connection.Send(VhostUserFrame.Reply(GetQueueNum, 2)));
        Assert.False(_connection.HasQueued);
        var got = new byte[64];
        int length = _front.Receive(got, [], out _);
        Assert.Equal([.. VhostUserFrame.Reply(GetFeatures, 1), .. VhostUserFrame.Reply(GetQueueNum, 2)], got[..length]);
    }

    [Fact(DisplayName =
        "For a front-end that does not read, what the socket does not take is queued, in order, and sent when it reads again (VU-32)")]
    public void QueueDrains()
    {
        int sent = 0;
        while (!_connection.HasQueued) Assert.Null(_connection.Send(VhostUserFrame.Reply(GetFeatures, (ulong)sent++)));
        for (int i = 0; i < 50; i++) Assert.Null(_connection.Send(VhostUserFrame.Reply(GetFeatures, (ulong)sent++)));

        var received = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            int got = _front.Receive(buffer, [], out _);
            if (got > 0) received.AddRange(buffer.AsSpan(0, got));
            else if (_connection.HasQueued) Assert.Null(_connection.Flush());
            else break;
        }
        Assert.Equal(sent * 20, received.Count);
        for (int i = 0; i < sent; i++) Assert.Equal(VhostUserFrame.Reply(GetFeatures, (ulong)i), received.GetRange(i * 20, 20));
    }

    [Fact(DisplayName = "With 64 KiB waiting the connection is over (VU-32)")]
    public void QueueOverflows()
    {
        byte[] frame = VhostUserFrame.Reply(GetConfig, new byte[4096]);
        string? over = null;
        for (int i = 0; over is null; i++)
        {
            Assert.True(i < 10_000);
            over = _connection.Send(frame);
        }
        Assert.Contains("does not read", over, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Sending to a front-end that has closed says so, and raises no signal")]
    public void PeerGone()
    {
        _front.Dispose();
        Assert.Contains("sendmsg", _connection.Send(VhostUserFrame.Reply(GetFeatures, 1)), StringComparison.Ordinal);
    }
}
