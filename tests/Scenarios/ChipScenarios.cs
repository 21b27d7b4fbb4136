using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>Chips that die, come back, refuse and hang.</summary>
public abstract class ChipScenarios(Transport transport) : RigScenario(Rigs.TwoGuests, new ScenarioOptions { Transport = transport })
{
    [Fact(DisplayName = "A chip dies: guests get ERR. It comes back: their lines are armed again, and the next edge reaches them")]
    public void DiesAndComesBack()
    {
        var ignition = Guests().Line("IGN").RequestIrq(IrqType.EdgeRising);
        Line("bench/IGN").GoesHigh().GoesLow();
        ignition.ShouldHaveInterrupts(1);

        Chip("bench").Dies();
        Guest("ivi").Line("IGN").Reads().ShouldBeError();
        Guest("adas").Line("LAMP").Reads().ShouldBeError();
        Assert.False(Chip("bench").IsUp);

        Chip("bench").ComesBack();
        Assert.True(Chip("bench").IsUp);
        Guest("ivi").Line("IGN").ShouldReadLow();
        Line("bench/IGN").GoesHigh();
        ignition.ShouldHaveInterrupts(2);
    }

    [Fact(DisplayName = "It is tried again after 200, 600 and 1400 ms, and found at the first try after it is there")]
    public void ReopensWithBackoff()
    {
        Chip("bench").Dies();
        Pass(1000.Milliseconds());
        Chip("bench").ComesBack();
        Assert.InRange(Elapsed, 1400.Milliseconds(), 1410.Milliseconds());
    }

    [Fact(DisplayName = "What a guest drove is driven again when its chip is back, without the guest's doing")]
    public void OutputsComeBack()
    {
        Guest("ivi").Line("LAMP").Drives(high: true);
        Line("bench/LAMP").ShouldBeHigh();

        Chip("bench").Dies();
        Chip("bench").ComesBack();

        Line("bench/LAMP").ShouldBeHigh();
        Guest("adas").Line("LAMP").ShouldReadHigh();
    }

    [Fact(DisplayName = "A chip hangs: its guests are answered ERR within 500 ms; it answers at last: they read again")]
    public void Hangs()
    {
        Chip("bench").Hangs();
        var read = Guest("ivi").Line("IGN").Reads();
        Assert.Null(read.Status);
        read.ShouldBeError();
        Assert.InRange(Elapsed, 400.Milliseconds(), 500.Milliseconds());

        Chip("bench").Answers();
        Guest("ivi").Line("IGN").ShouldReadLow();
    }

    [Fact(DisplayName =
        "A chip refuses to drive: the guest gets ERR, and the line stays as it was; it obeys again: the same request is done")]
    public void Refuses()
    {
        Chip("bench").Refuses();
        Guest("ivi").Line("LAMP").Asks(GpioMessage.SetDirection, (uint)GpioDirection.Out).ShouldBeError();
        Chip("bench").Obeys();
        Guest("ivi").Line("LAMP").Drives(high: true);
        Line("bench/LAMP").ShouldBeHigh();
    }
}

public sealed class ChipInMemory() : ChipScenarios(Transport.InMemory);

public sealed class ChipOverSockets() : ChipScenarios(Transport.Sockets);
