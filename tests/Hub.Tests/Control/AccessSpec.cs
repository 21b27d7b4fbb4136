using System.Net;
using System.Net.Sockets;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>Who may do what, by socket and by token (IF-3.12).</summary>
public class AccessSpec
{
    private const string Ign = "/v1/lines/bench/IGN/value";

    [Fact(DisplayName = "view.sock serves every GET, check and diff; whatever would change something is 403 read-only (IF-3.12)")]
    public async Task ViewSocket()
    {
        await using var hub = await TestHub.StartAsync();
        foreach (var resource in hub.Resources().Where(resource => resource.Pattern != "v1/events"))
        {
            string path = TestHub.PathOf(resource);
            string past = resource.Pattern == "v1/recording.vcd" ? "?last=1s" : "";       // else it goes on with what comes
            bool looks = resource.Method == "GET" || path is "v1/config/check" or "v1/config/diff";
            string[] body = path.StartsWith("v1/config/", StringComparison.Ordinal) && resource.Method == "POST"
                ? ["-H", "Content-Type: application/yaml", "-d", "bad"] : [];
            var answer = await ViewAsync(hub, $"/{path}{past}", ["-X", resource.Method, .. body]);

            Assert.Equal((resource, !looks), (resource, answer.Body.Contains("\"code\":\"read-only\"", StringComparison.Ordinal)));
            Assert.Equal((resource, !looks), (resource, answer.Status == 403));
        }

        Assert.Equal(403, (await ViewAsync(hub, "/v1/nothing", "-X", "DELETE")).Status);
        Assert.Equal(403, (await ViewAsync(hub, Ign, "-X", "BREW")).Status);
        Assert.Equal((404, 200), ((await ViewAsync(hub, "/v1/nothing")).Status, (await ViewAsync(hub, Ign, "-I")).Status));
        Assert.Equal(200, (await ViewAsync(hub, "/v1/events", "-I")).Status);
    }

    [Fact(DisplayName = "A page is refused on view.sock as everywhere (IF-3.10)")]
    public async Task PageOnViewSocket()
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Equal(403, (await ViewAsync(hub, Ign, "-H", "Origin: http://evil.example")).Status);
        Assert.Equal(421, (await ViewAsync(hub, Ign, "-H", "Host: evil.example")).Status);
    }

    [Fact(DisplayName = "hub.http on loopback without tokens only shows, whatever Authorization says (IF-3.12)")]
    public async Task WithoutTokens()
    {
        await using var hub = await TestHub.StartAsync(tcp: true);
        var put = await hub.CurlAsync(true, Ign, "-X", "PUT", "-d", "1", "-u", "root:root");

        Assert.Equal((403, 200), (put.Status, (await hub.CurlAsync(true, Ign)).Status));
        Assert.Contains("this port only shows, unless the request has a token of role control (hub.tokens)", put.Body,
            StringComparison.Ordinal);
        Assert.Equal("0", await hub.Http.GetStringAsync($"http://hub{Ign}"));
    }

    [Theory(DisplayName =
        "With tokens a request over TCP shows one, as Bearer or as the password of Basic, and may do what its role says (IF-3.12)")]
    [InlineData("drives", 204, 200, "-H", "Authorization: Bearer {drives}")]
    [InlineData("drives", 204, 200, "-H", "authorization: bearer {drives}")]
    [InlineData("drives", 204, 200, "-u", "anybody:{drives}")]
    [InlineData("drives", 204, 200, "-u", ":{drives}")]
    [InlineData("looks", 403, 200, "-H", "Authorization: Bearer {looks}")]
    [InlineData("looks", 403, 200, "-u", "x:{looks}")]
    [InlineData("none", 401, 401)]
    [InlineData("of another", 401, 401, "-H", "Authorization: Bearer {nobody}")]
    [InlineData("half", 401, 401, "-H", "Authorization: Bearer drivesdrives")]
    [InlineData("longer", 401, 401, "-H", "Authorization: Bearer {drives}x")]
    [InlineData("as user", 401, 401, "-u", "{drives}:")]
    [InlineData("as digest", 401, 401, "-H", "Authorization: Digest {drives}")]
    [InlineData("empty", 401, 401, "-H", "Authorization: Bearer ")]
    [InlineData("not base64", 401, 401, "-H", "Authorization: Basic %%%")]
    [InlineData("twice", 401, 401, "-H", "Authorization: Bearer {drives}", "-H", "Authorization: Bearer {looks}")]
    [InlineData("in the URL's query", 401, 401, "--get", "--data-urlencode", "token={drives}")]
    public async Task WithTokens(string what, int put, int get, params string[] args)
    {
        await using var hub = await TestHub.StartAsync(tcp: true,
            rig: folder => DemoRig.WithTokens(folder, ("drives", ApiRole.Control), ("looks", ApiRole.View)));
        string[] shown = [.. args.Select(arg => arg.Replace("{drives}", DemoRig.SecretOf("drives"), StringComparison.Ordinal)
            .Replace("{looks}", DemoRig.SecretOf("looks"), StringComparison.Ordinal)
            .Replace("{nobody}", DemoRig.SecretOf("nobody"), StringComparison.Ordinal))];
        var got = await hub.CurlAsync(true, Ign, shown);
        var driven = await hub.CurlAsync(true, Ign, ["-X", "PUT", "-d", "1", .. shown]);

        Assert.Equal((what, put, get), (what, driven.Status, got.Status));
        Assert.Equal(put == 204 ? "1" : "0", await hub.Http.GetStringAsync($"http://hub{Ign}"));
        if (get == 401) Assert.Equal("Bearer realm=\"gpiohub\"", got.Headers["WWW-Authenticate"]);
        Assert.DoesNotContain(DemoRig.SecretOf("drives"), got.Body + driven.Body, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A token of role control may reload over TCP, and not apply another configuration (IF-3.12)")]
    public async Task Reload()
    {
        await using var hub = await TestHub.StartAsync(tcp: true, rig: folder => DemoRig.WithTokens(folder, ("drives", ApiRole.Control)));
        string[] shown = ["-H", $"Authorization: Bearer {DemoRig.SecretOf("drives")}", "-X", "POST"];
        var apply = await hub.CurlAsync(true, "/v1/config/apply", shown);

        Assert.Equal(403, apply.Status);
        Assert.Contains("\"code\":\"control-socket-only\"", apply.Body, StringComparison.Ordinal);
        Assert.NotEqual(403, (await hub.CurlAsync(true, "/v1/reload", shown)).Status);
    }

    [Fact(DisplayName =
        "A listener that other machines reach is called by an address, this machine's name or one of hub.httpNames (IF-3.10)")]
    public async Task OtherMachines()
    {
        await using var hub = await TestHub.StartAsync(tcp: true, address: IPAddress.Any, rig: folder =>
        {
            var plan = DemoRig.WithTokens(folder, ("looks", ApiRole.View));
            return plan with { Hub = plan.Hub with { HttpNames = ["rig.lab.example"] } };
        });
        foreach (var (host, status) in new[]
                 {
                     ("192.168.7.2:8080", 200), ("[fe80::1]:80", 200), ("localhost", 200), (Environment.MachineName, 200),
                     ("RIG.lab.example:1", 200), ("evil.example", 421), ("rig.lab.example.evil.example", 421), ("127.1", 421),
                 })
        {
            var answer = await hub.CurlAsync(true, Ign, "-H", $"Host: {host}", "-u", $"x:{DemoRig.SecretOf("looks")}");
            Assert.Equal((host, status), (host, answer.Status));
        }
    }

    [Fact(DisplayName = "A listener that other machines reach lets nobody in once its tokens are gone (IF-3.12)")]
    public async Task TokensGone()
    {
        await using var hub = await TestHub.StartAsync(tcp: true, address: IPAddress.Any);
        Assert.Equal(401, (await hub.CurlAsync(true, Ign)).Status);
    }

    [Fact(DisplayName = "The command line shows over view.sock and says why it may not set (IF-3.12)")]
    public async Task CommandLine()
    {
        await using var hub = await TestHub.StartAsync();
        string[] view = ["--hub", hub.ViewSocket];
        var set = await Cli.RunAsync([.. view, "set", "bench/IGN=1"]);

        Assert.Equal(new CliResult(0, "0\n", ""), await Cli.RunAsync([.. view, "get", "--numeric", "bench/IGN"]));
        Assert.Equal(new CliResult(1, "", "gpiohub: PUT is refused: view.sock only shows; what changes something goes to control.sock\n"),
            set);
    }

    [Fact(DisplayName = "However many connections hang on view.sock and on the port, the control socket answers (IF-3.12)")]
    public async Task ManyLookers()
    {
        await using var hub = await TestHub.StartAsync(tcp: true);
        var connections = new List<Socket>();
        try
        {
            for (int i = 0; i <= ControlLimits.MaxConnections / 2; i++)
            {
                var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                connections.Add(unix);
                // blocks while the hub's backlog is full; ConnectAsync would fail then
                await Task.Run(() => unix.Connect(new UnixDomainSocketEndPoint(hub.ViewSocket)));
                connections.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                await connections[^1].ConnectAsync(IPAddress.Loopback, hub.Port);
            }

            // The last that came to each is beyond its share: once it is closed, the hub has seen them all.
            foreach (var last in connections[^2..])
                Assert.Equal(0, await last.ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(20)));
            Assert.Equal(204, (await hub.CurlAsync(false, Ign, "-X", "PUT", "-d", "1")).Status);
        }
        finally
        {
            foreach (var connection in connections) connection.Dispose();
        }

        Assert.Equal(200, await ServedAgainAsync(hub));
    }

    /// <summary>The status once the hub has seen that they have gone.</summary>
    private static async Task<int> ServedAgainAsync(TestHub hub)
    {
        while (true)
            if (await ViewAsync(hub, Ign) is { Status: > 0 and var status }) return status;
    }

    private static Task<CurlResult> ViewAsync(TestHub hub, string path, params string[] args) =>
        Curl.RunAsync(["--unix-socket", hub.ViewSocket, .. args, $"http://hub{path}"]);
}
