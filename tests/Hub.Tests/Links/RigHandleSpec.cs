using System.Collections.Concurrent;
using Akka.Remote.Transport;
using Google.Protobuf;
using GpioHub.Hub.Links.Wire;
using GpioHub.Rules.Links;
using GpioHub.Transports.Reactor;
using Xunit;
using static GpioHub.Hub.Tests.Links.Frames;

namespace GpioHub.Hub.Tests.Links;

/// <summary>What of a connection's frames reaches Akka.Remote.</summary>
public sealed class RigHandleSpec : IDisposable
{
    private readonly Door _door = new();
    private readonly EpollReactor _reactor = LinkReactor.Start();
    private readonly Stranger _peer;
    private readonly ConcurrentQueue<IHandleEvent> _seen = [];

    public RigHandleSpec()
    {
        _peer = new Stranger(_door, _reactor);
        _peer.Handle.Start(ready => ready.ReadHandlerSource.SetResult(new Next(_seen)), _ => { });
        _peer.Come(Associate());
    }

    [Fact(DisplayName = "Messages go to the door, and none to Akka.Remote. A second connection of two processes begins with an " +
        "acknowledgement: it is dropped, alone and before a message, and nobody is cut off (LK-16)")]
    public async Task Messages()
    {
        byte[] message = Message(
            recipient: "akka.rig.tcp://rig@h-bench-b:1/user/link", sender: "akka.rig.tcp://rig@h-bench-a:1/user/link#123",
            content: LinkCodec.Encode(new Took("bench", 7, 12)));
        _peer.Come(Field(1, Acknowledgement()));
        _peer.Come(Acknowledging(message));
        _peer.Come(message);
        await Until.SoAsync(() => _door.Arrivals == 2, "both messages");
        Assert.Equal([("bench-a", new Took("bench", 7, 12)), ("bench-a", new Took("bench", 7, 12))], _door.Messages);
        Assert.Equal(Associate(), Assert.IsType<InboundPayload>(Assert.Single(_seen)).Payload.ToByteArray());
        Assert.Empty(_door.Refused);
        Assert.False(_peer.Handle.IsOver);
    }

    [Fact(DisplayName = "Nothing is sent over a connection before each end has said who it is: the other would take it for a " +
        "stranger's (LK-16)")]
    public async Task Meeting()
    {
        await Until.SoAsync(() => !_seen.IsEmpty, "the other has said who it is");
        Assert.Null(_peer.Gate.Connections.With("bench-a"));
        Assert.True(_peer.Handle.Write(ByteString.CopyFrom(Associate("h-bench-b"))));
        Assert.Same(_peer.Handle, _peer.Gate.Connections.With("bench-a"));
        _peer.Handle.End();
        Assert.Null(_peer.Gate.Connections.With("bench-a"));
    }

    [Fact(DisplayName = "What is no message of a link is turned away, and the connection goes on (LK-16)")]
    public async Task Nonsense()
    {
        _peer.Come(Message(
            recipient: "akka.rig.tcp://rig@h-bench-b:1/user/link", sender: "akka.rig.tcp://rig@h-bench-a:1/user/link#123",
            content: [0xFF, 0xFF]));
        await Until.SoAsync(() => !_door.Refused.IsEmpty, "it is turned away");
        Assert.Equal("bench-a", Assert.Single(_door.Refused).From);
        Assert.Empty(_door.Messages);
        Assert.False(_peer.Handle.IsOver);
    }

    [Fact(DisplayName = "An acknowledgement opens no way to another recipient: what comes with it is judged as if it came alone (LK-16)")]
    public async Task Foreign()
    {
        _peer.Come(Acknowledging(Message(
            recipient: "akka.rig.tcp://rig@h-bench-b:1/user", sender: "akka.rig.tcp://rig@h-bench-a:1/user/link#123")));
        await Until.SoAsync(() => _seen.LastOrDefault() is Disassociated, "it is cut off");
        Assert.Equal([("bench-a", "it sends what no hub sends")], _door.Refused);
        Assert.Equal(0, _peer.Stream.Read(new byte[1]));
    }

    public void Dispose()
    {
        _peer.Handle.End();
        _peer.Dispose();
        _reactor.Dispose();
    }

    private sealed class Next(ConcurrentQueue<IHandleEvent> seen) : IHandleEventListener
    {
        public void Notify(IHandleEvent ev) => seen.Enqueue(ev);
    }
}
