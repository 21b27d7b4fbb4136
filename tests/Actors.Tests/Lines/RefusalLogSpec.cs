using GpioHub.Actors.Hosting;
using GpioHub.Actors.Lines;
using Xunit;

namespace GpioHub.Actors.Tests.Lines;

/// <summary>When a guest's errors are a burst, of which the log keeps a note (IF-4.8).</summary>
public class RefusalLogSpec
{
    private readonly Clock _clock = new();
    private readonly RefusalLog _refusals;
    private int _bursts;

    public RefusalLogSpec() => _refusals = new RefusalLog(_clock) { OnBurst = () => _bursts++ };

    [Fact(DisplayName = "A hundred errors within a second are a burst, once in that second; ninety-nine are none (IF-4.8)")]
    public void Burst()
    {
        for (int i = 0; i < RefusalLog.Burst - 1; i++) _refusals.Count(1);
        Assert.Equal(0, _bursts);
        _refusals.Count(1);
        _refusals.Count(RefusalLog.Burst);
        Assert.Equal(1, _bursts);
        _clock.NowNs += 1_000_000_000;
        _refusals.Count(RefusalLog.Burst - 1);
        Assert.Equal(1, _bursts);
        _refusals.Count(2);
        Assert.Equal(2, _bursts);
    }

    private sealed class Clock : IMonotonicClock
    {
        public long NowNs { get; set; } = 5;
    }
}
