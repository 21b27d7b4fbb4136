using GpioHub.Scenarios.Support;
using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>One of two hosts applies another file.</summary>
public class ReloadedLinkScenarios() : LinkedScenario(LinkedRigs.A, LinkedRigs.B)
{
    private Host A => Host("bench-a");

    private Host B => Host("bench-b");

    private GuestLine Ign => B.Guest("ecu-1").Line("IGN");

    private GuestLine Buzz => B.Guest("ecu-1").Line("BUZZ");

    [Fact(DisplayName = "A line that the owner shares from now on is there soon, and the others are not interrupted (LK-06, LK-14)")]
    public void SharingMore()
    {
        Ign.RequestsIrq(IrqType.EdgeBoth);
        Buzz.Drives(high: true);

        var said = A.Applies(LinkedRigs.A.Replace("share: [IGN,", "share: [OWN, IGN,", StringComparison.Ordinal));
        Ign.ShouldReadLow();
        Pass(2.Seconds());

        Assert.Equal(["bench/OWN: share none to drive"], said);
        B.Guest("ecu-1").Line("OWN").ShouldReadLow();
        A.Line("bench/BUZZ").ShouldBeHigh();
        A.Line("bench/IGN").GoesHigh();
        A.Line("bench/OWN").GoesHigh();
        Ign.ShouldHaveSeen(true);
        B.Guest("ecu-1").Line("OWN").ShouldReadHigh();
    }

    [Fact(DisplayName = "A line that the owner shares no more is driven by no other host, and is that line's problem there (LK-02, LK-06)")]
    public void SharingLess()
    {
        Buzz.Drives(high: true);

        A.Applies(LinkedRigs.A.Replace("BUZZ, LAMP, WIRE,", "LAMP, WIRE,", StringComparison.Ordinal));
        A.Line("bench/BUZZ").ShouldBeLow();
        Pass(2.Seconds());

        Buzz.Reads().ShouldBeError();
        Ign.ShouldReadLow();
        Assert.DoesNotContain(A.Line("bench/BUZZ").AtHub.Readers, reader => reader.Guest.StartsWith('@'));
    }

    [Fact(DisplayName = "A host that uses other lines of a chip asks anew, and the lines that it keeps are not interrupted (LK-14)")]
    public void TakingOtherLines()
    {
        Ign.RequestsIrq(IrqType.EdgeBoth);
        Buzz.Drives(high: true);
        A.Guest("ivi").Line("BUZZ").RequestsIrq(IrqType.EdgeBoth);

        B.Applies(LinkedRigs.B
            .Replace("lines: [IGN, BUZZ, LAMP,", "lines: [IGN, BUZZ, { name: EXTRA, offset: 2 },", StringComparison.Ordinal)
            .Replace("from: bench/LAMP", "from: bench/EXTRA", StringComparison.Ordinal));
        Ign.ShouldReadLow();
        A.Line("bench/IGN").GoesHigh();
        A.Line("bench/LAMP").GoesHigh();

        Ign.ShouldHaveSeen(true);
        B.Guest("ecu-1").Line("LAMP").ShouldReadHigh();
        A.Guest("ivi").Line("BUZZ").ShouldHaveInterrupts(0);
        A.Line("bench/BUZZ").ShouldBeHigh();
    }

    [Fact(DisplayName = "A host that the file has no more drives nothing (LK-02)")]
    public void HostsMayGo()
    {
        Buzz.Drives(high: true);

        var said = A.Applies(LinkedRigs.A.Replace("hubs: { bench-b:", "hubs: { bench-c:", StringComparison.Ordinal));

        Assert.Equal(["adds host bench-c", "removes host bench-b"], said);
        A.Line("bench/BUZZ").ShouldBeLow();
        Pass(2.Seconds());
        Buzz.Reads().ShouldBeError();
    }
}
