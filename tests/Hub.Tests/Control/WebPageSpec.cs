using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>A web page that somebody's browser has open, and the control API behind a tunnel, on a port, under a rebound name (IF-3.10).
/// curl sends what a browser would.</summary>
public class WebPageSpec
{
    private const string Host = "Host: localhost:8421", Origin = "Origin: http://evil.example";

    public static TheoryData<bool, string[], int> Attacks()
    {
        string[] simple = ["-H", Host, "-H", Origin, "-H", "Content-Type: text/plain", "-d"];
        var attacks = new TheoryData<bool, string[], int>();
        foreach (bool tcp in new[] { false, true })
        {
            attacks.Add(tcp, ["/v1/faults", .. simple, """{"line":"bench/IGN","kind":"stuck-1"}"""], 403);
            attacks.Add(tcp, ["/v1/lines/bench/IGN/pulse", .. simple, """{"times":["1s"]}"""], 403);
            attacks.Add(tcp, ["/v1/reload", .. simple, ""], 403);
            attacks.Add(tcp, ["/v1/config/apply", .. simple, "chips: {}\nguests: {}"], 403);
            attacks.Add(tcp, ["/v1/lines/bench/IGN/value", "-X", "PUT", "-H", "Host: evil.example:8421", "-d", "1"], 421);
        }

        return attacks;
    }

    [Theory(DisplayName = "What a page of another site makes a browser send is refused, and changes nothing, on socket and port (IF-3.10)")]
    [MemberData(nameof(Attacks))]
    public async Task Refused(bool tcp, string[] request, int status)
    {
        await using var hub = await TestHub.StartAsync(tcp: true);
        var answer = await hub.CurlAsync(tcp, request[0], request[1..]);

        Assert.Equal(status, answer.Status);
        Assert.Contains($"\"code\":\"{(status == 421 ? "misdirected" : "forbidden-origin")}\"", answer.Body, StringComparison.Ordinal);
        Assert.Equal("0", await hub.Http.GetStringAsync("http://hub/v1/lines/bench/IGN/value"));
        Assert.Equal("[]", await hub.Http.GetStringAsync("http://hub/v1/faults"));
        Assert.Empty(hub.Hub.Pulses);
    }

    [Theory(DisplayName = "Every method of every resource is guarded, streams of events too: foreign Origin, site and name (IF-3.10)")]
    [InlineData(403, "Origin", "http://evil.example")]
    [InlineData(403, "Origin", "null")]
    [InlineData(403, "Sec-Fetch-Site", "cross-site")]
    [InlineData(403, "Sec-Fetch-Site", "same-site")]
    [InlineData(421, "Host", "evil.example")]
    public async Task Everywhere(int status, string header, string value)
    {
        await using var hub = await TestHub.StartAsync();
        var resources = hub.Resources();
        Assert.True(resources.Length > 25);
        foreach (var resource in resources)
        {
            using var request = new HttpRequestMessage(new HttpMethod(resource.Method), $"http://hub/{TestHub.PathOf(resource)}");
            request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await hub.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal((resource, status), (resource, (int)answer.StatusCode));
        }
    }

    [Theory(DisplayName = "A request is guarded in whatever form it comes: repeated headers, absolute targets, HTTP/1.0 (IF-3.10)")]
    [InlineData(200, "GET /v1/chips HTTP/1.1\nHost: hub\n")]
    [InlineData(200, "GET /v1/chips HTTP/1.0\nHost: LOCALHOST:1\n")]
    [InlineData(200, "GET http://hub/v1/chips HTTP/1.1\nHost: hub\n")]
    [InlineData(200, "GET /v1/chips HTTP/1.1\nHost: hub\nUpgrade: h2c\nConnection: Upgrade, HTTP2-Settings\nHTTP2-Settings: \n")]
    [InlineData(421, "GET /v1/chips HTTP/1.0\n")]
    [InlineData(421, "GET /v1/chips HTTP/1.1\nHost: \n")]
    [InlineData(421, "GET /v1/chips HTTP/1.1\nHost: hub.evil.example\n")]
    [InlineData(421, "GET http://evil.example/v1/chips HTTP/1.1\nHost: evil.example\n")]
    [InlineData(400, "GET http://evil.example/v1/chips HTTP/1.1\nHost: hub\n")]
    [InlineData(400, "GET /v1/chips HTTP/1.1\nHost: hub\nHost: evil.example\n")]
    [InlineData(400, "GET /v1/chips HTTP/1.1\n")]
    [InlineData(403, "GET /v1/chips HTTP/1.1\nHost: hub\nOrigin: http://hub\nOrigin: http://evil.example\n")]
    [InlineData(403, "GET /v1/chips HTTP/1.1\nHost: hub\nSec-Fetch-Site: none\nSec-Fetch-Site: cross-site\n")]
    [InlineData(403, "GET /v1/chips HTTP/1.1\nHost: hub\nOrigin: \n")]
    public async Task Forms(int status, string request)
    {
        await using var hub = await TestHub.StartAsync();
        string answer = await hub.RawAsync($"{request}Connection: close\n\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "HTTP/2 without TLS is not spoken: no request comes past the guard by another protocol (IF-3.1)")]
    public async Task PriorKnowledge()
    {
        await using var hub = await TestHub.StartAsync(tcp: true);
        foreach (bool tcp in new[] { false, true })
            Assert.NotEqual(200, (await hub.CurlAsync(tcp, "/v1/chips", "--http2-prior-knowledge", "-H", "Host: hub")).Status);
    }

    [Fact(DisplayName = "A browser that asks whether it may send something gets no permission (IF-3.10)")]
    public async Task Preflight()
    {
        await using var hub = await TestHub.StartAsync(tcp: true);
        foreach (bool tcp in new[] { false, true })
        {
            var asked = await hub.CurlAsync(tcp, "/v1/lines/bench/IGN/value", "-X", "OPTIONS", "-H", Host, "-H", Origin,
                "-H", "Access-Control-Request-Method: PUT", "-H", "Access-Control-Request-Private-Network: true");
            var plain = await hub.CurlAsync(tcp, "/v1/lines/bench/IGN/value", "-X", "OPTIONS");

            Assert.Equal((403, tcp ? 403 : 405), (asked.Status, plain.Status));      // on the port everything but looking is refused
            Assert.DoesNotContain(asked.Headers.Keys.Concat(plain.Headers.Keys),
                name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact(DisplayName = "A header that names another method does not change the method")]
    public async Task MethodOverride()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.CurlAsync(false, "/v1/lines/bench/IGN/value?_method=PUT", "-X", "GET", "-H", "X-HTTP-Method-Override: PUT",
            "-H", "X-Method-Override: PUT", "-d", "1");

        Assert.Equal("0", await hub.Http.GetStringAsync("http://hub/v1/lines/bench/IGN/value"));
    }

    [Theory(DisplayName = "Every answer tells a browser to keep it from other sites, and to guess nothing about it (IF-3.10)")]
    [InlineData(200, "/v1/lines/bench/IGN/value")]
    [InlineData(204, "/v1/lines/bench/IGN/value", "-X", "PUT", "-d", "1")]
    [InlineData(200, "/v1/events", "-I")]
    [InlineData(404, "/v1/nothing")]
    [InlineData(421, "/v1/hub", "-H", "Host: evil.example")]
    public async Task Headers(int status, string path, params string[] args)
    {
        await using var hub = await TestHub.StartAsync();
        var answer = await hub.CurlAsync(false, path, args);

        Assert.Equal(status, answer.Status);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("same-origin", answer.Headers["Cross-Origin-Resource-Policy"]);
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", answer.Headers["Content-Security-Policy"]);
        Assert.Equal(("no-referrer", "no-store"), (answer.Headers["Referrer-Policy"], answer.Headers["Cache-Control"]));
    }

    [Fact(DisplayName = "A page that comes from the hub's own origin is served, whatever the tunnel's port (IF-3.10)")]
    public async Task OwnPage()
    {
        await using var hub = await TestHub.StartAsync();
        var answer = await hub.CurlAsync(false, "/v1/lines/bench/IGN/value", "-X", "PUT", "-d", "1", "-H", Host,
            "-H", "Origin: http://localhost:8421", "-H", "Sec-Fetch-Site: same-origin");

        Assert.Equal(204, answer.Status);
    }
}
