using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Tests.Support;
using GpioHub.Recording.Log;
using GpioHub.Rules.Nets;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary><c>/v1/replays</c> (IF-4.5).</summary>
public class ReplaySpec
{
    private const string Replays = "http://hub/v1/replays";
    private const string Map = "map=top.ign%3Dbench/IGN&map=crash%3Dbench/CRASH";

    [Fact(DisplayName = "POST of a file is 201 with Location; it is played to its end, and its lines are then what they were (IF-4.5)")]
    public async Task PlayedToItsEnd()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.Hub.SetAsync(DemoRig.Bench(1), true, default);
        var log = hub.Hub.Log.ReaderAfter(hub.Hub.Log.Seq);
        using var answer = await PostAsync(hub, Map, Vcds.Simulated);

        Assert.Equal((HttpStatusCode.Created, "/v1/replays/r1"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        var begun = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(("r1", """["bench/IGN","bench/CRASH"]""", 7, "1200000"),
            ((string)begun["id"]!, begun["lines"]!.ToJsonString(), (int)begun["edges"]!, (string)begun["lengthNs"]!));
        var over = await OverAsync(hub, "r1");
        Assert.Equal(("played", 7, 0, null), ((string)over["state"]!, (int)over["played"]!, (int)over["refused"]!, over["why"]));
        Assert.True(long.Parse((string)over["late"]!["maxNs"]!) >= long.Parse((string)over["late"]!["p50Ns"]!));

        var events = new LogEntry[100];
        int count = log.Read(events, out _);
        var seen = events.Take(count).Where(entry => entry.Kind == LogKind.Edge)
            .Select(entry => $"{hub.Hub.Log.Words.Source(entry.Source).Index}{(entry.Level ? '+' : '-')}");
        Assert.Equal("1- 0+ 0- 1+ 0+ 0-", string.Join(' ', seen));
    }

    [Fact(DisplayName = "POST of JSON has the file's text in it; GET lists, oldest first; each has the answer of its own (IF-4.5)")]
    public async Task Json()
    {
        await using var hub = await TestHub.StartAsync();
        string body = JsonSerializer.Serialize(
            new { vcd = Vcds.Simulated, map = new[] { "ign=bench/IGN" }, speed = 2.0, loop = 3, from = "400us" });
        using var answer = await hub.Http.PostAsync(Replays, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var over = await OverAsync(hub, "r1");
        Assert.Equal((3, "400000", 9), ((int)over["loops"]!, (string)over["lengthNs"]!, (int)over["played"]!));
        using var own = await PostAsync(hub, "", Vcds.Own);
        await OverAsync(hub, "r2");
        var all = JsonNode.Parse(await hub.Http.GetStringAsync(Replays))!.AsArray();
        Assert.Equal(["r1", "r2"], all.Select(each => (string)each!["id"]!));
    }

    [Fact(DisplayName = "A vector of the file is mapped to a bus, the most significant bit to its first line (IF-4.4)")]
    public async Task OntoBus()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        const string vcd = "$timescale 1 us $end $var wire 2 ! pair $end $enddefinitions $end #0 b10 ! #100 b01 ! #200\n";
        using var answer = await PostAsync(hub, "map=pair%3DPAIR&dryRun=1", vcd);
        Assert.Equal("""["bench/IGN","bench/WAKE"]""", JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["lines"]!.ToJsonString());
        using var other = await PostAsync(hub, "map=pair%3DDOORS&dryRun=1", vcd);
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
        Assert.Contains("pair has 2 bits, and DOORS 5", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "dryRun says what would be played, and plays nothing")]
    public async Task DryRun()
    {
        await using var hub = await TestHub.StartAsync();
        using var answer = await PostAsync(hub, $"{Map}&dryRun=1", Vcds.Simulated);
        var plan = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal((200, "planned", 7, null), ((int)answer.StatusCode, (string)plan["state"]!, (int)plan["edges"]!, plan["id"]));
        Assert.Equal("[]", await hub.Http.GetStringAsync(Replays));
    }

    [Fact(DisplayName = "DELETE is 204 and ends it; while it plays, nobody else plays onto its lines (IF-4.5)")]
    public async Task Ended()
    {
        await using var hub = await TestHub.StartAsync();
        using var first = await PostAsync(hub, $"{Map}&loop=0", Vcds.Simulated);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        await RefusedAsync(hub, "map=ign%3Divi:IGN", 409, "busy", "bench/IGN has a replay that is not over: r1");
        Assert.Equal(HttpStatusCode.NoContent, (await hub.Http.DeleteAsync($"{Replays}/r1")).StatusCode);
        var over = await OverAsync(hub, "r1");
        Assert.Equal(("ended", "it was ended"), ((string)over["state"]!, (string)over["why"]!));
        using var second = await PostAsync(hub, "map=ign%3Divi:IGN", Vcds.Simulated);
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await hub.Http.GetAsync($"{Replays}/r7")).StatusCode);
    }

    [Fact(DisplayName = "Eight may play at once")]
    public async Task Enough()
    {
        await using var hub = await TestHub.StartAsync(rig: sockets => ConfigurationLoader.LoadText(
            $"{{ hub: {{ sockets: {sockets} }}, chips: {{ bench: {{ driver: sim, lines: 9 }} }} }}", "rig.yaml").Plan!);
        for (int i = 0; i < 9; i++)
        {
            using var answer = await PostAsync(hub, $"map=ign%3Dbench/{i}&loop=0", Vcds.Simulated);
            Assert.Equal(i < 8 ? 201 : 409, (int)answer.StatusCode);
        }
    }

    [Theory(DisplayName = "What cannot be played is refused before the first edge, with line and reason, and nothing is played (IF-4.4)")]
    [InlineData("map=nothing%3Dbench/IGN", 400, "malformed", "the file has no signal \"nothing\"; there is top.ign, top.crash")]
    [InlineData("", 400, "malformed", "the file was not recorded by a hub, so nothing says which signal is which line: " +
        "map signals to lines (SIGNAL=LINE); it has top.ign, top.crash")]
    [InlineData("map=ign%3Dbench/IGNN", 404, "not-found", "no line \"bench/IGNN\"; did you mean bench/IGN?")]
    [InlineData("map=ign%3Dbench/DOOR", 403, "not-for-driving", "bench/DOOR is not for driving (control: read)")]
    [InlineData("map=ign%3Dbench", 400, "malformed", "\"bench\" is no line; expected CHIP/LINE or GUEST:LINE")]
    [InlineData("map=ign%3Dbench/IGN&map=crash%3Divi:IGN", 400, "malformed", "bench/IGN and ivi:IGN are the same line")]
    [InlineData("map=ign", 400, "malformed", "map \"ign\": expected SIGNAL=LINE")]
    [InlineData("map=ign%3Dbench/IGN&speed=fast", 400, "malformed", "speed=fast: expected a number")]
    [InlineData("map=ign%3Dbench/IGN&speed=0", 400, "malformed", "speed 0: expected 0.001 to 1000")]
    [InlineData("map=ign%3Dbench/IGN&from=5", 400, "malformed", "from=5: expected a time such as 20us, 5ms, 1s or 2m")]
    [InlineData("map=ign%3Dbench/IGN&spede=1", 400, "malformed", "unknown parameter \"spede\"; there are map, speed, loop, from, " +
        "to, dryRun")]
    public Task Refused(string query, int status, string code, string words) =>
        WithHubAsync(hub => RefusedAsync(hub, query, status, code, words));

    [Theory(DisplayName = "A file that is none is 400 with line and reason (IF-4.3)")]
    [InlineData("no vcd at all", "line 1: \"no\" where a command such as $var is expected")]
    [InlineData(Vcds.Simulated + "#5", "line 13: time runs backwards: \"#5\" comes after a later time")]
    [InlineData(Vcds.Simulated + "1?", "line 13: the identifier \"?\" is not declared")]
    public Task Broken(string vcd, string words) => WithHubAsync(hub => RefusedAsync(hub, Map, 400, "malformed", words, vcd));

    [Fact(DisplayName = "A line that a guest drives, or is not for driving, or whose chip is away, is refused as a PUT is (IF-4.4)")]
    public async Task NotFree()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.ForeignDrivers = [new DriverSnapshot(DriverKind.Guest, "adas", true)];
        await RefusedAsync(hub, Map, 409, "busy", "bench/IGN is driven by guest adas (exclusive)");
        hub.Hub.ForeignDrivers = [];
        hub.Hub.ChipState = ChipState.Failing;
        await RefusedAsync(hub, Map, 503, "chip-away", "bench is away: not open yet");
    }

    [Fact(DisplayName = "Edges that are refused while it plays are counted, with the first reason; the others go on")]
    public async Task RefusedMeanwhile()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Refusals[DemoRig.Bench(0)] = new SetResult(SetStatus.Busy, "words of the hub");
        using var answer = await PostAsync(hub, Map, Vcds.Simulated);
        var over = await OverAsync(hub, "r1");
        Assert.Equal(("played", 7, 5, "words of the hub"),
            ((string)over["state"]!, (int)over["played"]!, (int)over["refused"]!, (string)over["refusal"]!));
    }

    [Fact(DisplayName = "A file of more than the 1 MiB of other bodies is read as it comes")]
    public async Task Large()
    {
        await using var hub = await TestHub.StartAsync();
        string comment = $"$comment {new string('x', 60_000)} $end\n";
        using var answer = await PostAsync(hub, $"{Map}&dryRun=1", Vcds.Simulated + string.Concat(Enumerable.Repeat(comment, 100)));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task WithHubAsync(Func<TestHub, Task> test)
    {
        await using var hub = await TestHub.StartAsync();
        await test(hub);
    }

    private static async Task RefusedAsync(TestHub hub, string query, int status, string code, string words, string vcd = Vcds.Simulated)
    {
        string before = await PlayingAsync(hub);
        using var answer = await PostAsync(hub, query, vcd);
        var problem = await Problems.ReadAsync(answer);
        Assert.Equal((status, code, words), ((int)answer.StatusCode, problem.Code, problem.Detail));
        Assert.Equal(before, await PlayingAsync(hub));
    }

    /// <summary>The replays that there are.</summary>
    private static async Task<string> PlayingAsync(TestHub hub) => string.Join(' ',
        JsonNode.Parse(await hub.Http.GetStringAsync(Replays))!.AsArray().Select(each => (string)each!["id"]!));

    private static async Task<HttpResponseMessage> PostAsync(TestHub hub, string query, string vcd)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(vcd));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await hub.Http.PostAsync($"{Replays}?{query}", content);
    }

    private static async Task<JsonNode> OverAsync(TestHub hub, string id)
    {
        var replay = JsonNode.Parse(await hub.Http.GetStringAsync($"{Replays}/{id}?wait=1m"))!;
        Assert.NotEqual("playing", (string)replay["state"]!);
        return replay;
    }
}
