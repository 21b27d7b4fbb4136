using System.Globalization;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>Tokens of a hub that runs: other secrets, roles and files without a restart (IF-3.12).</summary>
public sealed class TokenReloadSpec : IDisposable
{
    private const string First = "6f1c3b0a9d7e5f2468ace013579bdf02", Second = "02fdb975310eca8642f5e7d9a0b3c1f6";

    private readonly RigFolder _rig;
    private readonly int _port = Ports.Free();

    public TokenReloadSpec()
    {
        _rig = new RigFolder("");
        WriteRig();
        WriteToken(First);
    }

    private string Hub => Path.Combine(_rig.Sockets, "control.sock");

    private string Token => Path.Combine(_rig.Path, "ci.token");

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName = "Another secret counts from reload on, which its holder may ask for; the old one is nobody's then (IF-3.12)")]
    public async Task AnotherSecret()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        Assert.Equal((204, 401), (await PutAsync(First), await PutAsync(Second)));
        WriteToken(Second);
        Assert.Equal((204, 401), (await PutAsync(First), await PutAsync(Second)));

        var reload = await Curl.RunAsync("-X", "POST", "-u", $"x:{First}", $"http://127.0.0.1:{_port}/v1/reload");
        Assert.Equal((200, """{"changes":["token ci: another secret"],"refused":[],"warnings":[]}"""), (reload.Status, reload.Body));
        Assert.Equal((401, 204), (await PutAsync(First), await PutAsync(Second)));
    }

    [Fact(DisplayName = "With hub.watch another secret counts once its file is written (IF-3.12)")]
    public async Task Watched()
    {
        WriteRig(more: "watch: true");
        await using var run = await RunningHub.StartAsync(_rig.Config);
        WriteToken(Second);
        await run.Log.SeenAsync("reloaded (hub.watch): changes 1, refused 0");

        Assert.Equal((401, 204), (await PutAsync(First), await PutAsync(Second)));
    }

    [Fact(DisplayName = "Who was refused is in the log, with address and answer; what was shown instead of a token is not (IF-3.12)")]
    public async Task RefusedIsLogged()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        Assert.Equal(401, await PutAsync(Second));
        Assert.Equal(401, (await Curl.RunAsync($"http://127.0.0.1:{_port}/v1/hub?token={Second}")).Status);
        await run.Log.SeenAsync("was refused GET /v1/hub: 401");

        string log = await run.StopAsync();
        Assert.Matches(@"127\.0\.0\.1:[0-9]+ was refused PUT /v1/lines/bench/[^ ]+/value: 401", log);
        Assert.DoesNotContain(Second, log, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Roles change and tokens go at a reload; a file that has gone keeps what is in force (IF-3.12)")]
    public async Task Roles()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        WriteRig(role: "view");
        Assert.Equal(new CliResult(0, "token ci: role control to view\n", ""), await HubAsync("reload"));
        Assert.Equal((403, 200), (await PutAsync(First), await GetAsync(First)));

        File.Delete(Token);
        var refused = await HubAsync("reload");
        Assert.Equal(78, refused.Code);
        Assert.Contains($"4:30: hub.tokens[0].file: {Token}: no such file", refused.Error, StringComparison.Ordinal);
        Assert.Equal(200, await GetAsync(First));
        await run.StopAsync();
    }

    [Fact(DisplayName = "A text that is sent to the hub keeps the tokens that it names and brings none (IF-3.12)")]
    public async Task Sent()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        Assert.Equal(new CliResult(0, "no change\n", ""), await HubAsync("apply", _rig.Config));
        string sent = Path.Combine(_rig.Path, "sent.yaml");
        string rig = await File.ReadAllTextAsync(_rig.Config);
        await File.WriteAllTextAsync(sent, rig.Replace("name: ci", "name: mine", StringComparison.Ordinal));

        Assert.Equal(
            new CliResult(0, "refused: hub.tokens stay as they are; others come with the hub's own file only: change it and reload\n", ""),
            await HubAsync("apply", sent));
        Assert.Equal(204, await PutAsync(First));
    }

    [Theory(DisplayName =
        "A token that cannot be one, and a port that others reach without any, keep the hub from starting: exit 78 (IF-1.6)")]
    [InlineData("4:30: hub.tokens[0].file: ", 384, "x")]
    [InlineData("4:30: hub.tokens[0].file: ", 420, First)]
    [InlineData("2:9: hub.http: other machines reach 0.0.0.0:", 0, "")]
    public async Task NotStarted(string words, int mode, string secret)
    {
        WriteToken(secret);
        if (mode > 0) File.SetUnixFileMode(Token, (UnixFileMode)mode);
        else await File.WriteAllTextAsync(_rig.Config, $"hub:\n  http: 0.0.0.0:{_port}\n");
        var result = await Cli.RunAsync(["run", _rig.Config], [], () => new RigRuntime());

        Assert.Equal(78, result.Code);
        Assert.StartsWith($"{_rig.Config}:{words}", result.Error, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "view.sock has its mode and is gone with the hub; the log says that a port without tokens only shows (IF-3.12)")]
    public async Task ViewSocket()
    {
        await File.WriteAllTextAsync(_rig.Config,
            $"hub:\n  http: 127.0.0.1:{_port}\n  sockets: {_rig.Sockets}\n  viewMode: 0606\n" +
            "chips: { bench: { driver: sim, lines: [IGN] } }\n");
        string socket = Path.Combine(_rig.Sockets, "view.sock");
        string log;
        await using (var run = await RunningHub.StartAsync(_rig.Config))
        {
            Assert.Equal((UnixFileMode)0x186, File.GetUnixFileMode(socket) & (UnixFileMode)0x1FF);
            Assert.Equal(200, (await Curl.RunAsync("--unix-socket", socket, "http://hub/v1/hub")).Status);
            Assert.Equal((403, 200), (await PutAsync(First), await GetAsync(First)));
            log = await run.StopAsync();
        }

        Assert.False(File.Exists(socket));
        Assert.Contains($"info hub: http://127.0.0.1:{_port} shows, and changes nothing; hub.tokens let clients drive lines\n", log,
            StringComparison.Ordinal);
    }

    private void WriteRig(string role = "control", string more = "watch: false") => File.WriteAllText(_rig.Config, string.Create(
        CultureInfo.InvariantCulture, $$"""
        hub:
          sockets: {{_rig.Sockets}}
          http: 127.0.0.1:{{_port}}
          tokens: [{ name: ci, file: ci.token, role: {{role}} }]
          {{more}}
        chips:
          bench: { driver: sim, lines: [IGN] }
        """));

    private void WriteToken(string secret)
    {
        if (!File.Exists(Token)) File.WriteAllText(Token, "");
        File.SetUnixFileMode(Token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(Token, secret);
    }

    private async Task<int> PutAsync(string token) => (await Curl.RunAsync("-X", "PUT", "-d", "1", "-u", $"x:{token}", Url)).Status;

    private async Task<int> GetAsync(string token) => (await Curl.RunAsync("-u", $"x:{token}", Url)).Status;

    private string Url => $"http://127.0.0.1:{_port}/v1/lines/bench/IGN/value";

    private Task<CliResult> HubAsync(params string[] args) => Cli.RunAsync(["--hub", Hub, .. args]);
}
