using System.Text.Json;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Naming;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>Physical chips in names, documents and text. Identity is a line's place in the plan; its offset may not be known.</summary>
public class GpioChipSpec
{
    private static readonly RigPlan Plan = DoorsRig.Plan("/run/x");

    [Fact(DisplayName = "Every net has an address that leads back to it (IF-1.3)")]
    public void EveryNetHasAnAddress() => Assert.All(NetName.All(Plan), net =>
    {
        Assert.True(LineAddress.TryParse(NetName.Of(net, Plan), out var address));
        Assert.Equal(net, new LineLookup(Plan).Net(address));
    });

    [Fact(DisplayName = "A net is called by its name or alias, else by its offset; a name of digits is none (IF-1.3)")]
    public void Names() => Assert.Equal(
        ["bench/IGN", "doors/Door FL", "doors/HORN", "doors/3", "doors/5", "doors/12", "relays/K15"],
        NetName.All(Plan).Select(net => NetName.Of(net, Plan)));

    [Theory(DisplayName = "A physical line is found by alias, name or offset, and through its guests (IF-1.3)")]
    [InlineData("doors/Door FL", 0)]
    [InlineData("doors/8", 0)]
    [InlineData("ivi:FL", 0)]
    [InlineData("adas:FL", 0)]
    [InlineData("doors/HORN", 1)]
    [InlineData("doors/3", 2)]
    [InlineData("doors/003", 2)]
    [InlineData("doors/5", 3)]
    [InlineData("doors/12", 4)]
    [InlineData("adas:2", 4)]
    public void Found(string text, int index)
    {
        Assert.True(LineAddress.TryParse(text, out var address));
        Assert.Equal(new ChipLineAddress("doors", index), new LineLookup(Plan).Net(address));
    }

    [Theory(DisplayName = "An offset that the rig has not is not found, be it a place in the plan; the way to see what there is, is told")]
    [InlineData("doors/0", "")]
    [InlineData("doors/1", "")]
    [InlineData("doors/77", "; the line named so is doors/5")]
    [InlineData("doors/99999999999", "")]
    public async Task NotFound(string address, string hint)
    {
        await using var hub = await TestHub.StartAsync(rig: DoorsRig.Plan);
        Assert.Equal(
            new CliResult(4, "", $"gpiohub: no line {address.Split('/')[1]} of chip doors in the rig; see gpiohub info doors{hint}\n"),
            await hub.CliAsync("get", address));
    }

    [Fact(DisplayName =
        "A chip document has label and path once the chip has been open; a line's offset may be null, and it says its problem (IF-3.5)")]
    public async Task Documents()
    {
        await using var hub = await TestHub.StartAsync(rig: DoorsRig.Plan);
        hub.Hub.Chips["doors"] = chip =>
            DoorsRig.Opened(chip) with { Lines = chip.Lines.SetItem(1, chip.Lines[1] with { Problem = "held by \"kvmd\" (EBUSY)" }) };

        using var json = JsonDocument.Parse(await hub.Http.GetStringAsync(new Uri("http://hub/v1/chips")));
        var (bench, doors, relays) = (json.RootElement[0], json.RootElement[1], json.RootElement[2]);

        Assert.Equal(("mcp23017", "/dev/gpiochip3"), (doors.GetProperty("label").GetString(), doors.GetProperty("path").GetString()));
        Assert.All((JsonElement[])[bench, relays], chip => Assert.Equal((JsonValueKind.Null, JsonValueKind.Null),
            (chip.GetProperty("label").ValueKind, chip.GetProperty("path").ValueKind)));
        Assert.Equal(["8", "null", "3", "5", "12"],
            doors.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("offset").GetRawText()));
        Assert.Equal(["null", "\"held by \\\"kvmd\\\" (EBUSY)\"", "null", "null", "null"],
            doors.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("problem").GetRawText()));
    }

    [Fact(DisplayName = "A guest's line names its chip line by its address (IF-3.5)")]
    public async Task GuestLines()
    {
        await using var hub = await TestHub.StartAsync(rig: DoorsRig.Plan);
        using var json = JsonDocument.Parse(await hub.Http.GetStringAsync(new Uri("http://hub/v1/guests/adas")));

        Assert.Equal(["doors/Door FL", "relays/K15", "doors/12"],
            json.RootElement.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("from").GetString()));
    }

    [Fact(DisplayName = "The configuration in force says which device a chip is, and its lines' settings (IF-3.8)")]
    public async Task Effective()
    {
        await using var hub = await TestHub.StartAsync(rig: DoorsRig.Plan);
        using var json = JsonDocument.Parse(await hub.Http.GetStringAsync(new Uri("http://hub/v1/config")));
        var chips = json.RootElement.GetProperty("chips");

        Assert.StartsWith(
            """{"driver":"gpiochip","label":"mcp23017","io":"auto","restart":{"min":"1s","max":"2m"},"lines":[{"offset":8,"name":"Door FL","bias":"as-is","activeLow":false,"drive":"push-pull","initial":"as-is","resolve":"exclusive","control":"read","debounce":"5ms","sample":"10ms"},{"name":"HORN",""",
            chips.GetProperty("doors").GetRawText(),
            StringComparison.Ordinal);
        Assert.Contains("\"debounce\":\"0\",\"sample\":\"off\"", chips.GetProperty("doors").GetRawText(), StringComparison.Ordinal);
        Assert.StartsWith("""{"driver":"gpiochip","match":{"ID_SERIAL_SHORT":"D38*","SUBSYSTEM":"usb"},""",
            chips.GetProperty("relays").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("debounce", chips.GetProperty("bench").GetRawText(), StringComparison.Ordinal);
    }

    [Theory(DisplayName = "The value of a line whose chip is away is 503 with the chip's last error; get says it and ends with 1 (IF-3.3)")]
    [InlineData(ChipState.Absent, "absent")]
    [InlineData(ChipState.Opening, "opening")]
    [InlineData(ChipState.Failing, "failing")]
    public async Task Away(ChipState state, string word)
    {
        await using var hub = await TestHub.StartAsync(rig: DoorsRig.Plan);
        hub.Hub.Chips["doors"] = chip => chip with { State = state, LastError = "no chip with label \"mcp23017\"" };

        using var answer = await hub.Http.GetAsync(new Uri("http://hub/v1/lines/doors/8/value"));
        Assert.Equal((503, "chip-away"), ((int)answer.StatusCode, (await Problems.ReadAsync(answer)).Code));
        Assert.Equal(new CliResult(1, "", $"gpiohub: doors/8: chip doors is {word} (no chip with label \"mcp23017\")\n"),
            await hub.CliAsync("get", "doors/8"));
    }

    [Fact(DisplayName = "The value of a line with a problem is 503 with the problem, by either address; its neighbour's is there")]
    public async Task Problem()
    {
        await using var hub = await TestHub.StartAsync(rig: DoorsRig.Plan);
        hub.Hub.Chips["doors"] = chip =>
            chip with { Lines = chip.Lines.SetItem(1, chip.Lines[1] with { Problem = "held by \"kvmd\" (EBUSY)" }) };

        using var answer = await hub.Http.GetAsync(new Uri("http://hub/v1/lines/doors/HORN/value"));
        Assert.Equal((503, "line-unusable"), ((int)answer.StatusCode, (await Problems.ReadAsync(answer)).Code));
        Assert.Equal(new CliResult(1, "", "gpiohub: ivi:HORN: held by \"kvmd\" (EBUSY)\n"), await hub.CliAsync("get", "ivi:HORN"));
        Assert.Equal(0, (await hub.CliAsync("get", "doors/8")).Code);
    }

    [Fact(DisplayName = "Events of a line that is known by name only go under the address that was asked for (IF-3.6)")]
    public async Task Events()
    {
        await using var hub = await TestHub.StartAsync(rig: DoorsRig.Plan);
        using var mon = new WatchedWriter();
        var seen = Cli.WatchAsync(["--hub", hub.Socket, "mon", "-n", "1", "doors/HORN"], mon);
        await mon.SeenAsync("\"doors/HORN\"=inactive\n");
        hub.Hub.Publish(new ChipLineAddress("doors", 0), level: true);
        hub.Hub.Publish(new ChipLineAddress("doors", 1), level: true);

        Assert.Equal((0, ""), await seen);
        Assert.EndsWith("\trising \t\"doors/HORN\"\n", mon.ToString(), StringComparison.Ordinal);
    }
}
