using GpioHub.Hub.Succession;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;
using Xunit;

namespace GpioHub.Hub.Tests.Succession;

public class KeeperRulesSpec
{
    private static readonly HubLife Up = new(StopAsked: false, Kept: true, Ready: true, IsSuccessor: false, DeathsInARow: 0);
    private static readonly HubLife First = Up with { Ready = false, DeathsInARow = 1 };
    private static readonly HubLife Follows = First with { IsSuccessor = true };

    private const int Kill = 9, Term = 15, Abort = 6, Segv = 11;

    [Theory(DisplayName = "A hub that ends by its own choice ends its keeper with the same code, whether it was up or not (IF-2.20)")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(78)]
    public void OrderlyEnd(int code)
    {
        Assert.Equal(new Verdict(Next.End, code, EndedBy.Unknown), After(Up, code));
        Assert.Equal(new Verdict(Next.End, code, EndedBy.Unknown), After(First, code));
    }

    [Theory(DisplayName = "A hub that was up and ends by a signal, or by a code that none chooses, is followed by another, which learns " +
        "why (IF-2.20)")]
    [InlineData(Kill, 0, EndedBy.Outside)]
    [InlineData(Term, 0, EndedBy.Outside)]
    [InlineData(Abort, 0, EndedBy.Crash)]
    [InlineData(Segv, 0, EndedBy.Crash)]
    [InlineData(0, 99, EndedBy.Crash)]
    [InlineData(0, 75, EndedBy.Crash)]
    public void Crash(int signal, int code, EndedBy by)
    {
        var verdict = KeeperRules.WhenHubEnds(Up, new ProcessEnd(code, signal), EndedBy.Unknown);
        Assert.Equal((Next.GoOn, by), (verdict.Next, verdict.By));
    }

    [Fact(DisplayName = "A successor that refuses the record, or cannot start with it, is followed by a hub that begins anew (IF-2.20)")]
    public void Refusal()
    {
        Assert.Equal(Next.Anew, After(Follows, KeeperRules.Refused).Next);
        Assert.Equal(Next.Anew, After(Follows, 1).Next);
        Assert.Equal(Next.Anew, After(Follows, 78).Next);
        Assert.Equal(Next.End, After(Follows, 0).Next);
    }

    [Fact(DisplayName = "A successor that finds another hub on the record ends the keeper: what is kept is that one's")]
    public void AnotherHub() => Assert.Equal(new Verdict(Next.End, KeeperRules.Busy, EndedBy.Unknown), After(Follows, KeeperRules.Busy));

    [Fact(DisplayName = "Ten successors that die before they are up are enough: the next begins anew, and its death is the end (IF-2.20)")]
    public void CrashLoop()
    {
        var dead = new ProcessEnd(0, Segv);
        for (int deaths = 1; deaths < KeeperRules.MostDeaths; deaths++)
            Assert.Equal(Next.GoOn, KeeperRules.WhenHubEnds(Follows with { DeathsInARow = deaths }, dead, EndedBy.Unknown).Next);
        var last = Follows with { DeathsInARow = KeeperRules.MostDeaths };
        Assert.Equal(Next.Anew, KeeperRules.WhenHubEnds(last, dead, EndedBy.Unknown).Next);
        Assert.Equal(new Verdict(Next.End, 128 + Segv, EndedBy.Crash), KeeperRules.WhenHubEnds(First, dead, EndedBy.Unknown));
    }

    [Fact(DisplayName = "Deaths count as a row within ten seconds of the first, and a hub that was up ends the row")]
    public void Rows()
    {
        var row = KeeperRules.Counted((0, 0), ready: false, nowNs: 5);
        Assert.Equal((1, 5L), row);
        row = KeeperRules.Counted(row, ready: false, nowNs: 5 + KeeperRules.WithinNs);
        Assert.Equal((2, 5L), row);
        Assert.Equal((1, 6 + KeeperRules.WithinNs), KeeperRules.Counted(row, ready: false, nowNs: 6 + KeeperRules.WithinNs));
        Assert.Equal((0, 0L), KeeperRules.Counted(row, ready: true, nowNs: 7));
    }

    [Fact(DisplayName = "Once the keeper has been told to end, or where the hub wants no keeping, whatever end of the hub is the end")]
    public void Told()
    {
        foreach (var life in new[] { Up with { StopAsked = true }, Up with { Kept = false } })
        {
            Assert.Equal(new Verdict(Next.End, 128 + Kill, EndedBy.Unknown),
                KeeperRules.WhenHubEnds(life, new ProcessEnd(0, Kill), EndedBy.Unknown));
            Assert.Equal(new Verdict(Next.End, 0, EndedBy.Unknown), After(life, 0));
        }
    }

    [Theory(DisplayName = "A hub that the keeper itself killed is followed by another, which learns why")]
    [InlineData(EndedBy.Watchdog)]
    [InlineData(EndedBy.Takeover)]
    public void Killed(EndedBy why)
    {
        var verdict = KeeperRules.WhenHubEnds(Up, new ProcessEnd(0, Kill), why);
        Assert.Equal((Next.GoOn, why), (verdict.Next, verdict.By));
        Assert.Equal(new Verdict(Next.End, 0, EndedBy.Unknown),
            KeeperRules.WhenHubEnds(Up with { StopAsked = true }, new ProcessEnd(0, Kill), why));
    }

    private static Verdict After(HubLife life, int code) => KeeperRules.WhenHubEnds(life, new ProcessEnd(code, 0), EndedBy.Unknown);
}
