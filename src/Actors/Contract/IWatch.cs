using System.Collections.Immutable;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Contract;

/// <summary>Lines that somebody watches: while it lasts, the log has every edge of them. Dispose ends it.</summary>
public interface IWatch : IAsyncDisposable
{
    /// <summary>The lines with their levels at the instants at which the watch began.</summary>
    ImmutableArray<WatchedLine> Lines { get; }
}

/// <param name="Source">The line's number in the log.</param>
/// <param name="Level">As readers see it; of a line that has just gone, false.</param>
/// <param name="Ns">When, CLOCK_MONOTONIC, nanoseconds.</param>
/// <param name="Seq">Edges of the line with a greater number come after that level; those with a smaller or the same number are in
/// it.</param>
public readonly record struct WatchedLine(ChipLineAddress Line, int Source, bool Level, long Ns, long Seq);
