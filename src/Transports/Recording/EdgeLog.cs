using System.Numerics;
using GpioHub.Recording.Log;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Transports.Recording;

/// <summary>The one log of a hub: every edge, interrupt and note of the last while, in the order of their numbers.</summary>
/// <remarks>
/// Each reactor has a ring of its own and is its one writer; notes, which are rare and come from anywhere, have another. Any number of
/// readers, each at its own place (<see cref="LogReader"/>). It belongs to the hub and outlives every plan.
/// </remarks>
public sealed class EdgeLog
{
    /// <summary>Bytes of a record.</summary>
    public const int RecordBytes = LogRecord.Words * sizeof(ulong);

    /// <summary>The least memory of a log, bytes: without a recorder, what readers need in order to keep up.</summary>
    public const long LeastBytes = 1 << 20;

    /// <summary>Notes that are kept.</summary>
    internal const int NotesKept = 4096;

    private readonly LogWriter[] _rings;
    private readonly LogWriter _notes;
    private readonly LogBell _bell;
    private readonly Lock _noting = new();
    private readonly (long Seq, LogNote? Note)[] _kept = new (long, LogNote?)[NotesKept];
    private readonly LogNumbers _numbers;
    private readonly long _first;                              // smaller numbers are of another process
    private int _noted;

    /// <param name="reactors">Writers, ≥ 1.</param>
    /// <param name="bytes">Memory of all of them, at most 2^30; rounded down to a power of two for each.</param>
    /// <param name="keeping">What the process before has left; null = there was none.</param>
    public EdgeLog(int reactors, long bytes = LeastBytes, Keeping? keeping = null)
    {
        long each = Math.Max(2 * LogWriter.Block, Math.Min(bytes, 1 << 30) / RecordBytes / reactors);
        int records = 1 << BitOperations.Log2((ulong)each);
        _rings = [.. Enumerable.Range(0, reactors).Select(_ => new LogWriter(this, records))];
        _notes = new LogWriter(this, NotesKept);
        _bell = new LogBell(this);
        RecordsKept = (long)records * reactors;
        _numbers = new LogNumbers(keeping?.Record);
        _first = _numbers.Last;
        if (keeping is not { IsSuccessor: true, Record: { } record }) return;
        bool isExact = keeping.EndedNs > 0;
        Gap = new GapNote((long)record.Epoch, isExact ? keeping.EndedNs : MonotonicClock.Now, isExact);
        GapSeq = _first + 1;
        Note(Gap, Gap.SinceNs);
    }

    /// <summary>Names the numbers of this log: those of another run are others.</summary>
    public string Run => _numbers.Run;

    /// <summary>What lies between this process and the one before; null = there was none.</summary>
    public GapNote? Gap { get; }

    /// <summary>The number of <see cref="Gap"/>: smaller ones are of the process before, or of none. 0 = there was none.</summary>
    public long GapSeq { get; }

    /// <summary>Records that it holds before the oldest is overwritten.</summary>
    public long RecordsKept { get; }

    /// <summary>Bytes of records that are in use.</summary>
    public long Bytes => _rings.Sum(ring => ring.Bytes) + _notes.Bytes;

    public LogWords Words { get; } = new();

    /// <summary>The number of the newest event. Any thread.</summary>
    public long Seq => _numbers.Last;

    /// <summary>Somebody waits for the next event: writing it wakes a thread.</summary>
    public bool IsAwaited => _bell.IsAwaited;

    /// <summary>The ring of a reactor; written on that reactor only.</summary>
    public LogWriter Of(int reactor) => _rings[reactor];

    /// <summary>A note was written. Whoever waits for notes alone listens here: a reader is woken by every edge. On the thread that
    /// writes, so it only passes the note on.</summary>
    public event Action<LogNote>? Noted;

    /// <summary>Writes a note. Any thread; never on the path of a request or an interrupt.</summary>
    /// <param name="ns">CLOCK_MONOTONIC, nanoseconds.</param>
    public void Note(LogNote note, long ns)
    {
        lock (_noting)
        {
            int number = _noted++ & LogSource.Most;
            long seq = _notes.Write(LogKind.Note, level: false, number, tail: 0, ns);
            _kept[number % NotesKept] = (seq, note);
        }

        Noted?.Invoke(note);
    }

    /// <summary>The note of a record; null = it is no note, or has been overwritten.</summary>
    public LogNote? NoteOf(in LogEntry entry)
    {
        if (entry.Kind != LogKind.Note) return null;
        lock (_noting) return _kept[entry.Source % NotesKept] is var (seq, note) && seq == entry.Seq ? note : null;
    }

    /// <summary>A reader of every event from <paramref name="seq"/> + 1 on; of this process's events, if that is another's.</summary>
    public LogReader ReaderAfter(long seq) => new(this, [.. _rings, _notes], Math.Max(seq, _first));

    /// <summary>A reader of every event that is there and not older than <paramref name="ns"/>, and of a few before.</summary>
    public LogReader ReaderSince(long ns)
    {
        long? first = null;
        foreach (var ring in _rings.Append(_notes))
        {
            var cursor = new LogCursor(ring);
            cursor.SeekTime(ns);
            if (cursor.Peek(out var entry) && !(first <= entry.Seq)) first = entry.Seq;
        }

        return ReaderAfter((first ?? Seq + 1) - 1);
    }

    internal long NextNumber() => _numbers.Next();

    internal void Grown() => _bell.Ring();

    internal Task BeyondAsync(long seq, CancellationToken cancel) => _bell.WaitAsync(seq, cancel);
}
