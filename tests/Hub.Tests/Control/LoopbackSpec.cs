using System.Diagnostics;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

public class LoopbackSpec
{
    [Fact(DisplayName =
        "labgrid's HttpDigitalOutput drives a line over TCP with a token in its URL: PUT, then GET compared as a whole (IF-3.12)")]
    public async Task Labgrid()
    {
        await using var hub = await TestHub.StartAsync(tcp: true, rig: folder => DemoRig.WithTokens(folder, ("lab", ApiRole.Control)));
        // As httpdigitaloutput.py calls it: no header of its own, the body bare. Debian's requests, which build/common.sh installs.
        const string calls = """
            import sys, requests
            url = sys.argv[1]
            for body in ("1", "0", "1"):
                answer = requests.request("PUT", url, data=body)
                answer.raise_for_status()
                answer = requests.request("GET", url)
                answer.raise_for_status()
                assert answer.text == body, answer.text
            """;
        string url = $"http://x:{DemoRig.SecretOf("lab")}@127.0.0.1:{hub.Port}/v1/lines/bench/IGN/value";
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", calls, url]) { RedirectStandardError = true })!;
        string error = await python.StandardError.ReadToEndAsync();
        await python.WaitForExitAsync();

        Assert.Equal((0, ""), (python.ExitCode, error));
        Assert.Equal("1", await hub.Http.GetStringAsync("http://hub/v1/lines/bench/IGN/value"));
    }

    [Theory(DisplayName = "A Host that is not this hub is 421 on TCP, against DNS rebinding (IF-3.10)")]
    [InlineData("evil.example")]
    [InlineData("127.0.0.2")]
    [InlineData("localhost.evil.example")]
    public async Task Rebinding(string host)
    {
        await using var hub = await TestHub.StartAsync(tcp: true);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{hub.Port}/v1/hub");
        request.Headers.Host = host.Contains(':', StringComparison.Ordinal) ? host : $"{host}:{hub.Port}";
        using var answer = await http.SendAsync(request);

        Assert.Equal((421, "misdirected"), ((int)answer.StatusCode, (await Problems.ReadAsync(answer)).Code));
    }

    [Fact(DisplayName = "An Origin of another port of this machine is foreign: PUT and GET are 403 (IF-3.10)")]
    public async Task Origin()
    {
        await using var hub = await TestHub.StartAsync(tcp: true);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Origin", "http://127.0.0.1:1");
        string url = $"http://127.0.0.1:{hub.Port}/v1/lines/bench/IGN/value";
        using var body = new ByteArrayContent("1"u8.ToArray());
        using var put = await http.PutAsync(url, body);
        using var get = await http.GetAsync(url);

        Assert.Equal((403, "forbidden-origin"), ((int)put.StatusCode, (await Problems.ReadAsync(put)).Code));
        Assert.Equal((403, "forbidden-origin"), ((int)get.StatusCode, (await Problems.ReadAsync(get)).Code));
        Assert.Equal("0", await hub.Http.GetStringAsync("http://hub/v1/lines/bench/IGN/value"));
    }
}
