using System.Text.Json;
using GpioHub.Actors.Contract;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Pulses;
using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>Pulses that the hub plays: when they toggle, and that they end.</summary>
public abstract class PulseScenarios(Transport transport) : RigScenario(
    """
    chips:
      bench: { driver: sim, lines: [IGN, LAMP, { name: DOOR, control: read }, { name: BUS, resolve: last-writer }] }
    guests:
      ivi:
        lines:
          - { name: IGN, from: bench/IGN, access: inout }
          - { name: LAMP, from: bench/LAMP, access: out }
          - { name: BUS, from: bench/BUS, access: out }
    """,
    new ScenarioOptions { Transport = transport })
{
    [Fact(DisplayName = "A pulse is high for its time, then nothing is left of it")]
    public void OnePulse()
    {
        string before = Document();
        Line("bench/IGN").Pulses(20.Milliseconds());
        Pass(19.9.Milliseconds());
        Line("bench/IGN").ShouldBeHigh();
        Pass(0.1.Milliseconds());
        Line("bench/IGN").ShouldBeLow();
        Assert.Equal(before, Document());
    }

    [Theory(DisplayName = "Afterwards the stimulus is what it was: of its own level, or withdrawn")]
    [InlineData(true)]
    [InlineData(false)]
    public void Restored(bool high)
    {
        if (high) Line("bench/IGN").GoesHigh();
        else Line("bench/IGN").GoesLow();
        string before = Document();
        Line("bench/IGN").Pulses(new PulseOrder([5.Milliseconds(), 5.Milliseconds(), 5.Milliseconds()]) { Level = !high });
        Pass(1.Seconds());
        Assert.Equal(before, Document());
    }

    [Fact(DisplayName = "last-writer: a pulse is the last to write, but afterwards its old level is as old as it was")]
    public void LastWriter()
    {
        Line("bench/BUS").GoesLow();
        Guest("ivi").Line("BUS").Drives(high: false).Drives(high: true);
        Line("bench/BUS").Pulses(new PulseOrder([5.Milliseconds()]) { Level = false });
        Line("bench/BUS").ShouldBeLow();
        Pass(5.Milliseconds());
        Line("bench/BUS").ShouldBeHigh();
    }

    [Fact(DisplayName = "A pattern toggles at the end of each time, as gpioset's does, as often as asked")]
    public void Pattern()
    {
        var irq = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeRising);
        Line("bench/IGN").Pulses(new PulseOrder([200.Milliseconds(), 800.Milliseconds()]) { Repeat = 3 });
        Pass(10.Seconds());
        Assert.Equal([0, 1000, 2000], irq.Interrupts.Select(one => one.At.TotalMilliseconds));
        Assert.Equal(2200.Milliseconds(), Line("bench/IGN").Edge(6).At);
        Assert.Empty(Line("bench/IGN").AtHub.Drivers);
    }

    [Fact(DisplayName = "One that repeats for ever ends when it is told to")]
    public void Stopped()
    {
        Line("bench/IGN").Pulses(new PulseOrder([1.Milliseconds()]) { Repeat = 0 });
        Pass(2.5.Milliseconds());
        Line("bench/IGN").ShouldBeHigh();
        Line("bench/IGN").StopsPulsing();
        Line("bench/IGN").ShouldBeLow();
        Pass(1.Seconds());
        Assert.Equal(4, Line("bench/IGN").AtHub.Edges);
        Line("bench/IGN").StopsPulsing();                                   // none is there: nothing happens
    }

    [Fact(DisplayName = "A set ends it, and stays")]
    public void Set()
    {
        Line("bench/IGN").Pulses(20.Milliseconds());
        Line("bench/IGN").GoesLow();
        Pass(1.Seconds());
        Assert.Equal(new DriverSnapshot(DriverKind.Stimulus, "", false), Assert.Single(Line("bench/IGN").AtHub.Drivers));
    }

    [Fact(DisplayName = "Refused as a set is: a line that is not for driving, one that a guest drives; and a second pulse while one runs")]
    public void Refused()
    {
        Assert.Contains("not for driving", Refusal("bench/DOOR"), StringComparison.Ordinal);
        Guest("ivi").Line("LAMP").Drives(high: true);
        Assert.Contains("is driven by guest ivi", Refusal("bench/LAMP"), StringComparison.Ordinal);
        Line("bench/IGN").Pulses(20.Milliseconds());
        Assert.Contains("bench/IGN has a pulse that is not over", Refusal("bench/IGN"), StringComparison.Ordinal);
        Guest("ivi").Line("IGN").Asks(GpioMessage.SetDirection, (uint)GpioDirection.Out).ShouldBeError();
        Pass(20.Milliseconds());
        Line("bench/IGN").Pulses(20.Milliseconds());

        string Refusal(string line) => Assert.Throws<ScenarioException>(() => Line(line).Pulses(20.Milliseconds())).Message;
    }

    [Fact(DisplayName = "A chip that is away, or hangs, when a pulse should end does not keep it")]
    public void ChipGoes()
    {
        Line("bench/IGN").Pulses(20.Milliseconds());
        Chip("bench").Dies();
        Pass(100.Milliseconds());
        Chip("bench").ComesBack();
        Line("bench/IGN").ShouldBeLow();

        Line("bench/IGN").Pulses(20.Milliseconds());
        using var fault = Chip("bench").HasFault(FaultKind.Hang);
        Pass(20.Milliseconds());
        Line("bench/IGN").ShouldBeLow();
    }

    [Fact(DisplayName = "Readers see a pulse through the line's faults")]
    public void Distorted()
    {
        using var fault = Line("bench/IGN").Lags(by: 5.Milliseconds());
        Line("bench/IGN").Pulses(20.Milliseconds());
        Pass(1.Seconds());
        Assert.Equal([5, 25], new[] { 1, 2 }.Select(i => Line("bench/IGN").Edge(i).At.TotalMilliseconds));
    }

    private string Document() => JsonSerializer.Serialize(Line("bench/IGN").AtHub with { Edges = 0 });
}

public sealed class PulseInMemory() : PulseScenarios(Transport.InMemory);

public sealed class PulseOverSockets() : PulseScenarios(Transport.Sockets);
