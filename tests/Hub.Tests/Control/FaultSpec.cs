using System.Net;
using System.Text;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Faults;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary><c>/v1/faults</c> (IF-3.7).</summary>
public class FaultSpec
{
    private const string Faults = "http://hub/v1/faults";

    [Fact(DisplayName = "POST is 201 with a Location, where the fault is; GET lists it, DELETE is 204, then it is 404 (IF-3.7)")]
    public async Task Life()
    {
        await using var hub = await TestHub.StartAsync();
        using var added = await PostAsync(hub, """{"line":"bench/IGN","kind":"bounce","count":5,"period":"1ms","seed":42,"ttl":"2s"}""");
        const string document =
            """{"id":"f1","line":"bench/IGN","kind":"bounce","count":5,"period":"1ms","seed":42,"ttl":"2s","fired":0,"endsInNs":"2000000000"}""";

        Assert.Equal((HttpStatusCode.Created, "/v1/faults/f1"), (added.StatusCode, added.Headers.Location?.OriginalString));
        Assert.Equal(document, await added.Content.ReadAsStringAsync());
        Assert.Equal(document, await hub.Http.GetStringAsync($"{Faults}/f1"));
        Assert.Equal($"[{document}]", await hub.Http.GetStringAsync(Faults));
        Assert.Equal(HttpStatusCode.NoContent, (await hub.Http.DeleteAsync($"{Faults}/f1")).StatusCode);
        await ProblemAsync(await hub.Http.DeleteAsync($"{Faults}/f1"), 404, "not-found", "no fault \"f1\"; none is active");
        Assert.Equal("[]", await hub.Http.GetStringAsync(Faults));
    }

    [Fact(DisplayName = "POST takes the document that GET gives: an equal fault with an id of its own (IF-3.7)")]
    public async Task SentBack()
    {
        await using var hub = await TestHub.StartAsync();
        await PostAsync(hub, """{"line":"bench/IGN","kind":"bounce","count":5,"period":"1ms","seed":42,"ttl":"2s"}""");
        string given = await hub.Http.GetStringAsync($"{Faults}/f1");
        using var added = await PostAsync(hub, given);

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal(given.Replace("f1", "f2", StringComparison.Ordinal), await added.Content.ReadAsStringAsync());
    }

    [Fact(DisplayName = "DELETE of all is 204, with faults or without (IF-3.7)")]
    public async Task ClearAll()
    {
        await using var hub = await TestHub.StartAsync();
        await PostAsync(hub, """{"line":"bench/IGN","kind":"stuck-1"}""");
        await PostAsync(hub, """{"chip":"bench","kind":"hang"}""");
        await ProblemAsync(await hub.Http.GetAsync($"{Faults}/f9"), 404, "not-found", "no fault \"f9\"; active are f1, f2");

        Assert.Equal(HttpStatusCode.NoContent, (await hub.Http.DeleteAsync(Faults)).StatusCode);
        Assert.Equal("[]", await hub.Http.GetStringAsync(Faults));
        Assert.Equal(HttpStatusCode.NoContent, (await hub.Http.DeleteAsync(Faults)).StatusCode);
    }

    [Fact(DisplayName = "A guest's address means its net; a chip's fault names the chip; what is not said is not in the document")]
    public async Task Targets()
    {
        await using var hub = await TestHub.StartAsync();
        using var ofGuest = await PostAsync(hub, """{"line":"adas:WAKE","kind":"open"}""");
        using var ofChip = await PostAsync(hub, """{"chip":"bench","kind":"error"}""");

        Assert.Equal("""{"id":"f1","line":"bench/WAKE","kind":"open","fired":0,"endsInNs":null}""",
            await ofGuest.Content.ReadAsStringAsync());
        Assert.Equal("""{"id":"f2","chip":"bench","kind":"error","fired":0,"endsInNs":null}""", await ofChip.Content.ReadAsStringAsync());
    }

    [Theory(DisplayName = "What cannot be understood is 400, and says which key and what is expected")]
    [InlineData("", "the body is not JSON: line 1, byte 1")]
    [InlineData("""["stuck-1"]""", "the body is to be a JSON object with line, bus, chip, kind, count, period, width, delay, seed, ttl")]
    [InlineData("""{"line":"bench/IGN","kind":"stuck-1"} x""", "the body is not JSON: line 1, byte 39")]
    [InlineData("""{"line":"bench/IGN"}""",
        "a fault needs a kind: stuck-0, stuck-1, open, invert, bounce, glitch, delay, drop, error, hang")]
    [InlineData("""{"line":"bench/IGN","kind":"stuck1"}""", "\"stuck1\" is no fault; did you mean stuck-1?")]
    [InlineData("""{"line":"bench/IGN","kind":"explode"}""",
        "\"explode\" is no fault; there are stuck-0, stuck-1, open, invert, bounce, glitch, delay, drop, error, hang")]
    [InlineData("""{"kind":"stuck-1"}""",
        "a fault is of a line, of a bus or of a chip: one of the three")]
    [InlineData("""{"line":"bench/IGN","chip":"bench","kind":"stuck-1"}""",
        "a fault is of a line, of a bus or of a chip: one of the three")]
    [InlineData("""{"line":"IGN","kind":"stuck-1"}""", "line \"IGN\": expected CHIP/LINE or GUEST:LINE")]
    [InlineData("""{"line":"bench/IGN","kind":"glitch","wdth":"1ms"}""", "unknown key \"wdth\"; did you mean \"width\"?")]
    [InlineData("""{"line":"bench/IGN","kind":"open","kind":"invert"}""", "\"kind\" is there twice")]
    [InlineData("""{"line":"bench/IGN","kind":"glitch","width":5}""", "width 5: expected a time such as 20us, 5ms, 1s or 2m")]
    [InlineData("""{"line":"bench/IGN","kind":"glitch","width":"5"}""", "width \"5\": expected a time such as 20us, 5ms, 1s or 2m")]
    [InlineData("""{"line":"bench/IGN","kind":"drop","count":1.5}""", "count 1.5: expected a whole number")]
    [InlineData("""{"line":"bench/IGN","kind":"drop","count":1e99}""", "count 1e99: expected a whole number")]
    [InlineData("""{"line":"bench/IGN","kind":"bounce","count":1,"period":"1ms","seed":-1}""",
        "seed -1: expected a whole number from 0 to 4294967295")]
    [InlineData("""{"line":7,"kind":"open"}""", "line 7: expected a text")]
    [InlineData("""{"line":"bench/IGN","kind":"bounce"}""", "bounce needs a count")]
    [InlineData("""{"line":"bench/IGN","kind":"hang"}""", "hang is a fault of a chip, not of a line")]
    [InlineData("""{"chip":"bench","kind":"invert"}""", "invert is a fault of a line, not of a chip")]
    public async Task Malformed(string body, string words)
    {
        await using var hub = await TestHub.StartAsync();
        await ProblemAsync(await PostAsync(hub, body), 400, "malformed", words);
        Assert.Empty(await hub.Hub.FaultsAsync(default));
    }

    [Theory(DisplayName = "Names that the rig has not are 404 with the nearest")]
    [InlineData("""{"line":"bench/IGNN","kind":"open"}""", "no line \"bench/IGNN\"; did you mean bench/IGN?")]
    [InlineData("""{"chip":"bensh","kind":"hang"}""", "no chip \"bensh\"; did you mean bench?")]
    [InlineData("""{"line":"ivi:SPARE","kind":"open"}""", "ivi:SPARE is a spare slot of guest ivi: no chip line stands behind it")]
    public async Task NoSuchName(string body, string words)
    {
        await using var hub = await TestHub.StartAsync();
        await ProblemAsync(await PostAsync(hub, body), 404, "not-found", words);
    }

    [Theory(DisplayName = "A fault that cannot be added has the hub's words: too many 409, no answer 504")]
    [InlineData(FaultStatus.TooMany, 409, "too-many")]
    [InlineData(FaultStatus.NoAnswer, 504, "no-answer")]
    public async Task Refused(FaultStatus refusal, int status, string code)
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.FaultRefusal = new FaultResult(refusal, "words of the hub");
        await ProblemAsync(await PostAsync(hub, """{"line":"bench/IGN","kind":"open"}"""), status, code, "words of the hub");
    }

    private static async Task ProblemAsync(HttpResponseMessage answer, int status, string code, string words)
    {
        using (answer)
        {
            var problem = await Problems.ReadAsync(answer);
            Assert.Equal((status, code, words), ((int)answer.StatusCode, problem.Code, problem.Detail));
        }
    }

    private static Task<HttpResponseMessage> PostAsync(TestHub hub, string body) =>
        hub.Http.PostAsync(Faults, new StringContent(body, Encoding.UTF8, "application/json"));
}
