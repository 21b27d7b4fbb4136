using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Lines;

/// <summary>Since when one line's next interrupt is due: the time of the oldest edge that is not delivered.</summary>
/// <remarks>
/// It follows <see cref="LineState"/>, which knows no time. An edge that is latched keeps its time until the unmask that delivers it. A
/// level is due since the edge that made it active; where none did since the last delivery, since the unmask that sensed it. It belongs to
/// the line's store. Guest's reactor only.
/// </remarks>
internal sealed class DueInterrupt
{
    private long? _sinceNs;                                                // CLOCK_MONOTONIC; null = no edge is known

    /// <summary>Edges, or a level, are about to be decided.</summary>
    /// <param name="type">The type of the watch to which they belong.</param>
    /// <param name="latched">An edge of this watch waits already.</param>
    /// <param name="before">The state before.</param>
    public void Add(in EdgeWord edges, in EdgeTimes times, IrqType type, bool latched, in LineState before)
    {
        if (type is IrqType.LevelHigh or IrqType.LevelLow)
        {
            latched = IsActive(type, before.Level) && _sinceNs is not null;
            if (!IsActive(type, edges.Level))
            {
                _sinceNs = null;
                return;
            }
        }

        if (!latched && times.OldestFor(type, edges) is { } oldest) _sinceNs = oldest;
    }

    /// <summary>A level interrupt is unmasked, and its level has been looked at.</summary>
    /// <param name="level">null = it will be known later.</param>
    /// <param name="ns">When it was unmasked.</param>
    public void Unmasked(IrqType type, bool? level, long ns)
    {
        if (level is { } sensed && !IsActive(type, sensed)) _sinceNs = null;
        else _sinceNs ??= ns;
    }

    /// <summary>The line has another watch: what was due by the one before counts only if it is latched.</summary>
    public void Rewatched(bool latched)
    {
        if (!latched) _sinceNs = null;
    }

    /// <summary>The interrupt is delivered.</summary>
    /// <param name="otherwise">The answer if no edge is known: an interrupt of a level is enabled, and the level is active.</param>
    public long Take(long otherwise)
    {
        long since = _sinceNs ?? otherwise;
        _sinceNs = null;
        return since;
    }

    private static bool IsActive(IrqType type, bool level) => level == (type == IrqType.LevelHigh);
}
