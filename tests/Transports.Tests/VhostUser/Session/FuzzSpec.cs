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
                    VhostUserMessage message = new AnyMessage(_front, random).Next(percentWellFormed);
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
}
