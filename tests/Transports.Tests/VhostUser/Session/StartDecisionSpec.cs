using GpioHub.Transports.VhostUser;
using Xunit;

namespace GpioHub.Transports.Tests.VhostUser;

public sealed class StartDecisionSpec
{
    private static readonly RingStartFacts Fresh = new(AtFirstBase: true, UsedIndex: 0, LastUsedIndex: null, CompletedChains: false,
        LastUsedEntryZero: true);

    [Theory(DisplayName = "Of one ring base, used index and history decide (VU-47, VU-47a)")]
    [InlineData(0, 0, -1, false, true, StartVerdict.NewSession)]      // first start ever
    [InlineData(0, 0, 8, true, true, StartVerdict.NewSession)]        // guest rebooted after 8 requests
    [InlineData(0, 0, 8, true, false, StartVerdict.NewSession)]       // the same, ring memory not cleared
    [InlineData(8, 8, 8, true, false, StartVerdict.Resume)]           // paused and continued
    [InlineData(8, 0, 8, true, false, StartVerdict.Resume)]           // any other base resumes
    [InlineData(0, 8, 8, true, false, StartVerdict.Resume)]           // a driver that went on: used index not 0
    [InlineData(65535, 0, 0, true, true, StartVerdict.Resume)]
    [InlineData(0, 65535, 0, true, true, StartVerdict.Resume)]
    [InlineData(0, 0, 0, false, true, StartVerdict.NewSession)]       // paused before the first request: harmless
    [InlineData(0, 0, 0, false, false, StartVerdict.NewSession)]
    [InlineData(0, 0, 0, true, false, StartVerdict.Resume)]           // paused after exactly 65,536·k completions
    [InlineData(0, 0, 0, true, true, StartVerdict.NewSession)]        // stopped there, then rebooted: fresh ring
    [InlineData(0, 0, -1, true, false, StartVerdict.NewSession)]      // reconnect without a stop, new driver
    public void OneRing(int start, int used, int lastStopped, bool completed, bool lastEntryZero, StartVerdict verdict) =>
        Assert.Equal(verdict, StartDecision.Decide(
            [new(start == 0, (ushort)used, lastStopped < 0 ? null : (ushort)lastStopped, completed, lastEntryZero)]));

    [Fact(DisplayName = "Every ring must look untouched: one that goes on means resume (VU-47)")]
    public void AllRings()
    {
        RingStartFacts goesOn = Fresh with { AtFirstBase = false, UsedIndex = 3 };
        Assert.Equal(StartVerdict.NewSession, StartDecision.Decide([Fresh, Fresh]));
        Assert.Equal(StartVerdict.Resume, StartDecision.Decide([Fresh, goesOn]));
        Assert.Equal(StartVerdict.Resume, StartDecision.Decide([goesOn, Fresh]));
    }

    [Fact(DisplayName = "Without a ring with a new base nothing speaks for a new driver (VU-47)")]
    public void NoRing() => Assert.Equal(StartVerdict.Resume, StartDecision.Decide([]));
}
