using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Lines;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>What a scrape says (IF-3.21).</summary>
public class MetricsSpec
{
    private static readonly ImmutableArray<long> Latency = [.. Enumerable.Range(0, LatencyBuckets.Count).Select(place => place % 3L)];

    [Fact(DisplayName = "A scrape says what the rig has counted, each number under its name, its chip and its guest (IF-3.21)")]
    public async Task Counts()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Counted = new RigCounts(4, [new ReactorCounts(90, 91), new ReactorCounts(92, 93)],
            [Chip("bench", ChipState.Up), Chip("doors", ChipState.Opening), Chip("x", ChipState.Failing), Chip("y", ChipState.Absent)],
            [
                Guest("ivi", GuestState.Running), Guest("a", GuestState.Waiting), Guest("b", GuestState.Connected),
                Guest("c", GuestState.Stopped), Guest("d", GuestState.NoDriver),
            ]);
        var scrape = await Scrape.OfAsync(hub.Socket);

        Assert.Equal(4, scrape["gpiohub_config_generation"]);
        Assert.Equal((90, 93), (scrape["gpiohub_reactor_turns_total{reactor=\"0\"}"],
            scrape["gpiohub_reactor_wakeups_total{reactor=\"1\"}"]));
        Assert.Equal([1, 0, 0, 0], ((string[])["bench", "doors", "x", "y"]).Select(chip => scrape[$"gpiohub_chip_up{{chip=\"{chip}\"}}"]));
        string[] ofChip = ["chip_restarts_total", "edges_total", "edges_lost_total", "contentions_total", "faults_active"];
        Assert.Equal([1, 2, 3, 4, 5], ofChip.Select(name => scrape[$"gpiohub_{name}{{chip=\"bench\"}}"]));
        string[] guests = ["ivi", "a", "b", "c", "d"];
        Assert.Equal([1, 0, 1, 1, 1], guests.Select(guest => scrape[$"gpiohub_guest_connected{{guest=\"{guest}\"}}"]));
        Assert.Equal([1, 0, 0, 0, 0], guests.Select(guest => scrape[$"gpiohub_guest_running{{guest=\"{guest}\"}}"]));
        string[] ofGuest =
        [
            "sessions_total", "requests_total", "request_errors_total", "interrupts_total", "edges_coalesced_total",
            "buffers_invalid_total", "latched_lines", "request_pauses_total", "late_interrupts_total",
        ];
        Assert.Equal([1, 2, 3, 6, 7, 8, 9, 10, 11], ofGuest.Select(name => scrape[$"gpiohub_guest_{name}{{guest=\"ivi\"}}"]));
        Assert.Equal([4, 5], ((string[])["requestq", "eventq"]).Select(queue =>
            scrape[$"gpiohub_virtqueue_errors_total{{guest=\"ivi\",queue=\"{queue}\"}}"]));
    }

    [Fact(DisplayName = "The latency is a histogram in seconds: each class has what is in it and in those before (IF-3.21)")]
    public async Task Histogram()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Counted = hub.Hub.Counted with { Guests = [Guest("ivi", GuestState.Running)] };
        var scrape = await Scrape.OfAsync(hub.Socket);

        long total = 0;
        foreach (var (place, count) in Latency.Index())
        {
            total += count;
            string bound = place == LatencyBuckets.BoundsNs.Length ? "+Inf"
                : $"{LatencyBuckets.BoundsNs[place] / 1e9m:0.#########}";
            Assert.Equal(total, scrape[$"gpiohub_interrupt_latency_seconds_bucket{{guest=\"ivi\",le=\"{bound}\"}}"]);
        }

        Assert.Equal((total, 1.500000007), (scrape["gpiohub_interrupt_latency_seconds_count{guest=\"ivi\"}"],
            scrape["gpiohub_interrupt_latency_seconds_sum{guest=\"ivi\"}"]));
    }

    [Fact(DisplayName = "Lines are in a scrape only if it asks for them, with whatever name they have (IF-3.21)")]
    public async Task Lines()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Counted = hub.Hub.Counted with
        {
            Chips = [Chip("bench", ChipState.Up) with
            {
                Lines = [new LineCounts("A\"B\\C\nD{} ä", true, 7), new LineCounts("2", false, 0)],
            }],
        };
        var scrape = await Scrape.OfAsync(hub.Socket, "?nets=1");
        const string odd = """{chip="bench",line="A\"B\\C\nD{} ä"}""";
        Assert.Equal((1, 7), (scrape[$"gpiohub_line_level{odd}"], scrape[$"gpiohub_line_edges_total{odd}"]));
        Assert.Equal(0, scrape["gpiohub_line_level{chip=\"bench\",line=\"2\"}"]);
        Assert.Equal(0, (await Promtool.RunAsync(scrape.Text, null, "check", "metrics")).Code);

        foreach (string query in (string[])["", "?nets=0"])
            Assert.DoesNotContain("line=", (await Scrape.OfAsync(hub.Socket, query)).Text, StringComparison.Ordinal);
        Assert.Equal(400, (await hub.CurlAsync(false, "/metrics?nets=all")).Status);
    }

    [Theory(DisplayName =
        "Who takes gzip gets it, with the same text in it, if the text is long; whoever does not, gets the text (IF-3.21)")]
    [InlineData("gzip", 200, true)]
    [InlineData("deflate, GZIP;q=0.5", 200, true)]
    [InlineData("gzip;q=1.0", 200, true)]
    [InlineData("gzip", 3, false)]
    [InlineData("", 200, false)]
    [InlineData("deflate, br", 200, false)]
    [InlineData("gzip;q=0", 200, false)]
    [InlineData("gzip; q=0.0", 200, false)]
    public async Task Compressed(string accepted, int guests, bool expected)
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Counted = hub.Hub.Counted with { Guests = [.. Enumerable.Range(1, guests).Select(Ecu)] };
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://hub/metrics");
        if (accepted.Length > 0) request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        using var answer = await hub.Http.SendAsync(request);
        Assert.Equal(expected, answer.Content.Headers.ContentEncoding.Contains("gzip"));
        await using var body = await answer.Content.ReadAsStreamAsync();
        await using var plain = expected ? new GZipStream(body, CompressionMode.Decompress) : body;
        using var reader = new StreamReader(plain);
        var scrape = new Scrape(await reader.ReadToEndAsync());
        Assert.Equal((1, 2), (scrape["gpiohub_config_generation"], scrape[$"gpiohub_guest_requests_total{{guest=\"ecu-{guests}\"}}"]));
        Assert.Contains("process_max_fds", scrape.Names);
    }

    [Fact(DisplayName = "A scrape of 200 guests that have had interrupts is below 100 kB on its way to Prometheus (IF-3.21)")]
    public async Task Small()
    {
        await using var hub = await TestHub.StartAsync();
        var random = new Random(7);
        hub.Hub.Counted = hub.Hub.Counted with
        {
            Guests = [.. Enumerable.Range(1, 200).Select(number => Ecu(number) with
            {
                Requests = random.Next(),
                Delivered = random.Next(),
                Latency = [.. Latency.Select(_ => random.NextInt64(1_000_000))],
                LatencySumNs = random.NextInt64(),
            })],
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://hub/metrics");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        using var answer = await hub.Http.SendAsync(request);
        int length = (await answer.Content.ReadAsByteArrayAsync()).Length;
        Assert.InRange(length, 1_000, 100_000);
    }

    [Fact(DisplayName = "A scrape counts what streams have left out, and says what the recorder takes (IF-3.21)")]
    public async Task Streams()
    {
        await using var hub = await TestHub.StartAsync();
        for (int i = 0; i < 3 * FakeRig.EventsKept; i++) hub.Hub.Publish(DemoRig.Bench(0), i % 2 == 0);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://hub/v1/events?line=bench/IGN");
        request.Headers.Add("Last-Event-ID", "1");
        using var answer = await hub.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        using var lagged = JsonDocument.Parse((await lines.ReadLineAsync())!);
        var scrape = await Scrape.OfAsync(hub.Socket);

        Assert.Equal(lagged.RootElement.GetProperty("lagged").GetInt64(), scrape["gpiohub_stream_lagged_total"]);
        Assert.Equal(hub.Hub.Log.Bytes, scrape["gpiohub_recorder_bytes"]);
        Assert.True(hub.Hub.Log.Bytes > 0, "the log takes no memory");
    }

    [Fact(DisplayName = "A rig that does not answer makes a scrape 504: no half of one, and no old one (IF-3.9)")]
    public async Task NoAnswer()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Failure = new Akka.Actor.AskTimeoutException("Timeout after 2.00 seconds");
        Assert.Equal(504, (await hub.CurlAsync(false, "/metrics")).Status);
    }

    private static GuestCounts Ecu(int number) => Guest($"ecu-{number}", GuestState.Running);

    private static ChipCounts Chip(string id, ChipState state) => new(id, state, null, 1, 2, 3, 4, 5, []);

    private static GuestCounts Guest(string id, GuestState state) =>
        new(id, state, 1, 2, 3, [4, 5], 6, 7, 8, 9, 10, 11, Latency, 1_500_000_007);
}
