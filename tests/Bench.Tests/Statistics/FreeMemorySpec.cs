using GpioHub.Bench.Statistics;
using Xunit;

namespace GpioHub.Bench.Tests.Statistics;

public class FreeMemorySpec
{
    [Fact(DisplayName = "What is free is what the kernel calls available")]
    public void Available() =>
        Assert.Equal(21_084_160, FreeMemory.Parse(["MemTotal:       24683520 kB", "MemFree: 1 kB", "MemAvailable:   21084160 kB"]));

    [Fact(DisplayName = "A file without that line is named")]
    public void Missing() => Assert.Throws<FormatException>(() => FreeMemory.Parse(["MemTotal: 1 kB"]));
}
