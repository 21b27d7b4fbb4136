using System.Text;
using GpioHub.Recording.Replay;
using GpioHub.Recording.Tests.Support;
using GpioHub.Recording.Vcd;
using Xunit;

namespace GpioHub.Recording.Tests.Replay;

/// <summary>What of a file is played, when, and onto which line (IF-4.4).</summary>
public class PlanSpec
{
    private const string File =
        """
        $timescale 1 us $end
        $scope module top $end
        $scope module doors $end
        $var wire 1 ! Door_FL $end
        $var wire 1 " Door_FR $end
        $upscope $end
        $var wire 4 # gear [3:0] $end
        $var real 64 r speed $end
        $scope module copy $end
        $var wire 1 ! Door_FL $end
        $upscope $end
        $upscope $end
        $enddefinitions $end
        #100 0! z" bx01x #
        #110 1!
        #120 0! 1" b0010 #
        #120 1!
        #130 x!
        #140 1! b1010 #
        #150 0!
        #200
        """;

    [Fact(DisplayName = "The file's first time is the beginning; the steps of one time are together, in the file's order")]
    public void WholeFile()
    {
        var plan = Plan(File, "doors.Door_FL=bench/FL", "top.doors.Door_FR=bench/FR");
        Assert.Equal(["bench/FL", "bench/FR"], plan.Lines.AsEnumerable());
        Assert.Equal(["0 0:0", "0 1:z", "10000 0:1", "20000 0:0", "20000 1:1", "20000 0:1", "50000 0:0"], Shown(plan));
        Assert.Equal((100_000, 10_000, 1), (plan.LengthNs, plan.UnknownNs, plan.Loops));
        Assert.Equal(3, plan.Instant(3).Length);
    }

    [Theory(DisplayName = "A vector's bit by its number, a whole one onto a bus, most significant first")]
    [InlineData("gear[0]=b/L", "0 0:1?", "20000 0:0")]
    [InlineData("gear[3]=b/L", "20000 0:0", "40000 0:1")]
    [InlineData("gear=GEAR", "0 1:0", "0 2:1", "20000 0:0", "20000 1:0?", "20000 2:1?", "20000 3:0", "40000 0:1")]
    public void Vectors(string map, params string[] steps)
    {
        string[] expected = [.. steps.Where(step => !step.EndsWith('?'))];
        var order = new ReplayOrder([ReplayMap.Parse(map)!]) { Bus = name => name == "GEAR" ? ["b/3", "b/2", "b/1", "b/0"] : null };
        Assert.Equal(expected, Shown(ReplayBuilder.Read(Encoding.UTF8.GetBytes(File), order)));
    }

    [Theory(DisplayName = "From and to are times of the file: it begins with the levels of then, and what is later is not played")]
    [InlineData(115, 135, "0 0:1,5000 0:0,5000 0:1", 20_000)]
    [InlineData(120, 150, "0 0:1,30000 0:0", 30_000)]
    [InlineData(0, 110, "100000 0:0,110000 0:1", 110_000)]
    [InlineData(190, 300, "0 0:0", 110_000)]
    [InlineData(135, null, "5000 0:1,15000 0:0", 65_000)]
    public void Parts(int from, int? to, string steps, long length)
    {
        var plan = ReplayBuilder.Read(Encoding.UTF8.GetBytes(File), new ReplayOrder([new ReplayMap("doors.Door_FL", "b/L")])
        {
            FromNs = from * 1000,
            ToNs = to * 1000,
        });
        Assert.Equal((steps, length), (string.Join(',', Shown(plan)), plan.LengthNs));
    }

    [Fact(DisplayName = "At half the speed everything takes twice as long")]
    public void Speed()
    {
        var order = new ReplayOrder([new ReplayMap("doors.Door_FR", "b/L")]) { Speed = 0.5 };
        var plan = ReplayBuilder.Read(Encoding.UTF8.GetBytes(File), order);
        Assert.Equal(["0 0:z", "40000 0:1"], Shown(plan));
        Assert.Equal(200_000, plan.LengthNs);
    }

    [Theory(DisplayName = "What the file has not, or the order does not fit, is refused before anything is played, with what there is")]
    [InlineData("doors.Door_RL=b/L", "the file has no signal \"doors.Door_RL\"; there is top.doors.Door_FL, top.doors.Door_FR, " +
        "top.gear, top.speed, top.copy.Door_FL")]
    [InlineData("doors.door_fl=b/L", "the file has no signal \"doors.door_fl\"; there is top.doors.Door_FL, top.copy.Door_FL")]
    [InlineData("gear=b/L", "gear has 4 bits, and b/L 1; name one: top.gear[0]")]
    [InlineData("gear[4]=b/L", "top.gear has no bit 4; it has [3:0]")]
    [InlineData("speed=b/L", "top.speed is a real or a text: it has no level")]
    [InlineData("Door_FL=b/L", "")]
    public void Unmapped(string map, string words)
    {
        if (words.Length == 0) Assert.Single(Plan(File, map).Lines);      // both of that name are one signal
        else Assert.Equal(words, Assert.Throws<ReplayException>(() => Plan(File, map)).Message);
    }

    [Fact(DisplayName = "A name that may be several signals is none; a line takes one signal")]
    public void Ambiguous()
    {
        const string two = "$timescale 1 ns $end $scope module x $end $var wire 1 ! a $end $upscope $end " +
            "$scope module y $end $var wire 1 \" a $end $upscope $end $enddefinitions $end #0 0! 1\"";
        Assert.Equal("\"a\" may be x.a or y.a: give more of its path", Assert.Throws<ReplayException>(() => Plan(two, "a=b/L")).Message);
        Assert.Equal("b/L is mapped twice", Assert.Throws<ReplayException>(() => Plan(two, "x.a=b/L", "y.a=b/L")).Message);
    }

    [Fact(DisplayName = "A hub's own file needs no map: every net goes to the line that it was; another's file does")]
    public void OwnFile()
    {
        var sources = new VcdSources([new VcdNet("doors", "Door FL"), new VcdNet("bench", "IGN")], [new VcdGuestLine("ivi", "IGN", 1)],
            [new VcdBus("B", [0, 1])]);
        byte[] own = Written.Bytes(sources, writer => writer.Change(500, 1, VcdLevel.High));
        var plan = ReplayBuilder.Read(own, new ReplayOrder([]));
        Assert.Equal(["doors/Door FL", "bench/IGN"], plan.Lines.AsEnumerable());
        Assert.Equal(["0 0:0", "0 1:0", "500 1:1"], Shown(plan));

        string words = Assert.Throws<ReplayException>(() => Plan(File)).Message;
        Assert.StartsWith("the file was not recorded by a hub", words, StringComparison.Ordinal);
        Assert.EndsWith("map signals to lines (SIGNAL=LINE); it has top.doors.Door_FL, top.doors.Door_FR, top.gear, top.speed, " +
            "top.copy.Door_FL", words, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A file that breaks at its end plays nothing of its beginning, however little of it is wanted")]
    public void NothingOfABrokenFile()
    {
        Assert.Throws<VcdException>(() => Plan($"{File} 5!", "doors.Door_FL=b/L"));
        var part = new ReplayOrder([new ReplayMap("doors.Door_FL", "b/L")]) { ToNs = 110_000 };
        var e = Assert.Throws<VcdException>(() => ReplayBuilder.Read(Encoding.UTF8.GetBytes($"{File}\n#150"), part));
        Assert.Contains("time runs backwards", e.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Signals of which nothing is known are not played; a loop must last")]
    public void NothingToPlay()
    {
        const string unknown = "$timescale 1 ns $end $var wire 1 ! a $end $enddefinitions $end #0 x! #10 x!";
        Assert.StartsWith("no level of these signals is known", Assert.Throws<ReplayException>(() => Plan(unknown, "a=b/L")).Message,
            StringComparison.Ordinal);
        const string instant = "$timescale 1 ns $end $var wire 1 ! a $end $enddefinitions $end #5 1!";
        Assert.Equal(["0 0:1"], Shown(Plan(instant, "a=b/L")));
        var again = new ReplayOrder([new ReplayMap("a", "b/L")]) { Loops = 2 };
        Assert.StartsWith("loop: what is to be played", Assert.Throws<ReplayException>(
            () => ReplayBuilder.Read(Encoding.UTF8.GetBytes(instant), again)).Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A plan has a million steps at most: more of the mapped signals is refused, more of others is not")]
    public void Bounded()
    {
        var text = new StringBuilder("$timescale 1 ns $end $var wire 1 ! a $end $var wire 1 \" b $end $enddefinitions $end\n");
        for (int i = 0; i < ReplayBuilder.MostSteps; i++) text.Append($"#{i}\n{i % 2}!\n");
        string file = text.ToString();
        Assert.Equal(ReplayBuilder.MostSteps, Plan(file, "a=b/L").Steps.Length);
        Assert.Equal("line 2000003: more than 1000000 edges of the mapped signals; play less of it (from, to)",
            Assert.Throws<ReplayException>(() => Plan($"{file}#{ReplayBuilder.MostSteps}\n0!", "a=b/L")).Message);
        Assert.Throws<ReplayException>(() => Plan(file, "b=b/L"));
    }

    [Theory(DisplayName = "An order's numbers have ranges")]
    [InlineData(0, 1, null, null, "speed 0: expected 0.001 to 1000")]
    [InlineData(double.NaN, 1, null, null, "speed NaN: expected 0.001 to 1000")]
    [InlineData(1, -1, null, null, "loop -1: expected 0 to 1000000, 0 = until it is ended")]
    [InlineData(1, 1, 5L, 5L, "to: expected a time after from")]
    [InlineData(1, 1, -5L, null, "from: expected a time of the file, at least 0")]
    public void Ranges(double speed, int loops, long? from, long? to, string words) => Assert.Equal(words, Assert.Throws<ReplayException>(
        () => new ReplayBuilder(new ReplayOrder([]) { Speed = speed, Loops = loops, FromNs = from, ToNs = to })).Message);

    [Theory(DisplayName = "A map is split at its last equals sign")]
    [InlineData("a.b=c/D", "a.b", "c/D")]
    [InlineData("a=b=c/D", "a=b", "c/D")]
    [InlineData("=c/D", null, null)]
    [InlineData("a=", null, null)]
    [InlineData("a", null, null)]
    public void Maps(string text, string? signal, string? line)
    {
        var map = ReplayMap.Parse(text);
        Assert.Equal((signal, line), (map?.Signal, map?.Line));
    }

    private static ReplayPlan Plan(string file, params string[] maps) =>
        ReplayBuilder.Read(Encoding.UTF8.GetBytes(file), new ReplayOrder([.. maps.Select(map => ReplayMap.Parse(map)!)]));

    private static string[] Shown(ReplayPlan plan) =>
        [.. plan.Steps.Select(step => $"{step.Ns} {step.Line}:{step.Level switch { true => "1", false => "0", null => "z" }}")];
}
