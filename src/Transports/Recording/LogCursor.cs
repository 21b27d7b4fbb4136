using GpioHub.Recording.Log;

namespace GpioHub.Transports.Recording;

/// <summary>A reader's place in one ring of the log. One thread at a time.</summary>
internal sealed class LogCursor(LogWriter ring)
{
    private long _place;
    private long _last;                                        // the number of the record before, as far as it is known
    private LogEntry? _next;

    /// <summary>Of smaller numbers, records of this ring may have been overwritten before this cursor came to them.</summary>
    public long MissedBelow { get; private set; }

    /// <summary>The next record, without taking it.</summary>
    /// <returns>false = none yet.</returns>
    public bool Peek(out LogEntry entry)
    {
        while (_next is null)
        {
            if (_place >= ring.Written) break;
            if (!ring.TryRead(_place, out ulong first, out ulong second))
            {
                CatchUp();
                continue;
            }

            _place++;
            if (LogRecord.IsAnchor(second)) _last = (long)first - 1;
            else _next = LogRecord.Unpack(first, second, _last);
        }

        entry = _next.GetValueOrDefault();
        return _next is not null;
    }

    /// <summary>Goes on behind the record that <see cref="Peek"/> shows.</summary>
    public void Take()
    {
        _last = _next!.Value.Seq;
        _next = null;
    }

    /// <summary>Goes to the first record with a number above <paramref name="after"/>.</summary>
    public void SeekAfter(long after) => Seek(head => head.Seq <= after + 1, entry => entry.Seq <= after);

    /// <summary>Goes to the first record that is not older than <paramref name="ns"/>, as far as records of a writer stand in the order of
    /// time: an edge of the kernel may be somewhat older than what was written before it.</summary>
    public void SeekTime(long ns) => Seek(head => head.Ns <= ns, entry => entry.Ns < ns);

    private void Seek(Func<(long Seq, long Ns), bool> isBefore, Func<LogEntry, bool> passes)
    {
        while (true)
        {
            (long oldest, long written) = (ring.Oldest / LogWriter.Block, ring.Written);
            (long low, long high) = (oldest, (written - 1) / LogWriter.Block);
            while (low < high)                                             // the last block that begins before it
            {
                long middle = (low + high + 1) / 2;
                if (ring.Head(middle) is not { } head || isBefore(head)) low = middle;
                else high = middle - 1;
            }

            if (written == 0) return;
            if (ring.Head(low) is not { } found) continue;                 // overwritten meanwhile
            (_place, _last, _next) = (low * LogWriter.Block, found.Seq - 1, null);
            if (low == oldest && oldest > 0 && !isBefore(found)) MissedBelow = found.Seq;
            while (Peek(out var entry) && passes(entry)) Take();
            return;
        }
    }

    /// <summary>Goes to the oldest record that is still there, with a block to spare: the writer must not overtake at once.</summary>
    private void CatchUp()
    {
        long block = ring.Oldest / LogWriter.Block;
        if ((block + 1) * LogWriter.Block < ring.Written) block++;
        if (ring.Head(block) is { } head) (_place, _last, MissedBelow) = (block * LogWriter.Block, head.Seq - 1, head.Seq);
    }
}
