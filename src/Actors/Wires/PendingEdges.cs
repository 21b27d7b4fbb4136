using GpioHub.Rules.Nets;

namespace GpioHub.Actors.Wires;

/// <summary>The edges of one net that one guest line has not been told yet: a preallocated record that is in the line's mailbox at most
/// once, so that no storm fills it.</summary>
/// <remarks>
/// The chip's reactor adds edges and the line's reactor takes them; no lock, no allocation. One exchange decides: either the line takes an
/// edge with those before it, or the caller that added the edge tells the line. The line does not write until it is told, so the chip needs
/// no exchange for the first edge, nor for a level that nobody waits for. After a restart the record may be in a mailbox twice; the second
/// time it is empty. The oldest edge of each direction keeps its time: the chip writes it before the exchange that adds the edge, and the
/// line reads it before the exchange that takes the edge, so that a time belongs to an edge that is there.
/// </remarks>
internal sealed class PendingEdges : WireProtocol.ILineMessage
{
    private ulong _word;
    private long _risingNs;
    private long _fallingNs;
    private long _lastNs;

    /// <summary>The net's level after the last change, kept up to date whether or not edges are pending. Any thread reads it, the chip's
    /// thread writes it.</summary>
    public bool Level
    {
        get => Now.Level;
        internal set
        {
            EdgeWord before;
            do before = Now;
            while (!Became(before, before.Show(value)));
        }
    }

    /// <summary>The line has been told, and has not taken the edges yet. Any thread.</summary>
    public bool Told => Now.Told;

    /// <summary>What is pending at this moment. Any thread.</summary>
    internal EdgeWord Now => new(Volatile.Read(ref _word));

    /// <summary>Adds one edge. On the chip's reactor.</summary>
    /// <param name="ns">When it came; CLOCK_MONOTONIC, nanoseconds.</param>
    /// <returns>true = not in the line's mailbox yet: tell it.</returns>
    internal bool Add(bool level, uint generation, long ns) => Add(level ? 1 : 0, level ? 0 : 1, level, generation, ns);

    /// <summary>Adds edges, the last of them to <paramref name="level"/>; with no edges the line only hears the level. On the chip's
    /// reactor.</summary>
    /// <param name="ns">When they came; CLOCK_MONOTONIC, nanoseconds.</param>
    /// <returns>true = not in the line's mailbox yet: tell it.</returns>
    internal bool Add(int rising, int falling, bool level, uint generation, long ns) => Add(rising, falling, level, generation, ns, ns);

    /// <inheritdoc cref="Add(int, int, bool, uint, long)"/>
    /// <param name="ns">When the first of them came.</param>
    /// <param name="lastNs">When the last of them came.</param>
    internal bool Add(int rising, int falling, bool level, uint generation, long ns, long lastNs)
    {
        Volatile.Write(ref _lastNs, lastNs);
        EdgeWord before;
        do
        {
            before = Now;
            bool first = !before.Told || before.Generation != generation;
            if (rising > 0 && (first || before.Rising == 0)) Volatile.Write(ref _risingNs, ns);
            if (falling > 0 && (first || before.Falling == 0)) Volatile.Write(ref _fallingNs, ns);
        }
        while (!Became(before, before.Add(rising, falling, level, generation)));
        return !before.Told;
    }

    /// <summary>Takes everything out of the record. On the reactor of the line that looks at it.</summary>
    /// <param name="times">When the oldest of the edges came.</param>
    /// <returns>What was pending: edges, their watch, and the level after the last of them.</returns>
    internal EdgeWord Take(out EdgeTimes times)
    {
        EdgeWord before;
        do
        {
            before = Now;
            times = new EdgeTimes(Volatile.Read(ref _risingNs), Volatile.Read(ref _fallingNs), Volatile.Read(ref _lastNs));
        }
        while (before.Told && !Exchanged(before, before.Emptied()));
        return before;
    }

    /// <summary>Replaces the word on the chip's side.</summary>
    private bool Became(EdgeWord before, EdgeWord after)
    {
        if (before.Told) return Exchanged(before, after);
        Volatile.Write(ref _word, after.Bits);
        return true;
    }

    /// <summary>Exchanges the word. One of the two writers succeeds each time, so neither tries for long.</summary>
    private bool Exchanged(EdgeWord before, EdgeWord after) =>
        Interlocked.CompareExchange(ref _word, after.Bits, before.Bits) == before.Bits;
}
