using System.Text.RegularExpressions;
using GpioHub.Hub.Commands.Verbs;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Nets;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

public sealed partial class ReplayVerbSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact(DisplayName = "replay plays a file onto lines, and says how many edges it were and how late")]
    public async Task Played()
    {
        await using var hub = await TestHub.StartAsync();
        var result = await hub.CliAsync(
            "replay", FileOf(Vcds.Simulated), "--map", "ign=bench/IGN", "-m", "top.crash=bench/CRASH", "--loop", "2");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Matches(Summary(), result.Out);
        Assert.StartsWith("played 14 edges, ", result.Out, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A hub's own file needs no map; --dry-run says what would be played")]
    public async Task DryRun()
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Equal(new CliResult(0, "would play 2 edges in 1 ms, onto\n  bench/IGN\n", ""),
            await hub.CliAsync("replay", FileOf(Vcds.Own), "--dry-run"));
        Assert.Equal(new CliResult(0, "would play 4 edges in 2 ms, until ended, onto\n  bench/IGN\n", ""), await hub.CliAsync(
            "replay", FileOf(Vcds.Simulated), "-m", "ign=bench/IGN", "--from", "200us", "--speed", "0.5", "--loop", "0", "--dry-run"));
    }

    [Theory(DisplayName = "What the hub refuses is told in its words, with the exit code of a set")]
    [InlineData("ign=bench/IGNN", 4, "no line \"bench/IGNN\"; did you mean bench/IGN?")]
    [InlineData("horn=bench/IGN", 2, "the file has no signal \"horn\"; there is top.ign, top.crash")]
    public async Task Refused(string map, int code, string words)
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Equal(new CliResult(code, "", $"gpiohub: {words}\n"),
            await hub.CliAsync("replay", FileOf(Vcds.Simulated), "--map", map));
    }

    [Theory(DisplayName = "What cannot be understood needs no hub")]
    [InlineData(2, "--map ign: expected SIGNAL=LINE", "--map", "ign")]
    [InlineData(2, "\"10\" is no time; expected a time such as 20us, 5ms, 1s or 2m", "--from", "10")]
    public async Task Usage(int code, string words, params string[] args) => Assert.Equal(new CliResult(code, "", $"gpiohub: {words}\n"),
        await Cli.RunAsync(["--hub", "/nonexistent", "replay", FileOf(Vcds.Simulated), .. args]));

    [Fact(DisplayName = "A file that is not there is exit 1; edges that were refused meanwhile too, with the reason of the first")]
    public async Task Failed()
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Equal(1, (await hub.CliAsync("replay", "/nonexistent.vcd")).Code);
        hub.Hub.Refusals[DemoRig.Bench(0)] = new SetResult(SetStatus.Busy, "words of the hub");
        var result = await hub.CliAsync("replay", FileOf(Vcds.Own));
        Assert.Equal(new CliResult(1, "played 2 edges\n", "gpiohub: 2 of these were refused: words of the hub\n"), result);
    }

    [Fact(DisplayName = "Numbers are short and have their unit; what the file did not know is said")]
    public void Words()
    {
        var replay = new ReplayDocument("r1", "played", null, [], 1, 1, "1", "2500000000", 12_034, 0, null,
            new LatenessDocument("40000", "1234567", "3100000"));
        Assert.Equal("played 12,034 edges, late p50 40 us p99 1.2 ms max 3.1 ms; unknown in the file for 2.5 s: levels kept",
            ReplayText.Result(replay));
        Assert.Equal("ended after 12,034 edges", ReplayText.Result(replay with { State = "ended", Late = null, UnknownNs = "0" }));
        Assert.Equal("\r\e[Kplaying: 12,034 edges (50 %)", ReplayText.Progress(replay with { Edges = 24_068 }));
    }

    public void Dispose() => _folder.Dispose();

    private string FileOf(string vcd)
    {
        string path = Path.Combine(_folder.Path, "a.vcd");
        File.WriteAllText(path, vcd);
        return path;
    }

    [GeneratedRegex(@"^played 14 edges, late p50 [\d.]+ (ns|us|ms) p99 [\d.]+ (ns|us|ms) max [\d.]+ (ns|us|ms)\n$")]
    private static partial Regex Summary();
}
