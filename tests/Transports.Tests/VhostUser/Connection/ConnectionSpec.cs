using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>Reading, over a real socket pair: the back-end's connection, and a front-end that is a bare socket.</summary>
[Collection(OpenFds.Name)]
public sealed class ConnectionSpec : IDisposable
{
    private readonly Dictionary<string, int> _before = OpenFds.Count();
    private readonly VhostUserConnection _connection;
    private readonly UnixStream _front;

    public ConnectionSpec()
    {
        (UnixStream back, _front) = UnixStream.Pair();
        _connection = new VhostUserConnection(back);
    }

    /// <summary>Every test ends so: not one descriptor more than before.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        _front.Dispose();
        OpenFds.AssertNoneMoreThan(_before);
    }

    [Fact(DisplayName = "Descriptors that the kernel did not hand over are not the front-end's fault, and the reason says so (VU-07)")]
    public void KeptBack()
    {
        using var connection = new VhostUserConnection(new Truncating());
        var read = connection.TryRead();
        Assert.Equal(ReadStatus.Broken, read.Status);
        Assert.StartsWith("the kernel kept back descriptors that came with a message", read.Reason, StringComparison.Ordinal);
        Assert.Contains($"has all of the {OpenFiles.Limit} files open that it may", OpenFiles.Exhausted, StringComparison.Ordinal);
    }

    /// <summary>A socket whose messages come without their descriptors.</summary>
    private sealed class Truncating : UnixStream
    {
        public override int Receive(Span<byte> buffer, List<FileDescriptor> fds, out bool controlTruncated)
        {
            controlTruncated = true;
            return 1;
        }
    }

    private void Send(ReadOnlySpan<byte> bytes, params FileDescriptor[] fds)
    {
        Assert.Equal(bytes.Length, _front.Send(bytes, fds));
        foreach (FileDescriptor fd in fds) fd.Dispose();         // the kernel holds its own until they are received
    }

    private VhostUserMessage Take()
    {
        ReadResult result = _connection.TryRead();
        Assert.Equal(ReadStatus.Message, result.Status);
        return result.Message!;
    }

    private static FileDescriptor[] Eventfds(int count) => [.. Enumerable.Range(0, count).Select(_ => EventFd.Create())];

    private static void Close(VhostUserMessage message)
    {
        foreach (ReceivedFd fd in message.Fds) fd.Handle.Dispose();
    }

    [Fact(DisplayName = "A message in pieces of one byte is one message; until then it is partial (VU-06)")]
    public void ByteByByte()
    {
        byte[] frame = VhostUserFrame.Request(SetFeatures, 0x1122334455667788, needReply: true);
        for (int i = 0; i < frame.Length - 1; i++)
        {
            Send(frame.AsSpan(i, 1));
            Assert.Equal(ReadStatus.Nothing, _connection.TryRead().Status);
            Assert.True(_connection.HasPartial);
        }
        Assert.Equal(0, _connection.MessagesRead);
        Send(frame.AsSpan(frame.Length - 1));
        VhostUserMessage message = Take();
        Assert.Equal((SetFeatures, 0x1122334455667788ul), (message.Request, BitConverter.ToUInt64(message.Payload.Span)));
        Assert.True(message.Header.NeedsReply);
        Assert.False(_connection.HasPartial);
        Assert.Equal(1, _connection.MessagesRead);
        Assert.Equal(ReadStatus.Nothing, _connection.TryRead().Status);
    }

    [Fact(DisplayName = "Descriptors of messages written in one go stay with their message (VU-07)")]
    public void DescriptorsDoNotMix()
    {
        Send(VhostUserFrame.Request(SetVringKick, 0UL), Eventfds(1));
        Send(VhostUserFrame.Request(SetOwner));
        Send(VhostUserFrame.Request(SetMemTable, new byte[72]), MemFd.Create("a", 4096, FileSeals.Shrink),
            MemFd.Create("b", 8192, FileSeals.Seal));
        Send(VhostUserFrame.Request(SetVringCall, 1UL), Eventfds(1));

        VhostUserMessage kick = Take(), owner = Take(), table = Take(), call = Take();
        Assert.Equal([1, 0, 2, 1], new[] { kick, owner, table, call }.Select(m => m.Fds.Count));
        Assert.NotNull(kick.Fds[0].Notify);
        Assert.Equal([4096ul, 8192ul], table.Fds.Select(fd => fd.FileLength!.Value));
        Assert.Equal([false, true], table.Fds.Select(fd => fd.MayShrink));
        foreach (VhostUserMessage message in (VhostUserMessage[])[kick, owner, table, call]) Close(message);
    }

    [Fact(DisplayName = "Descriptors come with the first bytes of a header that arrives in two parts (VU-07)")]
    public void PartialHeaderWithDescriptor()
    {
        byte[] frame = VhostUserFrame.Request(SetVringErr, 0UL);
        Send(frame.AsSpan(0, 5), Eventfds(1));
        Assert.Equal(ReadStatus.Nothing, _connection.TryRead().Status);
        Send(frame.AsSpan(5));
        VhostUserMessage message = Take();
        Assert.Single(message.Fds);
        Close(message);
    }

    [Fact(DisplayName = "Descriptors inside a payload break the stream (VU-07)")]
    public void DescriptorInPayload()
    {
        byte[] frame = VhostUserFrame.Request(SetFeatures, 0UL);
        Send(frame.AsSpan(0, 12));
        Send(frame.AsSpan(12), Eventfds(1));
        AssertBroken("inside the payload of SetFeatures");
    }

    [Fact(DisplayName = "32 descriptors are received, one more is truncated by the kernel and breaks the stream (VU-07)")]
    public void TooManyDescriptors()
    {
        Send(VhostUserFrame.Request(SetMemTable), Eventfds(32));
        VhostUserMessage message = Take();
        Assert.Equal(32, message.Fds.Count);
        Close(message);
        Send(VhostUserFrame.Request(SetMemTable), Eventfds(100));
        AssertBroken("more than 32 descriptors");
    }

    [Fact(DisplayName = "32 descriptors in all, however the header is cut (VU-07)")]
    public void TooManyInParts()
    {
        byte[] frame = VhostUserFrame.Request(SetMemTable);
        Send(frame.AsSpan(0, 4), Eventfds(30));
        Send(frame.AsSpan(4), Eventfds(3));
        AssertBroken("more than 32 descriptors");
    }

    [Theory(DisplayName = "A header that cannot be breaks the stream, and nothing more is read (VU-01, VU-06)")]
    [InlineData(0x2u, 0u, "version 2")]
    [InlineData(0x1u, 4097u, "4097 bytes")]
    [InlineData(0x1u, uint.MaxValue, "4294967295 bytes")]
    [InlineData(0x101u, 0u, "0x101")]
    public void BadHeader(uint flags, uint size, string named)
    {
        var bytes = new byte[VhostUserHeader.Size];
        new VhostUserHeader(SetOwner, flags, size).Encode(bytes);
        Send(bytes, Eventfds(2));
        AssertBroken(named);
        Send(VhostUserFrame.Request(SetOwner));
        AssertBroken(named);
    }

    [Fact(DisplayName = "The end of the stream between messages is normal (VU-06)")]
    public void NormalEnd()
    {
        Send(VhostUserFrame.Request(SetOwner));
        _front.Dispose();
        Assert.Equal(SetOwner, Take().Request);
        Assert.Equal(ReadStatus.Ended, _connection.TryRead().Status);
    }

    [Theory(DisplayName = "The end of the stream inside a message breaks it, and what the message had brought is closed (VU-06)")]
    [InlineData(1, "1 bytes of a header")]
    [InlineData(11, "11 bytes of a header")]
    [InlineData(12, "0 of 8 bytes of SetVringKick")]
    [InlineData(19, "7 of 8 bytes of SetVringKick")]
    public void EndInside(int bytes, string named)
    {
        Send(VhostUserFrame.Request(SetVringKick, 0UL).AsSpan(0, bytes), Eventfds(1));
        _front.Dispose();
        AssertBroken(named);
    }

    [Fact(DisplayName = "What an incomplete message had brought is closed with the connection (VU-08)")]
    public void DisposedInside()
    {
        Send(VhostUserFrame.Request(SetVringKick, 0UL).AsSpan(0, 7), Eventfds(1));
        Assert.Equal(ReadStatus.Nothing, _connection.TryRead().Status);
    }

    [Theory(DisplayName = "A stream of noise in pieces, with descriptors, never throws and leaves none open (VU-58)")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Noise(int seed)
    {
        var random = new Random(seed);
        for (int stream = 0; stream < 60; stream++)
        {
            (UnixStream back, UnixStream front) = UnixStream.Pair();
            using var connection = new VhostUserConnection(back);
            using var owner = new Owner();
            using (front)
            {
                for (int i = 0; i < 12 && !owner.Closed; i++)
                {
                    byte[] frame = VhostUserFrame.Request((VhostUserRequest)random.Next(46), new byte[random.Next(60)],
                        random.Next(2) == 0);
                    if (random.Next(12) == 0) random.NextBytes(frame);
                    int cut = random.Next(1, frame.Length + 1);
                    FileDescriptor[] fds = Eventfds(random.Next(6) == 0 ? random.Next(40) : random.Next(2));
                    front.Send(frame.AsSpan(0, cut), fds);
                    if (random.Next(10) != 0 && cut < frame.Length) front.Send(frame.AsSpan(cut), []);
                    foreach (FileDescriptor fd in fds) fd.Dispose();
                    ReadResult result = connection.TryRead();
                    if (result.Message is { } message) owner.Take(message);
                    if (result.Status == ReadStatus.Broken) break;
                }
            }
        }
    }

    private void AssertBroken(string named)
    {
        ReadResult result = _connection.TryRead();
        Assert.Equal(ReadStatus.Broken, result.Status);
        Assert.Contains(named, result.Reason, StringComparison.Ordinal);
    }
}
