using GpioHub.Hub.Commands.Verbs;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

/// <summary>Waveforms that <c>mon --wave</c> draws (IF-2.18).</summary>
public class WaveSpec
{
    [Fact(DisplayName = "A column is flat, an edge, or several edges; what lies before the first column is its level")]
    public void OfLine()
    {
        var row = new WaveRow("IGN", 1, isBus: false);
        row.Begin(0, 0);
        row.Change(25, 1);
        row.Change(55, 0);
        row.Change(71, 1);
        row.Change(72, 0);
        row.Change(85, 1);
        row.Change(86, 0);
        row.Change(87, 1);

        Assert.Equal("__/‾‾\\_||‾", row.Draw(0, 10, 10));
        Assert.Equal("‾‾\\_||‾", row.Draw(30, 10, 7));
        Assert.Equal("|‾", row.Draw(0, 100, 2));
        row.Forget(60);
        Assert.Equal("_||‾", row.Draw(60, 10, 4));
        Assert.False(row.Change(99, 1));
    }

    [Fact(DisplayName = "A bus has its value where it changes, once for lines of one instant; a change is never hidden")]
    public void OfBus()
    {
        var row = new WaveRow("GEAR", 8, isBus: true);
        row.Begin(0, 0);
        row.Change(50, 1);
        row.Change(50, 0x1f);
        row.Change(120, 2);
        row.Change(130, 3);

        Assert.Equal("0x00.|0x1f..||0x03..", row.Draw(0, 10, 20));
        Assert.Equal("0x00|", row.Draw(10, 10, 5));
        Assert.Equal("0x1f.", row.Draw(60, 10, 5));
    }

    [Fact(DisplayName = "Without a terminal the waveform is printed once, at the end (IF-2.18)")]
    public async Task Printed()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        using var output = new WatchedWriter();
        var mon = Cli.WatchAsync(["--hub", hub.Socket, "mon", "--wave", "--step", "10ms", "-n", "3", "bench/IGN", "PAIR"], output);
        while (hub.Hub.Watches < 1) await Task.Yield();
        hub.Hub.PublishAt(1_040_000_000, (DemoRig.Bench(0), true));
        hub.Hub.PublishAt(1_080_000_000, (DemoRig.Bench(2), true));

        Assert.Equal((0, ""), await mon);
        Assert.Equal(
            "bench/IGN  ____/‾‾‾‾\n" +
            "PAIR       0x0.|0x2|\n" +
            "           0.1 s, a column is 10ms\n", output.ToString());
    }

    [Fact(DisplayName = "On a terminal it is drawn in place as it comes, and stays when it is interrupted (IF-2.18)")]
    public async Task Live()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        using var folder = new TempFolder();
        var variables = ProgramOnPath.In(folder.Path, hub.Socket);
        variables["PS1"] = "ready> ";
        using var terminal = new Tmux(100, 20, variables, "bash", "--norc", "--noprofile", "-i");
        terminal.Until("ready>");
        terminal.Type("gpiohub mon --wave --step 10s bench/IGN PAIR");
        terminal.Press("Enter");
        terminal.Until("a column is 10s");
        hub.Hub.PublishAt(1_000_000_000, (DemoRig.Bench(0), true));
        terminal.Until(screen => screen.Contains("bench/IGN  /", StringComparison.Ordinal)
            && screen.Contains("PAIR       0", StringComparison.Ordinal), "the edge");
        Assert.Equal(1, terminal.Screen.Split('\n').Count(line => line.StartsWith("bench/IGN", StringComparison.Ordinal)));
        terminal.Press("C-c");
        terminal.Until(screen => screen.TrimEnd().EndsWith("ready>", StringComparison.Ordinal), "the prompt");
        Assert.Contains("bench/IGN  /", terminal.Screen, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "What does not go together is exit 2, without a hub")]
    [InlineData("--step belongs to --wave", "--step", "5ms")]
    [InlineData("--step 0: expected a time above 0", "--wave", "--step", "0")]
    [InlineData("\"5\" is no time; expected a time such as 20us, 5ms, 1s or 2m", "--wave", "--step", "5")]
    public async Task Usage(string words, params string[] args) => Assert.Equal(
        new CliResult(2, "", $"gpiohub: {words}\n"), await Cli.RunAsync(["--hub", "/nonexistent", "mon", .. args, "bench/IGN"]));
}
