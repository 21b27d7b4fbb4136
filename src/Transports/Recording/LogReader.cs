using GpioHub.Recording.Log;

namespace GpioHub.Transports.Recording;

/// <summary>Events that a reader came too late for.</summary>
/// <param name="Events">How many.</param>
/// <param name="FromNs">When the last event before them was, nanoseconds; 0 = there was none.</param>
/// <param name="ToNs">When the first event after them was.</param>
public readonly record struct LogGap(long Events, long FromNs, long ToNs);

/// <summary>A reader of the whole log at a place of its own: every event once, in the order of the numbers. One thread at a time.</summary>
/// <remarks>It costs the writers nothing. Who reads too slowly is told how many events it missed.</remarks>
public sealed class LogReader
{
    private readonly EdgeLog _log;
    private readonly LogCursor[] _cursors;
    private int _latest;                                       // the cursor of the event before: mostly the next one's too
    private long _lastNs;

    internal LogReader(EdgeLog log, IEnumerable<LogWriter> rings, long after)
    {
        (_log, Seq) = (log, after);
        _cursors = [.. rings.Select(ring => new LogCursor(ring))];
        foreach (var cursor in _cursors) cursor.SeekAfter(after);
    }

    /// <summary>The number of the last event that was read or missed.</summary>
    public long Seq { get; private set; }

    /// <summary>Reads what there is.</summary>
    /// <param name="into">Not empty.</param>
    /// <param name="gap">Events missed before the first of <paramref name="into"/>; null = none.</param>
    /// <returns>Events written to <paramref name="into"/>; 0 = there is nothing more now.</returns>
    public int Read(Span<LogEntry> into, out LogGap? gap)
    {
        gap = null;
        int count = 0;
        while (count < into.Length)
        {
            if (Next() is { } next)
            {
                (Seq, _lastNs) = (next.Seq, next.Ns);
                into[count++] = next;
            }
            else if (count > 0 || Missed() is not { } missed)
            {
                break;
            }
            else
            {
                gap = missed;
            }
        }

        return count;
    }

    /// <summary>Completes when there is more to read.</summary>
    public Task WaitAsync(CancellationToken cancel) => _log.BeyondAsync(Seq, cancel);

    private LogEntry? Next()
    {
        for (int i = 0; i < _cursors.Length; i++)
        {
            int index = _latest + i < _cursors.Length ? _latest + i : _latest + i - _cursors.Length;
            var cursor = _cursors[index];
            while (cursor.Peek(out var entry) && entry.Seq <= Seq + 1)
            {
                cursor.Take();
                if (entry.Seq <= Seq) continue;                            // counted as missed before
                _latest = index;
                return entry;
            }
        }

        return null;
    }

    /// <summary>Skips numbers that nobody can read any more. One that is only being written is not missed.</summary>
    private LogGap? Missed()
    {
        LogEntry? first = null;
        long below = 0;
        foreach (var cursor in _cursors)
        {
            if (cursor.Peek(out var entry) && !(first?.Seq <= entry.Seq)) first = entry;
            below = Math.Max(below, cursor.MissedBelow);
        }

        if (first is not { } next || next.Seq <= Seq + 1 || below <= Seq + 1) return null;
        var gap = new LogGap(next.Seq - Seq - 1, _lastNs, next.Ns);
        Seq = next.Seq - 1;
        return gap;
    }
}
