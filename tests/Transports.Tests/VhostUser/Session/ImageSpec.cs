using GpioHub.Transports.Native;
using GpioHub.Transports.Records;
using GpioHub.Transports.VhostUser;
using Xunit;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>A session that another process makes from the words of the first is the same session.</summary>
[Collection(OpenFds.Name)]
public sealed class ImageSpec
{
    private static readonly VhostUserOffer Everything =
        Owner.Offer with { ProtocolFeatures = VhostUserOffer.UsualProtocolFeatures | ProtocolFeatures.Status };

    [Theory(DisplayName = "Whatever was sent, a session made from the words of another does from then on what that one would")]
    [InlineData(1, 60)]
    [InlineData(2, 97)]
    [InlineData(3, 100)]
    public void GoesOnAlike(int seed, int percentWellFormed)
    {
        Dictionary<string, int> before = OpenFds.Count();
        int successions = 0, ran = 0;
        for (int session = 0; session < 200; session++)
        {
            Random[] random = [.. Enumerable.Range(0, 2).Select(_ => new Random(seed * 1000 + session))];
            Owner[] owners = [.. random.Select(r => new Owner(Everything) { RingFault = _ => r.Next(10) == 0 ? "no luck" : null })];
            AnyMessage[] fronts = [.. random.Select(r => new AnyMessage(new FrontEnd(), r))];
            var cuts = new Random(seed);
            for (int i = 0; i < 80 && !owners[0].Closed; i++)
            {
                string[] did = [.. owners.Select((owner, who) => Step(owner, fronts[who], random[who], percentWellFormed))];
                Assert.True(did[0] == did[1], $"seed {seed}, session {session}, step {i}: '{did[0]}', the successor '{did[1]}'");
                Assert.Equal(StateOf(owners[0].Session), StateOf(owners[1].Session));
                ran += owners[0].Session.Rings.Any(ring => ring.Stage == RingStage.Running) ? 1 : 0;
                if (owners[1].Closed || cuts.Next(3) > 0) continue;
                owners[1].Succeed();
                Assert.Equal(StateOf(owners[0].Session), StateOf(owners[1].Session));
                successions++;
            }

            Assert.Equal(owners[0].Disconnect(), owners[1].Disconnect());
        }

        OpenFds.AssertNoneMoreThan(before);
        Assert.True(successions > 500 && ran > 50, $"{successions} successions, {ran} steps with a running ring");
    }

    [Fact(DisplayName = "Words that end too early, or go on, make no session, and close what they have taken")]
    public void CutShort()
    {
        var front = new FrontEnd();
        using Owner owner = Sessions.Running(front);
        ulong[] words = owner.Succeed();
        Dictionary<string, int> before = OpenFds.Count();
        for (int length = 0; length < words.Length; length++)
        {
            var reader = new ImageReader(words.AsSpan(0, length));
            Assert.Null(VhostUserSession.Resume(Owner.Offer, ref reader, new Duplicates(), out _, out string why));
            Assert.Equal("its image makes no sense", why);
        }

        OpenFds.AssertNoneMoreThan(before);
    }

    [Fact(DisplayName = "A front-end keeps what it has accepted, though the successor offers less: the next start of its guest repeats " +
        "it, and what was never offered is refused still (VU-16, VU-18, VU-41)")]
    public void OffersLess()
    {
        const ulong All = (ulong)VhostUserOffer.AllFeatures, NeverOffered = 1UL << 38;
        using Owner owner = Sessions.Negotiated(new FrontEnd(), Owner.Offer with { Features = VhostUserOffer.AllFeatures });
        owner.Take(Messages.U64(VhostUserRequest.SetFeatures, All));
        owner.Succeed(Owner.Offer with { Features = VhostUserOffer.SplitFeatures });

        Assert.Equal("reply 0x0", owner.Take(Messages.U64(VhostUserRequest.SetFeatures, All, ack: true)));
        Assert.Equal("reply 0x1", owner.Take(Messages.U64(VhostUserRequest.SetFeatures, All | NeverOffered, ack: true)));
        Assert.Equal(VhostUserOffer.AllFeatures, owner.Session.Features);
    }

    [Fact(DisplayName = "A descriptor that was not left is named, and there is no session")]
    public void Missing()
    {
        var front = new FrontEnd();
        using Owner owner = Sessions.Running(front);
        var reader = new ImageReader(owner.Succeed());
        Assert.Null(VhostUserSession.Resume(Owner.Offer, ref reader, new Duplicates { Without = KeptKind.Call }, out _, out string why));
        Assert.StartsWith("its descriptor call0.", why, StringComparison.Ordinal);
    }

    private static string Step(Owner owner, AnyMessage front, Random random, int percentWellFormed)
    {
        owner.MemoryFault = random.Next(20) == 0 ? "no memory" : null;
        owner.NextAvail[0] = owner.NextAvail[1] = (ushort)random.Next(0x1_0000);
        string did = owner.Take(front.Next(percentWellFormed));
        if (owner.Closed) return did;
        if (random.Next(20) == 0) owner.Break(random.Next(2));
        return random.Next(10) == 0 ? $"{did}; {owner.Kick(random.Next(2))}" : did;
    }

    /// <summary>All of it that can be seen.</summary>
    private static string StateOf(VhostUserSession session) => string.Join(" | ",
        [
            $"{session.Features} {session.ProtocolFeatures} {session.Owned} {session.Status} {session.NoRingAlive}",
            string.Join(", ", session.Memory.Regions),
            .. session.Rings.Select(ring => $"{ring.Stage} {ring.Started} {ring.Enabled} {ring.EnableSet} {ring.Size} {ring.Base} " +
                $"{ring.Addresses} {ring.Asked} {ring.Refused} {ring.Renewed} {ring.SetUpAnew} {ring.IsRetry} {ring.Confirmed} " +
                $"{ring.Fault} {ring.StoredBase} {ring.LastStoppedAt} {ring.Kick is null} {ring.Call is null} {ring.Err is null} " +
                $"{session.WhyIdle(ring.Index)}"),
        ]);

    /// <summary>Has an eventfd of every name.</summary>
    private sealed class Duplicates : IKeptDescriptors
    {
        public KeptKind Without { get; init; }

        public FileDescriptor? Take(KeptName name)
        {
            using EventFd one = EventFd.Create();
            return name.Kind == Without ? null : FdInfo.Duplicate(one);
        }

        public void Took(FileDescriptor handle, KeptName name)
        {
        }
    }
}
