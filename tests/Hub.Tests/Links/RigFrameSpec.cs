using GpioHub.Hub.Links.Wire;
using Xunit;
using Xunit.Abstractions;
using static GpioHub.Hub.Tests.Links.Frames;

namespace GpioHub.Hub.Tests.Links;

/// <summary>Frames of Akka.Remote, read before Akka.Remote reads them.</summary>
public class RigFrameSpec(ITestOutputHelper output)
{
    private static readonly RigAddress Self = new("bench-b", isEncrypted: true);

    [Fact(DisplayName = "What hubs say to each other is known: who they are, that they live, that they end, and messages from door to " +
        "door")]
    public void Known()
    {
        Assert.Equal((FrameKind.Associate, "bench-a"), Read(Associate()));
        Assert.Equal((FrameKind.Heartbeat, null), Read(Field(2, Number(1, 3))));
        foreach (byte command in new byte[] { 2, 4, 5 }) Assert.Equal((FrameKind.Disassociate, null), Read(Field(2, Number(1, command))));
        Assert.Equal((FrameKind.Message, "bench-a"), Read(Message()));
        Assert.Equal((FrameKind.Message, "bench-a"), Read(Message(sender: "akka.rig.ssl.tcp://rig@h-bench-a:1/user/link")));
        Assert.Equal((FrameKind.Acknowledgement, null), Read(Field(1, Acknowledgement())));
        Assert.Equal((FrameKind.Message, "bench-a"), Read(Acknowledging(Message())));
    }

    [Theory(DisplayName = "Of a message its bytes are read, with an acknowledgement before it as without: so begins a second " +
        "connection of two processes")]
    [InlineData(false)]
    [InlineData(true)]
    public void Content(bool acknowledges)
    {
        byte[] frame = acknowledges ? Acknowledging(Message()) : Message();
        Assert.Equal(FrameKind.Message, RigFrame.Read(frame, Self, out string? host, out var message));
        Assert.Equal(("bench-a", "0901"), (host, Convert.ToHexString(message)));
    }

    public static TheoryData<string, byte[]> Foreign { get; } = new()
    {
        { "nothing", [] },
        { "another recipient", Message(recipient: "akka.rig.ssl.tcp://rig@h-bench-b:1/user") },
        { "another host's door", Message(recipient: "akka.rig.ssl.tcp://rig@h-bench-a:1/user/link") },
        { "another sender", Message(sender: "akka.rig.ssl.tcp://rig@h-bench-a:1/user/link/child") },
        { "a sender without TLS", Message(sender: "akka.rig.tcp://rig@h-bench-a:1/user/link") },
        { "a sender whose life is text", Message(sender: "akka.rig.ssl.tcp://rig@h-bench-a:1/user/link#x") },
        { "no sender", Field(1, Field(2, [.. Field(1, Text(1, "akka.rig.ssl.tcp://rig@h-bench-b:1/user/link")),
            .. Field(2, [.. Field(1, [9, 1]), .. Number(2, LinkSerializer.Id)]), .. Fixed(5, ulong.MaxValue)])) },
        { "serializer 1", Message(serializer: 1) },
        { "a numbered message", Message(number: 0) },
        { "an acknowledgement with a message to another recipient",
            Acknowledging(Message(recipient: "akka.rig.ssl.tcp://rig@h-bench-b:1/user")) },
        { "two acknowledgements with a message", Field(1, [.. Acknowledgement(), .. Acknowledgement(), .. ContentOf(Message())]) },
        { "an empty message", Field(1, Field(2, [])) },
        { "an instruction with a payload", [.. Message(), .. Field(2, Number(1, 3))] },
        { "two payloads", [.. Message(), .. Message()] },
        { "an unknown instruction", Field(2, Number(1, 6)) },
        { "another system", Associate(system: "gpiohub") },
        { "another port", Associate(port: 2) },
        { "a host that is no name of ours", Associate(host: "bench-a") },
        { "a host with an upper case letter", Associate(host: "h-Bench-a") },
        { "a host that is longer than any", Associate(host: "h-" + new string('a', 64)) },
    };

    [Theory(DisplayName = "What no hub sends is foreign (LK-16)")]
    [MemberData(nameof(Foreign))]
    public void IsForeign(string what, byte[] frame) => Assert.True(Read(frame).Kind == FrameKind.Foreign, what);

    [Fact(DisplayName = "A million random and mutated frames: each is one that hubs send, or foreign (LK-16)")]
    public void Random()
    {
        int seed = System.Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[][] samples = [Associate(), Message(), Acknowledging(Message()), Field(2, Number(1, 3)), Field(1, Acknowledgement(3))];
        byte[] buffer = new byte[256];
        int messages = 0;
        for (int i = 0; i < 1_000_000; i++)
        {
            int length = random.Next(buffer.Length);
            if (i % 4 == 0) random.NextBytes(buffer.AsSpan(0, length));
            else
            {
                byte[] sample = samples[random.Next(samples.Length)];
                sample.CopyTo(buffer, 0);
                length = random.Next(8) == 0 ? random.Next(sample.Length) : sample.Length;
                for (int hits = random.Next(3); hits > 0 && length > 0; hits--) buffer[random.Next(length)] = (byte)random.Next(256);
            }

            var kind = RigFrame.Read(buffer.AsSpan(0, length), Self, out string? host, out var message);
            Assert.True(Enum.IsDefined(kind), $"seed {seed}, frame {i}");
            Assert.Equal(kind is FrameKind.Associate or FrameKind.Message, host is not null);
            Assert.True(kind == FrameKind.Message || message.IsEmpty, $"seed {seed}, frame {i}");
            if (kind == FrameKind.Message) messages++;
        }

        Assert.InRange(messages, 1_000, 999_999);
    }

    private static (FrameKind Kind, string? Host) Read(byte[] frame) => (RigFrame.Read(frame, Self, out string? host, out _), host);
}
