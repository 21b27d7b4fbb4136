using System.Collections.Immutable;
using GpioHub.Recording.Tests.Support;
using GpioHub.Recording.Vcd;
using Xunit;

namespace GpioHub.Recording.Tests.Vcd;

/// <summary>What stands in a file (IF-4.1, IF-4.2).</summary>
public class WriterSpec
{
    private static readonly VcdSources Doors = new(
        [new VcdNet("doors", "Door FL"), new VcdNet("doors", "IGN")],
        [new VcdGuestLine("ivi", "IGN", 1), new VcdGuestLine("ivi", "SPARE", null)],
        [new VcdBus("GEAR", [1, 0])]);

    [Fact(DisplayName = "A file as it stands: origin in $date and $version, ns from 0, scopes of chips and guests, remarks and real " +
        "names in comments")]
    public void WholeFile() => Assert.Equal(
        """
        $date 2025-11-30 01:33:02.123456789Z $end
        $version gpiohub 0.1.0 run=3f9a0c12 monotonic=10002907638045 $end
        $timescale 1 ns $end
        $comment edges of doors are told by host b $end
        $comment name gpiohub.doors.Door_FL doors/Door%20FL $end
        $scope module gpiohub $end
        $scope module doors $end
        $var wire 1 ! Door_FL $end
        $var wire 1 " IGN $end
        $upscope $end
        $var wire 2 % GEAR [1:0] $end
        $scope module guests $end
        $scope module ivi $end
        $var wire 1 " IGN $end
        $scope module irq $end
        $var wire 1 # IGN $end
        $var wire 1 $ SPARE $end
        $upscope $end
        $upscope $end
        $upscope $end
        $upscope $end
        $enddefinitions $end
        #0
        $dumpvars
        0!
        0"
        0#
        0$
        b00 %
        $end
        #1500
        1"
        1#
        b10 %
        #1501
        0#
        #2000

        """, Written.Text(Doors, writer =>
        {
            writer.Change(1500, 1, VcdLevel.High);
            writer.Interrupt(1500, 0);
            writer.Reach(2000);
        }));

    [Fact(DisplayName = "A bus changes once in an instant, however many of its lines change in it")]
    public void BusesChangeOnce()
    {
        string text = Written.Text(Doors, writer =>
        {
            writer.Change(10, 0, VcdLevel.High);
            writer.Change(10, 1, VcdLevel.High);
            writer.Change(20, 0, VcdLevel.Unknown);
        });
        Assert.Equal(["b00 %", "b11 %", "b1x %"], text.Split('\n').Where(line => line.StartsWith('b')));
    }

    [Fact(DisplayName = "Two interrupts within a nanosecond are one, and what comes in the next nanosecond is not before its end")]
    public void InterruptsLastANanosecond()
    {
        var log = VcdLog.Read(Written.Bytes(Doors, writer =>
        {
            writer.Interrupt(10, 0);
            writer.Interrupt(10, 0);
            writer.Change(11, 0, VcdLevel.High);
            writer.Interrupt(11, 0);
            writer.Reach(12);
        }));
        Assert.Equal(
        [
            "10 gpiohub.guests.ivi.irq.IGN=1", "11 gpiohub.guests.ivi.irq.IGN=0", "11 gpiohub.doors.Door_FL=1",
            "11 gpiohub.guests.ivi.irq.IGN=1", "11 gpiohub.GEAR=01", "12 gpiohub.guests.ivi.irq.IGN=0",
        ], log.Changes.Skip(5));
    }

    [Fact(DisplayName = "Names that differ only in what a VCD cannot bear are numbered, around names that have the number already")]
    public void NamesAreNumbered()
    {
        string[] lines = ["A B", "A_B", "A-B", "A_B_2", ""];
        var sources = VcdSources.Of(
            [.. lines.Select(line => new VcdNet("x", line)), new VcdNet("guests", "A"), new VcdNet("ü", "1")]);
        var head = VcdLog.Read(Written.Bytes(sources, _ => { })).Head;
        Assert.Equal(
        [
            "gpiohub.x.A_B", "gpiohub.x.A_B_2", "gpiohub.x.A_B_3", "gpiohub.x.A_B_2_2", "gpiohub.x._", "gpiohub.guests_2.A", "gpiohub.__.1",
        ], head.Variables.Select(variable => variable.Path));
        Assert.Equal(["x/A B", "x/A_B", "x/A-B", "x/A_B_2", "x/", "guests/A", "ü/1"],
            head.Variables.Select(variable => variable.RealName ?? $"x/{variable.Path.Split('.')[^1]}"));
    }

    [Theory(DisplayName = "Whatever a line is called, its file is a file, and its name comes back")]
    [InlineData("$end")]
    [InlineData("a $end $enddefinitions $end #5")]
    [InlineData("100%20")]
    [InlineData("%24")]
    [InlineData("\u00e4\u20ac\ud83d\ude97")]
    [InlineData("<img src=x onerror=alert(1)>")]
    public void NamesComeBack(string name)
    {
        var head = VcdLog.Read(Written.Bytes(VcdSources.Of([new VcdNet("bench", name), new VcdNet("bench", "IGN")]), _ => { })).Head;
        Assert.Equal($"bench/{name}", head.Variables[0].RealName);
        Assert.Equal((null, "gpiohub.bench.IGN"), (head.Variables[1].RealName, head.Variables[1].Path));
    }

    [Fact(DisplayName = "Flat: one scope, names such as bench_IGN, no guests and no buses")]
    public void Flat()
    {
        var log = VcdLog.Read(Written.Bytes(Doors, writer =>
        {
            writer.Change(5, 1, VcdLevel.High);
            writer.Interrupt(5, 0);
        }, flat: true));
        Assert.Equal(["gpiohub.doors_Door_FL", "gpiohub.doors_IGN"], log.Head.Variables.Select(variable => variable.Path));
        Assert.Equal(["doors/Door FL", "doors/IGN"], log.Head.Variables.Select(variable => variable.RealName));
        Assert.Equal(["0 gpiohub.doors_Door_FL=0", "0 gpiohub.doors_IGN=0", "5 gpiohub.doors_IGN=1"], log.Changes);
    }

    [Fact(DisplayName = "Lost edges are x up to the next edge; what comes late is at the time that the file has reached")]
    public void LostAndLate()
    {
        var log = VcdLog.Read(Written.Bytes(VcdSources.Of([new VcdNet("b", "A"), new VcdNet("b", "B")]), writer =>
        {
            writer.Change(10, 0, VcdLevel.High);
            writer.Change(20, 0, VcdLevel.Unknown);
            writer.Change(19, 1, VcdLevel.High);
            writer.Change(30, 0, VcdLevel.High);
        }));
        Assert.Equal(["10 gpiohub.b.A=1", "20 gpiohub.b.A=x", "20 gpiohub.b.B=1", "30 gpiohub.b.A=1"], log.Changes.Skip(2));
    }

    [Fact(DisplayName = "Ten thousand signals have words of their own")]
    public void ManySignals()
    {
        var nets = Enumerable.Range(0, 10_000).Select(i => new VcdNet("b", $"L{i}")).ToImmutableArray();
        var log = VcdLog.Read(Written.Bytes(VcdSources.Of(nets), writer =>
        {
            for (int net = 0; net < nets.Length; net++) writer.Change(net + 1, net, VcdLevel.High);
        }));
        Assert.Equal(nets.Select((net, i) => $"{i + 1} gpiohub.b.{net.Line}=1"), log.Changes.Skip(nets.Length));
    }
}
