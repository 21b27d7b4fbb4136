using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Succession;

/// <summary>Real processes: what of the rig goes on when its hub is killed.</summary>
public sealed class GoesOnSpec : IDisposable
{
    private const string Yaml = """
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [IGN, CRASH] }
        guests:
          ivi: { lines: [{ from: bench/IGN }] }
        """;

    private readonly RigFolder _rig = new(Yaml);

    private string Socket => Path.Combine(_rig.Sockets, "control.sock");

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName = "A successor goes on with the plan in force and its generation, whatever the disk says by then")]
    public async Task Plan()
    {
        await using var hub = await KeptHub.StartAsync(_rig.Config);
        string applied = Path.Combine(_rig.Path, "other.yaml");
        await File.WriteAllTextAsync(applied, (await File.ReadAllTextAsync(_rig.Config))
            .Replace("CRASH]", "CRASH, WAKE]", StringComparison.Ordinal));
        Assert.Equal(0, (await Cli.RunAsync("--hub", Socket, "apply", applied)).Code);
        string before = await ConfigAsync();
        Assert.Contains("WAKE", before, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_rig.Config, "version: 7\n");

        await KillAsync(hub);

        Assert.Equal(before, await ConfigAsync());
        Assert.Equal(0, (await Cli.RunAsync("--hub", Socket, "get", "bench/WAKE")).Code);
        await KillAsync(hub, deaths: 2);                                   // its successor has recorded it too
        Assert.Equal(before, await ConfigAsync());
    }

    [Fact(DisplayName = "With hub.watch a successor then looks at the file, as it does whenever it begins to watch")]
    public async Task Watched()
    {
        await File.WriteAllTextAsync(_rig.Config,
            (await File.ReadAllTextAsync(_rig.Config)).Replace("hub: {", "hub: { watch: true,", StringComparison.Ordinal));
        await using var hub = await KeptHub.StartAsync(_rig.Config);
        int process = hub.Children[0];
        await KeptHub.SignalAsync(process, "STOP");
        await File.WriteAllTextAsync(_rig.Config, (await File.ReadAllTextAsync(_rig.Config))
            .Replace("CRASH]", "CRASH, WAKE]", StringComparison.Ordinal));
        await KeptHub.SignalAsync(process, "KILL");

        await hub.LoggedAsync("hub.watch");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!(await ConfigAsync()).Contains("WAKE", StringComparison.Ordinal)) patience.Token.ThrowIfCancellationRequested();
    }

    [Fact(DisplayName = "The verb mon goes on over a kill, and says the gap (IF-2.29)")]
    public async Task Mon()
    {
        await using var hub = await KeptHub.StartAsync(_rig.Config);
        using var output = new WatchedWriter();
        using var error = new WatchedWriter();
        var mon = Cli.WatchAsync(["--hub", Socket, "mon", "-n", "2", "bench/IGN"], output, error);
        await output.SeenAsync("\"bench/IGN\"=inactive");
        Assert.Equal(0, (await Cli.RunAsync("--hub", Socket, "set", "bench/IGN=1")).Code);
        await output.SeenAsync("rising");

        await KillAsync(hub);
        await error.SeenAsync("another process has taken over the hub (epoch 2)");
        await output.SeenAsync("\"bench/IGN\"=active");
        Assert.Equal(0, (await Cli.RunAsync("--hub", Socket, "set", "bench/IGN=0")).Code);

        Assert.Equal(0, (await mon).Code);
    }

    [Fact(DisplayName = "Faults and pulses go on over a kill with their numbers, and the next ones get others")]
    public async Task FaultsAndPulses()
    {
        await using var hub = await KeptHub.StartAsync(_rig.Config);
        Assert.Equal("f1\n", (await Cli.RunAsync("--hub", Socket, "fault", "add", "bench/IGN", "invert")).Out);
        Assert.Equal("f2\n", (await Cli.RunAsync("--hub", Socket, "fault", "add", "bench", "error", "--ttl", "9m")).Out);
        Assert.Equal(0, (await Cli.RunAsync("--hub", Socket, "fault", "clear", "f2")).Code);
        Assert.Equal(0, (await Cli.RunAsync("--hub", Socket, "pulse", "bench/CRASH", "9m")).Code);
        string before = (await Cli.RunAsync("--hub", Socket, "fault", "list")).Out;
        Assert.Contains("f1", before, StringComparison.Ordinal);

        await KillAsync(hub);

        Assert.Equal(before, (await Cli.RunAsync("--hub", Socket, "fault", "list")).Out);
        Assert.Equal("\"bench/IGN\"=active\n", (await Cli.RunAsync("--hub", Socket, "get", "bench/IGN")).Out);
        Assert.Equal("\"bench/CRASH\"=active\n", (await Cli.RunAsync("--hub", Socket, "get", "bench/CRASH")).Out);
        Assert.Equal(5, (await Cli.RunAsync("--hub", Socket, "pulse", "bench/CRASH", "1s")).Code);        // it runs
        Assert.Equal("f3\n", (await Cli.RunAsync("--hub", Socket, "fault", "add", "bench/IGN", "invert")).Out);
    }

    [Fact(DisplayName = "info and /metrics say who keeps the hub, how the one before ended and how long nobody served (IF-3.26)")]
    public async Task Said()
    {
        await using var hub = await KeptHub.StartAsync(_rig.Config);
        Assert.Contains("\nhub  process 1, kept by keeper", (await Cli.RunAsync("--hub", Socket, "info")).Out, StringComparison.Ordinal);
        var before = await Scrape.OfAsync(Socket);
        await KillAsync(hub);
        var after = await Scrape.OfAsync(Socket);

        Assert.Matches("hub  process 2, kept by keeper, .*standby.*, the one before ended by signal 9.*; nobody served for [0-9.]+ ms\n",
            (await Cli.RunAsync("--hub", Socket, "info")).Out);
        Assert.Equal((1, 0), (before["gpiohub_kept"], before["gpiohub_successions_total{by=\"outside\"}"]));
        Assert.Equal((1, 1), (after["gpiohub_kept"], after["gpiohub_successions_total{by=\"outside\"}"]));
        Assert.True(after["gpiohub_last_gap_seconds"] > 0);
    }

    private async Task KillAsync(KeptHub hub, int deaths = 1)
    {
        // Its answer is of a later turn: what was done before counts by then.
        Assert.Equal(0, (await Cli.RunAsync("--hub", Socket, "get", "bench/IGN")).Code);
        await KeptHub.SignalAsync(hub.Children[0], "KILL");                // the hub is the oldest of them
        await hub.UntilAsync(_ => hub.Log.ToString().Split("goes on with").Length - 1 == deaths);
    }

    private async Task<string> ConfigAsync()
    {
        var answer = await Curl.RunAsync(["-i", "--unix-socket", Socket, "http://hub/v1/config"]);
        return answer.Body;
    }
}
