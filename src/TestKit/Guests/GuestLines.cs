using System.Collections;
using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.TestKit;

/// <summary>A group of guests' lines that do the same, and of which the same is expected.</summary>
public sealed class GuestLines : IReadOnlyList<GuestLine>
{
    /// <summary>How many lines a failure names and draws.</summary>
    private const int NamedAtMost = 4;

    private readonly Rig _rig;
    private readonly GuestLine[] _lines;

    internal GuestLines(Rig rig, IEnumerable<GuestLine> lines) => (_rig, _lines) = (rig, [.. lines]);

    public int Count => _lines.Length;

    public GuestLine this[int index] => _lines[index];

    /// <inheritdoc cref="GuestLine.RequestsIrq"/>
    public GuestLines RequestIrq(IrqType type, TimeSpan handlerTakes = default) => Each(line => line.RequestsIrq(type, handlerTakes));

    /// <inheritdoc cref="GuestLine.FreesIrq"/>
    public GuestLines FreeIrq() => Each(line => line.FreesIrq());

    /// <summary>Checks that each of them has had exactly this many interrupts since its guest booted.</summary>
    /// <exception cref="ScenarioException">Names the lines for which this is not so, and draws them.</exception>
    public void ShouldHaveInterrupts(int count)
    {
        _rig.RunUntilIdle();
        _rig.ThrowWhatLeaked();
        GuestLine[] wrong = [.. _lines.Where(line => line.Interrupts.Count != count)];
        if (wrong.Length == 0) return;
        string named = string.Join(", ", wrong.Take(NamedAtMost).Select(line => $"{line.Address} has had {line.Interrupts.Count}"));
        string more = wrong.Length > NamedAtMost ? $" (and {wrong.Length - NamedAtMost} more of {Count} lines)" : "";
        throw new ScenarioException($"expected {count} interrupt{(count == 1 ? "" : "s")}; " +
            $"{named}{more}{Picture.Of(_rig.Journal, wrong.Take(NamedAtMost).SelectMany(line => line.Rows))}");
    }

    /// <summary>Lets time pass until each of them has had this many interrupts since its guest booted.</summary>
    /// <exception cref="ScenarioException">One has had fewer when the time is over, or more.</exception>
    public void ShouldGetInterrupts(int count, TimeSpan within)
    {
        _rig.PassUntil(() => _lines.All(line => line.Interrupts.Count >= count), within);
        ShouldHaveInterrupts(count);
    }

    public IEnumerator<GuestLine> GetEnumerator() => ((IEnumerable<GuestLine>)_lines).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private GuestLines Each(Action<GuestLine> action)
    {
        foreach (var line in _lines) action(line);
        return this;
    }
}
