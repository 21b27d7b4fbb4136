using System.Text.Json;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Tests.Support;
using GpioHub.Recording.Log;
using GpioHub.Rules.Faults;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>Event streams for who asks for the newer forms (IF-3.13).</summary>
public class NewEventFormsSpec
{
    [Fact(DisplayName = "A batch names lines and causes once, and says with every edge which, when and why (IF-3.13)")]
    public async Task Batches()
    {
        await using var hub = await TestHub.StartAsync();
        using var stream = await EventReader.OpenAsync(hub, "line=bench/IGN&line=bench/CRASH&batch=1ms&count=3");
        Assert.Equal(2, (await stream.NextAsync("snapshot")).GetArrayLength());
        await hub.Hub.SetAsync(DemoRig.Bench(1), true, default);
        var (lines, causes) = (new List<string>(), new List<string>());
        var rows = new List<(long Seq, string Line, int Level, long Ns, string Cause)>();
        while (rows.Count < 3)
        {
            var batch = await stream.NextAsync("edges");
            lines.AddRange(Texts(batch, "lines"));
            causes.AddRange(Texts(batch, "causes"));
            long start = long.Parse(batch.GetProperty("base").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
            rows.AddRange(batch.GetProperty("e").EnumerateArray().Select(row => (row[0].GetInt64(), lines[row[1].GetInt32()],
                row[2].GetInt32(), start + row[3].GetInt64(), causes[row[4].GetInt32()])));
            if (rows.Count == 1)
            {
                await hub.Hub.SetAsync(DemoRig.Bench(0), true, default);
                await hub.Hub.SetAsync(DemoRig.Bench(1), false, default);
            }
        }

        Assert.Equal(
            [
                (1, "bench/CRASH", 1, 1_000_000_001, "stimulus"), (2, "bench/IGN", 1, 1_000_000_002, "stimulus"),
                (3, "bench/CRASH", 0, 1_000_000_003, "stimulus"),
            ], rows);
        Assert.Equal((2, 1), (lines.Count, causes.Count));
        Assert.Null(await stream.LineAsync());
    }

    [Fact(DisplayName = "An interrupt is shown of the guest lines whose nets the stream shows, and of no other (IF-3.13)")]
    public async Task Interrupts()
    {
        await using var hub = await TestHub.StartAsync();
        using var stream = await EventReader.OpenAsync(hub, "line=bench/IGN&kinds=irq");
        await stream.NextAsync("snapshot");
        int ofOther = Source(hub, "adas", "WAKE"), ofIgn = Source(hub, "ivi", "IGN");
        hub.Hub.Log.Of(0).Write(LogKind.Delivered, level: false, ofOther, 0, ns: 5);
        hub.Hub.Log.Of(0).Write(LogKind.Latched, level: false, ofIgn, 0, ns: 6);
        hub.Hub.Log.Of(0).Edge(1, level: true, LogCause.Stimulus, ns: 7);
        hub.Hub.Log.Of(0).Write(LogKind.Delivered, level: false, ofIgn, 0, ns: 8);

        Assert.Equal("""{"seq":2,"irq":"latched","guest":"ivi","line":"IGN","ns":"6"}""", await stream.LineAsync());
        Assert.Equal("""{"seq":4,"irq":"delivered","guest":"ivi","line":"IGN","ns":"8"}""", await stream.LineAsync());
        hub.Hub.Log.Of(0).Write(LogKind.Unmasked, level: false, ofIgn, 0, ns: 9);
        Assert.Equal("""{"seq":5,"irq":"unmasked","guest":"ivi","line":"IGN","ns":"9"}""", await stream.LineAsync());
    }

    [Fact(DisplayName = "Guests, chips and faults are told of to who asks for them, in the words of their documents (IF-3.13)")]
    public async Task States()
    {
        await using var hub = await TestHub.StartAsync();
        using var stream = await EventReader.OpenAsync(hub, "kinds=guest,chip,fault");
        await stream.NextAsync("snapshot");
        hub.Hub.Publish(DemoRig.Bench(0), true);                           // edges were not asked for
        hub.Hub.Log.Note(new GuestNote("ivi", GuestState.NoDriver), ns: 2);
        hub.Hub.Log.Note(new ChipNote("bench", ChipState.Failing, "read: EIO"), ns: 3);
        hub.Hub.Log.Note(new FaultNote(7, "bench", null, FaultKind.Hang, Begins: true), ns: 4);

        Assert.Equal("""{"seq":2,"guest":{"id":"ivi","state":"no-driver"},"ns":"2"}""", await stream.LineAsync());
        Assert.Equal("""{"seq":3,"chip":{"id":"bench","state":"failing","error":"read: EIO"},"ns":"3"}""", await stream.LineAsync());
        Assert.Equal("""{"seq":4,"fault":{"id":"f7","target":"bench","kind":"hang","event":"begin"},"ns":"4"}""", await stream.LineAsync());
    }

    [Fact(DisplayName = "Who changes something is told of with what the kernel knows of them; who only looks is not (IF-3.13)")]
    public async Task Audit()
    {
        await using var hub = await TestHub.StartAsync();
        using var stream = await EventReader.OpenAsync(hub, "kinds=audit");
        await stream.NextAsync("snapshot");
        (await hub.Http.GetAsync("http://hub/v1/lines/bench/IGN/value")).Dispose();
        (await hub.Http.PutAsync("http://hub/v1/lines/bench/IGN/value?token=secret", new StringContent("1"))).Dispose();
        (await hub.Http.PutAsync("http://hub/v1/lines/bench/NOPE/value", new StringContent("1"))).Dispose();

        var set = await stream.NextAsync("audit");
        string who = $"uid {Identity.EffectiveUserId} pid {Environment.ProcessId} (";
        Assert.StartsWith(who, set.GetProperty("who").GetString()!, StringComparison.Ordinal);
        Assert.Equal(("PUT /v1/lines/bench/IGN/value", 204), (set.GetProperty("what").GetString(), set.GetProperty("status").GetInt32()));
        var refused = await stream.NextAsync("audit");
        Assert.Equal(("PUT /v1/lines/bench/NOPE/value", 404),
            (refused.GetProperty("what").GetString(), refused.GetProperty("status").GetInt32()));
    }

    [Fact(DisplayName = "A heartbeat shows both clocks, at the start and after its time (IF-3.13)")]
    public async Task Heartbeat()
    {
        var time = new ManualTime();
        await using var hub = await TestHub.StartAsync(time);
        using var stream = await EventReader.OpenAsync(hub, "line=bench/IGN&heartbeat=5s");
        await stream.NextAsync("snapshot");
        Ns(await stream.NextAsync("now"), "monotonic");
        await time.AdvanceWhenWaitedForAsync(TimeSpan.FromSeconds(5));
        var beat = await stream.NextAsync("now");

        long apart = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - (Ns(beat, "realtime") / 1_000_000_000);
        Assert.InRange(apart, -60, 60);
    }

    [Fact(DisplayName = "A loss is an interval between two events, and everything received or lost is everything (IF-3.13)")]
    public async Task Loss()
    {
        const int sent = 100_000;
        await using var hub = await TestHub.StartAsync();
        using var stream = await EventReader.OpenAsync(hub, "line=bench/IGN&batch=1ms");
        await stream.NextAsync("snapshot");
        for (int i = 0; i < sent; i++) hub.Hub.Publish(DemoRig.Bench(0), i % 2 == 0);
        (long received, long lost, long last) = (0, 0, 0);
        while (received + lost < sent)
        {
            using var document = JsonDocument.Parse((await stream.LineAsync())!);
            if (document.RootElement.TryGetProperty("lagged", out var gap))
            {
                lost += gap.GetProperty("events").GetInt64();
                Assert.Equal(last, Ns(gap, "fromNs"));
                last = Ns(gap, "toNs");
                Assert.Equal(1_000_000_000 + received + lost + 1, last);
                continue;
            }

            var rows = document.RootElement.GetProperty("edges").GetProperty("e").EnumerateArray().ToArray();
            received += rows.Length;
            Assert.Equal(received + lost, rows[^1][0].GetInt64());
            last = Ns(document.RootElement.GetProperty("edges"), "base") + rows[^1][3].GetInt64();
        }

        Assert.True(lost > 0);
    }

    [Theory(DisplayName = "A parameter out of its range is 400 with what was expected (IF-3.13)")]
    [InlineData("batch=20", "batch=20: expected a time from 1ms to 1s")]
    [InlineData("batch=2s", "batch=2s: expected a time from 1ms to 1s")]
    [InlineData("heartbeat=1ms", "heartbeat=1ms: expected a time from 100ms to 10m")]
    [InlineData("kinds=edge,", "kinds=: expected some of edge,contention,irq,guest,chip,fault,config,audit")]
    [InlineData("kinds=all", "kinds=all: expected some of edge,contention")]
    [InlineData("kinds=1", "kinds=1: expected some of edge,contention")]
    public async Task BadParameters(string query, string detail)
    {
        await using var hub = await TestHub.StartAsync();
        using var answer = await hub.Http.GetAsync($"http://hub/v1/events?{query}");

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(detail, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "More streams than a hub serves: the next is 503, and one that ends makes room (IF-3.13)")]
    public async Task TooMany()
    {
        await using var hub = await TestHub.StartAsync();
        var streams = new List<EventReader>();
        for (int i = 0; i < ControlLimits.MaxStreams; i++)
            streams.Add(await EventReader.OpenAsync(hub, "line=bench/IGN"));
        using (var answer = await hub.Http.GetAsync("http://hub/v1/events")) Assert.Equal(503, (int)answer.StatusCode);
        using (var answer = await hub.Http.GetAsync("http://hub/v1/lines/bench/IGN/value")) Assert.Equal(200, (int)answer.StatusCode);

        foreach (var stream in streams) stream.Dispose();
        using var again = await EventReader.OpenWhenThereIsRoomAsync(hub, "line=bench/IGN");
        await again.NextAsync("snapshot");
    }

    private static int Source(TestHub hub, string guest, string line)
    {
        var plan = hub.Hub.Plan.Guests.First(one => one.Id == guest).Lines.First(one => one.Name == line);
        return hub.Hub.Log.Words.NumbersOf([new LogSource(LogSourceKind.GuestLine, guest, plan.Line, plan.Name, plan.Line)])[0];
    }

    private static IEnumerable<string> Texts(JsonElement batch, string key) =>
        batch.TryGetProperty(key, out var texts) ? texts.EnumerateArray().Select(text => text.GetString()!) : [];

    private static long Ns(JsonElement of, string key) =>
        long.Parse(of.GetProperty(key).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
