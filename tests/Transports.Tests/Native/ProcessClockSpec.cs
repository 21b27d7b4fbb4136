using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public class ProcessClockSpec
{
    [Fact(DisplayName = "A process's clock goes on while it computes")]
    public void Advances()
    {
        long before = ProcessClock.Of(Environment.ProcessId);
        TimeSpan runtime = Environment.CpuUsage.TotalTime;
        while (Environment.CpuUsage.TotalTime - runtime < TimeSpan.FromMilliseconds(20))
        {
        }

        Assert.True(ProcessClock.Of(Environment.ProcessId) - before > 0);
    }

    [Fact(DisplayName = "A process that is not there has no clock: EINVAL")]
    public void NoSuchProcess() =>
        Assert.Equal(22, Assert.Throws<ErrnoException>(() => ProcessClock.Of(int.MaxValue >> 3)).Errno);
}
