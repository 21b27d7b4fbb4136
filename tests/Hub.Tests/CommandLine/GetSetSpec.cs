using GpioHub.Hub.Tests.Support;

namespace GpioHub.Hub.Tests.CommandLine;

public class GetSetSpec
{
    [Fact(DisplayName = "interfaces §2: set prints nothing, get prints gpioget's format, by either address")]
    public async Task SetThenGet()
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync("set", "bench/IGN=1"));
        Assert.Equal(new CliResult(0, "\"bench/IGN\"=active \"ivi:IGN\"=active\n", ""), await hub.CliAsync("get", "bench/IGN", "ivi:IGN"));
    }
}
