using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public class FineTimerSpec
{
    [Fact(DisplayName = "A wait ends at its instant and not before, however near that is")]
    public void NotBefore()
    {
        using var timer = new FineTimer();
        FineTimer.Sharpen();
        for (int i = 0; i < 200; i++)
        {
            long due = MonotonicClock.Now + (i * 5_000);
            Assert.True(timer.WaitUntil(due));
            Assert.True(MonotonicClock.Now >= due);
        }
        Assert.True(timer.WaitUntil(0));
    }

    [Fact(DisplayName = "Another thread ends a wait that would take for ever, and every later one")]
    public void Ended()
    {
        using var timer = new FineTimer();
        bool waited = true;
        var thread = new Thread(() => waited = timer.WaitUntil(long.MaxValue));
        thread.Start();
        timer.End();
        Assert.True(thread.Join(TimeSpan.FromMinutes(1)), "it still waits");
        Assert.False(waited);
        Assert.False(timer.WaitUntil(0));
    }
}
