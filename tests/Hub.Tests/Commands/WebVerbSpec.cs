using System.Net;
using System.Net.Sockets;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

/// <summary><c>gpiohub web</c>: a port of loopback in front of a hub's socket (IF-5.5).</summary>
public sealed class WebVerbSpec : IDisposable
{
    private const string Ign = "/v1/lines/bench/IGN/value";

    private readonly CancellationTokenSource _interrupt = new();
    private readonly WatchedWriter _output = new();

    public void Dispose()
    {
        _interrupt.Dispose();
        _output.Dispose();
    }

    [Fact(DisplayName = "Over its port one may do what the socket allows, with the token of the link, and nothing without it (IF-5.5)")]
    public async Task Token()
    {
        await using var hub = await TestHub.StartAsync();
        var (url, token, end) = await StartAsync(hub);
        string[] shown = ["-H", $"Authorization: Bearer {token}", "-H", $"Origin: {url}", "-H", "Sec-Fetch-Site: same-origin"];

        Assert.Equal((200, 401), (await StatusAsync(url, "/"), await StatusAsync(url, "/v1/hub")));
        Assert.Equal(401, await StatusAsync(url, "/v1/hub", "-H", $"Authorization: Bearer {token[1..]}0"));
        Assert.Equal(401, await StatusAsync(url, $"/v1/hub?token={token}"));
        Assert.Equal(401, await StatusAsync(url, Ign, "-X", "PUT", "-d", "1"));
        Assert.Equal(204, await StatusAsync(url, Ign, ["-X", "PUT", "-d", "1", .. shown]));
        Assert.Equal("1", await hub.Http.GetStringAsync($"http://hub{Ign}"));
        Assert.Equal(201, await StatusAsync(url, "/v1/faults",
            [.. shown, "-H", "Content-Type: application/json", "-d", """{"line":"bench/IGN","kind":"open"}"""]));
        Assert.Equal("0", (await Curl.RunAsync([.. shown, $"{url}/v1/lines/bench/A%2FB%3AC/value"])).Body);
        await EndAsync(end);
    }

    [Fact(DisplayName = "Its port is guarded as the hub is: another's Origin, site and Host are refused, token or not (IF-3.10)")]
    public async Task Guarded()
    {
        await using var hub = await TestHub.StartAsync();
        var (url, token, end) = await StartAsync(hub);
        string[] shown = ["-H", $"Authorization: Bearer {token}"];
        foreach (var (status, header) in new[]
                 {
                     (403, "Origin: http://evil.example"), (403, "Sec-Fetch-Site: cross-site"),
                     (421, "Host: evil.example"), (421, "Host: 127.1"),
                 })
        {
            Assert.Equal((header, status), (header, await StatusAsync(url, "/v1/hub", [.. shown, "-H", header])));
            Assert.Equal((header, status), (header, await StatusAsync(url, "/", "-H", header)));
        }

        await EndAsync(end);
    }

    [Fact(DisplayName = "With --view it goes to view.sock, which only shows (IF-5.5)")]
    public async Task View()
    {
        await using var hub = await TestHub.StartAsync();
        var (url, token, end) = await StartAsync(hub, "--view");
        string[] shown = ["-H", $"Authorization: Bearer {token}"];

        Assert.Equal((200, 403), (await StatusAsync(url, Ign, shown), await StatusAsync(url, Ign, ["-X", "PUT", "-d", "1", .. shown])));
        await EndAsync(end);
    }

    [Fact(DisplayName = "Events pass as they come, and a hub that has gone is said to have (IF-5.5)")]
    public async Task Stream()
    {
        await using var hub = await TestHub.StartAsync();
        var (url, token, end) = await StartAsync(hub);
        using (var http = new HttpClient())
        {
            http.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
            using var reader = new StreamReader(await http.GetStreamAsync($"{url}/v1/events?line=bench/IGN"));
            Assert.StartsWith("{\"snapshot\":", await reader.ReadLineAsync(), StringComparison.Ordinal);
        }

        await hub.StopAsync();
        File.Delete(hub.Socket);
        Assert.Equal(503, await StatusAsync(url, "/v1/hub", "-H", $"Authorization: Bearer {token}"));
        await EndAsync(end);
    }

    [Fact(DisplayName = "A port that is taken is exit 1, one that is none exit 2, and a hub that is not there exit 3 (IF-2.5)")]
    public async Task Refused()
    {
        await using var hub = await TestHub.StartAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var result = await hub.CliAsync("web", "--no-open", "--port", $"{port}");
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.StartsWith($"gpiohub: port {port}: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await hub.CliAsync("web", "--port", "70000")).Code);
        Assert.Equal(3, (await Cli.RunAsync("--hub", "/nowhere/control.sock", "web", "--no-open")).Code);
    }

    private async Task<(string Url, string Token, Task<(int Code, string Error)> End)> StartAsync(TestHub hub, params string[] args)
    {
        var end = Cli.WatchAsync(["--hub", hub.Socket, "web", "--no-open", .. args], _output, cancel: _interrupt.Token);
        await Task.WhenAny(_output.SeenAsync("\n"), end);
        string[] link = _output.ToString().Trim().Split("/#token=");
        Assert.Matches("^http://127\\.0\\.0\\.1:[0-9]+$", link[0]);
        Assert.Matches("^[0-9a-f]{32}$", link[1]);
        return (link[0], link[1], end);
    }

    private async Task EndAsync(Task<(int Code, string Error)> end)
    {
        await _interrupt.CancelAsync();
        Assert.Equal(0, (await end).Code);
    }

    private static async Task<int> StatusAsync(string url, string path, params string[] args) =>
        (await Curl.RunAsync([.. args, $"{url}{path}"])).Status;
}
