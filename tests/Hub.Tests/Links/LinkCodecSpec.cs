using GpioHub.Hub.Links.Wire;
using GpioHub.Rules.Links;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Hub.Tests.Links;

/// <summary>Messages of links as bytes; the other end may be anybody of the rig.</summary>
public class LinkCodecSpec(ITestOutputHelper output)
{
    public static IReadOnlyList<LinkMessage> Samples { get; } =
    [
        new Beat(1, "rig7", "bench-a", ulong.MaxValue, 3, 4, long.MinValue, new BeatEcho(5, 6, 7)),
        new Beat(1, "r", "b", 0, 1, 1, 0, BeatEcho.None),
        new Open("bench", 1, []),
        new Open("bench", ulong.MaxValue, [new OpenLine("IGN", true), new OpenLine("17", false)]),
        new Opened("bench", 2, 9, [new OpenedLine(true, 12, null, false), new OpenedLine(false, 0, "bench-a has no CRASH", true)]),
        new Refused("bench", 3, 4, "it is away"),
        new Wish("bench", 3, 4095, uint.MaxValue, true, true),
        new Granted("bench", 3, 0, 1, WishOutcome.Done, true, 7, null),
        new Granted("bench", 3, 0, 1, WishOutcome.Gone, false, 0, "größer – ✓"),
        new Edges("bench", 3, 1, [new LineEdges(0, 1, 2, true, -3, long.MaxValue), new LineEdges(4095, int.MaxValue, 0, false, 0, 0)]),
        new Took("bench", 3, 1),
        new Close("bench", 3),
    ];

    [Fact(DisplayName = "Every message of a link comes out of its bytes as it was")]
    public void RoundTrip()
    {
        Assert.Equal(
            typeof(LinkMessage).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LinkMessage)) && !type.IsAbstract).ToHashSet(),
            Samples.Select(sample => sample.GetType()).ToHashSet());
        foreach (var sample in Samples)
        {
            byte[] bytes = LinkCodec.Encode(sample);
            var back = LinkCodec.Decode(bytes, out string? why);
            Assert.Null(why);
            Assert.Equal(sample.GetType(), back!.GetType());
            Assert.Equal(bytes, LinkCodec.Encode(back));
            Assert.Equal(Words(sample), Words(back));
        }
    }

    [Fact(DisplayName = "A message that ends too early, or goes on behind its end, is none (LK-16)")]
    public void Lengths()
    {
        foreach (byte[] bytes in Samples.Select(LinkCodec.Encode))
        {
            for (int length = 0; length < bytes.Length; length++)
            {
                Assert.Null(LinkCodec.Decode(bytes.AsSpan(0, length), out string? why));
                Assert.NotNull(why);
            }

            Assert.Null(LinkCodec.Decode([.. bytes, 0], out _));
        }
    }

    [Fact(DisplayName = "A list that claims more entries than its bytes hold allocates none of them (LK-16)")]
    public void ClaimedLists()
    {
        byte[] bytes = [2, 1, (byte)'c', 1, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0x0F, 1, 2];
        LinkCodec.Decode(bytes, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(LinkCodec.Decode(bytes, out string? why));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
        Assert.Equal("a list that ends before its last entry", why);
    }

    [Theory(DisplayName = "What no hub says is no message: epoch 0, a line beyond the most, fewer than no edges, a name with an escape " +
        "(LK-16)")]
    [MemberData(nameof(Impossible))]
    public void Refused(LinkMessage message) => Assert.Null(LinkCodec.Decode(LinkCodec.Encode(message), out _));

    public static TheoryData<LinkMessage> Impossible { get; } =
    [
        new Close("bench", 0),
        new Close("", 1),
        new Close("be\u001b[2Jnch", 1),
        new Wish("bench", 1, 4096, 1, true, true),
        new Took("bench", 1, 0),
        new Edges("bench", 1, 1, [new LineEdges(0, -1, 0, true, 0, 0)]),
        new Edges("bench", 1, 1, [new LineEdges(0, 0, 0, true, 0, -1)]),
        new Opened("bench", 1, 1, [new OpenedLine(true, -1, null, true)]),
        new Granted("bench", 1, 0, 1, (WishOutcome)3, true, 0, null),
        new Beat(1, "rig7", "bench-a", 0, 0, 1, 0, BeatEcho.None),
        new Beat(1, "rig7\n", "bench-a", 0, 1, 1, 0, BeatEcho.None),
        new Open("bench", 1, [new OpenLine("", true)]),
        new Open("bench", 1, [new OpenLine(new string('x', 65), true)]),
    ];

    [Fact(DisplayName = "Who speaks another version is understood as far as to be refused in words, whatever its beats say beside (LK-14)")]
    public void OtherVersion()
    {
        byte[] later = [.. LinkCodec.Encode(new Beat(2, "rig7", "bench-a", 8, 9, 1, 0, BeatEcho.None)), 1, 2, 3, 4];
        var beat = Assert.IsType<Beat>(LinkCodec.Decode(later, out _));
        Assert.Equal((2, "rig7", "bench-a", 8UL, 9UL), (beat.Protocol, beat.Rig, beat.Host, beat.File, beat.Boot));
        Assert.NotNull(LinkCodec.Decode(LinkCodec.Encode(new Beat(2, "r", "a", 0, 1, 1, 0, BeatEcho.None)).AsSpan(0, 25), out _));
    }

    [Fact(DisplayName = "The longest message that a rig can have fits into a frame, and a reason that is too long is cut")]
    public void Longest()
    {
        var line = new OpenedLine(true, long.MaxValue, new string('ü', LinkMessage.LongestReason) + "\n", true);
        byte[] bytes = LinkCodec.Encode(new Opened(new string('c', 63), 1, 1, [.. Enumerable.Repeat(line, LinkMessage.MostLines)]));
        Assert.InRange(bytes.Length, 0, LinkCodec.MostBytes);
        var opened = Assert.IsType<Opened>(LinkCodec.Decode(bytes, out _));
        Assert.Equal(new string('ü', 100), opened.Lines[4095].Problem);
        Assert.Null(LinkCodec.Decode(new byte[LinkCodec.MostBytes + 1], out _));
    }

    [Fact(DisplayName = "A million random and mutated messages: each is a message of a link or a refusal in words, and costs no more " +
        "than its length says (LK-16)")]
    public void Random()
    {
        int seed = System.Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[][] samples = [.. Samples.Select(LinkCodec.Encode)];
        byte[] buffer = new byte[512];
        int taken = 0;
        for (int i = 0; i < 1_000_000; i++)
        {
            int length;
            if (i % 4 == 0)
            {
                length = random.Next(buffer.Length);
                random.NextBytes(buffer.AsSpan(0, length));
                if (length > 0) buffer[0] = (byte)random.Next(12);
            }
            else
            {
                byte[] sample = samples[random.Next(samples.Length)];
                length = Math.Min(buffer.Length, Math.Max(0, sample.Length + random.Next(-2, 3)));
                sample.AsSpan(0, Math.Min(length, sample.Length)).CopyTo(buffer);
                for (int hits = random.Next(4); hits > 0 && length > 0; hits--) buffer[random.Next(length)] = (byte)random.Next(256);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            var message = LinkCodec.Decode(buffer.AsSpan(0, length), out string? why);
            long cost = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(message is null == why is not null, $"seed {seed}, message {i}");
            Assert.True(cost <= 20_000 + (100 * length), $"seed {seed}, message {i}: {cost} bytes");
            if (message is null) continue;
            taken++;
            // Whatever is taken in can be said again.
            Assert.True(LinkCodec.Encode(message).Length > 0);
        }

        Assert.InRange(taken, 1_000, 999_999);
    }

    private static string Words(LinkMessage message) => message switch
    {
        Open open => $"{open with { Lines = [] }} {string.Join(" ", open.Lines)}",
        Opened opened => $"{opened with { Lines = [] }} {string.Join(" ", opened.Lines)}",
        Edges edges => $"{edges with { Lines = [] }} {string.Join(" ", edges.Lines)}",
        _ => $"{message}",
    };
}
