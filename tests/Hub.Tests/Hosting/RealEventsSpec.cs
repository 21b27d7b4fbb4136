using System.Net.Sockets;
using GpioHub.GuestDriver.Driver;
using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>What a running hub tells of itself in the newer forms of events (IF-3.13).</summary>
public sealed class RealEventsSpec : IDisposable
{
    private const string Text = """
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [IGN, CRASH] }
        guests:
          ivi: { lines: [{ name: A, from: bench/IGN }] }
        """;

    private readonly RigFolder _rig = new(Text);
    private readonly HttpClient _http;

    public RealEventsSpec() => _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync });

    public void Dispose()
    {
        _http.Dispose();
        _rig.Dispose();
    }

    [Fact(DisplayName = "A guest that comes, runs and goes is three events; interrupts are latched, delivered, unmasked (IF-3.13)")]
    public async Task Guests()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        using var stream = await EventReader.OpenAsync(_http, "kinds=guest,irq,edge");
        await stream.NextAsync("snapshot");
        await using (var guest = await GpioDriver.ConnectAsync(Path.Combine(_rig.Sockets, "ivi.sock")))
        {
            Assert.Equal("connected", (await stream.NextAsync("guest")).GetProperty("state").GetString());
            Assert.Equal("running", (await stream.NextAsync("guest")).GetProperty("state").GetString());
            await guest.SetIrqTypeAsync(0, IrqType.EdgeBoth);
            await HubAsync("set", "bench/IGN=1");                          // nothing of its eventq is queued: masked
            Assert.Equal("rising", (await stream.NextAsync("edge")).GetString());
            Assert.Equal("latched", (await stream.NextAsync("irq")).GetString());
            await guest.SetIrqTypeAsync(0, IrqType.None);
            await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeBoth);
            Assert.Equal("unmasked", (await stream.NextAsync("irq")).GetString());
            await HubAsync("set", "bench/IGN=0");
            Assert.Equal("falling", (await stream.NextAsync("edge")).GetString());
            Assert.Equal("delivered", (await stream.NextAsync("irq")).GetString());
            await irq.Events.ReadAsync();                                  // whoever takes the event has unmasked the line
            Assert.Equal("unmasked", (await stream.NextAsync("irq")).GetString());
        }

        Assert.Equal("waiting", (await stream.NextAsync("guest")).GetProperty("state").GetString());
    }

    [Fact(DisplayName = "A fault is told of when it begins, and when it ends: cleared, or by its own time (IF-3.13)")]
    public async Task Faults()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        using var stream = await EventReader.OpenAsync(_http, "kinds=fault");
        await stream.NextAsync("snapshot");
        await HubAsync("fault", "add", "bench/IGN", "stuck-1");
        await HubAsync("fault", "add", "bench/CRASH", "invert", "--ttl", "1ms");
        await HubAsync("fault", "clear", "f1");

        var told = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            var fault = await stream.NextAsync("fault");
            told.Add($"{fault.GetProperty("id")} {fault.GetProperty("target")} {fault.GetProperty("kind")} {fault.GetProperty("event")}");
        }

        Assert.Equal(
            ["f1 bench/IGN stuck-1 begin", "f1 bench/IGN stuck-1 end", "f2 bench/CRASH invert begin", "f2 bench/CRASH invert end"],
            told.Order());
    }

    [Fact(DisplayName = "Under another configuration a stream of all lines shows new lines too, and says which came and went (IF-3.13)")]
    public async Task Reload()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        using var all = await EventReader.OpenAsync(_http, "kinds=edge,config");
        using var named = await EventReader.OpenAsync(_http, "kinds=edge,config&line=bench/IGN&line=ivi:A");
        using var old = await EventReader.OpenAsync(_http, "count=1");
        foreach (var stream in (EventReader[])[all, named, old]) await stream.NextAsync("snapshot");
        await File.WriteAllTextAsync(_rig.Config, (await File.ReadAllTextAsync(_rig.Config))
            .Replace("[IGN, CRASH]", "[IGN, HORN, WAKE]", StringComparison.Ordinal));
        await HubAsync("reload");

        var config = await all.NextAsync("config");
        Assert.Equal(("[\"bench/HORN\",\"bench/WAKE\"]", "[\"bench/CRASH\"]"),
            (config.GetProperty("added").GetRawText(), config.GetProperty("removed").GetRawText()));
        Assert.Equal(["bench/HORN", "bench/WAKE"],
            (await all.NextAsync("snapshot")).EnumerateArray().Select(level => level.GetProperty("line").GetString()));
        Assert.Equal("[]", (await named.NextAsync("config")).GetProperty("added").GetRawText());
        await HubAsync("set", "bench/WAKE=1");
        Assert.Equal("bench/WAKE", (await all.NextAsync("line")).GetString());
        await HubAsync("set", "bench/IGN=1");
        Assert.Equal("bench/IGN", (await all.NextAsync("line")).GetString());
        Assert.Equal("bench/IGN", (await named.NextAsync("line")).GetString());
        Assert.Equal("ivi:A", (await named.NextAsync("line")).GetString());
        Assert.Equal("bench/IGN", (await old.NextAsync("line")).GetString());
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(_rig.Sockets, "control.sock")), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task HubAsync(params string[] args)
    {
        var result = await Cli.RunAsync(["--hub", Path.Combine(_rig.Sockets, "control.sock"), .. args]);
        Assert.Equal((0, ""), (result.Code, result.Error));
    }
}
