using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Records;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

/// <summary>Verbs whose hub is replaced by another process meanwhile (IF-2.29).</summary>
public sealed class TakenOverSpec
{
    [Fact(DisplayName = "The verb mon goes on with the successor: the gap on stderr, the levels, then every edge since (IF-2.29)")]
    public async Task Mon()
    {
        using var record = RecordFile.Create(boot: 1);
        await using var before = await TestHub.StartAsync(log: new EdgeLog(1, keeping: new Keeping { Record = record }));
        using var adopted = RecordFile.Adopt(record.File, boot: 1, out _)!;
        var log = new EdgeLog(1, keeping: new Keeping { Record = adopted, IsSuccessor = true, EndedNs = 1 });
        log.Gap!.Served(35_500_001);
        await using var next = await TestHub.StartAsync(log: log);
        using var proxy = new SocketProxy(before.Socket);
        using var output = new WatchedWriter();
        using var error = new WatchedWriter();
        var mon = Cli.WatchAsync(["--hub", proxy.Path, "mon", "-n", "3", "bench/IGN"], output, error);
        await output.SeenAsync("\"bench/IGN\"=inactive");
        await before.Hub.SetAsync(DemoRig.Bench(0), true, default);
        await output.SeenAsync("rising");

        await next.Hub.SetAsync(DemoRig.Bench(0), true, default);
        proxy.Target = next.Socket;
        proxy.Cut();
        await error.SeenAsync("gap of 35.5 ms: another process has taken over the hub (epoch 2)");
        await next.Hub.SetAsync(DemoRig.Bench(0), false, default);

        Assert.Equal(0, (await mon).Code);
        string[] words = [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t', '=')[1].Trim())];
        Assert.Equal(["inactive", "rising", "inactive", "rising", "falling"], words);
    }

    [Fact(DisplayName = "A hub that was started anew is said to be another, and mon goes on with it (IF-2.29)")]
    public async Task Anew()
    {
        await using var before = await TestHub.StartAsync();
        await using var next = await TestHub.StartAsync();
        using var proxy = new SocketProxy(before.Socket);
        using var output = new WatchedWriter();
        using var error = new WatchedWriter();
        var mon = Cli.WatchAsync(["--hub", proxy.Path, "mon", "-n", "1", "bench/IGN"], output, error);
        await output.SeenAsync("\"bench/IGN\"=inactive");
        proxy.Target = next.Socket;
        proxy.Cut();
        await error.SeenAsync("gap: the hub was started anew");
        await next.Hub.SetAsync(DemoRig.Bench(0), true, default);

        Assert.Equal(0, (await mon).Code);
    }

    [Fact(DisplayName = "A get or a set whose connection is cut before the answer is sent once more (IF-2.29)")]
    public async Task SentOnceMore()
    {
        await using var hub = await TestHub.StartAsync();
        using var proxy = new SocketProxy(hub.Socket) { CutsNextRequest = true };
        Assert.Equal(new CliResult(0, "", ""), await Cli.RunAsync("--hub", proxy.Path, "set", "bench/IGN=1"));

        proxy.CutsNextRequest = true;
        Assert.Equal(0, (await Cli.RunAsync("--hub", proxy.Path, "get", "bench/IGN")).Code);
        Assert.False(proxy.CutsNextRequest);
    }

    [Fact(DisplayName = "A hub that ends in order ends mon at once (IF-2.29)")]
    public async Task Ends()
    {
        await using var hub = await TestHub.StartAsync();
        using var output = new WatchedWriter();
        var mon = Cli.WatchAsync(["--hub", hub.Socket, "mon", "bench/IGN"], output);
        await output.SeenAsync("inactive");
        await hub.StopAsync();

        Assert.Equal((3, "gpiohub: the hub has gone\n"), await mon);
    }
}
