using System.Net;
using System.Net.Sockets;
using System.Text;
using GpioHub.GuestDriver.Driver;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>Another configuration for a running hub: command line, control API, the file itself (HR-09).</summary>
public sealed class ReloadSpec : IDisposable
{
    private const string Text = """
        hub: { sockets: SOCKETS, watch: WATCH }
        chips:
          bench: { driver: sim, lines: [IGN, CRASH] }
        guests:
          ivi: { lines: [{ name: A, from: bench/IGN }] }
        """;

    private readonly RigFolder _rig = new(Text.Replace("WATCH", "false", StringComparison.Ordinal));

    private string Hub => Path.Combine(_rig.Sockets, "control.sock");

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName =
        "diff says what would change and changes nothing; reload applies the file; the guest that runs reads its new wiring")]
    public async Task DiffAndReload()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        await using var guest = await GpioDriver.ConnectAsync(Socket("ivi"));
        await HubAsync("set", "bench/CRASH=1");
        Write("bench/IGN", "bench/CRASH");

        Assert.Equal(new CliResult(0, "ivi:A: from bench/IGN to bench/CRASH\n", ""), await HubAsync("diff"));
        Assert.Equal(new CliResult(0, "ivi:A: from bench/IGN to bench/CRASH\n", ""), await HubAsync("diff", _rig.Config));
        Assert.False(await guest.GetValueAsync(0));
        Assert.Equal(new CliResult(0, "ivi:A: from bench/IGN to bench/CRASH\n", ""), await HubAsync("reload"));
        Assert.True(await guest.GetValueAsync(0));
        Assert.Equal(new CliResult(0, "no change\n", ""), await HubAsync("reload"));
    }

    [Fact(DisplayName = "A bad file changes nothing: every problem is told to who asked and in the log; exit 78")]
    public async Task ABadFile()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        await using var guest = await GpioDriver.ConnectAsync(Socket("ivi"));
        Write("bench/IGN", "bench/IGNN");
        var result = await HubAsync("reload");
        Assert.Equal((78, ""), (result.Code, result.Out));
        Assert.Contains("the configuration has 1 problem\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("no line \"IGNN\" on chip \"bench\"; did you mean \"IGN\"?", result.Error, StringComparison.Ordinal);
        Assert.False(await guest.GetValueAsync(0));
        Assert.Contains("the configuration in force stays", await run.StopAsync(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "apply replaces only the generation that is meant (If-Match), and answers with the new one as ETag")]
    public async Task IfMatch()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        string other = Path.Combine(_rig.Path, "other.yaml");
        await File.WriteAllTextAsync(other,
            (await File.ReadAllTextAsync(_rig.Config)).Replace("bench/IGN", "bench/CRASH", StringComparison.Ordinal));
        Assert.Equal(new CliResult(5, "", "gpiohub: the configuration in force is generation 1, not 7\n"),
            await HubAsync("apply", "--generation", "7", other));
        Assert.Equal(new CliResult(0, "ivi:A: from bench/IGN to bench/CRASH\n", ""), await HubAsync("apply", "--generation", "1", other));

        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync });
        using var config = await http.GetAsync("http://hub/v1/config");
        Assert.Equal("\"2\"", config.Headers.ETag!.Tag);
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://hub/v1/config/apply")
        {
            Content = new StringContent(await File.ReadAllTextAsync(_rig.Config), Encoding.UTF8, "application/yaml"),
        };
        request.Headers.IfMatch.ParseAdd("\"1\"");
        using var refused = await http.SendAsync(request);
        Assert.Equal((HttpStatusCode.Conflict, "other-generation"), (refused.StatusCode, (await Problems.ReadAsync(refused)).Code));
        using var again = await http.PostAsync("http://hub/v1/reload", null);
        Assert.Equal("\"3\"", again.Headers.ETag!.Tag);
    }

    [Fact(DisplayName = "What needs a restart or a new probe is refused with the reason, and the rest is applied")]
    public async Task Refused()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        await using var guest = await GpioDriver.ConnectAsync(Socket("ivi"));
        await File.WriteAllTextAsync(_rig.Config, $$"""
            hub: { sockets: {{_rig.Sockets}}, poll: off }
            chips:
              bench: { driver: sim, lines: [IGN, CRASH, WAKE] }
            guests:
              ivi: { lines: [{ name: A, from: bench/IGN }, { name: B, from: bench/WAKE }] }
              adas: { lines: [{ name: A, from: bench/WAKE }] }
            """);
        Assert.Equal(
            new CliResult(0,
                "adds line bench/WAKE\nadds guest adas (1 line)\n" +
                "refused: hub.poll is as at the start of the hub; another one needs a restart\n" +
                "refused: guest ivi is running with 1 line; " +
                "2 lines need its front-end to reconnect (or, on QEMU 9 or later, its driver to probe again)\n",
                ""),
            await HubAsync("reload"));
        Assert.Contains("1 of 1 lines, 0 armed, 2 when it probes again", (await HubAsync("info")).Out, StringComparison.Ordinal);
        await using var adas = await GpioDriver.ConnectAsync(Socket("adas"));
        Assert.False(await adas.GetValueAsync(0));
    }

    [Fact(DisplayName =
        "hub.watch: a file that is written or moved into its place is applied; one that is wrong is told of, and the next one is applied")]
    public async Task Watched()
    {
        string text = (await File.ReadAllTextAsync(_rig.Config)).Replace("watch: false", "watch: true", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_rig.Config, text);
        await using var run = await RunningHub.StartAsync(_rig.Config);
        await using var guest = await GpioDriver.ConnectAsync(Socket("ivi"));
        await HubAsync("set", "bench/CRASH=1");

        await File.WriteAllTextAsync(_rig.Config, text.Replace("bench/IGN", "bench/IGNN", StringComparison.Ordinal));
        await run.Log.SeenAsync("not reloaded (hub.watch)");
        Assert.False(await guest.GetValueAsync(0));
        string aside = Path.Combine(_rig.Path, "aside");
        await File.WriteAllTextAsync(aside, text.Replace("bench/IGN", "bench/CRASH", StringComparison.Ordinal));
        File.Move(aside, _rig.Config, overwrite: true);
        await run.Log.SeenAsync("reloaded (hub.watch): changes 1");
        Assert.True(await guest.GetValueAsync(0));
        Assert.Equal(GpioDirection.None, await guest.GetDirectionAsync(0));
    }

    [Fact(DisplayName = "hub.watch: a file that changes after it was read and before it is watched is applied all the same")]
    public async Task ChangedWhileStarting()
    {
        string text = (await File.ReadAllTextAsync(_rig.Config)).Replace("watch: false", "watch: true", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_rig.Config, text);
        using var output = new WatchedWriter();
        using var log = new WatchedWriter();
        using var stop = new CancellationTokenSource();
        var rig = new HookedRig(new RigRuntime(),
            _ => File.WriteAllTextAsync(_rig.Config, text.Replace("bench/IGN", "bench/CRASH", StringComparison.Ordinal)));
        var run = Cli.WatchAsync(["run", _rig.Config], output, log, () => rig, stop.Token);
        await log.SeenAsync("reloaded (hub.watch): changes 1");
        await output.SeenAsync("Ctrl-C ends.\n");
        await stop.CancelAsync();
        Assert.Equal(0, (await run).Code);
    }

    private void Write(string old, string text) =>
        File.WriteAllText(_rig.Config, File.ReadAllText(_rig.Config).Replace(old, text, StringComparison.Ordinal));

    private string Socket(string guest) => Path.Combine(_rig.Sockets, $"{guest}.sock");

    private Task<CliResult> HubAsync(params string[] args) => Cli.RunAsync(["--hub", Hub, .. args]);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Hub), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
