using System.Net;
using System.Text;
using Akka.Actor;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

public class RequestSpec
{
    [Fact(DisplayName = "A method that a resource lacks is 405 and Allow names those it has (IF-3.9)")]
    public async Task WrongMethod()
    {
        await using var hub = await TestHub.StartAsync();
        using var answer = await hub.Http.DeleteAsync("http://hub/v1/lines/bench/IGN/value");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal("GET, PUT", string.Join(", ", answer.Content.Headers.Allow));
        Assert.Equal("method-not-allowed", (await Problems.ReadAsync(answer)).Code);
    }

    [Fact(DisplayName =
        "A hub that does not answer in time is 504, one that fails is 500; neither ends the connection's next request (IF-3.9)")]
    public async Task HubTrouble()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Failure = new AskTimeoutException("late");
        using var late = await hub.Http.GetAsync("http://hub/v1/hub");
        hub.Hub.Failure = new InvalidOperationException("a bug");
        using var failed = await hub.Http.GetAsync("http://hub/v1/hub");
        hub.Hub.Failure = null;

        Assert.Equal((504, "no-answer"), ((int)late.StatusCode, (await Problems.ReadAsync(late)).Code));
        Assert.Equal((500, "internal"), ((int)failed.StatusCode, (await Problems.ReadAsync(failed)).Code));
        Assert.Equal(HttpStatusCode.OK, (await hub.Http.GetAsync("http://hub/v1/hub")).StatusCode);
    }

    [Fact(DisplayName = "HEAD is GET without the body, on streams too")]
    public async Task Head()
    {
        await using var hub = await TestHub.StartAsync();
        using var value = await hub.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "http://hub/v1/lines/bench/IGN/value"));
        using var events = await hub.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "http://hub/v1/events"));

        Assert.Equal((HttpStatusCode.OK, 1L), (value.StatusCode, value.Content.Headers.ContentLength));
        Assert.Equal((HttpStatusCode.OK, "application/x-ndjson"), (events.StatusCode, events.Content.Headers.ContentType?.MediaType));
    }

    [Theory(DisplayName = "No such resource is 404 (IF-3.9)")]
    [InlineData("web")]
    [InlineData("v1")]
    [InlineData("v1/hub/")]
    [InlineData("v2/hub")]
    [InlineData("v1/lines/bench")]
    public async Task NoResource(string path)
    {
        await using var hub = await TestHub.StartAsync();
        using var answer = await hub.Http.GetAsync($"http://hub/{path}");

        Assert.Equal((HttpStatusCode.NotFound, "not-found"), (answer.StatusCode, (await Problems.ReadAsync(answer)).Code));
    }

    [Theory(DisplayName = "A POST has JSON or YAML and says so; what a page's form sends is 415, and what to send is told (IF-3.9)")]
    [InlineData("v1/faults", "application/json", false)]
    [InlineData("v1/lines/bench/IGN/pulse", "application/json", false)]
    [InlineData("v1/config/check", "application/yaml", false)]
    [InlineData("v1/config/diff", "application/yaml", true)]
    [InlineData("v1/config/apply", "application/yaml", true)]
    [InlineData("v1/reload", "application/yaml", true)]
    public async Task MediaTypes(string path, string type, bool mayBeEmpty)
    {
        await using var hub = await TestHub.StartAsync();
        foreach (string simple in (string[])["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
        {
            var refused = await hub.CurlAsync(false, $"/{path}", "-H", $"Content-Type: {simple}", "-d", "{}");
            Assert.Equal(415, refused.Status);
            Assert.Contains($"curl -H 'Content-Type: {type}'", refused.Body, StringComparison.Ordinal);
        }

        Assert.Equal(415, (await hub.CurlAsync(false, $"/{path}", "-H", "Content-Type;", "-d", "{}")).Status);
        Assert.Equal(415, (await hub.CurlAsync(false, $"/{path}", "-H", "Content-Type:", "-H", "Transfer-Encoding: chunked",
            "-d", "{}")).Status);
        Assert.NotEqual(415, (await hub.CurlAsync(false, $"/{path}", "-H", $"Content-Type: {type}", "-d", "{}")).Status);
        if (mayBeEmpty) Assert.NotEqual(415, (await hub.CurlAsync(false, $"/{path}", "-X", "POST")).Status);
    }

    [Fact(DisplayName = "A body over 1 MiB is 413 (IF-3.9)")]
    public async Task TooLarge()
    {
        await using var hub = await TestHub.StartAsync();
        string answer = await hub.RawAsync(
            $"POST /v1/config/check HTTP/1.1\nHost: hub\nContent-Type: application/yaml\n" +
            $"Content-Length: {ControlLimits.MaxBodyBytes + 1}\n\n");

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"too-large\"", answer, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "POST to config/check answers 422 with every error, or 200 (IF-3.8)")]
    public async Task ConfigCheck()
    {
        await using var hub = await TestHub.StartAsync();
        using var good = await hub.Http.PostAsync("http://hub/v1/config/check", Yaml("version: 1"));
        using var bad = await hub.Http.PostAsync("http://hub/v1/config/check", Yaml("bad: 1\nfine: 2\nbad: 3"));

        Assert.Equal("""{"changes":[],"refused":[],"warnings":[]}""", await good.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        Assert.Equal([1, 3], (await Problems.ReadAsync(bad)).Errors!.Select(error => error.Line));
    }

    [Fact(DisplayName = "The configuration in force has its generation as ETag (IF-3.8)")]
    public async Task Effective()
    {
        await using var hub = await TestHub.StartAsync();
        using var answer = await hub.Http.GetAsync("http://hub/v1/config");

        Assert.Equal("\"1\"", answer.Headers.ETag?.Tag);
        Assert.Contains("\"controlMode\":\"0600\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static StringContent Yaml(string text) => new(text, Encoding.UTF8, "application/yaml");
}
