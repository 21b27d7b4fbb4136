using System.Net;
using System.Text;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary><c>/v1/buses</c> (IF-3.20).</summary>
public class BusSpec
{
    [Theory(DisplayName = "PUT sets every line, the first the most significant; GET gives the value in decimal, hex on request (IF-3.20)")]
    [InlineData("2", "1 0", "2", "0x2")]
    [InlineData("0b01", "0 1", "1", "0x1")]
    [InlineData("0x3\n", "1 1", "3", "0x3")]
    [InlineData("{\"value\":2}", "1 0", "2", "0x2")]
    [InlineData("{\"value\":\"0b11\"}", "1 1", "3", "0x3")]
    [InlineData("z", "0 0", "0", "0x0")]
    public async Task SetAndGet(string body, string levels, string value, string hex)
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        await PutAsync(hub, "buses/PAIR/value", "3");

        Assert.Equal((204, ""), await PutAsync(hub, "buses/PAIR/value", body));
        Assert.Equal($"{levels}\n", (await hub.CliAsync("get", "--numeric", "bench/IGN", "bench/WAKE")).Out);
        Assert.Equal((200, value), await GetAsync(hub, "buses/PAIR/value"));
        Assert.Equal((200, hex), await GetAsync(hub, "buses/PAIR/value?format=hex"));
    }

    [Fact(DisplayName = "A bus document has its lines in order and its value; the hub's document has all of them (IF-3.20)")]
    public async Task Documents()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        await PutAsync(hub, "buses/PAIR/value", "2");

        const string pair = """{"name":"PAIR","lines":["bench/IGN","bench/WAKE"],"value":2,"hex":"0x2","problem":null}""";
        const string doors = """
            {"name":"DOORS","lines":["bench/CRASH","bench/DOOR","bench/A/B:C","bench/5%2F","bench/IGN"],"value":1,"hex":"0x01","problem":null}
            """;
        Assert.Equal((200, pair), await GetAsync(hub, "buses/PAIR"));
        Assert.Equal((200, $"[{pair},{doors.Trim()}]"), await GetAsync(hub, "buses"));
        Assert.Contains($"\"buses\":[{pair},{doors.Trim()}]", (await GetAsync(hub, "hub")).Body, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Who accepts JSON gets the value as a JSON number, which a PUT takes back (IF-3.20)")]
    public async Task AsJson()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        await PutAsync(hub, "buses/PAIR/value", "2");
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://hub/v1/buses/PAIR/value");
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await hub.Http.SendAsync(request);

        Assert.Equal("""{"value":2}""", await answer.Content.ReadAsStringAsync());
    }

    [Theory(DisplayName = "What is no value of the bus is 400, and no line is set (IF-3.20)")]
    [InlineData("4", "PAIR 4 is too large: a bus of 2 lines has 0 to 3")]
    [InlineData("0b100", "PAIR 0b100 is too large: a bus of 2 lines has 0 to 3")]
    [InlineData("-1", "PAIR -1: expected a number as 10, 0xa or 0b1010, or z to withdraw")]
    [InlineData("", "PAIR : expected a number as 10, 0xa or 0b1010, or z to withdraw")]
    [InlineData("{\"value\":1.5}", "value 1.5: expected a whole number")]
    [InlineData("{\"value\":-1}", "value -1: expected a whole number")]
    [InlineData("{}", "a value is missing")]
    public async Task Malformed(string body, string why)
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        var (status, answer) = await PutAsync(hub, "buses/PAIR/value", body);

        Assert.Equal(400, status);
        Assert.Contains($"\"detail\":\"{why}", answer, StringComparison.Ordinal);
        Assert.Equal((200, "0"), await GetAsync(hub, "buses/PAIR/value"));
        Assert.Equal(400, (await GetAsync(hub, "buses/PAIR/value?format=octal")).Status);
    }

    [Fact(DisplayName = "An unknown bus is 404 with the nearest; a line's name without its chip is told as that (IF-2.9)")]
    public async Task Unknown()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);

        Assert.Contains("\"detail\":\"no bus \\\"PIAR\\\"; did you mean PAIR?", (await GetAsync(hub, "buses/PIAR")).Body,
            StringComparison.Ordinal);
        var (status, body) = await GetAsync(hub, "buses/IGN");
        Assert.Equal(404, status);
        Assert.Contains("\"nearest\":\"bench/IGN\"", body, StringComparison.Ordinal);
        await using var none = await TestHub.StartAsync();
        Assert.Contains("the rig has no buses; a line is CHIP/LINE or GUEST:LINE", (await GetAsync(none, "buses/X")).Body,
            StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A line that another drives refuses, with which lines are set all the same (IF-3.20)")]
    public async Task Refused()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        hub.Hub.Refusals[DemoRig.Bench(2)] = new SetResult(SetStatus.Busy, "bench/WAKE is driven by guest adas (exclusive)");
        var (status, body) = await PutAsync(hub, "buses/PAIR/value", "3");

        Assert.Equal(409, status);
        Assert.Contains("bench/WAKE is driven by guest adas (exclusive); set is bench/IGN", body, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "No value is made up while a chip is away: 503, and null with the reason in the document (IF-3.5)")]
    public async Task Away()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        hub.Hub.ChipState = ChipState.Absent;

        Assert.Equal(503, (await GetAsync(hub, "buses/PAIR/value")).Status);
        Assert.Contains("""
            "value":null,"hex":null,"problem":"bench/IGN: chip bench is absent"
            """.Trim(), (await GetAsync(hub, "buses/PAIR")).Body, StringComparison.Ordinal);
        Assert.Contains("\"value\":null", (await GetAsync(hub, "hub")).Body, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A bus stands beside lines in /v1/values, and no line twice (IF-3.3)")]
    public async Task AmongValues()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);

        Assert.Equal(204, (await PutAsync(hub, "values", """{"PAIR":"0b10","bench/CRASH":1}""", "application/json")).Status);
        Assert.Equal("1 1 0\n", (await hub.CliAsync("get", "--numeric", "bench/IGN", "bench/CRASH", "bench/WAKE")).Out);
        Assert.Equal(204, (await PutAsync(hub, "values", """{"PAIR":1}""", "application/json")).Status);
        Assert.Equal((200, "1"), await GetAsync(hub, "buses/PAIR/value"));
        var (status, body) = await PutAsync(hub, "values", """{"PAIR":0,"adas:WAKE":1}""", "application/json");
        Assert.Equal(400, status);
        Assert.Contains("PAIR (bench/WAKE) and adas:WAKE are the same line", body, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A pulse is for every line of the bus, or for none (IF-3.20)")]
    public async Task Pulse()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);

        var (status, body) = await PostAsync(hub, "buses/PAIR/pulse", """{"times":["20ms"],"level":0}""");
        Assert.Equal((202, """{"ids":["p1","p2"]}"""), (status, body));
        Assert.Equal([DemoRig.Bench(0), DemoRig.Bench(2)], hub.Hub.Pulses.Keys.OrderBy(line => line.Index));
        using var ended = await hub.Http.DeleteAsync(new Uri("http://hub/v1/buses/PAIR/pulse"));
        Assert.Equal((HttpStatusCode.NoContent, 0), (ended.StatusCode, hub.Hub.Pulses.Count));

        hub.Hub.Refusals[DemoRig.Bench(2)] = new SetResult(SetStatus.Busy, "bench/WAKE is busy");
        (status, body) = await PostAsync(hub, "buses/PAIR/pulse", """{"times":["20ms"]}""");
        Assert.Equal(409, status);
        Assert.Contains("bench/WAKE is busy; no line of PAIR is pulsed", body, StringComparison.Ordinal);
        Assert.Empty(hub.Hub.Pulses);
        Assert.Equal(400, (await PostAsync(hub, "buses/PAIR/pulse", """{"times":["0"]}""")).Status);
    }

    [Fact(DisplayName = "A fault of a bus is a fault of each of its lines, or of none (IF-3.20)")]
    public async Task Fault()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);

        var (status, body) = await PostAsync(hub, "faults", """{"bus":"PAIR","kind":"stuck-1"}""");
        Assert.Equal(201, status);
        Assert.StartsWith("""[{"id":"f1","line":"bench/IGN","kind":"stuck-1",""", body, StringComparison.Ordinal);
        Assert.Contains("""{"id":"f2","line":"bench/WAKE","kind":"stuck-1",""", body, StringComparison.Ordinal);

        Assert.Equal(400, (await PostAsync(hub, "faults", """{"bus":"PAIR","line":"bench/IGN","kind":"stuck-1"}""")).Status);
        Assert.Equal(400, (await PostAsync(hub, "faults", """{"bus":"PAIR","kind":"hang"}""")).Status);
        Assert.Equal(404, (await PostAsync(hub, "faults", """{"bus":"NONE","kind":"stuck-1"}""")).Status);
        hub.Hub.FaultRefusal = new FaultResult(FaultStatus.TooMany, "bench/WAKE has 8 faults already");
        Assert.Equal(409, (await PostAsync(hub, "faults", """{"bus":"PAIR","kind":"stuck-0"}""")).Status);
        Assert.Equal(2, (await hub.Hub.FaultsAsync(default)).Length);
    }

    private static async Task<(int Status, string Body)> GetAsync(TestHub hub, string path)
    {
        using var answer = await hub.Http.GetAsync(new Uri($"http://hub/v1/{path}"));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<(int Status, string Body)> PutAsync(TestHub hub, string path, string body, string type = "text/plain")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await hub.Http.PutAsync(new Uri($"http://hub/v1/{path}"), content);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<(int Status, string Body)> PostAsync(TestHub hub, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await hub.Http.PostAsync(new Uri($"http://hub/v1/{path}"), content);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
