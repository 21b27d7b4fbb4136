namespace GpioHub.Rules.Links;

/// <summary>The level of a net together with how often it has changed, which says of two levels which is the newer one. Pure. Source:
/// LK-04, LK-08.</summary>
/// <param name="Boot">The owner's process that counts; 0 = none has told yet.</param>
/// <param name="Total">Edges in that boot, 0 or more.</param>
public readonly record struct LevelCount(ulong Boot, long Total, bool Level)
{
    /// <summary>Edges of one line that a message shows as edges: our limit. More are lost and counted, because each costs the host that
    /// hears of them.</summary>
    public const int MostShown = 16_384;

    /// <summary>Compares with what the same process tells later.</summary>
    /// <param name="told">How many of the edges since are told as edges, 0 or more.</param>
    /// <param name="allowed">How many may be shown, 1 or more.</param>
    /// <returns>What of it is news; null = nothing, it is older.</returns>
    /// <remarks>Edges alternate, so their number is even if the level is the same as before, and odd otherwise. The level is true whatever
    /// the numbers say: an owner that has miscounted costs an edge, and no level.</remarks>
    public LevelNews? To(long told, bool level, long total, int allowed)
    {
        if (total < Total) return null;
        bool differs = level != Level;
        long missed = total - Total;
        long shown = Math.Min(Math.Min(told, missed), allowed);
        if ((shown % 2 != 0) != differs) shown += shown > 0 ? -1 : 1;
        if (shown == 0 && missed == 0) return null;
        long most = (shown + 1) / 2;
        long least = shown / 2;
        return new LevelNews((int)(level ? most : least), (int)(level ? least : most), level, Math.Max(0, missed - shown),
            this with { Total = total, Level = level });
    }

    /// <summary>Compares with what is told when the line is opened again. Edges of meanwhile are lost; a level that differs is one of them
    /// that is not.</summary>
    /// <param name="isExact">false = another process counts by now: more may be lost than it knows.</param>
    /// <returns>How many are lost at least.</returns>
    public long LostUntil(LevelCount other, out bool isExact)
    {
        bool known = Boot != 0;
        isExact = !known || (other.Boot == Boot && other.Total >= Total);
        if (!known) return 0;                                              // nobody has waited for any
        // Another process has counted on where the one before ended, or begun anew. Which of both, nobody says: it is the least of them.
        long missed = other.Total >= Total ? other.Total - Total : other.Total;
        return Math.Max(0, missed - (other.Level == Level ? 0 : 1));
    }
}

/// <summary>What is news of a line.</summary>
/// <param name="Rising">0 or more.</param>
/// <param name="Falling">0 or more; by at most 1 more or less than <paramref name="Rising"/>.</param>
/// <param name="Level">After them.</param>
/// <param name="Lost">Edges besides, which nobody sees as edges.</param>
/// <param name="Count">The line as known from here on.</param>
public readonly record struct LevelNews(int Rising, int Falling, bool Level, long Lost, LevelCount Count);
