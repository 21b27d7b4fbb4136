using GpioHub.GuestDriver.Models;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Explorer.Tests;

public class FirstLook(ITestOutputHelper output)
{
    [Theory]
    [InlineData("linux")]
    [InlineData("zephyr")]
    public void Look(string name)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var result = Exploration.Run(new ExplorationPlan { Driver = DriverModels.Named(name) });
        output.WriteLine($"{name}: {result} in {clock.ElapsedMilliseconds} ms");
        foreach (var broken in result.Broken.Values) output.WriteLine(broken.ToString());
    }
}
