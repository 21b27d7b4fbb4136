using System.Net.Sockets;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>The program as a user runs it: real actors, real sockets, no VM.</summary>
public sealed class RealRigSpec : IDisposable
{
    private readonly RigFolder _rig = new("""
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [IGN, { name: HAZARD, resolve: exclusive }, { name: DOOR, control: read }] }
        guests:
          ivi: { lines: [{ from: bench/IGN }, { from: bench/HAZARD, access: out }, { from: bench/DOOR }] }
          adas: { lines: [{ from: bench/IGN }, { from: bench/HAZARD, access: inout }] }
        """);

    private string Hub => Path.Combine(_rig.Sockets, "control.sock");

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName = "In the first ten minutes set on the chip interrupts a guest, mon and info see it (IF-2.2)")]
    public async Task FirstTenMinutes()
    {
        await using var run = await RunAsync();
        using var guest = new WatchedWriter();
        using var mon = new WatchedWriter();
        var inGuest = Cli.WatchAsync(["guest", Socket("ivi"), "mon", "-n", "2", "IGN"], guest);
        var outside = Cli.WatchAsync(["--hub", Hub, "mon", "-n", "2", "ivi:IGN"], mon);
        await guest.SeenAsync("\"IGN\"=inactive\n");
        await mon.SeenAsync("\"ivi:IGN\"=inactive\n");

        Assert.Equal(new CliResult(0, "", ""), await HubAsync("set", "bench/IGN=1"));
        await guest.SeenAsync("\trising \t\"IGN\"\n");
        Assert.Contains("stimulus=active  ivi:IGN(in,edges=both)  adas:IGN(in)", (await HubAsync("info")).Out, StringComparison.Ordinal);
        await HubAsync("set", "bench/IGN=z");

        Assert.Equal((0, ""), await inGuest);
        Assert.Equal((0, ""), await outside);
        Assert.EndsWith("\tfalling\t\"IGN\"\n", guest.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\tfalling\t\"ivi:IGN\"\n", mon.ToString(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A net that a guest drives is busy: exit 5, with its holder and the way round (IF-2.10)")]
    public async Task Busy()
    {
        await using var run = await RunAsync();
        using var interrupt = new CancellationTokenSource();
        using var mon = new WatchedWriter();
        var seen = Cli.WatchAsync(["--hub", Hub, "mon", "-n", "1", "bench/HAZARD"], mon);
        await mon.SeenAsync("inactive\n");
        var driving = Cli.WatchAsync(["guest", Socket("adas"), "set", "HAZARD=1"], TextWriter.Null, cancel: interrupt.Token);
        await seen;

        Assert.Equal(
            new CliResult(5, "",
                "gpiohub: bench/HAZARD is driven by guest adas (exclusive); gpiohub fault add bench/HAZARD stuck-0 overrides\n"),
            await HubAsync("set", "bench/HAZARD=0"));
        await interrupt.CancelAsync();
        Assert.Equal(0, (await driving).Code);
    }

    [Fact(DisplayName = "A physical line of `control: read` is not for driving: exit 1, with the way round (IF-2.10)")]
    public async Task NotForDriving()
    {
        await using var run = await RunAsync();
        Assert.Equal(
            new CliResult(1, "",
                "gpiohub: bench/DOOR is not for driving (control: read); to fool its readers: gpiohub fault add bench/DOOR stuck-1\n"),
            await HubAsync("set", "bench/DOOR=1"));
    }

    [Fact(DisplayName = "A second hub on the same sockets is refused with the first one's pid; exit 1 (IF-2.8)")]
    public async Task Served()
    {
        await using var run = await RunAsync();
        var second = await Cli.RunAsync(["run", _rig.Config], [], () => new RigRuntime());

        Assert.Equal(1, second.Code);
        Assert.Matches($@"^gpiohub: {Hub} is served by pid {Environment.ProcessId} \(.*\); stop it, or set hub.sockets\n$", second.Error);
        Assert.Equal(0, (await HubAsync("get", "bench/IGN")).Code);
    }

    [Fact(DisplayName =
        "A guest's socket that another process serves is told in one line with its pid, exit 1, and nothing left behind (IF-2.8)")]
    public async Task GuestServed()
    {
        Directory.CreateDirectory(_rig.Sockets);
        using var other = UnixListener.Bind(Socket("adas"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var result = await Cli.RunAsync(["run", _rig.Config], [], () => new RigRuntime());

        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Matches($@"^gpiohub: {Socket("adas")} is served by pid {Environment.ProcessId} \(.*\); stop it, or set hub.sockets\n$",
            result.Error);
        Assert.Equal([Socket("adas")], Directory.GetFiles(_rig.Sockets));
    }

    [Fact(DisplayName = "A second front-end on a busy socket is refused, and both pids are in the log (IF-2.7)")]
    public async Task SecondFrontEnd()
    {
        string error;
        await using (var run = await RunAsync())
        {
            using var guest = new WatchedWriter();
            var first = Cli.WatchAsync(["guest", Socket("ivi"), "mon", "-n", "1", "IGN"], guest);
            await guest.SeenAsync("inactive\n");
            Assert.Equal(5, (await Cli.RunAsync("guest", Socket("ivi"), "info")).Code);
            await HubAsync("set", "bench/IGN=1");
            Assert.Equal(0, (await first).Code);
            error = await run.StopAsync();
        }

        Assert.Matches(
            $@"warn ivi: second front-end \(pid {Environment.ProcessId}\) refused; pid {Environment.ProcessId} .+ is connected\n", error);
    }

    [Fact(DisplayName = "The verb run with --guest and --fd serves that guest on the socket which the parent left open (VU-56)")]
    public async Task BackEnd()
    {
        using var interrupt = new CancellationTokenSource();
        string socket = Path.Combine(_rig.Path, "ivi.sock");
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(socket));
        listener.Listen();
        int fd = (int)listener.SafeHandle.DangerousGetHandle();
        listener.SafeHandle.SetHandleAsInvalid();     // it is the hub's now
        var run = Cli.WatchAsync(["run", _rig.Config, "--guest", "ivi", "--fd", $"{fd}"], TextWriter.Null,
            () => new RigRuntime(), interrupt.Token);

        // The connection waits in the backlog until the hub is up.
        var info = await Cli.RunAsync("guest", socket, "info");
        await interrupt.CancelAsync();
        var ended = await run;
        Assert.True(info.Out.Contains("\tline   0:\t\"IGN\"", StringComparison.Ordinal), $"the guest: {info}\nthe hub: {ended}");
        Assert.Equal(0, ended.Code);
        GC.KeepAlive(listener);                       // its finalizer removes the path
    }

    [Theory(DisplayName = "gpiohub guest: what is missing has the exit code of its kind")]
    [InlineData(3, "no-such.sock", "info")]
    [InlineData(4, "ivi.sock", "get", "IGM")]
    [InlineData(1, "ivi.sock", "set", "--for", "1ms", "IGN=1")]
    [InlineData(2, "ivi.sock", "set", "IGN=z")]
    [InlineData(2, "ivi.sock", "set", "--for", "soon", "HAZARD=1")]
    public async Task GuestCodes(int code, string socket, params string[] args)
    {
        await using var run = await RunAsync();
        var result = await Cli.RunAsync(["guest", Path.Combine(_rig.Sockets, socket), .. args]);

        Assert.Equal((code, ""), (result.Code, result.Out));
        Assert.StartsWith("gpiohub: ", result.Error, StringComparison.Ordinal);
    }

    private Task<CliResult> HubAsync(params string[] args) => Cli.RunAsync(["--hub", Hub, .. args]);

    private string Socket(string guest) => Path.Combine(_rig.Sockets, $"{guest}.sock");

    private Task<RunningHub> RunAsync() => RunningHub.StartAsync(_rig.Config);
}
