using Akka.Actor;
using Akka.Remote.Transport;
using Google.Protobuf;
using GpioHub.Hub.Links.Transport;
using GpioHub.Hub.Links.Wire;
using GpioHub.Rules.Links;
using Xunit;
using static GpioHub.Hub.Tests.Links.Frames;

namespace GpioHub.Hub.Tests.Links;

/// <summary>What of a connection's frames reaches Akka.Remote.</summary>
public sealed class RigHandleSpec
{
    private readonly Door _door = new();
    private readonly Wrapped _connection = new();
    private readonly List<IHandleEvent> _seen = [];

    public RigHandleSpec()
    {
        var plan = WiredHub.Plan("bench-b", 4053, ("bench-a", 4054));
        var gate = new RigGate(new RigAddress("bench-b", isEncrypted: false), new RigPeers(plan), _door, new LinkTroubles());
        var handle = new RigHandle(_connection, _connection.RemoteAddress, gate, way: null);
        handle.ReadHandlerSource.SetResult(new Next(_seen));
        Come(Associate());
    }

    [Fact(DisplayName = "Messages go to the door, and none to Akka.Remote. A second connection of two processes begins with an " +
        "acknowledgement: it is dropped, alone and before a message, and nobody is cut off (LK-16)")]
    public void Messages()
    {
        byte[] message = Message(
            recipient: "akka.rig.tcp://rig@h-bench-b:1/user/link", sender: "akka.rig.tcp://rig@h-bench-a:1/user/link#123",
            content: LinkCodec.Encode(new Took("bench", 7, 12)));
        Come(Field(1, Acknowledgement()));
        Come(Acknowledging(message));
        Come(message);
        Assert.Equal([("bench-a", new Took("bench", 7, 12)), ("bench-a", new Took("bench", 7, 12))], _door.Messages);
        Assert.Equal(Associate(), Assert.IsType<InboundPayload>(Assert.Single(_seen)).Payload.ToByteArray());
        Assert.Empty(_door.Refused);
        Assert.False(_connection.IsOver);
    }

    [Fact(DisplayName = "What is no message of a link is turned away, and the connection goes on (LK-16)")]
    public void Nonsense()
    {
        Come(Message(
            recipient: "akka.rig.tcp://rig@h-bench-b:1/user/link", sender: "akka.rig.tcp://rig@h-bench-a:1/user/link#123",
            content: [0xFF, 0xFF]));
        Assert.Equal("bench-a", Assert.Single(_door.Refused).From);
        Assert.Empty(_door.Messages);
        Assert.False(_connection.IsOver);
    }

    [Fact(DisplayName = "An acknowledgement opens no way to another recipient: what comes with it is judged as if it came alone (LK-16)")]
    public void Foreign()
    {
        Come(Acknowledging(Message(
            recipient: "akka.rig.tcp://rig@h-bench-b:1/user", sender: "akka.rig.tcp://rig@h-bench-a:1/user/link#123")));
        Assert.Equal([("bench-a", "it sends what no hub sends")], _door.Refused);
        Assert.IsType<Disassociated>(_seen[^1]);
        Assert.True(_connection.IsOver);
    }

    private void Come(byte[] frame) =>
        _connection.ReadHandlerSource.Task.Result.Notify(new InboundPayload(ByteString.CopyFrom(frame)));

    private sealed class Next(List<IHandleEvent> seen) : IHandleEventListener
    {
        public void Notify(IHandleEvent ev) => seen.Add(ev);
    }

    /// <summary>The connection below.</summary>
    private sealed class Wrapped() : AssociationHandle(
        new Address("tcp", RigAddress.System, "127.0.0.1", 4053), new Address("tcp", RigAddress.System, "127.0.0.1", 50123))
    {
        public bool IsOver { get; private set; }

        public override bool Write(ByteString payload) => true;

#pragma warning disable CS0672 // Akka.Remote's own handles still end in this way
        public override void Disassociate() => IsOver = true;
#pragma warning restore CS0672
    }
}
