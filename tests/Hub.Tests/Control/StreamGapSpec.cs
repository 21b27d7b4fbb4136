using System.Net.Http.Headers;
using GpioHub.Hub.Tests.Support;
using GpioHub.Recording.Log;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Records;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>A stream that goes on though another process has taken over the rig (IF-3.25).</summary>
public sealed class StreamGapSpec : IDisposable
{
    private readonly RecordFile _record = RecordFile.Create(boot: 1);
    private readonly EdgeLog _before;

    public StreamGapSpec() => _before = new EdgeLog(reactors: 1, keeping: new Keeping { Record = _record });

    public void Dispose() => _record.Dispose();

    [Fact(DisplayName = "Who resumes behind a successor gets the gap, the levels right after it, and every edge since (IF-3.25)")]
    public async Task Gap()
    {
        for (int i = 0; i < 5; i++) _before.Of(0).Edge(1, i % 2 == 0, LogCause.Stimulus, i);
        var log = Successor();
        await using var hub = await TestHub.StartAsync(log: log);
        await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);
        await hub.Hub.SetAsync(DemoRig.Bench(0), false, default);
        await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);
        await hub.Hub.SetAsync(DemoRig.Bench(1), true, default);
        long seq = log.GapSeq;
        using var events = await OpenAsync(hub, "line=bench/IGN&line=bench/WAKE", lastEventId: "3");

        Assert.Equal($$"""{"seq":{{seq}},"gap":{"from":4,"to":{{seq - 1}},"epoch":2,"ms":35.5},"ns":"1000"}""", await events.LineAsync());
        Assert.Equal(
            $$"""{"snapshot":[{"line":"bench/IGN","level":0,"ns":"1000"},{"line":"bench/WAKE","level":0,"ns":"1000"}],"seq":{{seq}}}""",
            await events.LineAsync());
        foreach (var (i, edge) in ((string[])["rising", "falling", "rising"]).Index())
        {
            Assert.StartsWith($$"""{"seq":{{seq + i + 1}},"line":"bench/IGN","edge":"{{edge}}""", await events.LineAsync(),
                StringComparison.Ordinal);
        }

        await hub.Hub.SetAsync(DemoRig.Bench(2), true, default);
        Assert.Contains("\"line\":\"bench/WAKE\"", await events.LineAsync(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "An id of a server-sent stream stays good over a successor, and the gap has one of its own (IF-3.25)")]
    public async Task ServerSent()
    {
        _before.Of(0).Edge(1, true, LogCause.Stimulus, ns: 1);
        var log = Successor();
        await using var hub = await TestHub.StartAsync(log: log);
        using (var events = await OpenAsync(hub, "line=bench/IGN", "text/event-stream", $"{_before.Run}-1"))
        {
            Assert.Equal($"id: {_before.Run}-{log.GapSeq}", await events.LineAsync());
            Assert.Equal("event: gap", await events.LineAsync());
        }

        await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);
        using var again = await OpenAsync(hub, "line=bench/IGN", "text/event-stream", $"{_before.Run}-{log.GapSeq}");
        Assert.Equal($"id: {_before.Run}-{log.GapSeq + 1}", await again.LineAsync());
        Assert.Equal("event: edge", await again.LineAsync());
    }

    [Fact(DisplayName =
        "If the edges since the gap are remembered no more, the reader is told how many, and gets the levels of now (IF-3.25)")]
    public async Task TooMany()
    {
        _before.Of(0).Edge(1, true, LogCause.Stimulus, ns: 1);
        var log = Successor();
        await using var hub = await TestHub.StartAsync(log: log);
        const int edges = 3 * FakeRig.EventsKept;
        for (int i = 0; i < edges; i++) hub.Hub.Publish(DemoRig.Bench(0), i % 2 == 0);
        using var events = await OpenAsync(hub, "line=bench/IGN", lastEventId: "1");

        Assert.Contains("\"gap\":", await events.LineAsync(), StringComparison.Ordinal);
        Assert.Equal($$"""{"lagged":{{edges}}}""", await events.LineAsync());
        Assert.EndsWith($"\"seq\":{log.Seq}}}", await events.LineAsync(), StringComparison.Ordinal);
        await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);
        Assert.StartsWith($$"""{"seq":{{log.Seq}},""", await events.LineAsync(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A new reader, and one that has seen the gap, see no gap; the run is in a header (IF-3.25)")]
    public async Task NoGap()
    {
        var log = Successor();
        await using var hub = await TestHub.StartAsync(log: log);
        using var events = await OpenAsync(hub, "line=bench/IGN");
        Assert.StartsWith("{\"snapshot\":", await events.LineAsync(), StringComparison.Ordinal);
        Assert.Equal(log.Run, events.Run);

        await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);
        using var resumed = await OpenAsync(hub, "line=bench/IGN", lastEventId: $"{log.Run}-{log.GapSeq}");
        Assert.StartsWith($$"""{"seq":{{log.GapSeq + 1}},""", await resumed.LineAsync(), StringComparison.Ordinal);
    }

    private EdgeLog Successor()
    {
        var record = RecordFile.Adopt(_record.File, boot: 1, out _)!;
        var log = new EdgeLog(reactors: 1, FakeRig.EventsKept * EdgeLog.RecordBytes,
            new Keeping { Record = record, IsSuccessor = true, EndedNs = 1000 });
        log.Gap!.Served(1000 + 35_500_000);
        return log;
    }

    private static async Task<Events> OpenAsync(
        TestHub hub, string query, string accept = "application/x-ndjson", string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://hub/v1/events?{query}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        var answer = await hub.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new Events(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    private sealed class Events(HttpResponseMessage answer, StreamReader lines) : IDisposable
    {
        public string Run => answer.Headers.GetValues("Gpiohub-Run").Single();

        public Task<string?> LineAsync() => lines.ReadLineAsync();

        public void Dispose()
        {
            lines.Dispose();
            answer.Dispose();
        }
    }
}
