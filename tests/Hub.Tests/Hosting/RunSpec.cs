using System.Net.Sockets;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Commands.Run;
using GpioHub.Hub.Hosting.Logging;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Hosting.Sockets;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

public class RunSpec
{
    private const string Rig = """
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [IGN] }
        guests:
          ivi: { lines: [{ name: IGN, from: bench/IGN }] }
        """;

    [Fact(DisplayName =
        "The verb run prints the banner once the control socket answers; interrupted, it ends with 0 and leaves no socket (IF-2.3)")]
    public async Task Life()
    {
        using var rig = new RigFolder(Rig);
        using var output = new WatchedWriter();
        using var interrupt = new CancellationTokenSource();
        var run = Cli.WatchAsync(["run", rig.Config], output, () => new PlannedRig(), interrupt.Token);
        await output.SeenAsync("Ctrl-C ends.\n");
        string socket = Path.Combine(rig.Sockets, "control.sock");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket) & (UnixFileMode)0x1FF);
        Assert.Equal("0\n", (await Cli.RunAsync("--hub", socket, "get", "--numeric", "ivi:IGN")).Out);
        await interrupt.CancelAsync();

        Assert.Equal(0, (await run).Code);
        Assert.False(File.Exists(socket));
    }

    [Fact(DisplayName = "The hub says at start who may connect to the guests' sockets (IF-2.8)")]
    public async Task Sockets()
    {
        using var rig = new RigFolder(Rig);
        var me = PathOwner.Of(rig.Path)!.Value;

        string error = await RunOnceAsync(rig, new PlannedRig());

        Assert.Equal($"info sockets: {rig.Sockets}/ivi.sock {me.User}:{me.Group} 0660; " +
            $"QEMU must run as {me.User} or in group {me.Group}. Set hub.socketGroup: kvm\n", error);
    }

    [Fact(DisplayName = "A rig that takes long to describe itself comes up all the same")]
    public async Task SlowToDescribe()
    {
        using var rig = new RigFolder(Rig);
        var planned = new PlannedRig { Late = 3 };
        Assert.DoesNotContain("error", await RunOnceAsync(rig, planned));
    }

    [Fact(DisplayName = "At the end it says how many guests lose their GPIO, and why (IF-2.13)")]
    public async Task Losing()
    {
        using var rig = new RigFolder(Rig);

        string error = await RunOnceAsync(rig, new PlannedRig { Connected = true });

        Assert.EndsWith(
            "warn hub: stopping: 1 guest loses its GPIO: ivi; QEMU 9 and later do not reconnect, restart such a VM after the hub\n", error,
            StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A socket that another hub serves is told with its pid and what to do; exit 1 (IF-2.8)")]
    public async Task Served()
    {
        using var rig = new RigFolder(Rig);
        Directory.CreateDirectory(rig.Sockets);
        string socket = Path.Combine(rig.Sockets, "control.sock");
        using var other = UnixListener.Bind(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string name = File.ReadAllText("/proc/self/comm").TrimEnd();

        var result = await Cli.RunAsync(["run", rig.Config], [], () => new PlannedRig());

        Assert.Equal(new CliResult(1, "",
            $"gpiohub: {socket} is served by pid {Environment.ProcessId} ({name}); stop it, or set hub.sockets\n"), result);
    }

    [Fact(DisplayName = "A control socket that a killed hub left behind is replaced")]
    public async Task Stale()
    {
        using var rig = new RigFolder(Rig);
        Directory.CreateDirectory(rig.Sockets);
        UnixListener.Bind(Path.Combine(rig.Sockets, "control.sock"), UnixFileMode.UserRead | UnixFileMode.UserWrite).Dispose();

        Assert.Contains("info sockets", await RunOnceAsync(rig, new PlannedRig()), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "With hub.http the same API is on loopback (IF-1.6)")]
    public async Task Http()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var rig = new RigFolder(Rig.Replace("{ sockets: SOCKETS }", $"{{ sockets: SOCKETS, http: '127.0.0.1:{port}' }}",
            StringComparison.Ordinal));
        using var output = new WatchedWriter();
        using var interrupt = new CancellationTokenSource();
        var run = Cli.WatchAsync(["run", rig.Config], output, () => new PlannedRig(), interrupt.Token);
        await output.SeenAsync("Ctrl-C ends.\n");
        using var http = new HttpClient();

        Assert.Equal("0", await http.GetStringAsync($"http://127.0.0.1:{port}/v1/lines/bench/IGN/value"));
        await interrupt.CancelAsync();
        await run;
    }

    [Fact(DisplayName = "A port that is taken is one line, and exit 1")]
    public async Task PortTaken()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        int port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        using var rig = new RigFolder(Rig.Replace("{ sockets: SOCKETS }", $"{{ sockets: SOCKETS, http: '127.0.0.1:{port}' }}",
            StringComparison.Ordinal));

        Assert.Equal(
            new CliResult(1, "", $"gpiohub: Failed to bind to address http://127.0.0.1:{port}: address already in use.\n"),
            await Cli.RunAsync(["run", rig.Config], [], () => new PlannedRig()));
    }

    [Fact(DisplayName = "A file with a problem is not started: exit 78")]
    public async Task BadFile()
    {
        using var rig = new RigFolder(Rig.Replace("bench/IGN", "bench/IGNN", StringComparison.Ordinal));
        var result = await Cli.RunAsync(["run", rig.Config], [], () => new PlannedRig());

        Assert.Equal(78, result.Code);
        Assert.EndsWith($"gpiohub: {rig.Config}: 1 problem; not started\n", result.Error, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "With --guest there is exactly one of --socket-path and --fd (VU-56)")]
    [InlineData(2, "--guest", "ivi")]
    [InlineData(2, "--guest", "ivi", "--socket-path", "/tmp/x", "--fd", "3")]
    [InlineData(2, "--socket-path", "/tmp/x")]
    [InlineData(2, "--guest", "ivi", "--fd", "-1")]
    [InlineData(4, "--guest", "ivy", "--fd", "3")]
    public async Task BadBackEnd(int code, params string[] args)
    {
        using var rig = new RigFolder(Rig);
        Assert.Equal(code, (await Cli.RunAsync(["run", rig.Config, .. args], [], () => new PlannedRig())).Code);
    }

    [Fact(DisplayName = "With --guest that guest alone is served, at that path or descriptor, without control socket or banner (VU-56)")]
    public async Task BackEnd()
    {
        using var rig = new RigFolder(Rig);
        var planned = new PlannedRig();
        using var output = new WatchedWriter();
        using var interrupt = new CancellationTokenSource();
        var run = Cli.WatchAsync(["run", rig.Config, "--guest", "ivi", "--fd", "7"], output, () => planned, interrupt.Token);
        await planned.Registered;
        await interrupt.CancelAsync();

        Assert.Equal((0, ""), await run);
        Assert.Equal("", output.ToString());
        Assert.False(Directory.Exists(rig.Sockets));
        Assert.Equal(new InheritedGuestSocket("ivi", 7), planned.Start!.GuestSocket);
        Assert.Equal(["ivi"], planned.Start.Plan.Guests.Select(guest => guest.Id));
    }

    [Fact(DisplayName = "A --socket-path is taken exactly as given, and only for that guest (VU-56)")]
    public void SocketPath()
    {
        var start = RunPlan.Of(DemoRig.Plan("/run/x"),
            new RunOptions("rig.yaml", "adas", "/tmp/just-this", null, null, LogForm.Text, false));

        Assert.Equal(["/tmp/just-this"], start.Plan.Guests.Select(guest => guest.SocketPath));
        Assert.Null(start.GuestSocket);
    }

    [Fact(DisplayName =
        "With --guest that guest's lines alone are taken of physical chips: the others' processes hold theirs (VU-56, GU-06)")]
    public void GuestOfGpioChips()
    {
        var plan = RunPlan.Of(DoorsRig.Plan("/run/x"), new RunOptions("rig.yaml", "adas", "/tmp/a", null, null, LogForm.Text, false)).Plan;

        Assert.Equal(
            ["bench: IGN", "doors: Door FL, 12", "relays: K15"],
            plan.Chips.Select(chip => $"{chip.Id}: {string.Join(", ", chip.Lines.Select(line => line.Name ?? $"{line.Offset}"))}"));
        Assert.Equal([("doors", 0), ("relays", 0), ("doors", 1)],
            plan.Guests.Single().Lines.Select(line => (line.From!.Value.Chip, line.From.Value.Index)));
        Assert.All(plan.Chips.Skip(1), chip => Assert.IsType<GpioChipPlan>(chip.Driver));
    }

    [Fact(DisplayName =
        "With --guest a physical chip of which the guest has no line is left out, and simulated ones are kept whole (VU-56)")]
    public void GuestWithoutGpioChip()
    {
        var plan = RunPlan.Of(DoorsRig.Plan("/run/x"), new RunOptions("rig.yaml", "ivi", "/tmp/a", null, null, LogForm.Text, false)).Plan;

        Assert.Equal(["bench", "doors"], plan.Chips.Select(chip => chip.Id));
        Assert.Equal([0, 1, 2, 0], plan.Guests.Single().Lines.Select(line => line.From!.Value.Index));
    }

    private static async Task<string> RunOnceAsync(RigFolder rig, PlannedRig planned)
    {
        using var output = new WatchedWriter();
        using var interrupt = new CancellationTokenSource();
        var run = Cli.WatchAsync(["run", rig.Config], output, () => planned, interrupt.Token);
        await output.SeenAsync("Ctrl-C ends.\n");
        await interrupt.CancelAsync();
        var (code, error) = await run;
        Assert.Equal(0, code);
        return error;
    }

    /// <summary>A rig without actors that binds the guests' sockets, as the real one does.</summary>
    private sealed class PlannedRig : IRigRuntime
    {
        private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Connected { get; init; }

        /// <summary>So many of its first snapshots take too long.</summary>
        public int Late { get; init; }

        public RigStart? Start { get; private set; }

        public Task Registered => _registered.Task;

        public void Register(Microsoft.Extensions.DependencyInjection.IServiceCollection services, RigStart start)
        {
            Start = start;
            var hub = new FakeRig(start.Plan) { LateSnapshots = Late };
            foreach (var guest in start.Plan.Guests)
            {
                if (start.GuestSocket is null) UnixListener.Bind(guest.SocketPath, guest.SocketMode).Dispose();
                if (Connected) hub.Guests[guest.Id] = FakeRig.Waiting(guest) with { State = GuestState.Running };
            }

            new FakeRuntime(hub).Register(services, start);
            _registered.SetResult();
        }
    }
}
