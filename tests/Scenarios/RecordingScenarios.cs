using GpioHub.Recording.Replay;
using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>Recordings that play onto a rig in virtual time, and what a scenario records (IF-4.4).</summary>
public abstract class RecordingScenarios(Transport transport) : RigScenario(
    """
    chips:
      bench: { driver: sim, lines: [IGN, { name: "Door FL" }, LAMP, { name: PIN, control: read }] }
    guests:
      ivi:
        lines:
          - { name: IGN, from: bench/IGN }
          - { name: DOOR, from: "bench/Door FL" }
          - { name: LAMP, from: bench/LAMP, access: out }
          - { name: PIN, from: bench/PIN }
    """,
    new ScenarioOptions { Transport = transport })
{
    private const string Recording =
        """
        $timescale 100 us $end
        $scope module car $end
        $var wire 1 ! ignition $end
        $var wire 1 " door $end
        $upscope $end
        $enddefinitions $end
        #50 1! 0"
        #60 0!
        #75 1" 1!
        #75 0"
        #80 z!
        #100
        """;

    [Fact(DisplayName = "A recording plays to the step, from the levels of its beginning, in its order; x changes nothing, z lets go")]
    public void PlaysToTheStep()
    {
        var irq = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeBoth);
        var played = Plays(Recording, "ignition=bench/IGN", "car.door=bench/Door FL");
        Line("bench/IGN").ShouldBeHigh();
        Pass(played.Length);
        Assert.True(played.IsOver);
        Assert.Equal((5.Milliseconds(), 7), (played.Length, played.Edges));
        Assert.Equal([0, 1, 2.5, 3], Edges("bench/IGN"));
        Assert.Equal([2.5, 2.5], Edges("bench/Door FL"));
        irq.ShouldHaveSeen(true, false, true, false);
        Assert.Empty(Line("bench/IGN").AtHub.Drivers);
        ShouldHappenInOrder(Line("bench/Door FL").Edge(1), Line("bench/Door FL").Edge(2), Line("bench/IGN").Edge(4));
    }

    [Fact(DisplayName = "What hardware shows is played too, onto a line that nobody may set")]
    public void Hardware()
    {
        var irq = Guest("ivi").Line("PIN").RequestsIrq(IrqType.EdgeRising);
        Plays(Recording, "ignition=bench/PIN");
        Pass(1.Seconds());
        irq.ShouldHaveInterrupts(2);
    }

    [Fact(DisplayName = "A part of it, slower, twice")]
    public void PartOfIt()
    {
        var played = Plays(Recording, new ReplayOrder([new ReplayMap("ignition", "bench/IGN")])
        {
            FromNs = 5_500_000,
            ToNs = 7_700_000,
            Speed = 0.5,
            Loops = 2,
        });
        Assert.Equal(8.8.Milliseconds(), played.Length);
        Pass(1.Seconds());
        Assert.Equal([0, 1, 4, 5.4, 8.4], Edges("bench/IGN"));          // the second round begins high, as the first one ended
    }

    [Theory(DisplayName = "What cannot be played is refused before the first edge")]
    [InlineData("boot=bench/IGN", "the recording cannot be played: the file has no signal \"boot\"; there is car.ignition, car.door")]
    [InlineData("ignition=bench/LAMP", "bench/LAMP is driven by guest ivi: no recording can be played onto it")]
    [InlineData("ignition=bench/HORN", "bench has no line \"HORN\"; it has IGN, Door FL, LAMP, PIN")]
    [InlineData("ignition", "\"ignition\": expected SIGNAL=LINE")]
    public void Refused(string map, string words)
    {
        Guest("ivi").Line("LAMP").Drives(high: false);
        var e = Assert.Throws<ScenarioException>(() => Plays(Recording, "door=bench/Door FL", map));
        Assert.StartsWith(words, e.Message, StringComparison.Ordinal);
        Pass(1.Seconds());
        Assert.Equal(0, Line("bench/Door FL").AtHub.Edges);
    }

    [Fact(DisplayName = "One line under two names is mapped twice; a broken file and an endless loop play nothing")]
    public void RefusedWhole()
    {
        Refuses("bench/IGN is mapped twice", () => Plays(Recording, "ignition=bench/IGN", "door=bench/0"));
        Refuses("the recording cannot be played: line 13: time runs backwards", () => Plays($"{Recording}\n#99", "door=bench/IGN"));
        Refuses("a replay in a scenario has an end", () => Plays(Recording, new ReplayOrder([new("door", "bench/IGN")]) { Loops = 0 }));
        Assert.Equal(0, Line("bench/IGN").AtHub.Edges);

        static void Refuses(string words, Action plays) =>
            Assert.StartsWith(words, Assert.Throws<ScenarioException>(plays).Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A guest that takes the line meanwhile fails the scenario where time passes")]
    public void TakenMeanwhile()
    {
        Plays("$timescale 1 ms $end $var wire 1 ! a $end $enddefinitions $end #0 z! #10 1!", "a=bench/LAMP");
        Guest("ivi").Line("LAMP").Drives(high: true);
        Pass(9.9.Milliseconds());
        var e = Assert.Throws<ScenarioException>(() => Pass(1.Milliseconds()));
        Assert.StartsWith("bench/LAMP could not be set by the recording: bench/LAMP is driven by guest ivi", e.Message,
            StringComparison.Ordinal);
    }

    [Fact(DisplayName = "What a scenario records and plays again is what happened, interrupts at their times")]
    public void RecordedAndPlayed()
    {
        var irq = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeBoth);
        Guest("ivi").Line("DOOR").RequestsIrq(IrqType.EdgeRising);
        Plays(Recording, "ignition=bench/IGN", "car.door=bench/Door FL");
        Pass(7.Milliseconds());
        string recorded = Recorded("bench/IGN", "bench/Door FL");
        Assert.Contains("$comment name gpiohub.bench.Door_FL bench/Door%20FL $end", recorded, StringComparison.Ordinal);

        int before = irq.Interrupts.Count;
        double[] first = Edges("bench/IGN");
        Plays(recorded);
        Pass(7.Milliseconds());
        Assert.Equal(first.Select(ms => Math.Round(ms + 7, 4)), Edges("bench/IGN").Skip(first.Length));
        Assert.Equal(2 * before, irq.Interrupts.Count);

        string again = Recorded();
        Assert.Equal(4, recorded.Split('\n').Count(line => line == $"1{IdOf(recorded, "irq", "IGN")}"));
        Assert.Equal(8, again.Split('\n').Count(line => line == $"1{IdOf(again, "irq", "IGN")}"));
        Assert.Contains("guests", again, StringComparison.Ordinal);
    }

    /// <summary>The word of a signal in the file, of the scope that is the last before its name.</summary>
    private static string IdOf(string file, string scope, string name) => file[file.IndexOf($"module {scope} ", StringComparison.Ordinal)..]
        .Split('\n')
        .First(line => line.StartsWith("$var ", StringComparison.Ordinal) && line.EndsWith($" {name} $end", StringComparison.Ordinal))
        .Split(' ')[3];

    private double[] Edges(string line) => [.. Enumerable.Range(1, (int)Line(line).AtHub.Edges)
        .Select(number => Line(line).Edge(number).At.TotalMilliseconds)];
}

public sealed class RecordingInMemory() : RecordingScenarios(Transport.InMemory);

public sealed class RecordingOverSockets() : RecordingScenarios(Transport.Sockets);
