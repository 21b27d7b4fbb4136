using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Commands.Top;
using GpioHub.Hub.Control.Wire;
using Xunit;

namespace GpioHub.Hub.Tests.Top;

/// <summary>Rows, picture and keys of <c>gpiohub top</c>, without a terminal (IF-2.17).</summary>
public class TopScreenSpec
{
    private static readonly TopSample Before = Sample(1, 0, 0), Now = Sample(3, 20, 40);

    [Fact(DisplayName = "Rates are the differences of counters by the hub's own time; without a sample before there is none (IF-2.17)")]
    public void Rates()
    {
        Assert.Equal([null, null, null, null], Now.Nets(null).Select(net => net.Rate));
        Assert.Equal([10, 10, 0, 0], Now.Nets(Before).Select(net => net.Rate!.Value));
        Assert.Equal(10, Now.EdgesPerSecond(Before));
        Assert.Equal([20d, 0d], Now.Guests(Before).Select(guest => guest.Requests!.Value));
    }

    [Fact(DisplayName = "Counters that have become smaller are another hub's: no rate is made of them")]
    public void Restarted() => Assert.All(Sample(5, 1, 1).Nets(Now), net => Assert.True(net.Rate is null or 0));

    [Fact(DisplayName = "Whatever the size, the picture has as many lines as the terminal, none wider, and the selected net is among them")]
    public void Fits()
    {
        foreach (int columns in (int[])[1, 10, 40, 80, 200])
        {
            foreach (int rows in (int[])[1, 2, 5, 6, 10, 24, 60])
            {
                var state = new TopState();
                var size = new TerminalSize(columns, rows);
                for (int i = 0; i < 200; i++) Press(state, ConsoleKey.DownArrow);
                var lines = TopScreen.Draw(Now, Before, state, size, Paint.None, ("", false));
                Assert.Equal(rows, lines.Count);
                Assert.All(lines, line => Assert.InRange(line.Length, 0, columns));
                if (rows >= 6 && columns >= 40) Assert.Contains(lines, line => line.StartsWith(">ench/CRASH", StringComparison.Ordinal));
            }
        }
    }

    [Fact(DisplayName = "Keys choose, sort, turn round and filter; Escape shows all again (IF-2.17)")]
    public void Keys()
    {
        var state = new TopState();
        Assert.Equal(["PAIR", "bench/IGN", "bench/WAKE", "bench/CRASH"], Names(state));
        Type(state, "s");
        Assert.Equal(["PAIR", "bench/CRASH", "bench/IGN", "bench/WAKE"], Names(state));
        Type(state, "sr");
        Assert.Equal(["bench/CRASH", "bench/WAKE", "bench/IGN", "PAIR"], Names(state));
        Type(state, "r/wak");
        Assert.Equal(["bench/WAKE"], Names(state));
        Press(state, ConsoleKey.Backspace);
        Press(state, ConsoleKey.Enter);
        Assert.Equal("wa", state.Filter);
        Press(state, ConsoleKey.Escape);
        Assert.Equal(4, Names(state).Length);
        Type(state, "/adas");                                               // who reads it counts too
        Assert.Equal(["bench/IGN"], Names(state));
    }

    [Fact(DisplayName = "Keys drive and pulse the chosen net; a bus gets a typed value (IF-2.17)")]
    public void Deeds()
    {
        var state = new TopState();
        Assert.Equal((DeedKind.Set, "PAIR", "0"), Said(Type(state, "0")));
        Assert.Equal(DeedKind.None, Type(state, " ").Kind);                    // a bus has no other level
        Type(state, "j");
        Assert.Equal((DeedKind.Set, "bench/IGN", "0"), Said(Type(state, " ")));
        Assert.Equal((DeedKind.Set, "bench/IGN", "1"), Said(Type(state, "1")));
        Assert.Equal((DeedKind.Set, "bench/IGN", "z"), Said(Type(state, "z")));
        Assert.Equal((DeedKind.Pulse, "bench/IGN", "100ms"), Said(Type(state, "p")));
        Type(state, "k=0b10q");
        Assert.Equal("0b10q", state.Typed);
        Press(state, ConsoleKey.Backspace);
        Assert.Equal((DeedKind.Set, "PAIR", "0b10"), Said(Press(state, ConsoleKey.Enter)));
        Type(state, "=1");
        Press(state, ConsoleKey.Escape);
        Assert.Null(state.Typed);
        Assert.Equal(DeedKind.Quit, Type(state, "q").Kind);
        Type(state, "?");
        Assert.True(state.Helps);
        Type(state, "x");
        Assert.False(state.Helps);
    }

    [Fact(DisplayName = "A name cannot colour or move the terminal")]
    public void Printable()
    {
        var line = Line("A\e[31m", 1, 0);
        var hub = new HubDocument("0", "rig\e[2J.yaml", 1, "1000000000",
            [new ChipDocument("c", "sim", null, null, "up", 0, null, [line])], [], [], "control", Alone);
        var sample = new TopSample(hub, LatencyCounts.None);
        var lines = TopScreen.Draw(sample, null, new TopState(), new TerminalSize(80, 10), Paint.None, ("", false));
        Assert.All(lines, text => Assert.DoesNotContain('\e', text));
    }

    private static string[] Names(TopState state) => [.. state.Shown(Now.Nets(Before)).Select(net => net.Name)];

    private static (DeedKind, string, string) Said(TopDeed deed) => (deed.Kind, deed.Net!.Name, deed.Text);

    private static TopDeed Type(TopState state, string keys)
    {
        var deed = TopDeed.None;
        foreach (char key in keys)
            deed = state.Press(new ConsoleKeyInfo(key, default, false, false, false), state.Shown(Now.Nets(Before)), 5);
        return deed;
    }

    private static TopDeed Press(TopState state, ConsoleKey key) =>
        state.Press(new ConsoleKeyInfo('\0', key, false, false, false), state.Shown(Now.Nets(Before)), 5);

    private static TopSample Sample(int seconds, long edges, long requests) => new(
        new HubDocument("0.1.0", "rig.yaml", 1, $"{seconds}000000000",
            [new ChipDocument("bench", "sim", null, null, "up", 0, null,
                [Line("IGN", 1, edges, "adas"), Line("WAKE", 0, 0), Line("CRASH", 0, 0)])],
            [Guest("ivi", requests), Guest("adas", 0)],
            [new BusDocument("PAIR", ["bench/IGN", "bench/WAKE"], 2, "0x2", null)],
            "control", Alone),
        LatencyCounts.None);

    private static readonly SuccessionDocument Alone = new(1, "none", "none", 0, null, null);

    private static LineDocument Line(string name, int level, long edges, params string[] readers) => new(
        "bench", null, name, level, "pull-down", false, "exclusive", "drive", [],
        [.. readers.Select(guest => new ReaderDocument(guest, 0, name, "in", "none", false, false))], edges, 0, 0, null);

    private static GuestDocument Guest(string id, long requests) => new(
        id, "/x", "running", null, true, "0x0", "0x0", 1, 0, requests, 0, 0, 1, [], [], null, 0, 0, null, null, null);
}
