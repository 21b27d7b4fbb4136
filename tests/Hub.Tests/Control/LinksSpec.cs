using System.Text.Json;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Commands.Doctor.Checks;
using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Commands.Verbs;
using GpioHub.Hub.Control.Metrics;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Tests.Support;
using GpioHub.Recording.Log;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>What people see of links to hubs of other hosts (IF-3.27).</summary>
public class LinksSpec
{
    private const long Ns = 1_000_000_000_000;

    private static readonly LinkSnapshot Up = new("bench-a", "10.77.0.1:4053", LinkPhase.Up, Ns - 5_000_000_000, null, 3, 1, 0, true, false)
    {
        RoundTripNs = 612_000,
        OffsetNs = 310_000,
        Ups = 1,
    };

    private static readonly LinkSnapshot Away = new("bench-c", "10.77.0.3:4053", LinkPhase.Away, Ns - 41_000_000_000,
        "nothing heard for 1.0 s", 2, 0, 17, false, true)
    {
        Ups = 2,
        Dropped = 4,
    };

    private static LinksDocument Document(params LinkSnapshot[] links) =>
        new("rig7", "bench-b", "10.77.0.2:4053", [.. links.Select(link => Documents.Of(link, Ns))]);

    [Fact(DisplayName =
        "info begins with this host, and has a line of each other hub: its state and since when, lines that cross, clock, losses")]
    public void Text() => Assert.Equal(
        "rig7  this is bench-b, at 10.77.0.2:4053; 2 other hubs, 1 not up\n" +
        "\tbench-a  up  10.77.0.1:4053  takes 3 lines, gives 1  round trip 0.612 ms, clock +0.31 ms ± 0.306\n" +
        "\tbench-c  away for 41 s (nothing heard for 1.0 s)  10.77.0.3:4053  takes 2 lines, gives 0  lost 17 or more edges  runs " +
        "another file\n",
        LinksText.Of(Document(Up, Away)));

    [Fact(DisplayName = "/v1/hub tells links of a rig of several hosts, as its description says; of one host null (IF-3.27)")]
    public async Task Resource()
    {
        await using var several = await TestHub.StartAsync(rig: Several);
        several.Hub.Links = [Up];
        await using var one = await TestHub.StartAsync();

        using var told = JsonDocument.Parse(await several.Http.GetStringAsync(new Uri("http://hub/v1/hub")));
        using var silent = JsonDocument.Parse(await one.Http.GetStringAsync(new Uri("http://hub/v1/hub")));

        var links = told.RootElement.GetProperty("links");
        Assert.Equal("bench-b", links.GetProperty("host").GetString());
        Assert.Equal("up", links.GetProperty("hubs")[0].GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, silent.RootElement.GetProperty("links").ValueKind);
    }

    [Fact(DisplayName = "An edge that another host has told is shown with its clock's uncertainty, one of this host without (LK-13)")]
    public async Task Uncertainty()
    {
        await using var hub = await TestHub.StartAsync(rig: Remote);
        using var output = new WatchedWriter();
        var mon = Cli.WatchAsync(["--hub", hub.Socket, "mon", "-n", "3", "bench/IGN"], output);
        await output.SeenAsync("inactive\n");

        hub.Hub.Publish(DemoRig.Bench(0), true, LogCause.Hardware);        // the clock is not known yet
        await output.SeenAsync("1.000000001\trising \t\"bench/IGN\"\n");
        hub.Hub.Links = [Up];
        hub.Hub.Publish(DemoRig.Bench(0), false, LogCause.Hardware);
        hub.Hub.Publish(DemoRig.Bench(0), true, LogCause.Fault);           // that is here

        Assert.Equal((0, ""), await mon);
        Assert.EndsWith("1.000000002\tfalling\t\"bench/IGN\"\t±0.306 ms\n1.000000003\trising \t\"bench/IGN\"\n", output.ToString(),
            StringComparison.Ordinal);
    }

    [Fact(DisplayName =
        "A batch says once of each line whose edges another host has told how well their instants are known (LK-13, IF-3.13)")]
    public async Task UncertaintyOfBatch()
    {
        await using var hub = await TestHub.StartAsync(rig: Remote);
        hub.Hub.Links = [Up];
        using var stream = await EventReader.OpenAsync(hub, "line=bench/IGN&line=bench/CRASH&batch=1ms");
        await stream.NextAsync("snapshot");

        hub.Hub.Publish(DemoRig.Bench(1), true, LogCause.Fault);           // that is here
        Assert.False((await stream.NextAsync("edges")).TryGetProperty("uncertaintyMs", out _));
        hub.Hub.Publish(DemoRig.Bench(0), true, LogCause.Hardware);
        Assert.Equal("[[1,0.306]]", (await stream.NextAsync("edges")).GetProperty("uncertaintyMs").GetRawText());
        hub.Hub.Links = [Up with { RoundTripNs = null }];
        hub.Hub.Publish(DemoRig.Bench(0), false, LogCause.Hardware);
        Assert.False((await stream.NextAsync("edges")).TryGetProperty("uncertaintyMs", out _));
    }

    [Fact(DisplayName =
        "A recording says of each chip of another host how well the times of its edges are known, and of no other (LK-13, IF-4.1)")]
    public async Task UncertaintyOfRecording()
    {
        await using var hub = await TestHub.StartAsync(rig: Remote);
        await using var own = await TestHub.StartAsync(rig: Several);
        hub.Hub.Links = own.Hub.Links = [Up];
        var past = new Uri("http://hub/v1/recording.vcd?last=1s");

        Assert.Contains("\n$comment edges of bench are told by host bench-a: their times are right to +/- 0.306 ms, as both clocks were " +
            "known when this file was begun $end\n", await hub.Http.GetStringAsync(past), StringComparison.Ordinal);
        hub.Hub.Links = [Up with { RoundTripNs = null }];
        Assert.Contains("\n$comment edges of bench are told by host bench-a, whose clock was not known when this file was begun $end\n",
            await hub.Http.GetStringAsync(past), StringComparison.Ordinal);
        Assert.DoesNotContain("edges of", await own.Http.GetStringAsync(past), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A chip of another host says which; one of this host says none (IF-3.27)")]
    public async Task HostOfChip()
    {
        await using var hub = await TestHub.StartAsync(rig: Remote);
        await using var own = await TestHub.StartAsync();
        var chip = new Uri("http://hub/v1/chips/bench");

        Assert.Contains("\"host\":\"bench-a\"", await hub.Http.GetStringAsync(chip), StringComparison.Ordinal);
        Assert.DoesNotContain("\"host\"", await own.Http.GetStringAsync(chip), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Metrics of links name hosts, and are there for a rig of several only (IF-3.27)")]
    public async Task Metrics()
    {
        var (text, none) = (new MetricsText(), new MetricsText());
        LinkMetrics.Write(text, [Up, Away]);
        LinkMetrics.Write(none, []);
        string said = System.Text.Encoding.UTF8.GetString(text.Text.Span);

        Assert.True(none.Text.IsEmpty);
        Assert.Contains("gpiohub_link_up{host=\"bench-a\"} 1\n", said, StringComparison.Ordinal);
        Assert.Contains("gpiohub_link_up{host=\"bench-c\"} 0\n", said, StringComparison.Ordinal);
        Assert.Contains("gpiohub_link_edges_lost_total{host=\"bench-c\"} 17\n", said, StringComparison.Ordinal);
        Assert.DoesNotContain("round_trip_seconds{host=\"bench-c\"}", said, StringComparison.Ordinal);
        Assert.Equal(0, (await Promtool.RunAsync(said, null, "check", "metrics")).Code);
    }

    [Fact(DisplayName = "doctor says of each link whether it is up, and of one that is not what may mend it")]
    public void Doctor()
    {
        var refused = Up with { Host = "bench-d", Phase = LinkPhase.Refused, Why = "it is of rig rig8" };
        var shut = Away with { Host = "bench-e", Phase = LinkPhase.Connecting, Why = "connection refused", Lost = 0, FileDiffers = false };
        var expired = shut with { Host = "bench-f", Why = "its certificate has expired" };

        string[] said = [.. Findings(Up, Away, refused, shut, expired).Select(finding => $"{finding.Fact} → {finding.Mend}")];

        Assert.Equal(
            [
                "bench-a is up: takes 3, gives 1 line, 0.612 ms there and back → ",
                "bench-c has not been heard for 41 s: nothing heard for 1.0 s → look whether a hub runs on bench-c, and whether " +
                "10.77.0.3:4053 can be reached from here",
                "bench-c runs another file of rig7 → copy the file, then gpiohub reload on both",
                "17 edges of bench-c happened while its link was away → gpiohub mon says when; the network's own counters may say why",
                "bench-d is refused: it is of rig rig8 → gpiohub doctor on bench-d, and compare rig.name and versions",
                "bench-e has not been heard for 41 s: connection refused → look whether a hub runs on bench-e, and whether " +
                "10.77.0.3:4053 can be reached from here",
                "bench-f has not been heard for 41 s: its certificate has expired → gpiohub rig host bench-f, with this rig's CA",
            ], said);
    }

    private static RigPlan Several(string folder) => DemoRig.Plan(folder) with
    {
        Links = new LinksPlan("rig7", "bench-b", new HostAddress("10.77.0.2", 4053),
            [new PeerPlan("bench-a", new HostAddress("10.77.0.1", 4053), PeerPlan.DefaultAway, PeerPlan.DefaultWhenStopped)]),
    };

    private static RigPlan Remote(string folder) => Several(folder) with
    {
        Chips = [.. DemoRig.Plan(folder).Chips.Select(chip => chip with { Driver = new RemotePlan("bench-a", "bench") })],
    };

    private static IEnumerable<Finding> Findings(params LinkSnapshot[] links) => LinkChecks.Links(new DoctorFacts
    {
        Hub = new HubFacts(HubPresence.Answers)
        {
            Document = new HubDocument("0", "r", 1, "1", [], [], [], "control", null!) { Links = Document(links) },
        },
    });
}
