using GpioHub.Rules.Links;
using Xunit;

namespace GpioHub.Rules.Tests.Links;

/// <summary>Whether the hub of another host is heard, who it is, and how its clock stands.</summary>
public class PeerStateSpec
{
    private const long Ms = 1_000_000;
    private const long Away = 1000 * Ms;

    private static readonly PeerRules RulesA = new("rig7", "a", "b", File: 1, Boot: 10, Away);
    private static readonly PeerRules RulesB = new("rig7", "b", "a", File: 1, Boot: 20, Away);

    [Fact(DisplayName = "Two hubs are up one for another after a beat and its answer, without waiting for the next beat (LK-07)")]
    public void UpAtOnce()
    {
        var (a, b) = Connected(out int beats);

        Assert.True(a.Passes && b.Passes);
        Assert.InRange(beats, 3, 4);
    }

    [Fact(DisplayName = "A peer of which nothing has come for `away` is away, and comes back with the first exchange (LK-07)")]
    public void AwayAndBack()
    {
        var (a, b) = Connected(out _);
        var quiet = a.PassTime(Away);
        Assert.Equal(PeerPhase.Up, quiet.Next.Phase);
        var away = quiet.Next.PassTime(Away + 1);

        Assert.Equal((PeerPhase.Away, PeerChange.Down | PeerChange.Said), (away.Next.Phase, away.Change));
        Assert.Equal("nothing has come for 1s", away.Next.Why);
        b = b.Heard(away.Send!, Away + 2).Next;
        var back = away.Next.Heard(b.PassTime(Away + 3).Send!, Away + 4);
        Assert.Equal((PeerPhase.Up, PeerChange.Up | PeerChange.Said, 2L), (back.Next.Phase, back.Change, back.Next.Ups));
    }

    [Fact(DisplayName = "A peer that is heard, and does not hear this hub, is away: what it told may be old (LK-07)")]
    public void OneWayCut()
    {
        var (a, b) = Connected(out _);
        long ns = 0;
        while (a.Phase == PeerPhase.Up && ns < 10 * Away)
        {
            ns += RulesA.BeatNs;
            var decision = b.PassTime(ns);
            b = decision.Next;
            a = a.Heard(decision.Send!, ns).Next.PassTime(ns).Next;        // b hears nothing of a
        }

        Assert.Equal(PeerPhase.Away, a.Phase);
        Assert.InRange(ns, Away, RulesA.UnheardNs + RulesA.BeatNs);
        Assert.StartsWith("it has heard nothing of this hub for", a.Why, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Messages of another kind keep a peer up, and bring none up (LK-07)")]
    public void AnyMessageCounts()
    {
        var (a, _) = Connected(out _);
        a = a.Heard(900 * Ms);
        Assert.Equal(PeerPhase.Up, a.PassTime(1100 * Ms).Next.Phase);
        Assert.False(PeerState.Begun(RulesA, 0).Heard(1).Passes);
    }

    [Fact(DisplayName = "Another process of the peer is told as such, and nothing passes until each has heard the other (LK-12)")]
    public void Restarted()
    {
        var (a, _) = Connected(out _);
        var anew = PeerState.Begun(RulesB with { Boot = 21 }, 0).PassTime(Ms);
        var heard = a.Heard(anew.Send!, 2 * Ms);
        Assert.False(heard.Next.Passes);
        Assert.Equal(PeerChange.None, heard.Change);
        var answer = anew.Next.Heard(heard.Send!, 3 * Ms);
        Assert.True(answer.Next.Passes);
        var restarted = heard.Next.Heard(answer.Send!, 4 * Ms);

        Assert.Equal(PeerChange.Down | PeerChange.Restarted | PeerChange.Up | PeerChange.Said, restarted.Change);
        Assert.Equal(("its hub has begun anew", 21ul), (restarted.Next.Why, restarted.Next.Boot));
        Assert.True(restarted.Next.Passes);
    }

    [Fact(DisplayName = "Late beats of the process before, and doubled ones, change nothing and are counted (LK-17)")]
    public void LateBeats()
    {
        var (a, b) = Connected(out _);
        var late = b.PassTime(Ms).Send!;
        a = a.Heard(late, 2 * Ms).Next;
        AssertDropped(a, a.Heard(late, 3 * Ms));

        var anew = PeerState.Begun(RulesB with { Boot = 21 }, 0).PassTime(4 * Ms);
        var heard = a.Heard(anew.Send!, 5 * Ms);
        var now = heard.Next.Heard(anew.Next.Heard(heard.Send!, 6 * Ms).Send!, 7 * Ms).Next;
        var ofBefore = b.PassTime(Ms).Next.PassTime(2 * Ms).Send!;
        AssertDropped(now, now.Heard(ofBefore, 8 * Ms));
    }

    [Theory(DisplayName = "A hub of another rig, of another version, of another name, or this hub itself is refused in words (LK-14)")]
    [InlineData("rig8", "b", 1, 20, "it belongs to the rig rig8, this hub to rig7")]
    [InlineData("rig7", "c", 1, 20, "it is c, not b")]
    [InlineData("rig7", "b", 2, 20, "it speaks version 2 of the link, this hub 1")]
    [InlineData("rig7", "a", 1, 10, "it is this hub itself")]
    public void Refused(string rig, string host, int version, int boot, string why)
    {
        var (a, _) = Connected(out _);
        var refused = a.Heard(new Beat(version, rig, host, 1, (ulong)boot, 100, 0, BeatEcho.None), Ms);

        Assert.Equal((PeerPhase.Refused, why), (refused.Next.Phase, refused.Next.Why));
        Assert.Equal(PeerChange.Down | PeerChange.Said, refused.Change);
        Assert.False(refused.Next.Passes);
        Assert.Equal(PeerPhase.Away, refused.Next.PassTime(2 * Away).Next.Phase);
    }

    [Fact(DisplayName = "Another file of the same rig is served, and known to differ; a file of one host is compared with none (LK-14)")]
    public void FilesDiffer()
    {
        var (a, b) = Connected(out _, RulesB with { File = 2 });
        Assert.True(a.Passes && a.FileDiffers && b.FileDiffers);
        (a, b) = Connected(out _, RulesB with { File = 0 });
        Assert.False(a.FileDiffers || b.FileDiffers);
    }

    [Fact(DisplayName = "The clocks' offset is that of the shortest round trip, and right within half of it (LK-13)")]
    public void Offset()
    {
        const long Skew = 3_000 * Ms;
        var random = new Random(1);
        var offset = ClockOffset.None;
        for (int i = 0; i < 1000; i++)
        {
            long there = random.NextInt64(Ms, 20 * Ms), back = random.NextInt64(Ms, 20 * Ms), sent = i * 200 * Ms;
            long heard = sent + there + Skew, told = heard + random.NextInt64(200 * Ms), received = told + back - Skew;
            offset = offset.With(sent, heard, told, received);
            Assert.InRange(offset.Best!.Value.OffsetNs + Skew, -offset.Best.Value.Ns / 2, offset.Best.Value.Ns / 2);
        }

        Assert.InRange(offset.Best!.Value.Ns, 2 * Ms, 12 * Ms);
        Assert.InRange(offset.Best!.Value.OffsetNs, -Skew - (6 * Ms), -Skew + (6 * Ms));
    }

    [Fact(DisplayName = "A round trip is forgotten after 64 others, so that an offset follows clocks that run apart (LK-13)")]
    public void OffsetForgets()
    {
        var offset = ClockOffset.None.With(0, 0, 0, 1);
        for (int i = 1; i < ClockOffset.Window; i++) offset = offset.With(0, 0, 0, 100);
        Assert.Equal(1, offset.Best!.Value.Ns);
        Assert.Equal(100, offset.With(0, 0, 0, 100).Best!.Value.Ns);
    }

    [Theory(DisplayName = "Stamps that cannot be are no round trip (LK-13, LK-17)")]
    [InlineData(0, 10, 5, 10)]
    [InlineData(0, 0, 20, 10)]
    [InlineData(0, long.MinValue, long.MaxValue, 10)]
    [InlineData(0, long.MaxValue, long.MaxValue, 10)]
    public void Nonsense(long sent, long heard, long told, long received) =>
        Assert.Null(ClockOffset.None.With(sent, heard, told, received).Best);

    private static void AssertDropped(PeerState before, PeerDecision after)
    {
        Assert.Equal((PeerChange.None, null), (after.Change, after.Send));
        Assert.Equal((before.Phase, before.Boot, before.Last, before.Dropped + 1),
            (after.Next.Phase, after.Next.Boot, after.Next.Last, after.Next.Dropped));
    }

    private static (PeerState A, PeerState B) Connected(out int beats, PeerRules? ofB = null)
    {
        var a = PeerState.Begun(RulesA, 0);
        var b = PeerState.Begun(ofB ?? RulesB, 0);
        beats = 0;
        var decision = a.PassTime(0);
        a = decision.Next;
        for (bool toB = true; decision.Send is { } beat; toB = !toB)
        {
            beats++;
            decision = (toB ? b : a).Heard(beat, 0);
            if (toB) b = decision.Next;
            else a = decision.Next;
        }

        return (a, b);
    }
}
