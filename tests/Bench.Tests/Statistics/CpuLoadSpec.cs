using GpioHub.Bench.Statistics;
using Xunit;

namespace GpioHub.Bench.Tests.Statistics;

public class CpuLoadSpec
{
    [Fact(DisplayName = "Busy is all but idle and waiting for disks; what the host took away is busy, guest times are counted once")]
    public void Parses() => Assert.Equal(new CpuLoad(1 + 2 + 4 + 16 + 32 + 64, 127 + 200 + 8 - 8),
        CpuLoad.Parse("cpu  1 2 4 200 8 16 32 64 1000 1000\ncpu0 9 9 9 9 9 9 9 9 9 9\n"));

    [Fact(DisplayName = "The load between two looks is a share; two looks in one tick say 0")]
    public void Shares()
    {
        Assert.Equal(0.25, new CpuLoad(110, 440).Since(new CpuLoad(100, 400)));
        Assert.Equal(0, new CpuLoad(100, 400).Since(new CpuLoad(100, 400)));
    }

    [Fact(DisplayName = "A first line that is not the sum is refused")]
    public void Refused() => Assert.Throws<FormatException>(() => CpuLoad.Parse("cpu0 1 2 3 4 5 6 7 8\n"));
}
