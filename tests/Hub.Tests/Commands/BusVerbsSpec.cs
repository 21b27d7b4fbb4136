using GpioHub.Actors.Contract;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

/// <summary>Buses on the command line (IF-2.15).</summary>
public class BusVerbsSpec
{
    [Theory(DisplayName = "set takes the value of a bus in decimal, 0x or 0b, or z; get prints it in hex, or in decimal (IF-2.15)")]
    [InlineData("2", "0x2", "2")]
    [InlineData("0x3", "0x3", "3")]
    [InlineData("0b01", "0x1", "1")]
    [InlineData("z", "0x0", "0")]
    public async Task SetAndGet(string value, string hex, string number)
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        await hub.CliAsync("set", "PAIR=3");

        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync("set", $"PAIR={value}"));
        Assert.Equal(new CliResult(0, $"\"PAIR\"={hex} \"bench/CRASH\"=inactive\n", ""), await hub.CliAsync("get", "PAIR", "bench/CRASH"));
        Assert.Equal(new CliResult(0, $"{number} 0\n", ""), await hub.CliAsync("get", "--numeric", "PAIR", "bench/CRASH"));
    }

    [Fact(DisplayName = "A bus and lines are set by one request; what is wrong with one sets none")]
    public async Task Together()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);

        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync("set", "PAIR=0b10", "bench/CRASH=1"));
        Assert.Equal("2 1\n", (await hub.CliAsync("get", "--numeric", "PAIR", "bench/CRASH")).Out);
        Assert.Equal(new CliResult(2, "", "gpiohub: PAIR 4 is too large: a bus of 2 lines has 0 to 3\n"),
            await hub.CliAsync("set", "bench/CRASH=0", "PAIR=4"));
        Assert.Equal(new CliResult(2, "", "gpiohub: PAIR 4 is too large: a bus of 2 lines has 0 to 3\n"),
            await hub.CliAsync("set", "PAIR=4"));
        Assert.Equal("2 1\n", (await hub.CliAsync("get", "--numeric", "PAIR", "bench/CRASH")).Out);
    }

    [Fact(DisplayName = "info has a line per bus, of one bus its lines, and the same name in the list of what there is (IF-2.9)")]
    public async Task Info()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        await hub.CliAsync("set", "PAIR=2");

        Assert.EndsWith("spare  waiting\nPAIR   bus  0x2  2 lines\nDOORS  bus  0x01  5 lines\n", (await hub.CliAsync("info")).Out,
            StringComparison.Ordinal);
        Assert.Equal(
            new CliResult(0, "PAIR  bus  0x2  2 lines\n\tbit   1:\tbench/IGN \tactive\n\tbit   0:\tbench/WAKE\tinactive\n", ""),
            await hub.CliAsync("info", "PAIR"));
        Assert.Equal("""
            {"name":"PAIR","lines":["bench/IGN","bench/WAKE"],"value":2,"hex":"0x2","problem":null}

            """, (await hub.CliAsync("info", "-o", "json", "PAIR")).Out);
        Assert.Equal(new CliResult(4, "", "gpiohub: no chip or guest \"PIAR\"; did you mean PAIR?\n"), await hub.CliAsync("info", "PIAR"));
        hub.Hub.ChipState = ChipState.Opening;
        Assert.StartsWith("PAIR  bus  unknown  2 lines: bench/IGN: chip bench is opening\n\tbit   1:\tbench/IGN \tunknown\n",
            (await hub.CliAsync("info", "PAIR")).Out, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "pulse and fault take a bus for every line of it; the ids of its faults are printed (IF-2.15)")]
    public async Task PulseAndFault()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);

        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync("pulse", "PAIR", "20ms"));
        Assert.Equal(2, hub.Hub.Pulses.Count);
        Assert.Equal(new CliResult(0, "", ""), await hub.CliAsync("pulse", "--stop", "PAIR"));
        Assert.Empty(hub.Hub.Pulses);
        Assert.Equal(new CliResult(0, "f1 f2\n", ""), await hub.CliAsync("fault", "add", "PAIR", "stuck-1"));
        Assert.Equal(new CliResult(0, "f3\n", ""), await hub.CliAsync("fault", "add", "bench", "hang"));
    }

    [Fact(DisplayName = "mon of a bus prints its value, then one line for all edges of one instant, and counts values (IF-2.15)")]
    public async Task Mon()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        using var output = new WatchedWriter();
        var mon = Cli.WatchAsync(["--hub", hub.Socket, "mon", "-n", "4", "PAIR", "bench/WAKE"], output);
        await output.SeenAsync("\"PAIR\"=0x0\n\"bench/WAKE\"=inactive\n");
        hub.Hub.PublishAt(7_000_000_001, (DemoRig.Bench(0), true), (DemoRig.Bench(2), true));
        await output.SeenAsync("7.000000001\trising \t\"bench/WAKE\"\n7.000000001\t0x3\t\"PAIR\"\n");
        hub.Hub.PublishAt(7_000_000_002, (DemoRig.Bench(0), false));
        hub.Hub.PublishAt(7_000_000_003, (DemoRig.Bench(0), true), (DemoRig.Bench(0), false), (DemoRig.Bench(0), true));
        hub.Hub.PublishAt(7_000_000_004, (DemoRig.Bench(1), true));

        Assert.Equal((0, ""), await mon);
        Assert.EndsWith("0x3\t\"PAIR\"\n7.000000002\t0x1\t\"PAIR\"\n7.000000003\t0x3\t\"PAIR\"\n", output.ToString(),
            StringComparison.Ordinal);
    }

    [Fact(DisplayName = "With -e only those edges of lines are printed; a bus keeps its values")]
    public async Task Edges()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        using var output = new WatchedWriter();
        var mon = Cli.WatchAsync(["--hub", hub.Socket, "mon", "-e", "falling", "-n", "3", "bench/IGN", "PAIR"], output);
        await output.SeenAsync("\"PAIR\"=0x0\n");
        hub.Hub.PublishAt(1, (DemoRig.Bench(0), true));
        hub.Hub.PublishAt(2, (DemoRig.Bench(0), false));

        Assert.Equal((0, ""), await mon);
        Assert.EndsWith("0.000000001\t0x2\t\"PAIR\"\n0.000000002\tfalling\t\"bench/IGN\"\n0.000000002\t0x0\t\"PAIR\"\n", output.ToString(),
            StringComparison.Ordinal);
    }
}
