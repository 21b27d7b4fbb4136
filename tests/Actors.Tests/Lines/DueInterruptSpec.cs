using GpioHub.Actors.Lines;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Lines;

/// <summary>Since when a line's interrupt is due, by what its chip tells it.</summary>
public class DueInterruptSpec
{
    private const long None = -1;
    private readonly PendingEdges _edges = new();
    private readonly DueInterrupt _due = new();

    [Theory(DisplayName = "Of edges that fall together, the oldest of those that match the type counts")]
    [InlineData(IrqType.EdgeRising, 20)]
    [InlineData(IrqType.EdgeFalling, 10)]
    [InlineData(IrqType.EdgeBoth, 10)]
    [InlineData(IrqType.LevelHigh, 20)]
    [InlineData(IrqType.LevelLow, None)]
    [InlineData(IrqType.None, None)]
    public void Oldest(IrqType type, long expected)
    {
        Edge(false, 10);
        Edge(true, 20);
        Edge(false, 30);
        Edge(true, 40);
        Assert.Equal(expected, Since(type, level: true));
    }

    [Fact(DisplayName = "An edge of another watch takes nothing of the one before: neither its edges nor their times")]
    public void AnotherWatch()
    {
        Edge(true, 10);
        _edges.Add(level: true, generation: 8, ns: 20);
        Assert.Equal(20, Since(IrqType.EdgeRising, level: false));
    }

    [Fact(DisplayName = "What has been taken has taken its time with it")]
    public void Taken()
    {
        Edge(true, 10);
        Assert.Equal(10, Since(IrqType.EdgeRising, level: false));
        Edge(true, 20);
        Assert.Equal(20, Since(IrqType.EdgeRising, level: false));
        Assert.Equal(None, _due.Take(None));
    }

    [Fact(DisplayName = "A level that is to be known later counts from the unmask that asked, unless it turns out not to be active")]
    public void KnownLater()
    {
        _due.Unmasked(IrqType.LevelLow, level: null, ns: 10);
        _edges.Add(0, 0, level: false, generation: 7, ns: 0);
        Assert.Equal(10, Since(IrqType.LevelLow, level: true));

        _due.Unmasked(IrqType.LevelLow, level: null, ns: 20);
        _edges.Add(0, 0, level: true, generation: 7, ns: 0);
        Assert.Equal(None, Since(IrqType.LevelLow, level: true));
    }

    [Fact(DisplayName =
        "A level that two unmasks find active counts from the first of them; one that was inactive between, from the second")]
    public void UnmaskedTwice()
    {
        _due.Unmasked(IrqType.LevelHigh, level: true, ns: 10);
        _due.Unmasked(IrqType.LevelHigh, level: true, ns: 20);
        Assert.Equal(10, _due.Take(None));

        _due.Unmasked(IrqType.LevelHigh, level: true, ns: 30);
        _due.Unmasked(IrqType.LevelHigh, level: false, ns: 40);
        _due.Unmasked(IrqType.LevelHigh, level: true, ns: 50);
        Assert.Equal(50, _due.Take(None));
    }

    private void Edge(bool level, long ns) => _edges.Add(level, generation: 7, ns);

    /// <param name="level">The level before the edges.</param>
    private long Since(IrqType type, bool level)
    {
        var taken = _edges.Take(out var times);
        _due.Add(taken, times, type, latched: false, LineState.Initial with { Irq = type, Level = level });
        return _due.Take(otherwise: None);
    }
}
