using System.Text;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Nets;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary><c>L/pulse</c> (IF-3.4).</summary>
public class PulseSpec
{
    private const string Pulse = "http://hub/v1/lines/bench/IGN/pulse";

    [Theory(DisplayName = "POST is 202 with an id, by either address; level is 1 and repeat 1 unless said (IF-3.4)")]
    [InlineData(Pulse, """{"times":["20ms"]}""", 1, 1, "00:00:00.0200000")]
    [InlineData("http://hub/v1/guests/ivi/lines/IGN/pulse", """{"times":["200ms","800ms"],"level":0,"repeat":0}""", 0, 0,
        "00:00:00.2000000 00:00:00.8000000")]
    public async Task Begun(string url, string body, int level, int repeat, string times)
    {
        await using var hub = await TestHub.StartAsync();
        using var answer = await PostAsync(hub, url, body);

        Assert.Equal((202, """{"id":"p1"}"""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        var order = hub.Hub.Pulses[DemoRig.Bench(0)];
        Assert.Equal((level == 1, repeat, times), (order.Level, order.Repeat, string.Join(' ', order.Times)));
    }

    [Fact(DisplayName = "DELETE is 204, with a pulse or without (IF-3.4)")]
    public async Task Ended()
    {
        await using var hub = await TestHub.StartAsync();
        await PostAsync(hub, Pulse, """{"times":["20ms"]}""");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(204, (int)(await hub.Http.DeleteAsync(Pulse)).StatusCode);
            Assert.Empty(hub.Hub.Pulses);
        }
    }

    [Theory(DisplayName = "What cannot be understood is 400, and says what is expected")]
    [InlineData("{}", "a pulse needs times: {\"times\":[\"20ms\"]}")]
    [InlineData("""{"times":[]}""", "a pulse needs a time")]
    [InlineData("""{"times":"20ms"}""", "times \"20ms\": expected a list of times")]
    [InlineData("""{"times":["20"]}""", "times \"20\": expected a time such as 20us, 5ms, 1s or 2m")]
    [InlineData("""{"times":["20us"]}""", "time 20us: expected 1ms to 60m")]
    [InlineData("""{"times":["20ms"],"level":2}""", "level 2: expected 0 or 1")]
    [InlineData("""{"times":["20ms"],"repeat":-1}""", "repeat -1: expected 0 to 1000000, 0 = until it is ended")]
    [InlineData("""{"time":["20ms"]}""", "unknown key \"time\"; did you mean \"times\"?")]
    public async Task Malformed(string body, string words)
    {
        await using var hub = await TestHub.StartAsync();
        using var answer = await PostAsync(hub, Pulse, body);
        var problem = await Problems.ReadAsync(answer);
        Assert.Equal((400, "malformed", words), ((int)answer.StatusCode, problem.Code, problem.Detail));
    }

    [Theory(DisplayName = "A pulse is refused as a PUT is: 403, 409, 503, 504, with the hub's words (IF-3.4)")]
    [InlineData(SetStatus.NotForDriving, 403, "not-for-driving")]
    [InlineData(SetStatus.Busy, 409, "busy")]
    [InlineData(SetStatus.ChipAway, 503, "chip-away")]
    [InlineData(SetStatus.Refused, 503, "refused")]
    [InlineData(SetStatus.NoAnswer, 504, "no-answer")]
    public async Task Refused(SetStatus refusal, int status, string code)
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Refusal = new SetResult(refusal, "words of the hub");
        using var answer = await PostAsync(hub, Pulse, """{"times":["20ms"]}""");
        var problem = await Problems.ReadAsync(answer);
        Assert.Equal((status, code, "words of the hub"), ((int)answer.StatusCode, problem.Code, problem.Detail));
    }

    private static Task<HttpResponseMessage> PostAsync(TestHub hub, string url, string body) =>
        hub.Http.PostAsync(url, new StringContent(body, Encoding.UTF8, "application/json"));
}
