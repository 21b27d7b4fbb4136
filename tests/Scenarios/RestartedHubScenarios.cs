using GpioHub.Scenarios.Support;
using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>The hub of one of two hosts is killed, and another goes on.</summary>
public class RestartedHubScenarios()
    : LinkedScenario(new ScenarioOptions { Transport = Transport.Sockets, Follows = true }, output: null, LinkedRigs.A, LinkedRigs.B)
{
    private Host A => Host("bench-a");

    private Host B => Host("bench-b");

    private GuestLine Ign => B.Guest("ecu-1").Line("IGN");

    private GuestLine Buzz => B.Guest("ecu-1").Line("BUZZ");

    [Fact(DisplayName = "The owner's successor goes on with what another host drives, and its guests' interrupts stay armed (LK-12)")]
    public void OwnersMayDie()
    {
        var ours = A.Guest("ivi").Line("BUZZ");
        Buzz.Drives(high: true);
        ours.RequestsIrq(IrqType.EdgeBoth);
        Ign.RequestsIrq(IrqType.EdgeRising);

        A.HubDies();
        A.Line("bench/BUZZ").ShouldBeHigh();
        Pass(1.Seconds());

        Assert.True(Link("bench-a", "bench-b").IsUp);
        ours.ShouldHaveInterrupts(0);
        A.Line("bench/BUZZ").ShouldBeHigh();
        A.Line("bench/IGN").GoesHigh();
        Ign.ShouldHaveInterrupts(1);
        Pass(5.Seconds());
        A.Line("bench/BUZZ").ShouldBeHigh();
    }

    [Fact(DisplayName = "The consumer's successor goes on with its guests' interrupts, and drives what they drive (LK-12)")]
    public void ConsumersMayDie()
    {
        var ours = A.Guest("ivi").Line("BUZZ");
        Buzz.Drives(high: true);
        ours.RequestsIrq(IrqType.EdgeBoth);
        Ign.RequestsIrq(IrqType.EdgeBoth);

        B.HubDies();
        Pass(1.Seconds());

        Assert.True(Link("bench-a", "bench-b").IsUp);
        A.Line("bench/IGN").GoesHigh();
        Ign.ShouldHaveSeen(true);
        Buzz.ShouldReadHigh();
        Pass(5.Seconds());
        A.Line("bench/BUZZ").ShouldBeHigh();
        ours.ShouldHaveInterrupts(0);
    }

    [Fact(DisplayName = "A level that changed while a hub was dead is one edge for its guests (LK-12, LK-08)")]
    public void ChangesOfMeanwhileAreSeen()
    {
        Ign.RequestsIrq(IrqType.EdgeBoth);
        Link("bench-a", "bench-b").Breaks();
        A.Line("bench/IGN").GoesHigh();
        B.HubDies();
        Link("bench-a", "bench-b").Heals();
        Pass(2.Seconds());

        Ign.ShouldHaveSeen(true);
    }

    [Fact(DisplayName = "What a host drove that does not come back ends, as its successor's owner knows (LK-10, LK-12)")]
    public void DrivesOfLostHostsEndAfterARestart()
    {
        Buzz.Drives(high: true);
        Link("bench-a", "bench-b").Breaks();
        A.HubDies();
        A.Line("bench/BUZZ").ShouldBeHigh();

        Pass(5.Seconds());

        A.Line("bench/BUZZ").ShouldBeLow();
    }

    [Fact(DisplayName = "A requested write is carried out once, whoever of both hubs dies before the answer (LK-12)")]
    public void WritesSurvive()
    {
        Buzz.Drives(high: false);
        Link("bench-a", "bench-b").Lags(10.Milliseconds());
        foreach (var host in (Host[])[A, B])
        {
            var written = Buzz.Asks(GpioMessage.SetValue, 1);
            Pass(5.Milliseconds());
            host.HubDies();
            Pass(2.Seconds());

            Assert.NotNull(written.Status);
            Assert.Equal(Buzz.Reads().ShouldBeOk().Value != 0, A.Line("bench/BUZZ").IsHigh);
            Buzz.Asks(GpioMessage.SetValue, 0);
            Pass(1.Seconds());
            A.Line("bench/BUZZ").ShouldBeLow();
        }
    }
}
