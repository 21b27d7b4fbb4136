using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using Xunit;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>VU-58: any message, any order, any length, any descriptors.</summary>
/// <remarks>
/// The owner (<see cref="Owner"/>) asserts on every effect: one answer at most, reply flags 0x5, no start of a live ring, no resume of one
/// that is not paused, no closed descriptor handed out, none left to a ring whose base is answered.
/// </remarks>
[Collection(OpenFds.Name)]
public sealed class FuzzSpec
{
    private const int SessionCount = 300;
    private const int MessagesPerSession = 120;

    private readonly FrontEnd _front = new();

    [Theory(DisplayName = "Whatever a front-end sends, nothing throws, every answer is one answer, every descriptor is closed (VU-58)")]
    [InlineData(20261122, 0)]      // noise: nearly every message is malformed
    [InlineData(20261123, 60)]     // both
    [InlineData(20261124, 97)]     // nearly every message is well-formed, in no sensible order
    public void Anything(int seed, int percentWellFormed)
    {
        Dictionary<string, int> before = OpenFds.Count();
        var random = new Random(seed);
        int starts = 0, answers = 0, closes = 0;
        for (int session = 0; session < SessionCount; session++)
        {
            _front.Given.Clear();
            using var owner = new Owner(
                Owner.Offer with { ProtocolFeatures = VhostUserOffer.UsualProtocolFeatures | ProtocolFeatures.Status });
            owner.RingFault = _ => random.Next(10) == 0 ? "no luck" : null;
            var log = new List<string>();
            try
            {
                for (int i = 0; i < MessagesPerSession && !owner.Closed; i++)
                {
                    owner.MemoryFault = random.Next(20) == 0 ? "no memory" : null;
                    VhostUserMessage message = random.Next(100) < percentWellFormed ? WellFormed(random) : Noise(random);
                    log.Add($"{message.Request} {Convert.ToHexString(message.Payload.Span[..Math.Min(48, message.Payload.Length)])} fds " +
                        $"{message.Fds.Count}");
                    string effects = owner.Take(message);
                    log[^1] += " -> " + effects;
                    starts += effects.Contains("start", StringComparison.Ordinal) ? 1 : 0;
                    answers += effects.Contains("reply", StringComparison.Ordinal) ? 1 : 0;
                    if (random.Next(50) == 0) owner.Session.RingBroken(random.Next(2), "for a test");
                }
                closes += owner.Closed ? 1 : 0;
                owner.Disconnect();
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, session {session}: {e}\n{string.Join('\n', log)}");
            }
            Assert.All(_front.Given, fd => Assert.True(fd.IsClosed, $"seed {seed}, session {session}\n{string.Join('\n', log)}"));
        }
        OpenFds.AssertNoneMoreThan(before);
        // The generator must reach what it is to try.
        Assert.True(answers > 0 && closes > 0);
        Assert.True(starts >= percentWellFormed / 2, $"{starts} starts");
    }

    private VhostUserMessage Noise(Random random)
    {
        var payload = new byte[random.Next(4) == 0 ? random.Next(4097) : random.Next(80)];
        random.NextBytes(payload);
        if (random.Next(2) == 0) payload.AsSpan(0, Math.Min(8, payload.Length)).Clear();
        uint flags = random.Next(40) == 0 ? (uint)random.Next(32) : 0x1 | (uint)(random.Next(2) * 8);
        var request = (VhostUserRequest)(random.Next(30) == 0 ? (uint)random.Next() : (uint)random.Next(48));
        ReceivedFd[] fds = [.. Enumerable.Range(0, random.Next(3) == 0 ? random.Next(5) : 0).Select(_ => AnyFd(random, request))];
        return new VhostUserMessage(new VhostUserHeader(request, flags, (uint)payload.Length), payload, fds);
    }

    private VhostUserMessage WellFormed(Random random)
    {
        uint ring = random.Next(30) == 0 ? (uint)random.Next(300) : (uint)random.Next(2);
        bool ack = random.Next(2) == 0;
        return random.Next(22) switch
        {
            0 => Messages.U64(VhostUserRequest.SetFeatures,
                Sessions.AllFeatures & (random.Next(6) == 0 ? (ulong)random.NextInt64() : ulong.MaxValue), ack),
            1 => Messages.U64(VhostUserRequest.SetProtocolFeatures, (ulong)VhostUserOffer.UsualProtocolFeatures, ack),
            2 => _front.MemoryTable(ack),
            3 => _front.Region(VhostUserRequest.AddMemReg,
                new((ulong)random.Next(4) << 24, FrontEnd.RamSize, FrontEnd.UserBase + ((ulong)random.Next(4) << 24), 0), ack),
            4 => _front.Region(VhostUserRequest.RemMemReg,
                new((ulong)random.Next(4) << 24, FrontEnd.RamSize, FrontEnd.UserBase + ((ulong)random.Next(4) << 24), 0),
                ack, random.Next(2) == 0),
            5 or 6 => Messages.Ring(VhostUserRequest.SetVringNum, ring, 1u << random.Next(11), ack),
            7 or 8 => Messages.Ring(VhostUserRequest.SetVringBase, ring, (uint)random.Next(0x1_0000), ack),
            9 or 10 => Messages.Addresses(ring, (uint)random.Next(2), (ulong)random.Next(2) << 16, ack),
            11 or 12 => _front.Fd(VhostUserRequest.SetVringKick, ring & 0xff, ack),
            13 => random.Next(2) == 0
                ? _front.Fd(VhostUserRequest.SetVringCall, ring & 0xff, ack)
                : Messages.NoFd(VhostUserRequest.SetVringCall, ring & 0xff, ack),
            14 => _front.Fd(VhostUserRequest.SetVringErr, ring & 0xff, ack),
            15 or 16 or 17 => Messages.Ring(VhostUserRequest.SetVringEnable, ring, (uint)random.Next(2), ack),
            18 => Messages.Ring(VhostUserRequest.GetVringBase, ring & 1, 0, ack),
            19 => Messages.Plain(random.Next(8) switch
            {
                0 => VhostUserRequest.ResetDevice,
                1 => VhostUserRequest.ResetOwner,
                _ => VhostUserRequest.SetOwner,
            }, ack),
            20 => Messages.U64(VhostUserRequest.SetStatus, (ulong)(random.Next(4) == 0 ? 0 : 0xf), ack),
            _ => Messages.Plain(random.Next(2) == 0 ? VhostUserRequest.GetFeatures : VhostUserRequest.GetStatus, ack),
        };
    }

    private ReceivedFd AnyFd(Random random, VhostUserRequest request)
    {
        switch (random.Next(4))
        {
            case 0: return _front.Received(EventFd.Create(), request);
            case 1: return _front.Received(MemFd.Create("gpiohub-test", (ulong)random.Next(1 << 22)), request);
            case 2: return _front.Received(Epoll.Create(), request);
            default:
                (UnixStream ours, UnixStream theirs) = UnixStream.Pair();
                theirs.Dispose();
                return _front.Received(ours, request);
        }
    }
}
