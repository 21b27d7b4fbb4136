using System.Net;
using System.Text;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Nets;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

public class ValueSpec
{
    private const string Ign = "http://hub/v1/lines/bench/IGN/value";

    [Fact(DisplayName = "PUT 1 is 204; GET is then exactly \"1\" as text/plain, which labgrid compares as a whole (IF-3.3)")]
    public async Task PutThenGet()
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(hub, Ign, "1")).StatusCode);
        using var answer = await hub.Http.GetAsync(Ign);

        Assert.Equal("1", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory(DisplayName = "A body may end in one newline; anything but 0, 1 and z is 400 (IF-3.3)")]
    [InlineData("1\n", 204)]
    [InlineData("0", 204)]
    [InlineData("z", 204)]
    [InlineData("", 400)]
    [InlineData("2", 400)]
    [InlineData("1\n\n", 400)]
    [InlineData("active", 400)]
    public async Task Bodies(string body, int status)
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Equal(status, (int)(await PutAsync(hub, Ign, body)).StatusCode);
    }

    [Theory(DisplayName = "A missing Content-Type is text/plain, never 415; an image is 415 (IF-3.3)")]
    [InlineData(null, 204)]
    [InlineData("text/plain", 204)]
    [InlineData("application/x-www-form-urlencoded", 204)]
    [InlineData("image/png", 415)]
    public async Task MediaTypes(string? type, int status)
    {
        await using var hub = await TestHub.StartAsync();
        using var content = new ByteArrayContent("1"u8.ToArray());
        if (type is not null) content.Headers.ContentType = new(type);

        Assert.Equal(status, (int)(await hub.Http.PutAsync(Ign, content)).StatusCode);
    }

    [Fact(DisplayName = "Who accepts JSON gets JSON (IF-3.3)")]
    public async Task Json()
    {
        await using var hub = await TestHub.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Ign);
        request.Headers.Accept.ParseAdd("application/json");

        Assert.Equal("""{"value":0}""", await (await hub.Http.SendAsync(request)).Content.ReadAsStringAsync());
    }

    [Theory(DisplayName = "PUT takes the document that GET gives, whatever its Content-Type (IF-3.3)")]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("")]
    public async Task SentBack(string type)
    {
        await using var hub = await TestHub.StartAsync();
        await PutAsync(hub, Ign, "1");
        var given = await hub.CurlAsync(false, "/v1/lines/bench/IGN/value", "-H", "Accept: application/json");
        await PutAsync(hub, Ign, "0");
        var put = await hub.CurlAsync(false, "/v1/lines/bench/IGN/value", "-X", "PUT", "-H", $"Content-Type: {type}",
            "-d", given.Body);

        Assert.Equal(("{\"value\":1}", 204), (given.Body, put.Status));
        Assert.Equal("1", await hub.Http.GetStringAsync(Ign));
    }

    [Theory(DisplayName = "A document of a value has 0, 1 or \"z\" in it and nothing else; what is wrong is said (IF-3.3)")]
    [InlineData("{\"value\":0}\n", 204, null)]
    [InlineData(" { \"value\" : 1 } ", 204, null)]
    [InlineData("{\"value\":\"z\"}", 204, null)]
    [InlineData("{}", 400, "a value is missing: {\"value\":0}, {\"value\":1} or {\"value\":\"z\"}")]
    [InlineData("{\"value\":2}", 400, "value 2: expected 0, 1 or \"z\"")]
    [InlineData("{\"value\":true}", 400, "value true: expected a text")]
    [InlineData("{\"level\":1}", 400, "unknown key \"level\"; there are value")]
    [InlineData("{\"value\":1", 400, "the body is not JSON: line 1, byte 11")]
    public async Task Documents(string body, int status, string? words)
    {
        await using var hub = await TestHub.StartAsync();
        using var answer = await hub.Http.PutAsync(Ign, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(status, (int)answer.StatusCode);
        if (words is not null) Assert.Equal(words, (await Problems.ReadAsync(answer)).Detail);
    }

    [Theory(DisplayName = "Each refusal of a set has its status and code, and the hub's own words (IF-3.3)")]
    [InlineData(SetStatus.Busy, 409, "busy")]
    [InlineData(SetStatus.NotForDriving, 403, "not-for-driving")]
    [InlineData(SetStatus.ChipAway, 503, "chip-away")]
    [InlineData(SetStatus.NoAnswer, 504, "no-answer")]
    public async Task Refusals(SetStatus refusal, int status, string code)
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Refusal = new SetResult(refusal, "words of the hub");

        var answer = await PutAsync(hub, Ign, "1");
        var problem = await Problems.ReadAsync(answer);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal((code, "words of the hub", status), (problem.Code, problem.Detail, problem.Status));
    }

    [Fact(DisplayName = "The value of a line whose chip is away is 503 (IF-3.3)")]
    public async Task Away()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.ChipState = ChipState.Failing;

        using var answer = await hub.Http.GetAsync(Ign);

        Assert.Equal((503, "chip-away"), ((int)answer.StatusCode, (await Problems.ReadAsync(answer)).Code));
    }

    private static Task<HttpResponseMessage> PutAsync(TestHub hub, string url, string body) =>
        hub.Http.PutAsync(url, new StringContent(body, Encoding.UTF8, "text/plain"));
}
