using System.Net;
using System.Text;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary><c>/v1/values</c>: several lines in one request (IF-3.3).</summary>
public class ValuesSpec
{
    [Fact(DisplayName = "PUT sets every line, under either address: 204 (IF-3.3)")]
    public async Task Sets()
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal((HttpStatusCode.NoContent, ""), await PutAsync(hub, """{"bench/IGN":1,"adas:WAKE":"1"}"""));
        Assert.Equal("1 1\n", (await hub.CliAsync("get", "--numeric", "bench/IGN", "bench/WAKE")).Out);
        Assert.Equal((HttpStatusCode.NoContent, ""), await PutAsync(hub, """{"bench/IGN":"z","bench/WAKE":0}"""));
        Assert.Equal("0 0\n", (await hub.CliAsync("get", "--numeric", "bench/IGN", "bench/WAKE")).Out);
    }

    [Theory(DisplayName = "What is wrong with one line is told, and no line is set (IF-3.3)")]
    [InlineData(404, """{"bench/IGN":1,"bench/WAEK":1}""", "no line \\\"bench/WAEK\\\"; did you mean bench/WAKE?")]
    [InlineData(400, """{"bench/IGN":1,"bench/WAKE":2}""", "bench/WAKE 2: expected 0, 1 or \\\"z\\\"")]
    [InlineData(400, """{"bench/IGN":1,"bench/WAKE":null}""", "bench/WAKE null: expected 0, 1 or \\\"z\\\"")]
    [InlineData(404, """{"bench/IGN":1,"WAKE":1}""", "no bus \\\"WAKE\\\" but a line; did you mean bench/WAKE?")]
    [InlineData(400, """{"bench/IGN":1,"bench/":1}""", "\\\"bench/\\\" is no line; expected CHIP/LINE or GUEST:LINE")]
    [InlineData(400, """{"bench/IGN":1,"ivi:IGN":0}""", "bench/IGN and ivi:IGN are the same line")]
    [InlineData(400, """{"bench/IGN":1,"bench/IGN":0}""", "\\\"bench/IGN\\\" is there twice")]
    [InlineData(400, "{}", "no line: expected")]
    [InlineData(400, "[1]", "the body is to be a JSON object")]
    public async Task Wrong(int status, string body, string detail)
    {
        await using var hub = await TestHub.StartAsync();

        var (code, answer) = await PutAsync(hub, body);
        Assert.Equal(status, (int)code);
        Assert.Contains(Quoted(detail), Quoted(answer), StringComparison.Ordinal);
        Assert.Equal("0\n", (await hub.CliAsync("get", "--numeric", "bench/IGN")).Out);
    }

    [Fact(DisplayName = "A refusal says which line it is of, and which lines are set all the same")]
    public async Task Refused()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Refusals[new ChipLineAddress("bench", 2)] = new SetResult(SetStatus.Busy, "bench/WAKE is driven by guest adas (exclusive)");

        var (code, answer) = await PutAsync(hub, """{"bench/IGN":1,"bench/WAKE":1}""");
        Assert.Equal(HttpStatusCode.Conflict, code);
        Assert.Contains("bench/WAKE is driven by guest adas (exclusive); set is bench/IGN", answer, StringComparison.Ordinal);
    }

    /// <summary>The text with each quote written in one of the two ways of JSON.</summary>
    private static string Quoted(string text) => text.Replace("\\\"", "\\u0022", StringComparison.Ordinal);

    private static async Task<(HttpStatusCode Code, string Body)> PutAsync(TestHub hub, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await hub.Http.PutAsync(new Uri("http://hub/v1/values"), content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
