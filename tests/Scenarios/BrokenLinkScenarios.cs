using GpioHub.Actors.Contract;
using GpioHub.Scenarios.Support;
using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>The cable between two hosts is pulled, and plugged in again.</summary>
public class BrokenLinkScenarios() : LinkedScenario(LinkedRigs.A, LinkedRigs.B)
{
    private static readonly TimeSpan UntilAway = 1500.Milliseconds();

    private Host A => Host("bench-a");

    private Host B => Host("bench-b");

    private Link Cable => Link("bench-a", "bench-b");

    private GuestLine Ign => B.Guest("ecu-1").Line("IGN");

    private GuestLine Buzz => B.Guest("ecu-1").Line("BUZZ");

    [Fact(DisplayName = "A second after the cable was pulled every request is answered ERR at once, but for what the line decides (LK-07)")]
    public void AwayIsAnError()
    {
        Ign.RequestsIrq(IrqType.EdgeBoth);
        Cable.Breaks();
        Pass(900.Milliseconds());
        Ign.ShouldReadLow();

        Pass(600.Milliseconds());
        Ign.Reads().ShouldBeError();
        Buzz.Asks(GpioMessage.SetDirection, (uint)GpioDirection.Out).ShouldBeError();
        Buzz.Asks(GpioMessage.SetDirection, (uint)GpioDirection.None).ShouldBeOk();
        B.Guest("ecu-1").Line("HERE").ShouldReadLow();
        Assert.Equal(IrqType.EdgeBoth, Ign.AtHub.Irq);
        Assert.Equal(LinkPhase.Away, Assert.Single(B.Links).Phase);
    }

    [Fact(DisplayName = "A level that differs when the link is back is one edge; edges that nobody saw are counted (LK-08)")]
    public void TheDifferenceIsOneEdge()
    {
        Ign.RequestsIrq(IrqType.EdgeBoth);
        Cable.Breaks();
        Pass(UntilAway);
        A.Line("bench/IGN").Bounces(times: 5, within: 100.Milliseconds());
        Ign.ShouldHaveInterrupts(0);

        Cable.Heals();
        Pass(1.Seconds());

        Ign.ShouldHaveSeen(true);
        Ign.ShouldReadHigh();
        Assert.Equal(4, B.Line("bench/IGN").AtHub.Lost);
        var link = Assert.Single(B.Links);
        Assert.Equal((4L, true), (link.Lost, link.LostIsExact));
    }

    [Fact(DisplayName = "An interrupt that was armed is armed still, and the next edge is delivered (LK-07)")]
    public void ArmedStaysArmed()
    {
        Ign.RequestsIrq(IrqType.EdgeRising);
        Cable.Breaks();
        Pass(5.Seconds());
        Cable.Heals();
        Pass(1.Seconds());

        A.Line("bench/IGN").GoesHigh();

        Ign.ShouldHaveInterrupts(1);
        Ign.ShouldHaveNoWarning();
    }

    [Fact(DisplayName = "A short break that nobody notices loses nothing but what was on its way (LK-06, LK-08)")]
    public void ShortBreaksHeal()
    {
        Ign.RequestsIrq(IrqType.EdgeBoth);
        Cable.Breaks();
        A.Line("bench/IGN").GoesHigh();
        Pass(100.Milliseconds());
        Cable.Heals();
        Pass(3.Seconds());

        Ign.ShouldReadHigh();
        var here = B.Line("bench/IGN").AtHub;
        Assert.Equal(1, here.Edges + here.Lost);
    }

    [Fact(DisplayName = "A link that could not keep up when it broke tells the first edge once it is back (LK-08, LK-09)")]
    public void CongestedWhenItBroke()
    {
        Ign.RequestsIrq(IrqType.EdgeBoth);
        Cable.Breaks();
        A.Line("bench/IGN").Bounces(times: 4, within: 100.Milliseconds());
        Pass(UntilAway);
        Cable.Heals();
        Pass(1.Seconds());
        long before = B.Line("bench/IGN").AtHub.Edges;

        A.Line("bench/IGN").GoesHigh();
        Pass(100.Milliseconds());

        Assert.Equal(before + 1, B.Line("bench/IGN").AtHub.Edges);
        Ign.ShouldReadHigh();
    }

    [Fact(DisplayName = "The drives of a lost host end two seconds after it went away, and begin anew when it is back (LK-08, LK-10)")]
    public void DrivesOfLostHostsEnd()
    {
        Buzz.Drives(high: true);
        Cable.Breaks();
        Pass(2500.Milliseconds());
        A.Line("bench/BUZZ").ShouldBeHigh();

        Pass(2.Seconds());
        A.Line("bench/BUZZ").ShouldBeLow();
        Cable.Heals();
        Pass(1.Seconds());

        A.Line("bench/BUZZ").ShouldBeHigh();
        Buzz.ShouldReadHigh();
    }

    [Fact(DisplayName = "A host that is back tells what it drives, which is no write: the last writer is who it was (LK-08)")]
    public void ComingBackIsNoWrite()
    {
        var (ours, theirs) = (A.Guest("ivi").Line("LAST"), B.Guest("ecu-1").Line("LAST"));
        theirs.Drives(high: true);
        ours.Drives(high: false);
        Cable.Breaks();
        Pass(UntilAway);

        Cable.Heals();
        Pass(500.Milliseconds());

        ours.ShouldReadLow();
        theirs.ShouldReadLow();
        ours.IsReleased();
        theirs.ShouldReadHigh();
    }

    [Fact(DisplayName = "A host that is back tells which lines it drives; the owner lets go the others at once (LK-10)")]
    public void OtherDrivesAreLetGo()
    {
        Buzz.Drives(high: true);
        Cable.Breaks();
        Pass(UntilAway);
        Buzz.IsReleased();
        A.Line("bench/BUZZ").ShouldBeHigh();

        Cable.Heals();
        Pass(500.Milliseconds());

        A.Line("bench/BUZZ").ShouldBeLow();
    }

    [Fact(DisplayName = "What was asked before the cable was pulled, and arrives late, is carried out by nobody (LK-05)")]
    public void LateWishesAreDropped()
    {
        Buzz.Drives(high: false);
        Cable.Breaks(holds: true);
        Buzz.Asks(GpioMessage.SetValue, 1);
        Pass(UntilAway);
        Buzz.IsReleased();
        Pass(3.Seconds());
        A.Guest("ivi").Line("BUZZ").RequestsIrq(IrqType.EdgeBoth);

        Cable.Heals();
        Pass(2.Seconds());

        A.Line("bench/BUZZ").ShouldBeLow();
        A.Guest("ivi").Line("BUZZ").ShouldHaveInterrupts(0);
    }

    [Fact(DisplayName = "A line that another driver has taken meanwhile stays his, and is driven once he lets it go (LK-08)")]
    public void TakenLinesAreAskedForAgain()
    {
        var ours = A.Guest("ivi").Line("BUZZ");
        Buzz.Drives(high: true);
        Cable.Breaks();
        Pass(5.Seconds());
        ours.Drives(high: false);
        Cable.Heals();
        Pass(3.Seconds());
        Buzz.ShouldReadLow();

        ours.IsReleased();
        Pass(3.Seconds());

        Buzz.ShouldReadHigh();
        A.Line("bench/BUZZ").ShouldBeHigh();
    }

    [Fact(DisplayName = "Again and again: the level is right each time, and no edge is lost uncounted (LK-08)")]
    public void ManyBreaks()
    {
        Ign.RequestsIrq(IrqType.EdgeBoth);
        for (int i = 0; i < 20; i++)
        {
            Cable.Breaks();
            A.Line("bench/IGN").Bounces(times: 1 + i % 4, within: (100 * i).Milliseconds());
            Pass((130 * i).Milliseconds());
            Cable.Heals();
            A.Line("bench/IGN").Bounces(times: 3, within: 30.Milliseconds());
            Pass(3.Seconds());

            Assert.Equal(A.Line("bench/IGN").IsHigh, B.Line("bench/IGN").IsHigh);
            var (there, here) = (A.Line("bench/IGN").AtHub, B.Line("bench/IGN").AtHub);
            Assert.Equal(there.Edges, here.Edges + here.Lost);
        }
    }
}
