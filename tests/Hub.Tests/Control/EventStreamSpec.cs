using System.Net.Http.Headers;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

public class EventStreamSpec
{
    [Fact(DisplayName = "The first event is the snapshot of every line asked for; then an edge per line of NDJSON (IF-3.6)")]
    public async Task SnapshotThenEdges()
    {
        await using var hub = await TestHub.StartAsync();
        using var events = await OpenAsync(hub, "line=bench/IGN&line=ivi:IGN&line=bench/WAKE");

        Assert.Equal(
            """{"snapshot":[{"line":"bench/IGN","level":0,"ns":"1000000000"},{"line":"ivi:IGN","level":0,"ns":"1000000000"},{"line":"bench/WAKE","level":0,"ns":"1000000000"}],"seq":0}""",
            await events.LineAsync());
        await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);
        Assert.Equal("""{"seq":1,"line":"bench/IGN","edge":"rising","level":1,"ns":"1000000001","cause":"stimulus","lostBefore":0}""",
            await events.LineAsync());
        Assert.Contains("\"line\":\"ivi:IGN\"", await events.LineAsync(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A query of edges filters, one of count ends the stream (IF-3.6)")]
    public async Task FilterAndCount()
    {
        await using var hub = await TestHub.StartAsync();
        using var events = await OpenAsync(hub, "line=bench/IGN&edges=falling&count=2");
        await events.LineAsync();
        foreach (bool level in (bool[])[true, false, true, false, true, false]) await hub.Hub.SetAsync(DemoRig.Bench(0), level, default);

        Assert.Contains("\"seq\":2,", await events.LineAsync(), StringComparison.Ordinal);
        Assert.Contains("\"seq\":4,", await events.LineAsync(), StringComparison.Ordinal);
        Assert.Null(await events.LineAsync());
    }

    [Fact(DisplayName = "A contention names both sides, whatever edges are asked for, and is no edge of count=")]
    public async Task Contention()
    {
        await using var hub = await TestHub.StartAsync();
        using var events = await OpenAsync(hub, "line=bench/IGN&edges=falling&count=1");
        await events.LineAsync();
        hub.Hub.Contend(DemoRig.Bench(0), "guest adas", "stimulus");
        Assert.Equal(
            """{"seq":1,"line":"bench/IGN","contention":{"wants":"guest adas","holds":"stimulus"},"level":0,"ns":"1000000001","lostBefore":0}""",
            await events.LineAsync());
        foreach (bool level in (bool[])[true, false]) await hub.Hub.SetAsync(DemoRig.Bench(0), level, default);
        Assert.Contains("\"edge\":\"falling\"", await events.LineAsync(), StringComparison.Ordinal);
        Assert.Null(await events.LineAsync());
    }

    [Fact(DisplayName = "Who accepts text/event-stream gets server-sent events with the event's number as id (IF-3.6)")]
    public async Task ServerSentEvents()
    {
        await using var hub = await TestHub.StartAsync();
        using var events = await OpenAsync(hub, "line=bench/IGN&count=1", accept: "text/event-stream");
        await events.SkipToAsync("");
        await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);

        Assert.Matches("^id: [0-9a-f]{8}-1$", await events.LineAsync());
        Assert.Equal("event: edge", await events.LineAsync());
        Assert.StartsWith("data: {\"seq\":1,", await events.LineAsync(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Last-Event-ID resumes without a gap and without a second snapshot (IF-3.6)")]
    public async Task Resume()
    {
        await using var hub = await TestHub.StartAsync();
        using (var first = await OpenAsync(hub, "line=bench/IGN&count=1"))
        {
            await first.LineAsync();
            await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);
            Assert.Contains("\"seq\":1,", await first.LineAsync(), StringComparison.Ordinal);
        }

        await hub.Hub.SetAsync(DemoRig.Bench(0), false, default);
        await hub.Hub.SetAsync(DemoRig.Bench(1), true, default);
        using var second = await OpenAsync(hub, "line=bench/IGN", lastEventId: "1");

        Assert.Contains("\"seq\":2,", await second.LineAsync(), StringComparison.Ordinal);
        await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);
        Assert.Contains("\"seq\":4,", await second.LineAsync(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Who resumes from before what is remembered is told how many events were passed over (IF-3.6)")]
    public async Task ResumeTooLate()
    {
        await using var hub = await TestHub.StartAsync();
        const int edges = 3 * FakeRig.EventsKept;
        for (int i = 0; i < edges; i++) hub.Hub.Publish(DemoRig.Bench(0), i % 2 == 0);
        using var late = await OpenAsync(hub, "line=bench/IGN", lastEventId: "1");

        long lagged = Lagged((await late.LineAsync())!);
        Assert.InRange(lagged, edges - FakeRig.EventsKept - 1, edges);
        Assert.Contains($"\"seq\":{lagged + 2},", await late.LineAsync(), StringComparison.Ordinal);
    }

    [Theory(DisplayName = "A Last-Event-ID of another run of the hub begins anew, with a snapshot")]
    [InlineData("00000000-0")]
    [InlineData("1000")]
    public async Task ResumeAfterRestart(string id)
    {
        await using var hub = await TestHub.StartAsync();
        using var events = await OpenAsync(hub, "line=bench/IGN", lastEventId: id);

        Assert.StartsWith("{\"snapshot\":", await events.LineAsync(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "An id of a server-sent stream resumes it (IF-3.6)")]
    public async Task ResumeServerSent()
    {
        await using var hub = await TestHub.StartAsync();
        string id;
        using (var first = await OpenAsync(hub, "line=bench/IGN", accept: "text/event-stream"))
        {
            id = (await first.LineAsync())!["id: ".Length..];
        }

        await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);
        using var second = await OpenAsync(hub, "line=bench/IGN", accept: "text/event-stream", lastEventId: id);

        Assert.EndsWith("-1", await second.LineAsync(), StringComparison.Ordinal);
        Assert.Equal("event: edge", await second.LineAsync());
    }

    [Fact(DisplayName = "A slow reader is told what it lost, before the next edge (IF-3.6)")]
    public async Task SlowReader()
    {
        await using var hub = await TestHub.StartAsync();
        using var events = await OpenAsync(hub, "line=bench/IGN");
        await events.LineAsync();
        const int sent = 200_000;                                          // more than what lies between two sockets
        for (int i = 0; i < sent; i++) hub.Hub.Publish(DemoRig.Bench(0), i % 2 == 0);
        long received = 0, lost = 0, unsaid = 0;
        while (received + lost < sent)
        {
            string line = (await events.LineAsync())!;
            if (line.StartsWith("{\"lagged\"", StringComparison.Ordinal))
            {
                lost += unsaid = Lagged(line);
                continue;
            }

            received++;
            Assert.Contains($"\"lostBefore\":{unsaid}}}", line, StringComparison.Ordinal);
            Assert.Contains($"\"seq\":{received + lost},", line, StringComparison.Ordinal);
            unsaid = 0;
        }

        Assert.Equal(sent, received + lost);
        Assert.True(lost > 0);
    }

    [Fact(DisplayName = "A quiet server-sent stream has a comment every 15 s (IF-3.6)")]
    public async Task KeepAlive()
    {
        var time = new ManualTime();
        await using var hub = await TestHub.StartAsync(time);
        using var events = await OpenAsync(hub, "line=bench/IGN", accept: "text/event-stream");
        await events.SkipToAsync("");
        await time.AdvanceWhenWaitedForAsync(ControlLimits.KeepAlive);

        Assert.Equal(": keep-alive", await events.LineAsync());
    }

    [Fact(DisplayName = "A stream ends when the hub stops, and does not hold it up")]
    public async Task EndsWithTheHub()
    {
        await using var hub = await TestHub.StartAsync();
        using var events = await OpenAsync(hub, "line=bench/IGN");
        await events.LineAsync();
        await hub.StopAsync();

        Assert.Null(await events.LineAsync());
    }

    [Theory(DisplayName = "A query that makes no sense is 400, an unknown line 404 (IF-3.6)")]
    [InlineData("line=bench", 400)]
    [InlineData("edges=up", 400)]
    [InlineData("count=0", 400)]
    [InlineData("count=x", 400)]
    [InlineData("line=bench/NOPE", 404)]
    public async Task BadQueries(string query, int status)
    {
        await using var hub = await TestHub.StartAsync();
        using var answer = await hub.Http.GetAsync($"http://hub/v1/events?{query}");

        Assert.Equal(status, (int)answer.StatusCode);
    }

    private static long Lagged(string line) =>
        System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("lagged").GetInt64();

    private static async Task<Events> OpenAsync(TestHub hub, string query, string accept = "application/x-ndjson",
        string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://hub/v1/events?{query}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        var answer = await hub.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(accept, answer.Content.Headers.ContentType?.MediaType);
        return new Events(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    private sealed class Events(HttpResponseMessage answer, StreamReader lines) : IDisposable
    {
        public Task<string?> LineAsync() => lines.ReadLineAsync();

        public async Task SkipToAsync(string line)
        {
            while (await LineAsync() != line) { }
        }

        public void Dispose()
        {
            lines.Dispose();
            answer.Dispose();
        }
    }
}
