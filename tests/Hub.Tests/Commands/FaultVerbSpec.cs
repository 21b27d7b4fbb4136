using GpioHub.Actors.Contract;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Faults;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

public class FaultVerbSpec
{
    [Fact(DisplayName = "fault add prints the id, fault list a line per fault, fault clear nothing")]
    public async Task Life()
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(new CliResult(0, "f1\n", ""), await hub.CliAsync("fault", "add", "bench/IGN", "stuck-1"));
        Assert.Equal(new CliResult(0, "f2\n", ""),
            await hub.CliAsync("fault", "add", "ivi:IGN", "bounce", "--count", "5", "--period", "1ms", "--seed", "7", "--ttl", "2s"));
        Assert.Equal(new CliResult(0, "f3\n", ""), await hub.CliAsync("fault", "add", "bench", "hang"));
        Assert.Equal(
            "f1  bench/IGN  stuck-1                           fired 0\n" +
            "f2  bench/IGN  bounce count=5 period=1ms seed=7  fired 0  ends in 2.0 s\n" +
            "f3  bench      hang                              fired 0\n",
            (await hub.CliAsync("fault", "list")).Out);
        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync("fault", "clear", "f1", "3"));
        Assert.Equal((await hub.Http.GetStringAsync("http://hub/v1/faults")) + "\n",
            (await hub.CliAsync("fault", "list", "-o", "json")).Out);
        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync("fault", "clear", "--all"));
        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync("fault", "list"));
    }

    [Fact(DisplayName = "Each value has its option")]
    public async Task Options()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.CliAsync("fault", "add", "bench/IGN", "glitch", "--width", "20us", "--count", "3", "--period", "10ms");
        await hub.CliAsync("fault", "add", "bench/IGN", "delay", "--delay", "5ms");
        Assert.Equal(
            "f1  bench/IGN  glitch count=3 period=10ms width=20us  fired 0\n" +
            "f2  bench/IGN  delay delay=5ms                        fired 0\n",
            (await hub.CliAsync("fault", "list")).Out);
    }

    [Theory(DisplayName = "What cannot be understood is exit 2, a name that there is not exit 4, each with the words")]
    [InlineData(2, "bounce needs a count", "add", "bench/IGN", "bounce")]
    [InlineData(2, "\"stuck1\" is no fault; did you mean stuck-1?", "add", "bench/IGN", "stuck1")]
    [InlineData(2, "delay \"5\": expected a time such as 20us, 5ms, 1s or 2m", "add", "bench/IGN", "delay", "--delay", "5")]
    [InlineData(2, "stuck-1 is a fault of a line, not of a chip", "add", "bench", "stuck-1")]
    [InlineData(4, "no line \"bench/IGNN\"; did you mean bench/IGN?", "add", "bench/IGNN", "stuck-1")]
    [InlineData(4, "no fault \"f9\"; none is active", "clear", "f9")]
    [InlineData(4, "no fault \"../hub\"; none is active", "clear", "../hub")]
    [InlineData(2, "fault clear: expected either IDs or --all", "clear")]
    [InlineData(2, "fault clear: expected either IDs or --all", "clear", "f1", "--all")]
    public async Task Refused(int code, string words, params string[] args)
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Equal(new CliResult(code, "", $"gpiohub: {words}\n"), await hub.CliAsync(["fault", .. args]));
    }

    [Fact(DisplayName = "Too many is exit 5")]
    public async Task TooMany()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.FaultRefusal = new FaultResult(FaultStatus.TooMany, "bench/IGN has 8 faults already; gpiohub fault clear ends some");
        Assert.Equal(5, (await hub.CliAsync("fault", "add", "bench/IGN", "invert")).Code);
    }

    [Fact(DisplayName = "info shows a fault among the drivers, with its id")]
    public async Task Info()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.ForeignDrivers = [new DriverSnapshot(DriverKind.Fault, "f1", true)];
        Assert.Contains("\tfault f1=active", (await hub.CliAsync("info", "bench/CRASH")).Out, StringComparison.Ordinal);
    }
}
