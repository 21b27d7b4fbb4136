using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Nets;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

public class GetSetSpec
{
    [Fact(DisplayName = "The verb set prints nothing, get prints gpioget's format on one line, by either address (IF-2.2)")]
    public async Task SetThenGet()
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync("set", "bench/IGN=1"));
        Assert.Equal(new CliResult(0, "\"bench/IGN\"=active \"ivi:IGN\"=active\n", ""), await hub.CliAsync("get", "bench/IGN", "ivi:IGN"));
        Assert.Equal(new CliResult(0, "1 0\n", ""), await hub.CliAsync("get", "--numeric", "bench/IGN", "bench/WAKE"));
    }

    [Theory(DisplayName = "The verb set takes libgpiod's words, and z to withdraw (IF-1.8)")]
    [InlineData("1", "active")]
    [InlineData("active", "active")]
    [InlineData("on", "active")]
    [InlineData("true", "active")]
    [InlineData("0", "inactive")]
    [InlineData("inactive", "inactive")]
    [InlineData("off", "inactive")]
    [InlineData("false", "inactive")]
    [InlineData("z", "inactive")]
    public async Task Words(string word, string level)
    {
        await using var hub = await TestHub.StartAsync();
        await hub.CliAsync("set", $"bench/IGN={(level == "active" ? 0 : 1)}");

        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync("set", $"bench/IGN={word}"));
        Assert.Equal($"\"bench/IGN\"={level}\n", (await hub.CliAsync("get", "bench/IGN")).Out);
    }

    [Theory(DisplayName = "A name may contain what a URL or the shell's assignment uses itself")]
    [InlineData("bench/A/B:C")]
    [InlineData("bench/5%2F")]
    [InlineData("bench/3")]
    public async Task OddNames(string line)
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync("set", $"{line}=1"));
        Assert.Equal(new CliResult(0, $"\"{line}\"=active\n", ""), await hub.CliAsync("get", line));
    }

    [Fact(DisplayName = "The value stands behind the last equals sign: a line's name may contain one")]
    public void EqualsInAName() => Assert.Equal(("bench/K=V", "1"), Arguments.Assignment("bench/K=V=on"));

    [Fact(DisplayName = "A name misspelt on the command line is told with the nearest one, exit 4 (IF-2.9)")]
    public async Task Misspelt()
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Equal(new CliResult(4, "", "gpiohub: no line \"bench/IGNN\"; did you mean bench/IGN?\n"),
            await hub.CliAsync("get", "bench/IGNN"));
    }

    [Fact(DisplayName = "A line without its chip is told with its address, exit 4 (IF-2.9)")]
    public async Task WithoutChip()
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Equal(new CliResult(4, "", "gpiohub: no bus \"IGN\" but a line; did you mean bench/IGN?\n"),
            await hub.CliAsync("get", "IGN"));
    }

    [Fact(DisplayName = "A name misspelt in the second place leaves the first line as it was")]
    public async Task MisspeltLater()
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(4, (await hub.CliAsync("set", "bench/IGN=1", "bench/WAEK=1")).Code);
        Assert.Equal("\"bench/IGN\"=inactive\n", (await hub.CliAsync("get", "bench/IGN")).Out);
    }

    [Fact(DisplayName = "Several lines are set by one request; a line that is there twice is exit 2 (IF-3.3)")]
    public async Task Together()
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync("set", "bench/IGN=1", "adas:WAKE=on"));
        Assert.Equal("1 1\n", (await hub.CliAsync("get", "--numeric", "bench/IGN", "bench/WAKE")).Out);
        Assert.Equal(new CliResult(2, "", "gpiohub: \"bench/IGN\" is there twice; a line can have one value\n"),
            await hub.CliAsync("set", "bench/IGN=1", "bench/IGN=0"));
    }

    [Theory(DisplayName = "A refused set says the hub's words and has its own exit code (IF-2.10, IF-3.11)")]
    [InlineData(SetStatus.Busy, 5, "bench/HAZARD is driven by guest adas (exclusive); gpiohub fault add bench/HAZARD stuck-1 overrides")]
    [InlineData(SetStatus.NotForDriving, 1,
        "doors/Door FL is not for driving (control: read); to fool its readers: gpiohub fault add \"doors/Door FL\" stuck-1")]
    [InlineData(SetStatus.ChipAway, 1, "bench is away")]
    [InlineData(SetStatus.NoAnswer, 124, "no answer within 500 ms")]
    public async Task Refused(SetStatus refusal, int code, string words)
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Refusal = new SetResult(refusal, words);

        Assert.Equal(new CliResult(code, "", $"gpiohub: {words}\n"), await hub.CliAsync("set", "bench/IGN=1"));
    }

    [Theory(DisplayName = "What cannot be understood is exit 2, before anything is set")]
    [InlineData("gpiohub: \"bench/IGN\": expected LINE=VALUE\n", "set", "bench/WAKE=1", "bench/IGN")]
    [InlineData("gpiohub: \"2\" is no level; expected 0, 1, inactive, active, off, on, false, true, or z to withdraw\n",
        "set", "bench/IGN=2")]
    [InlineData("gpiohub: \"bench/\" is no line; expected CHIP/LINE or GUEST:LINE, as gpiohub info shows them, or the name of a bus\n",
        "get", "bench/")]
    [InlineData("gpiohub: \"2x\" is no value of a bus; expected 10, 0xa, 0b1010, or z to withdraw\n", "set", "bench/WAKE=1", "PAIR=2x")]
    public async Task Usage(string words, params string[] args)
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(new CliResult(2, "", words), await hub.CliAsync(args));
        Assert.Equal("0\n", (await hub.CliAsync("get", "--numeric", "bench/WAKE")).Out);
    }

    [Fact(DisplayName = "The first line of set's help says that a level stays (IF-2.11)")]
    public async Task Help()
    {
        var help = await Cli.RunAsync("set", "--help");

        Assert.Contains("stays until set again or =z", string.Join('\n', help.Out.Split('\n').Take(2)), StringComparison.Ordinal);
    }
}
