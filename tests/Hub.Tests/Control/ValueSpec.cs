using System.Net;
using System.Text;
using GpioHub.Actors.Control;
using GpioHub.Hub.Tests.Support;
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
