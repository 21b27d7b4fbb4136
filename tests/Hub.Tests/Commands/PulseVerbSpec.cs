using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

public class PulseVerbSpec
{
    [Theory(DisplayName = "pulse prints nothing: LINE TIME, or as gpioset has it -t TIME,TIME LINE; once, unless -n says otherwise")]
    [InlineData("20ms", true, 1, "bench/IGN", "20ms")]
    [InlineData("20ms", false, 1, "ivi:IGN", "20ms", "--level", "inactive")]
    [InlineData("200ms 800ms", true, 1, "-t", "200ms,800ms", "bench/IGN")]
    [InlineData("200ms 800ms", true, 5, "-t", "200ms,800ms", "-n", "5", "bench/IGN")]
    [InlineData("200ms 800ms", true, 0, "--toggle", "200ms,800ms", "--repeat", "0", "bench/IGN")]
    [InlineData("200ms 800ms 0", true, 1, "-t", "200ms,800ms,0", "bench/IGN")]
    public async Task Begun(string times, bool level, int repeat, params string[] args)
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync(["pulse", .. args]));
        var order = hub.Hub.Pulses[DemoRig.Bench(0)];
        Assert.Equal((times, level, repeat), (string.Join(' ', order.Times.Select(TimeText.Of)), order.Level, order.Repeat));
    }

    [Fact(DisplayName = "pulse --stop ends it")]
    public async Task Stop()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.CliAsync("pulse", "bench/IGN", "20ms");
        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync("pulse", "--stop", "bench/IGN"));
        Assert.Empty(hub.Hub.Pulses);
    }

    [Theory(DisplayName = "What cannot be understood is exit 2, without a hub")]
    [InlineData("pulse: expected one of TIME, --toggle and --stop", "bench/IGN")]
    [InlineData("pulse: expected one of TIME, --toggle and --stop", "bench/IGN", "20ms", "-t", "1ms")]
    [InlineData("pulse: expected one of TIME, --toggle and --stop", "bench/IGN", "20ms", "--stop")]
    [InlineData("pulse: --stop takes neither --repeat nor --level", "bench/IGN", "--stop", "-n", "2")]
    [InlineData("\"20\" is no time; expected a time such as 20us, 5ms, 1s or 2m", "bench/IGN", "20")]
    [InlineData("\"\" is no time; expected a time such as 20us, 5ms, 1s or 2m", "bench/IGN", "-t", "1ms,")]
    [InlineData("--level z: a pulse has a level", "bench/IGN", "20ms", "--level", "z")]
    public async Task Usage(string words, params string[] args) =>
        Assert.Equal(new CliResult(2, "", $"gpiohub: {words}\n"), await Cli.RunAsync(["--hub", "/nonexistent", "pulse", .. args]));

    [Theory(DisplayName = "Refused with the hub's words and the exit code of a set")]
    [InlineData(SetStatus.Busy, 5)]
    [InlineData(SetStatus.NotForDriving, 1)]
    [InlineData(SetStatus.Refused, 1)]
    [InlineData(SetStatus.NoAnswer, 124)]
    public async Task Refused(SetStatus refusal, int code)
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Refusal = new SetResult(refusal, "words of the hub");
        Assert.Equal(new CliResult(code, "", "gpiohub: words of the hub\n"), await hub.CliAsync("pulse", "bench/IGN", "20ms"));
    }
}
