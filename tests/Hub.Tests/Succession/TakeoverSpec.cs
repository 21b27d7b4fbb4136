using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Succession;

/// <summary>Real processes: another build in the place of the hub that runs.</summary>
public sealed class TakeoverSpec
{
    private const string Rig = """
        hub: { sockets: SOCKETS, rehearse: false, standby: false }
        chips:
          left: { driver: sim, lines: [HORN] }
        guests:
          ivi: { lines: [{ from: left/HORN, access: out }] }
        """;

    [Fact(DisplayName = "takeover puts a new process in the hub's place, says both versions and the gap, and --back does so " +
        "again (IF-2.23)")]
    public async Task TakesOver()
    {
        using var rig = new RigFolder(Rig);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        int first = Assert.Single(hub.Children);
        var result = await VerbAsync(rig, "takeover");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Matches(@"^\S+ to \S+: nobody served for [0-9.]+ ms\n$", result.Out);
        int second = Assert.Single(hub.Children);
        Assert.NotEqual(first, second);
        result = await VerbAsync(rig, "takeover", "--back");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.NotEqual(second, Assert.Single(hub.Children));
        Assert.Equal(0, await hub.StopAsync());
    }

    [Theory(DisplayName = "A build that cannot be had, or that ends, leaves the old hub running, and the verb says why and ends " +
        "with 1 (IF-2.23)")]
    [InlineData("/nonexistent/gpiohub", "/nonexistent/gpiohub cannot be started: posix_spawn: No such file or directory (ENOENT)")]
    [InlineData("/bin/false", "the other build did not come up: it ended with exit code 1")]
    public async Task Refused(string binary, string why)
    {
        using var rig = new RigFolder(Rig);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        int first = Assert.Single(hub.Children);
        var result = await VerbAsync(rig, "takeover", "--binary", binary);
        Assert.Equal((1, $"gpiohub: {why}\n"), (result.Code, result.Error));
        Assert.Equal(first, Assert.Single(hub.Children));
        Assert.Equal(0, (await VerbAsync(rig, "get", "left/HORN")).Code);
        Assert.Equal(0, await hub.StopAsync());
    }

    [Fact(DisplayName = "Without a takeover before there is no way back (IF-2.23)")]
    public async Task NoWayBack()
    {
        using var rig = new RigFolder(Rig);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        var result = await VerbAsync(rig, "takeover", "--back");
        Assert.Equal(1, result.Code);
        Assert.StartsWith("gpiohub: there is no build to go back to", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, await hub.StopAsync());
    }

    [Fact(DisplayName = "A hub without a keeper says so when it is asked for a takeover (IF-3.23)")]
    public async Task NoKeeper()
    {
        await using var hub = await TestHub.StartAsync();
        var result = await hub.CliAsync("takeover");
        Assert.Equal((1, "gpiohub: this hub has no keeper (hub.keep, --no-keep)\n"), (result.Code, result.Error));
        result = await hub.CliAsync("takeover", "--back", "--binary", "/x");
        Assert.Equal(2, result.Code);
    }

    private static Task<CliResult> VerbAsync(RigFolder rig, params string[] args) =>
        GpioHubProcess.RunAsync([], ["--hub", Path.Combine(rig.Sockets, "control.sock"), .. args]);
}
