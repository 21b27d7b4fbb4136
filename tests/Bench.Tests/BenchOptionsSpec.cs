using GpioHub.Bench.Rows;
using Xunit;

namespace GpioHub.Bench.Tests;

public class BenchOptionsSpec
{
    private static readonly string[] Groups = ["roundtrip", "stream"];

    [Fact(DisplayName = "All rows in full length as a table unless something else is asked for")]
    public void Defaults()
    {
        BenchOptions options = BenchOptions.Parse(["--hub", "out/gpiohub"], Groups);

        Assert.Equal(("out/gpiohub", false, false), (options.HubProgram, options.Quick, options.Json));
        Assert.Empty(options.Only);
        Assert.Empty(options.HubSettings);
    }

    [Fact(DisplayName = "Rows, length, form and the hub's settings can be chosen")]
    public void Chosen()
    {
        BenchOptions options = BenchOptions.Parse(
            ["--hub", "h", "--only", "stream,roundtrip", "--quick", "--json", "--set", "poll=off", "--set", "reactors=2"], Groups);

        Assert.Equal((true, true), (options.Quick, options.Json));
        Assert.Equal(["stream", "roundtrip"], options.Only);
        Assert.Equal(["poll: off", "reactors: 2"], options.HubSettings);
    }

    [Fact(DisplayName = "Another build or a peer beside the hub makes the run a comparison; the limit, which is always there, does not")]
    public void Beside()
    {
        BenchOptions options = BenchOptions.Parse(["--hub", "h", "--limit", "l"], Groups);

        Assert.Equal(("l", false), (options.LimitProgram, options.IsComparison));
        Assert.True(BenchOptions.Parse(["--hub", "h", "--against", "other"], Groups).IsComparison);
        Assert.True(BenchOptions.Parse(["--hub", "h", "--peer", "vhost-device-gpio"], Groups).IsComparison);
        Assert.StartsWith("--against or --peer, not both", Assert.Throws<BenchException>(
            () => BenchOptions.Parse(["--hub", "h", "--against", "other", "--peer", "peer"], Groups)).Message, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "What is not understood is named")]
    [InlineData("--only", "streams", "--only streams: expected roundtrip, stream")]
    [InlineData("--set", "poll", "--set poll: expected KEY=VALUE")]
    [InlineData("--fast", "", "--fast: not understood")]
    public void Refused(string option, string value, string message) => Assert.StartsWith(
        message, Assert.Throws<BenchException>(() => BenchOptions.Parse(["--hub", "h", option, value], Groups)).Message,
        StringComparison.Ordinal);

    [Fact(DisplayName = "The usage names each group of rows, and no other")]
    public void Named()
    {
        string[] named = BenchOptions.Usage.Split("of: ")[1].Split("--json")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries
            | StringSplitOptions.TrimEntries);

        Assert.Equal(RowList.All.Select(row => row.Group).Distinct().Order(), named.Order());
    }

    [Fact(DisplayName = "An option without its value, and a missing hub, are named")]
    public void Missing()
    {
        Assert.StartsWith("--only needs a value", Assert.Throws<BenchException>(() => BenchOptions.Parse(["--only"], Groups)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("--hub PATH is missing", Assert.Throws<BenchException>(() => BenchOptions.Parse([], Groups)).Message,
            StringComparison.Ordinal);
    }
}
