using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Events;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>A reader that comes back with the number of the last event that it has seen.</summary>
public class ResumedSourceSpec
{
    [Fact(DisplayName = "An event that the reader saw before the ring had it is not told again")]
    public async Task ARingThatLagsBehind()
    {
        var ring = new JournalRing(capacity: 4);
        var source = new ResumedSource(ring, after: 1);
        var next = source.NextAsync(CancellationToken.None);
        ring.Write(Edge(1));
        ring.Write(Edge(2));
        Assert.Equal(2, (await next)!.Value.Edge!.Seq);
    }

    private static LineEvent Edge(long seq) =>
        new(seq, new ChipLineAddress("bench", 0), LineEventKind.Rising, Level: true, Ns: seq, "stimulus", LostBefore: 0);
}
