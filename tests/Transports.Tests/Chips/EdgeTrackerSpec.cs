using GpioHub.Transports.Chips;
using Xunit;

namespace GpioHub.Transports.Tests.Chips;

/// <summary>How the kernel's events become edges (GU-09, GU-10, GU-S4).</summary>
public class EdgeTrackerSpec
{
    private static readonly EdgeTracker Low = default(EdgeTracker).From(level: false, fromNs: 100, sureNs: 110);

    [Fact(DisplayName = "Alternating events are one edge each")]
    public void Alternating()
    {
        var tracker = Low;
        for (uint n = 1; n <= 6; n++)
        {
            bool rising = n % 2 == 1;
            tracker = tracker.Take(new GpioLineEvent(rising, 1000 + n, n), out var burst);
            Assert.Equal(new EdgeBurst(rising ? 1 : 0, rising ? 0 : 1, rising, 0), burst);
        }
    }

    [Theory(DisplayName =
        "An event that shows the level known already stands for both edges: the interrupt was late, the pulse was not nothing")]
    [InlineData(false)]
    [InlineData(true)]
    public void ALatePulse(bool level)
    {
        var tracker = default(EdgeTracker).From(level, 100, 110);
        tracker.Take(new GpioLineEvent(level, 1000, 1), out var burst);
        Assert.Equal(new EdgeBurst(1, 1, level, 0), burst);
    }

    [Fact(DisplayName = "An event from before the watch is nobody's, and its number is remembered (GU-10)")]
    public void BeforeTheWatch()
    {
        var tracker = Low.Take(new GpioLineEvent(true, 100, 1), out var old);
        Assert.True(old.IsEmpty);
        tracker.Take(new GpioLineEvent(true, 200, 2), out var next);
        Assert.Equal(new EdgeBurst(1, 0, true, 0), next);
    }

    [Fact(DisplayName =
        "An event from while the level was read is in it already if it shows that level, and an edge if it shows the other")]
    public void WhileTheLevelWasRead()
    {
        var high = default(EdgeTracker).From(level: true, 100, 110);
        high.Take(new GpioLineEvent(true, 105, 1), out var before);
        Assert.True(before.IsEmpty);
        high.Take(new GpioLineEvent(false, 105, 1), out var after);
        Assert.Equal(new EdgeBurst(0, 1, false, 0), after);
    }

    [Theory(DisplayName = "A gap is counted as lost and as alternating edges: no direction is missed, and all are accounted for (GU-09)")]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(7, true)]
    [InlineData(1000, false)]
    public void AGap(int lost, bool rising)
    {
        var tracker = Low.Take(new GpioLineEvent(true, 1000, 1), out _);
        tracker.Take(new GpioLineEvent(rising, 2000, (uint)(2 + lost)), out var burst);
        Assert.Equal((lost + 1, lost, rising), (burst.Rising + burst.Falling, burst.Lost, burst.Level));
        Assert.InRange(burst.Rising - burst.Falling, -2, 2);
        Assert.True(lost < 2 || (burst.Rising > 0 && burst.Falling > 0));
    }

    [Fact(DisplayName = "Numbers wrap without a loss (GU-S4)")]
    public void NumbersWrap()
    {
        var tracker = Low.Take(new GpioLineEvent(true, 50, uint.MaxValue), out _);
        tracker.Take(new GpioLineEvent(true, 1000, 0), out var burst);
        Assert.Equal(new EdgeBurst(1, 0, true, 0), burst);
    }

    [Fact(DisplayName = "Every sequence of six events, lost and merged as the kernel may, " +
        "keeps the last level and never counts fewer edges than there were")]
    public void EverySequence()
    {
        // 2 bits an event: does the line change before it is read once or twice, and is the event told.
        for (int plan = 0; plan < 1 << 12; plan++)
        {
            var tracker = Low;
            var (level, edges, counted, sequence) = (false, 0, 0, 0u);
            for (int n = 0; n < 6; n++)
            {
                int changes = (plan >> (2 * n) & 1) + 1;
                bool told = (plan >> (2 * n + 1) & 1) == 1 || n == 5;
                (edges, sequence) = (edges + changes, sequence + 1);
                level ^= changes == 1;
                if (!told) continue;
                tracker = tracker.Take(new GpioLineEvent(level, 1000 + n, sequence), out var burst);
                counted += burst.Rising + burst.Falling;
                Assert.Equal(level, burst.Level);
            }

            Assert.Equal(level, tracker.Level);
            bool lossless = (plan >> 1 & 1) == 1 && (plan >> 3 & 1) == 1 && (plan >> 5 & 1) == 1 && (plan >> 7 & 1) == 1
                && (plan >> 9 & 1) == 1;
            if (lossless) Assert.Equal(edges, counted);
            else Assert.InRange(counted, 1, edges + 6);
        }
    }
}
