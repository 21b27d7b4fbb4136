using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>Faults and pulses of the program as a user runs it, in real time.</summary>
public sealed class RealFaultSpec : IDisposable
{
    private readonly RigFolder _rig = new("""
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [IGN, { name: DOOR, control: read }] }
        guests:
          ivi: { lines: [{ from: bench/IGN }, { from: bench/DOOR }] }
        """);

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName = "A line that is not for driving fools its readers by the fault which the refusal names; " +
        "mon, get and the guest see it, and see it end")]
    public async Task Stuck()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        using var guest = new WatchedWriter();
        using var mon = new WatchedWriter();
        var inGuest = Cli.WatchAsync(["guest", Path.Combine(_rig.Sockets, "ivi.sock"), "mon", "-n", "2", "DOOR"], guest);
        var outside = Cli.WatchAsync(["--hub", Hub, "mon", "-n", "2", "ivi:DOOR"], mon);
        await guest.SeenAsync("\"DOOR\"=inactive\n");
        await mon.SeenAsync("\"ivi:DOOR\"=inactive\n");

        Assert.Equal(new CliResult(0, "f1\n", ""), await HubAsync("fault", "add", "bench/DOOR", "stuck-1"));
        await guest.SeenAsync("\trising \t\"DOOR\"\n");
        Assert.Equal("\"ivi:DOOR\"=active\n", (await HubAsync("get", "ivi:DOOR")).Out);
        Assert.Contains("\tfault f1=active  ivi:DOOR(in,edges=both)", (await HubAsync("info", "bench/DOOR")).Out, StringComparison.Ordinal);
        Assert.Equal("f1  bench/DOOR  stuck-1  fired 1\n", (await HubAsync("fault", "list")).Out);
        Assert.Equal(0, (await HubAsync("fault", "clear", "f1")).Code);

        Assert.Equal((0, ""), await inGuest);
        Assert.Equal((0, ""), await outside);
        Assert.Equal("", (await HubAsync("fault", "list")).Out);
    }

    [Fact(DisplayName = "A fault with a time to live, and a pulse, end by themselves: who asked for them has gone long since")]
    public async Task EndByThemselves()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        using var mon = new WatchedWriter();
        var pulses = Cli.WatchAsync(["--hub", Hub, "mon", "-n", "6", "bench/IGN"], mon);
        await mon.SeenAsync("\"bench/IGN\"=inactive\n");
        Assert.Equal(new CliResult(0, "", ""), await HubAsync("pulse", "bench/IGN", "-t", "5ms,1ms", "-n", "3"));
        Assert.Equal((0, ""), await pulses);

        using var after = new WatchedWriter();
        var inverted = Cli.WatchAsync(["--hub", Hub, "mon", "-n", "2", "bench/IGN"], after);
        await after.SeenAsync("\"bench/IGN\"=inactive\n");
        Assert.Equal(0, (await HubAsync("fault", "add", "bench/IGN", "invert", "--ttl", "20ms")).Code);
        Assert.Equal((0, ""), await inverted);
        Assert.EndsWith("\tfalling\t\"bench/IGN\"\n", after.ToString(), StringComparison.Ordinal);
        Assert.Equal(new CliResult(0, "\"bench/IGN\"=inactive\n", ""), await HubAsync("get", "bench/IGN"));
    }

    [Fact(DisplayName = "A hub that stops while its chip hangs by a fault ends in order")]
    public async Task StopsWhileHanging()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        await HubAsync("fault", "add", "bench", "hang");
        await HubAsync("pulse", "bench/IGN", "10m");                       // 124: the chip hangs
        Assert.DoesNotContain("does not answer", await run.StopAsync(), StringComparison.Ordinal);
    }

    private string Hub => Path.Combine(_rig.Sockets, "control.sock");

    private Task<CliResult> HubAsync(params string[] args) => Cli.RunAsync(["--hub", Hub, .. args]);
}
