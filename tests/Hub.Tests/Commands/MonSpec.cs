using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

public class MonSpec
{
    [Fact(DisplayName = "The verb mon says the levels first, then a flushed line per edge in gpiomon's format, and ends after -n (IF-2.2)")]
    public async Task LevelsThenEdges()
    {
        await using var hub = await TestHub.StartAsync();
        using var output = new WatchedWriter();
        var mon = Cli.WatchAsync(["--hub", hub.Socket, "mon", "-n", "2", "bench/WAKE", "ivi:IGN"], output);
        await output.SeenAsync("\"bench/WAKE\"=inactive\n\"ivi:IGN\"=inactive\n");
        await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);
        await output.SeenAsync("1.000000001\trising \t\"ivi:IGN\"\n");
        await hub.Hub.SetAsync(DemoRig.Bench(0), false, default);

        Assert.Equal((0, ""), await mon);
        Assert.EndsWith("1.000000002\tfalling\t\"ivi:IGN\"\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "With -e only the edges asked for are printed (IF-2.2)")]
    public async Task Edges()
    {
        await using var hub = await TestHub.StartAsync();
        using var output = new WatchedWriter();
        var mon = Cli.WatchAsync(["--hub", hub.Socket, "mon", "-e", "falling", "-n", "1", "bench/IGN"], output);
        await output.SeenAsync("inactive\n");
        await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);
        await hub.Hub.SetAsync(DemoRig.Bench(0), false, default);

        Assert.Equal((0, ""), await mon);
        Assert.Equal("\"bench/IGN\"=inactive\n1.000000002\tfalling\t\"bench/IGN\"\n", output.ToString());
    }

    [Fact(DisplayName = "What a slow reader lost is said on stderr, not among the edges")]
    public async Task Lost()
    {
        await using var hub = await TestHub.StartAsync();
        using var output = new WatchedWriter();
        var mon = Cli.WatchAsync(["--hub", hub.Socket, "mon", "-n", "5000", "bench/IGN"], output);
        await output.SeenAsync("inactive\n");
        for (int i = 0; i < 100 * FakeRig.EventsKept; i++) hub.Hub.Publish(DemoRig.Bench(0), i % 2 == 0);
        while (!mon.IsCompleted) hub.Hub.Publish(DemoRig.Bench(0), true);          // until it has had its edges

        var (exit, said) = await mon;
        Assert.Equal(0, exit);
        Assert.Matches("^(gpiohub: [1-9][0-9]* events passed over: this reader was too slow\n)+$", said);
        Assert.Equal(5001, output.ToString().Count(character => character == '\n'));
    }

    [Fact(DisplayName = "A contention is said on stderr, not among the edges")]
    public async Task Contention()
    {
        await using var hub = await TestHub.StartAsync();
        using var output = new WatchedWriter();
        var mon = Cli.WatchAsync(["--hub", hub.Socket, "mon", "-n", "1", "bench/IGN"], output);
        await output.SeenAsync("inactive\n");
        hub.Hub.Contend(DemoRig.Bench(0), "guest adas", "guest ivi");
        await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);

        Assert.Equal((0, "gpiohub: bench/IGN: guest adas wants to drive it, but guest ivi does (exclusive)\n"), await mon);
        Assert.Equal("\"bench/IGN\"=inactive\n1.000000002\trising \t\"bench/IGN\"\n", output.ToString());
    }

    [Fact(DisplayName = "A client verb loads neither Kestrel nor Akka.NET")]
    public async Task LoadsLittle()
    {
        await using var hub = await TestHub.StartAsync();
        using var process = GpioHubProcess.Start([], "--hub", hub.Socket, "mon", "-n", "1", "bench/IGN");
        Assert.Equal("\"bench/IGN\"=inactive", await process.StandardOutput.ReadLineAsync());
        string[] loaded = [.. File.ReadLines($"/proc/{process.Id}/maps").Select(line => Path.GetFileName(line.Split(' ')[^1]))
            .Where(name => name.EndsWith(".dll", StringComparison.Ordinal)).Distinct()];
        await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);
        await process.WaitForExitAsync();

        Assert.Contains("gpiohub.dll", loaded);
        Assert.DoesNotContain(loaded,
            name => name.Contains("Kestrel", StringComparison.Ordinal) || name.Contains("Akka", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal)
                || name.StartsWith("YamlDotNet", StringComparison.Ordinal));
    }
}
