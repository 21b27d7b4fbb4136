using GpioHub.Recording.Log;
using GpioHub.Transports.Recording;
using Xunit;

namespace GpioHub.Transports.Tests.Recording;

/// <summary>The log of edges: writers that wait for nobody, readers that see every event once or are told how many they missed.</summary>
public class EdgeLogSpec
{
    private const int Kept = 1024;

    private sealed record Marked(int Number) : LogNote;

    [Fact(DisplayName = "What two writers and notes wrote is read once each, in the order of the numbers, as it was written")]
    public void InOrder()
    {
        var log = Log(reactors: 2);
        var reader = log.ReaderAfter(0);
        log.Of(0).Edge(7, level: true, LogCause.Hardware, ns: 100);
        log.Note(new Marked(1), ns: 101);
        log.Of(1).Write(LogKind.Coalesced, level: false, LogSource.Most, LogEntry.MostCounted, ns: 99);
        log.Of(0).Edge(7, level: false, new LogCause(LogCause.Most), ns: long.MaxValue);

        var read = Read(reader);
        Assert.Equal([1, 2, 3, 4], read.Select(entry => entry.Seq));
        Assert.Equal(new LogEntry(1, 100, LogKind.Edge, true, 7, LogCause.Hardware.Id), read[0]);
        Assert.Equal(new Marked(1), log.NoteOf(read[1]));
        Assert.Equal((LogKind.Coalesced, LogSource.Most, LogEntry.MostCounted), (read[2].Kind, read[2].Source, read[2].Count));
        Assert.Equal((new LogCause(LogCause.Most), long.MaxValue, false), (read[3].Cause, read[3].Ns, read[3].Level));
        Assert.Empty(Read(reader));
    }

    [Fact(DisplayName = "A reader that was overtaken is told how many events it missed and between which times; the rest it reads")]
    public void Overtaken()
    {
        var log = Log();
        var reader = log.ReaderAfter(0);
        log.Of(0).Edge(1, true, LogCause.Stimulus, ns: 1);
        Assert.Single(Read(reader));
        for (int i = 2; i <= 10 * Kept; i++) log.Of(0).Edge(1, i % 2 == 0, LogCause.Stimulus, ns: i);

        var entries = new LogEntry[Kept];
        int count = reader.Read(entries, out var gap);
        Assert.Equal(new LogGap(entries[0].Seq - 2, 1, entries[0].Ns), gap);
        Assert.InRange(count, Kept / 4, Kept);
        Assert.Equal(Enumerable.Range((int)entries[0].Seq, count).Select(seq => (long)seq), entries.Take(count).Select(entry => entry.Seq));
        Assert.Equal(10 * Kept, entries[count - 1].Seq);
    }

    [Fact(DisplayName = "Numbers beyond what a record holds are told by an anchor: a writer that was quiet for a hundred million events")]
    public void QuietWriter()
    {
        const long many = (1L << LogRecord.NumberBits) * 3;
        var log = Log(reactors: 2);
        log.Of(1).Edge(5, true, LogCause.Stimulus, ns: 1);
        for (long i = 0; i < many; i++) log.NextNumber();                  // as if another reactor had written them
        log.Of(1).Edge(5, false, LogCause.Stimulus, ns: 2);

        var cursor = new LogCursor(log.Of(1));
        cursor.SeekAfter(1);
        Assert.True(cursor.Peek(out var entry));
        Assert.Equal((many + 2, 2, false), (entry.Seq, entry.Ns, entry.Level));
    }

    [Fact(DisplayName = "A reader finds its place by number and by time, and one before the oldest is told what it missed")]
    public void Places()
    {
        var log = Log();
        for (int i = 1; i <= 5 * Kept; i++) log.Of(0).Edge(1, i % 2 == 0, LogCause.Stimulus, ns: 10 * i);
        long last = 5 * Kept;

        Assert.Equal([last - 1, last], Read(log.ReaderAfter(last - 2)).Select(entry => entry.Seq));
        Assert.Empty(Read(log.ReaderAfter(last)));
        Assert.Equal(last - 4, Read(log.ReaderSince((10 * (last - 4)) - 3))[0].Seq);
        Assert.Empty(Read(log.ReaderSince((10 * last) + 1)));
        log.ReaderAfter(17).Read(new LogEntry[1], out var gap);
        Assert.InRange(gap!.Value.Events, (4 * Kept) - 17, last - 17);
    }

    [Fact(DisplayName = "A note that was overwritten is null, and never another note")]
    public void NotesGo()
    {
        var log = Log();
        log.Note(new Marked(0), ns: 1);
        var first = Read(log.ReaderAfter(0))[0];
        for (int i = 1; i <= EdgeLog.NotesKept; i++) log.Note(new Marked(i), ns: 1);

        Assert.Null(log.NoteOf(first));
        var newest = Read(log.ReaderAfter(log.Seq - 1))[0];
        Assert.Equal(new Marked(EdgeLog.NotesKept), log.NoteOf(newest));
    }

    [Fact(DisplayName = "A name keeps its number, another name gets another; words of causes likewise")]
    public void Words()
    {
        var words = Log().Words;
        var ign = new LogSource(LogSourceKind.Net, "bench", 0, "IGN", 0);
        int number = words.NumbersOf([ign])[0];

        Assert.Equal([number, number + 1], words.NumbersOf([ign with { }, ign with { Name = "KL15" }]));
        Assert.Equal(("bench/IGN", "ivi:3"),
            (words.Source(number).ToString(), new LogSource(LogSourceKind.GuestLine, "ivi", 3, "", 3).ToString()));
        Assert.Equal(words.CauseOf("ivi"), words.CauseOf("ivi"));
        Assert.Equal(("guest ivi", "hardware", "?/?"),
            (words.Cause(words.CauseOf("ivi")), words.Cause(LogCause.Hardware), words.Source(number + 99).ToString()));
    }

    [Fact(DisplayName = "Beside two writers at full speed, readers see whole records: what they read and what they missed is everything")]
    public async Task BesideWriters()
    {
        const int each = 400_000;
        var log = Log(reactors: 2);
        using var together = new Barrier(4);
        var writers = Enumerable.Range(0, 2).Select(reactor => Task.Factory.StartNew(() =>
        {
            together.SignalAndWait();
            // Every field of a record follows from its time, so a record of two halves shows.
            for (int i = 0; i < each; i++)
                log.Of(reactor).Edge((i * 7) & LogSource.Most, i % 3 == 0, new LogCause((ushort)(i & LogCause.Most)), i);
        }, TaskCreationOptions.LongRunning));
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() =>
        {
            var reader = log.ReaderAfter(0);
            var entries = new LogEntry[64];
            (long seen, long missed, long last) = (0, 0, 0);
            together.SignalAndWait();
            while (seen + missed < 2 * each)
            {
                int count = reader.Read(entries, out var gap);
                missed += gap?.Events ?? 0;
                last += gap?.Events ?? 0;
                foreach (ref readonly var entry in entries.AsSpan(0, count))
                {
                    Assert.Equal(++last, entry.Seq);
                    int i = (int)entry.Ns;
                    Assert.Equal(((i * 7) & LogSource.Most, i % 3 == 0, i & LogCause.Most), (entry.Source, entry.Level, entry.Cause.Id));
                }

                seen += count;
            }

            return (seen, missed);
        }, TaskCreationOptions.LongRunning)).ToArray();
        await Task.WhenAll([.. writers, .. readers]);

        foreach (var (seen, missed) in await Task.WhenAll(readers)) Assert.Equal((2 * each, true), (seen + missed, seen > 0));
    }

    [Fact(DisplayName = "A reader that waits is woken by the next event, and by none that it has read")]
    public async Task Waiting()
    {
        var log = Log();
        var reader = log.ReaderAfter(0);
        for (int i = 1; i <= 1000; i++)
        {
            var waiting = reader.WaitAsync(CancellationToken.None);
            Assert.False(waiting.IsCompleted);
            log.Of(0).Edge(1, true, LogCause.Stimulus, ns: i);
            await waiting.WaitAsync(TimeSpan.FromSeconds(20));
            Assert.Single(Read(reader));
        }
    }

    [Fact(DisplayName = "Writing allocates nothing, and takes no memory of the collected heap")]
    public void NoAllocation()
    {
        var writer = Log().Of(0);
        for (int i = 0; i < 3 * Kept; i++) writer.Edge(1, true, LogCause.Stimulus, ns: i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100 * Kept; i++) writer.Edge(1, true, LogCause.Stimulus, ns: i);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        before = GC.GetAllocatedBytesForCurrentThread();
        var large = new EdgeLog(reactors: 1, 64 << 20);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1 << 20);
        Assert.Equal((64 << 20) / EdgeLog.RecordBytes, large.RecordsKept);
    }

    private static EdgeLog Log(int reactors = 1) => new(reactors, (long)reactors * Kept * EdgeLog.RecordBytes);

    private static List<LogEntry> Read(LogReader reader)
    {
        var read = new List<LogEntry>();
        var entries = new LogEntry[64];
        for (int count; (count = reader.Read(entries, out _)) > 0;) read.AddRange(entries[..count]);
        return read;
    }
}
