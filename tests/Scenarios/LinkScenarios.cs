using GpioHub.Actors.Contract;
using GpioHub.Scenarios.Support;
using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>A chip of one host that guests of another use, while the link between them works.</summary>
public class LinkScenarios() : LinkedScenario(LinkedRigs.A, LinkedRigs.B)
{
    private Host A => Host("bench-a");

    private Host B => Host("bench-b");

    private GuestLine BuzzOfB => B.Guest("ecu-1").Line("BUZZ");

    private GuestLine BuzzOfA => A.Guest("ivi").Line("BUZZ");

    [Fact(DisplayName = "An edge on one host is an interrupt in every guest of the other that waits for it, before time passes (LK-01)")]
    public void EdgesCross()
    {
        var everyone = B.Guests("ecu-*").Line("IGN").RequestIrq(IrqType.EdgeRising);
        var began = Elapsed;

        A.Line("bench/IGN").GoesHigh();

        everyone.ShouldHaveInterrupts(1);
        B.Guest("ecu-1").Line("IGN").ShouldReadHigh();
        ShouldHappenInOrder(A.Line("bench/IGN").Edge(1), B.Line("bench/IGN").Edge(1), B.Guest("ecu-3").Line("IGN").Interrupt(1));
        Assert.Equal(began, Elapsed);
    }

    [Fact(DisplayName = "A guest drives a line of the other host: its guests see the level, and the driver is that host (LK-01, LK-03)")]
    public void DrivesCross()
    {
        BuzzOfA.RequestsIrq(IrqType.EdgeBoth);

        BuzzOfB.Drives(high: true);
        BuzzOfB.ShouldReadHigh();
        B.Guest("ecu-2").Line("BUZZ").ShouldReadHigh();
        BuzzOfB.IsReleased();

        BuzzOfA.ShouldHaveSeen(true, false);
        BuzzOfB.Drives(high: true);
        var driver = Assert.Single(A.Line("bench/BUZZ").AtHub.Drivers);
        Assert.Equal((DriverKind.Guest, "@bench-b", true), (driver.Kind, driver.Who, driver.Level));
    }

    [Fact(DisplayName = "An edge crosses once however many guests wait for it: the owner has one reader for each host (LK-01)")]
    public void OneReaderForEachHost()
    {
        B.Guests("ecu-*").Line("IGN").RequestIrq(IrqType.EdgeBoth);
        long before = Link("bench-a", "bench-b").Carried;

        A.Line("bench/IGN").GoesHigh();

        Assert.Equal(2, Link("bench-a", "bench-b").Carried - before);      // the edge, and that it was taken in
        Assert.Equal(["@bench-b", "ivi"], A.Line("bench/IGN").AtHub.Readers.Select(reader => reader.Guest).Order());
    }

    [Fact(DisplayName = "An exclusive line is driven by one host at a time: the other gets ERR, and hears who drives (LK-01)")]
    public void HostsExcludeEachOther()
    {
        BuzzOfB.Drives(high: true);
        BuzzOfA.Asks(GpioMessage.SetDirection, (uint)GpioDirection.Out).ShouldBeError();
        Assert.Equal(1, A.Line("bench/BUZZ").AtHub.Contentions);
        Assert.Contains("@bench-b does", A.Draw("bench/BUZZ"), StringComparison.Ordinal);

        BuzzOfB.IsReleased();
        BuzzOfA.Drives(high: false);
        BuzzOfB.Asks(GpioMessage.SetDirection, (uint)GpioDirection.Out).ShouldBeError();
        BuzzOfB.ShouldReadLow();
    }

    [Fact(DisplayName = "What the owner's file does not share a host does not get; the problem is that line's alone (LK-02, LK-06)")]
    public void OnlySharedLinesAreGiven()
    {
        B.Guest("ecu-1").Line("OWN").Reads().ShouldBeError();

        Assert.Equal("bench-a shares no such line", B.Line("bench/OWN").AtHub.Problem);
        Assert.DoesNotContain(A.Line("bench/OWN").AtHub.Readers, reader => reader.Guest.StartsWith('@'));
        B.Guest("ecu-1").Line("IGN").ShouldReadLow();
    }

    [Fact(DisplayName = "A line with control: read is seen by other hosts and driven by none of them (LK-02)")]
    public void ReadOnlyLinesAreNotDriven()
    {
        var lamp = B.Guest("ecu-1").Line("LAMP");

        lamp.Asks(GpioMessage.SetDirection, (uint)GpioDirection.Out).ShouldBeError();

        lamp.ShouldReadLow();
        Assert.Empty(A.Line("bench/LAMP").AtHub.Drivers);
    }

    [Fact(DisplayName = "A write is answered when the owner has done it, a read at once with what it told last (LK-03)")]
    public void WritesWaitAndReadsDoNot()
    {
        Link("bench-a", "bench-b").Lags(40.Milliseconds());
        var began = Elapsed;
        var written = BuzzOfB.Asks(GpioMessage.SetDirection, (uint)GpioDirection.Out);
        B.Guest("ecu-2").Line("BUZZ").ShouldReadLow();
        Assert.Null(written.Status);
        Assert.Equal(began, Elapsed);

        Pass(79.Milliseconds());
        Assert.Null(written.Status);
        Pass(2.Milliseconds());

        written.ShouldBeOk();
    }

    [Fact(DisplayName = "A write that the owner does not answer within 500 ms is answered ERR, and the line is right again later (LK-03)")]
    public void SlowWritesAreRefused()
    {
        BuzzOfB.Drives(high: false);
        Link("bench-a", "bench-b").Lags(300.Milliseconds());

        var written = BuzzOfB.Asks(GpioMessage.SetValue, 1);
        Pass(501.Milliseconds());
        written.ShouldBeError();
        Link("bench-a", "bench-b").Lags(TimeSpan.Zero);
        Pass(2.Seconds());

        Assert.Equal(BuzzOfB.Reads().ShouldBeOk().Value != 0, A.Line("bench/BUZZ").IsHigh);
    }

    [Fact(DisplayName = "Another host's driver of a wired line wins, and who drives here reads what came of it (LK-04)")]
    public void WiredLinesJoinHosts()
    {
        var (one, two, ours) = (B.Guest("ecu-1").Line("WIRE"), B.Guest("ecu-2").Line("WIRE"), A.Guest("ivi").Line("WIRE"));
        one.Drives(high: true);
        one.ShouldReadHigh();

        ours.Drives(high: false);
        one.ShouldReadLow();
        two.ShouldReadLow();
        ours.IsReleased();
        one.ShouldReadHigh();

        two.Drives(high: false);
        ours.ShouldReadLow();
    }

    [Fact(DisplayName = "Of drivers on several hosts the last writer wins, also if it writes what it wrote before (LK-01)")]
    public void WritersAreOrderedByTheOwner()
    {
        var (ours, theirs) = (A.Guest("ivi").Line("LAST"), B.Guest("ecu-1").Line("LAST"));
        theirs.Drives(high: true);
        ours.Drives(high: false);
        theirs.ShouldReadLow();

        theirs.Asks(GpioMessage.SetValue, 1).ShouldBeOk();

        ours.ShouldReadHigh();
        theirs.ShouldReadHigh();
    }

    [Fact(DisplayName = "A fault at the owner is seen by guests of every host, one at the remote chip by guests of that host (LK-04)")]
    public void FaultsAreWhereTheyAreAdded()
    {
        using (A.Line("bench/IGN").IsStuck(high: true))
        {
            B.Guest("ecu-1").Line("IGN").ShouldReadHigh();
            A.Guest("ivi").Line("IGN").ShouldReadHigh();
        }

        using (B.Line("bench/IGN").IsStuck(high: true))
        {
            B.Guest("ecu-1").Line("IGN").ShouldReadHigh();
            A.Guest("ivi").Line("IGN").ShouldReadLow();
        }

        B.Guest("ecu-1").Line("IGN").ShouldReadLow();
    }

    [Fact(DisplayName = "A person drives a line of the other host from here; the owner arbitrates (LK-01)")]
    public void StimuliCross()
    {
        B.Line("bench/BUZZ").GoesHigh();
        A.Guest("ivi").Line("BUZZ").ShouldReadHigh();

        B.Line("bench/BUZZ").IsReleased();
        A.Guest("ivi").Line("BUZZ").ShouldReadLow();
    }

    [Fact(DisplayName = "A storm over a slow link: what is told last is the newest level, and each edge is told or counted (LK-09)")]
    public void StormsAreCounted()
    {
        var line = B.Guest("ecu-1").Line("IGN");
        Link("bench-a", "bench-b").Lags(20.Milliseconds());
        long carried = Link("bench-a", "bench-b").Carried;

        A.Line("bench/IGN").Bounces(times: 501, within: 200.Milliseconds());
        Pass(1.Seconds());

        line.ShouldReadHigh();
        var here = B.Line("bench/IGN").AtHub;
        Assert.Equal(501, here.Edges + here.Lost);
        Assert.InRange(Link("bench-a", "bench-b").Carried - carried, 1, 100);
    }

    [Fact(DisplayName = "When the chip is away at its owner it is away for the others, for the same reason (LK-11)")]
    public void ChipsAreAwayTogether()
    {
        A.Chip("bench").Dies("No such device (errno 19)");

        B.Guest("ecu-1").Line("IGN").Reads().ShouldBeError();
        Assert.False(B.Chip("bench").IsUp);
        Assert.Contains("No such device (errno 19)", B.Rig.Describe("bench").LastError, StringComparison.Ordinal);

        A.Chip("bench").ComesBack();
        Pass(2.Seconds());
        Assert.True(B.Chip("bench").IsUp);
        B.Guest("ecu-1").Line("IGN").ShouldReadLow();
    }

    [Fact(DisplayName = "Edges have the owner's time, in this host's clock (LK-13)")]
    public void ClocksAreCompared()
    {
        B.ClockJumps(by: 3.Seconds());
        Pass(2.Seconds());

        var link = Assert.Single(B.Links);
        Assert.Equal((0L, 3_000_000_000L), (link.RoundTripNs, link.OffsetNs));
    }

    [Fact(DisplayName = "What each hub says of its links: who is up, how many lines it takes and gives (LK-07)")]
    public void LinksAreShown()
    {
        var (a, b) = (Assert.Single(A.Links), Assert.Single(B.Links));

        Assert.Equal((LinkPhase.Up, "bench-b", 0, 5), (a.Phase, a.Host, a.Takes, a.Gives));
        Assert.Equal((LinkPhase.Up, "bench-a", 5, 0), (b.Phase, b.Host, b.Takes, b.Gives));
    }
}
