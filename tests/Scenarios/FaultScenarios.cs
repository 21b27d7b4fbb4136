using System.Text.Json;
using GpioHub.Actors.Contract;
using GpioHub.Rules.Faults;
using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>Faults of lines: what each reader sees, how often they act, and that nothing stays.</summary>
public abstract class FaultScenarios(Transport transport) : RigScenario(
    """
    chips:
      bench: { driver: sim, lines: [IGN, LAMP, { name: PULLED, bias: pull-up }] }
    guests:
      ivi:
        lines:
          - { name: IGN, from: bench/IGN, access: in }
          - { name: LAMP, from: bench/LAMP, access: out, onRelease: low }
          - { name: PULLED, from: bench/PULLED, access: in }
      adas:
        lines:
          - { name: IGN, from: bench/IGN, access: in }
          - { name: LAMP, from: bench/LAMP, access: in }
    """,
    new ScenarioOptions { Transport = transport })
{
    [Fact(DisplayName = "stuck-1: every reader sees 1 and an edge to it; what drives the line is hidden, not touched; " +
        "cleared, it is seen again, by an edge")]
    public void Stuck()
    {
        var both = Guests().Line("IGN").RequestIrq(IrqType.EdgeBoth);

        using var fault = Line("bench/IGN").IsStuck(high: true);
        both.ShouldHaveInterrupts(1);
        Guest("ivi").Line("IGN").ShouldReadHigh();
        Assert.True(Guest("adas").Line("IGN").AtHub.Level);

        Line("bench/IGN").GoesHigh().GoesLow();
        Line("bench/IGN").ShouldBeHigh();
        both.ShouldHaveInterrupts(1);
        fault.ShouldHaveFired(3);                                           // the edge that it made, and two that it hid

        fault.Ends();
        both.ShouldHaveInterrupts(2);
        Guest("ivi").Line("IGN").ShouldHaveSeen(true, false);
        Guest("ivi").Line("IGN").ShouldReadLow();
    }

    [Fact(DisplayName =
        "stuck: a guest that drives the line reads what is stuck, drives on, and stands where it drove when the fault is gone")]
    public void StuckOutput()
    {
        Guest("ivi").Line("LAMP").Drives(high: true);
        using var fault = Line("bench/LAMP").IsStuck(high: false);
        Guest("ivi").Line("LAMP").ShouldReadLow();
        Guest("adas").Line("LAMP").ShouldReadLow();
        Guest("ivi").Line("LAMP").Drives(high: false).Drives(high: true);
        fault.Ends();
        Guest("adas").Line("LAMP").ShouldReadHigh();
    }

    [Fact(DisplayName = "stuck: the line's document names the fault as a driver")]
    public void StuckIsADriver()
    {
        using var fault = Line("bench/IGN").IsStuck(high: true);
        Assert.Equal(new DriverSnapshot(DriverKind.Fault, fault.Id, true), Assert.Single(Line("bench/IGN").AtHub.Drivers));
    }

    [Fact(DisplayName = "open: readers see the pull, whatever drives the other end")]
    public void Open()
    {
        Line("bench/PULLED").GoesLow();
        var irq = Guest("ivi").Line("PULLED").RequestsIrq(IrqType.EdgeRising);
        using var fault = Line("bench/PULLED").IsOpen();
        irq.ShouldReadHigh();
        irq.ShouldHaveInterrupts(1);
        Line("bench/PULLED").GoesHigh().GoesLow();
        irq.ShouldHaveInterrupts(1);
        fault.Ends();
        irq.ShouldReadLow();
    }

    [Fact(DisplayName = "invert: levels and edges are the opposite")]
    public void Inverted()
    {
        using var fault = Line("bench/IGN").IsInverted();
        var irq = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeFalling);
        irq.ShouldReadHigh();
        Line("bench/IGN").GoesHigh();
        irq.ShouldHaveInterrupts(1);
        irq.ShouldReadLow();
        fault.ShouldHaveFired(2);
    }

    [Fact(DisplayName = "A level interrupt fires while the level that is seen is active: a fault makes it, and ends it")]
    public void LevelInterrupt()
    {
        var irq = Guest("ivi").Line("IGN").RequestsIrq(IrqType.LevelHigh, handlerTakes: 1.Milliseconds());
        using var fault = Line("bench/IGN").IsStuck(high: true);
        Pass(4.5.Milliseconds());
        irq.ShouldHaveInterrupts(5);
        fault.Ends();
        Pass(1.Seconds());
        irq.ShouldHaveInterrupts(5);

        Line("bench/IGN").GoesHigh();
        using var other = Line("bench/IGN").IsStuck(high: false);
        Pass(1.Seconds());
        irq.ShouldHaveInterrupts(6);
    }

    [Fact(DisplayName = "bounce: one edge becomes 1 + 2 × count for readers, within count × period; the same seed bounces alike")]
    public void Bounce()
    {
        TimeSpan[] Story()
        {
            int before = Edges();
            var at = Elapsed;
            using var fault = Line("bench/IGN").Chatters(bounces: 5, 300.Microseconds(), seed: 42);
            Line("bench/IGN").GoesHigh();
            Pass(10.Milliseconds());
            fault.ShouldHaveFired(1);
            Line("bench/IGN").ShouldBeHigh();
            Assert.Equal(11, Edges() - before);
            var times = Enumerable.Range(before + 1, 11).Select(i => Line("bench/IGN").Edge(i).At - at).ToArray();
            fault.Ends();
            Line("bench/IGN").GoesLow();
            return times;
        }

        var first = Story();
        Assert.Equal(TimeSpan.Zero, first[0]);
        Assert.All(first, at => Assert.InRange(at, TimeSpan.Zero, 1500.Microseconds()));
        Assert.Equal(11, first.Distinct().Count());
        Assert.Equal(first, Story());
    }

    [Fact(DisplayName = "bounce: a slow handler gets one interrupt at once and one for all that came meanwhile, as from a real contact")]
    public void BounceInterrupts()
    {
        using var fault = Line("bench/IGN").Chatters(bounces: 7, 250.Microseconds());
        var irq = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeRising, handlerTakes: 5.Milliseconds());
        Line("bench/IGN").GoesHigh();
        Pass(1.Seconds());
        irq.ShouldHaveInterrupts(2);
    }

    [Fact(DisplayName = "glitch: the opposite for its width, at its instants; after the last one the fault is gone")]
    public void Glitch()
    {
        var irq = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeRising);
        using var fault = Line("bench/IGN").Glitches(100.Microseconds(), times: 3, period: 10.Milliseconds());
        fault.ShouldHaveFired(1);
        Pass(50.Microseconds());
        irq.ShouldReadHigh();
        Pass(50.Microseconds());
        irq.ShouldReadLow();
        Pass(15.Milliseconds());
        fault.ShouldHaveFired(2);
        Pass(1.Seconds());
        Assert.False(fault.IsActive);
        irq.ShouldHaveInterrupts(3);
        Assert.Equal([0, 10, 20], irq.Interrupts.Select(one => one.At.TotalMilliseconds));
        Assert.Equal(100.Microseconds(), Line("bench/IGN").Edge(2).At);
    }

    [Fact(DisplayName = "delay: level and edges later, for every reader; what is under way when it is cleared is there at once")]
    public void Delay()
    {
        using var fault = Line("bench/IGN").Lags(by: 20.Milliseconds());
        var both = Guests().Line("IGN").RequestIrq(IrqType.EdgeBoth);
        Line("bench/IGN").GoesHigh();
        Pass(5.Milliseconds());
        Line("bench/IGN").GoesLow();
        Pass(14.9.Milliseconds());
        both.ShouldHaveInterrupts(0);
        Pass(0.1.Milliseconds());
        both.ShouldHaveInterrupts(1);
        Guest("adas").Line("IGN").ShouldReadHigh();
        Pass(5.Milliseconds());
        both.ShouldHaveInterrupts(2);
        fault.ShouldHaveFired(2);

        Line("bench/IGN").GoesHigh();
        both.ShouldHaveInterrupts(2);
        fault.Ends();
        both.ShouldHaveInterrupts(3);
    }

    [Fact(DisplayName = "drop: the next edges and their levels are not seen; then the fault is gone, and the line is seen as it is")]
    public void Drop()
    {
        using var fault = Line("bench/IGN").Drops(edges: 4);
        var irq = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeRising);
        Line("bench/IGN").GoesHigh().GoesLow().GoesHigh();
        irq.ShouldHaveInterrupts(0);
        irq.ShouldReadLow();
        fault.ShouldHaveFired(3);
        Line("bench/IGN").GoesLow();
        Assert.False(fault.IsActive);
        Line("bench/IGN").GoesHigh();
        irq.ShouldHaveInterrupts(1);
    }

    [Fact(DisplayName = "A time to live ends a fault at its instant, by an edge where readers see another level")]
    public void TimeToLive()
    {
        var irq = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeFalling);
        var fault = Line("bench/IGN").IsStuck(high: true, lasting: 1.5.Milliseconds());
        Pass(1.Milliseconds());
        Assert.Equal(0.5.Milliseconds(), fault.EndsIn);
        Pass(1.Seconds());
        Assert.False(fault.IsActive);
        irq.ShouldHaveInterrupts(1);
        Assert.Equal(1.5.Milliseconds(), irq.Interrupt(1).At);
    }

    [Fact(DisplayName = "Several faults apply in the order in which they were added")]
    public void Several()
    {
        using var late = Line("bench/IGN").Lags(by: 10.Milliseconds());
        using var turned = Line("bench/IGN").IsInverted();
        Line("bench/IGN").ShouldBeHigh();
        Line("bench/IGN").GoesHigh();
        Line("bench/IGN").ShouldBeHigh();
        Pass(10.Milliseconds());
        Line("bench/IGN").ShouldBeLow();
        late.Ends();
        Line("bench/IGN").GoesLow();
        Line("bench/IGN").ShouldBeHigh();
    }

    [Theory(DisplayName = "Cleared, a fault leaves no trace: the line is as it was, apart from its counters")]
    [InlineData(FaultKind.Stuck0)]
    [InlineData(FaultKind.Stuck1)]
    [InlineData(FaultKind.Open)]
    [InlineData(FaultKind.Invert)]
    [InlineData(FaultKind.Bounce)]
    [InlineData(FaultKind.Glitch)]
    [InlineData(FaultKind.Delay)]
    [InlineData(FaultKind.Drop)]
    public void NoTrace(FaultKind kind)
    {
        var guest = Guest("ivi").Line("IGN");
        Line("bench/IGN").GoesHigh();
        string before = Document();
        var order = kind switch
        {
            FaultKind.Bounce => new FaultOrder(kind) { Count = 3, Period = 1.Milliseconds() },
            FaultKind.Glitch => new FaultOrder(kind) { Count = 3, Width = 1.Milliseconds(), Period = 3.Milliseconds() },
            FaultKind.Delay => new FaultOrder(kind) { Delay = 3.Milliseconds() },
            FaultKind.Drop => new FaultOrder(kind) { Count = 99 },
            _ => new FaultOrder(kind),
        };

        var fault = Line("bench/IGN").HasFault(order);
        Line("bench/IGN").GoesLow();
        Pass(1.5.Milliseconds());
        Line("bench/IGN").GoesHigh();
        fault.Ends();

        Assert.Equal(before, Document());
        guest.ShouldReadHigh();
        Pass(1.Seconds());
        Assert.Equal(before, Document());
        fault.Ends();                                                       // twice does no harm

        string Document() => JsonSerializer.Serialize(Line("bench/IGN").AtHub with { Edges = 0 });
    }

    [Fact(DisplayName = "A fault outlives a chip that is unplugged and comes back, and a guest that reboots")]
    public void Outlives()
    {
        using var fault = Line("bench/IGN").IsStuck(high: true);
        Chip("bench").Dies();
        Guest("ivi").Line("IGN").Reads().ShouldBeError();
        Chip("bench").ComesBack();
        Guest("ivi").Line("IGN").ShouldReadHigh();

        Guest("ivi").Reboots();
        Guest("ivi").Line("IGN").ShouldReadHigh();
        var irq = Guest("ivi").Line("IGN").RequestsIrq(IrqType.EdgeFalling);
        Line("bench/IGN").GoesHigh().GoesLow();
        irq.ShouldHaveInterrupts(0);
        fault.Ends();
        irq.ShouldHaveInterrupts(1);
    }

    [Fact(DisplayName = "An edge that a fault makes says so; one that it lets through names who made it")]
    public void Causes()
    {
        Line("bench/IGN").IsInverted();
        Line("bench/IGN").GoesHigh();
        Guest("ivi").Line("LAMP").Drives(high: false);
        Line("bench/LAMP").IsInverted();
        Guest("ivi").Line("LAMP").Drives(high: true);
        string story = Draw("bench/IGN", "bench/LAMP");
        Assert.Contains("bench/IGN   rises (fault)", story, StringComparison.Ordinal);
        Assert.Contains("bench/IGN   falls (stimulus)", story, StringComparison.Ordinal);
        Assert.Contains("bench/LAMP  rises (fault)", story, StringComparison.Ordinal);
        Assert.Contains("bench/LAMP  falls (guest ivi)", story, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "What makes no sense is refused with the words that users see")]
    public void Senseless()
    {
        var e = Assert.Throws<ScenarioException>(() => Line("bench/IGN").HasFault(new FaultOrder(FaultKind.Bounce)));
        Assert.StartsWith("bench/IGN cannot have the fault: bounce needs a count", e.Message, StringComparison.Ordinal);
        Line("bench/IGN").Chatters(1, 1.Milliseconds());
        e = Assert.Throws<ScenarioException>(() => Line("bench/IGN").Chatters(1, 1.Milliseconds()));
        Assert.StartsWith("bench/IGN cannot have the fault: bench/IGN bounces already", e.Message, StringComparison.Ordinal);
        for (int i = 1; i < 8; i++) Line("bench/IGN").IsInverted();
        e = Assert.Throws<ScenarioException>(() => Line("bench/IGN").IsInverted());
        Assert.StartsWith("bench/IGN cannot have the fault: bench/IGN has 8 faults already", e.Message, StringComparison.Ordinal);
    }

    private int Edges()
    {
        for (int i = 1; ; i++)
        {
            try
            {
                Line("bench/IGN").Edge(i);
            }
            catch (ScenarioException)
            {
                return i - 1;
            }
        }
    }
}

public sealed class FaultInMemory() : FaultScenarios(Transport.InMemory);

public sealed class FaultOverSockets() : FaultScenarios(Transport.Sockets);
