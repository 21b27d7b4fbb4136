using GpioHub.Rules.Faults;
using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>Faults of a whole chip: the answers that its guests get, and that everything is applied afterwards.</summary>
public abstract class ChipFaultScenarios(Transport transport) : RigScenario(Rigs.TwoGuests, new ScenarioOptions { Transport = transport })
{
    [Fact(DisplayName =
        "error: what needs the chip is answered ERR and counted; what the line decides alone succeeds; the net stays as it was")]
    public void Error()
    {
        Guest("ivi").Line("LAMP").Drives(high: true);
        using var fault = Chip("bench").HasFault(FaultKind.Error);
        Guest("ivi").Line("LAMP").Asks(GpioMessage.SetValue, 0).ShouldBeError();
        Guest("adas").Line("IGN").Reads().ShouldBeError();
        Guest("adas").Line("IGN").Asks(GpioMessage.SetIrqType, (uint)IrqType.EdgeRising).ShouldBeError();
        fault.ShouldHaveFired(3);
        Guest("adas").Line("IGN").Asks(GpioMessage.GetDirection).ShouldBeOk();
        Line("bench/LAMP").ShouldBeHigh();
        Assert.True(Chip("bench").IsUp);

        fault.Ends();
        Guest("ivi").Line("LAMP").Drives(high: false);
        Guest("adas").Line("LAMP").ShouldReadLow();
    }

    [Theory(DisplayName = "SET_DIRECTION NONE succeeds at once whatever the chip does, and the line is let go (HR-05)")]
    [InlineData(FaultKind.Error)]
    [InlineData(FaultKind.Hang)]
    public void LetsGo(FaultKind kind)
    {
        Guest("ivi").Line("LAMP").Drives(high: true);
        using var fault = Chip("bench").HasFault(kind);
        Guest("ivi").Line("LAMP").IsReleased();
        Assert.Equal(TimeSpan.Zero, Elapsed);
        Line("bench/LAMP").ShouldBeLow();                                   // onRelease: low
        fault.Ends();
        Guest("adas").Line("LAMP").ShouldReadLow();
    }

    [Fact(DisplayName =
        "hang: no answer, so ERR within 500 ms; cleared, what was asked is done late and the guest's state applied: nothing differs")]
    public void Hang()
    {
        Guest("ivi").Line("LAMP").Drives(high: true);
        using var fault = Chip("bench").HasFault(FaultKind.Hang);
        var write = Guest("ivi").Line("LAMP").Asks(GpioMessage.SetValue, 0);
        Assert.Null(write.Status);
        write.ShouldBeError();
        Assert.InRange(Elapsed, 400.Milliseconds(), 500.Milliseconds());
        Line("bench/LAMP").ShouldBeHigh();

        fault.ShouldHaveFired(1);
        fault.Ends();
        Line("bench/LAMP").ShouldBeHigh();                                  // the guest was told that it is what it was
        Assert.False(Guest("ivi").Line("LAMP").AtHub.Diverged);
        Guest("ivi").Line("LAMP").Drives(high: false);
        Line("bench/LAMP").ShouldBeLow();
    }

    [Fact(DisplayName = "hang: a request whose 500 ms are not over when the fault ends is answered OK; those behind it follow in order")]
    public void HangsForAMoment()
    {
        Chip("bench").HasFault(FaultKind.Hang, lasting: 100.Milliseconds());
        var first = Guest("ivi").Line("LAMP").Asks(GpioMessage.SetDirection, (uint)GpioDirection.Out);
        var second = Guest("ivi").Line("LAMP").Asks(GpioMessage.SetValue, 1);
        Pass(99.Milliseconds());
        Assert.Null(first.Status);
        Pass(1.Milliseconds());
        first.ShouldBeOk();
        second.ShouldBeOk();
        Line("bench/LAMP").ShouldBeHigh();
    }

    [Fact(DisplayName =
        "Edges reach guests that are armed while their chip refuses or hangs: these are faults of what is asked, not of what comes")]
    public void EdgesGoOn()
    {
        var irq = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeRising);
        Line("bench/IGN").GoesLow();
        using var fault = Line("bench/IGN").Lags(by: 5.Milliseconds());
        Line("bench/IGN").GoesHigh();
        using var hang = Chip("bench").HasFault(FaultKind.Hang);
        Pass(5.Milliseconds());
        irq.ShouldHaveInterrupts(1);
    }

    [Fact(DisplayName =
        "A chip that goes while the fault holds what it was asked: ERR at once; back, it still hangs, until the fault ends")]
    public void HangAndReplug()
    {
        using var fault = Chip("bench").HasFault(FaultKind.Hang);
        var read = Guest("ivi").Line("IGN").Reads();
        Chip("bench").Dies();
        read.ShouldBeError();
        Chip("bench").ComesBack();
        Guest("ivi").Line("IGN").Reads().ShouldBeError();
        fault.Ends();
        Guest("ivi").Line("IGN").ShouldReadLow();
    }

    [Fact(DisplayName = "A guest that reboots into a chip that hangs works when the fault is gone")]
    public void Reboot()
    {
        Guest("ivi").Line("LAMP").Drives(high: true);
        using var fault = Chip("bench").HasFault(FaultKind.Hang);
        Guest("ivi").Line("LAMP").Asks(GpioMessage.SetValue, 0).ShouldBeError();
        Guest("ivi").Reboots();
        Guest("ivi").Line("IGN").Reads().ShouldBeError();
        fault.Ends();
        Line("bench/LAMP").ShouldBeLow();
        Guest("ivi").Line("LAMP").Drives(high: true);
        Guest("adas").Line("LAMP").ShouldReadHigh();
    }

    [Fact(DisplayName = "A fault of a line is none of a chip")]
    public void OfALine()
    {
        var e = Assert.Throws<ScenarioException>(() => Chip("bench").HasFault(FaultKind.Invert));
        Assert.StartsWith("bench cannot have the fault: invert is a fault of a line, not of a chip", e.Message, StringComparison.Ordinal);
    }
}

public sealed class ChipFaultInMemory() : ChipFaultScenarios(Transport.InMemory);

public sealed class ChipFaultOverSockets() : ChipFaultScenarios(Transport.Sockets);
