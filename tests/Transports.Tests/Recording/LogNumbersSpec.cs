using System.Collections.Concurrent;
using GpioHub.Recording.Log;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Records;
using Xunit;

namespace GpioHub.Transports.Tests.Recording;

/// <summary>Events' numbers over the processes that follow each other.</summary>
public sealed class LogNumbersSpec
{
    private const ulong Boot = 1;

    [Theory(DisplayName = "Wherever a process ends, its successor gives out greater numbers, and begins with the gap")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(LogNumbers.Block - 1)]
    [InlineData(LogNumbers.Block)]
    [InlineData(LogNumbers.Block + 1)]
    [InlineData((3 * LogNumbers.Block) + 17)]
    public void GoesOn(long events)
    {
        using var record = RecordFile.Create(Boot);
        var log = new EdgeLog(reactors: 1, keeping: new Keeping { Record = record });
        for (long i = 0; i < events; i++) log.Of(0).Edge(1, i % 2 == 0, LogCause.Stimulus, ns: i);
        Assert.Equal((events, 0), (log.Seq, log.GapSeq));

        using var adopted = RecordFile.Adopt(record.File, Boot, out _)!;
        var next = new EdgeLog(reactors: 1, keeping: new Keeping { Record = adopted, IsSuccessor = true, EndedNs = 50 });
        next.Of(0).Edge(1, true, LogCause.Stimulus, ns: 70);
        next.Gap!.Served(60);

        Assert.InRange(next.GapSeq, events + 1, events + (2 * LogNumbers.Block) + 1);
        Assert.Equal(log.Run, next.Run);
        var entries = Read(next.ReaderAfter(events));
        Assert.Equal([(next.GapSeq, LogKind.Note, 50L), (next.GapSeq + 1, LogKind.Edge, 70L)],
            entries.Select(entry => (entry.Seq, entry.Kind, entry.Ns)));
        Assert.Same(next.Gap, next.NoteOf(entries[0]));
        Assert.Equal((2, 10), (next.Gap.Epoch, next.Gap.LastedNs));
        Assert.Equal(entries, Read(next.ReaderSince(50)));
    }

    [Fact(DisplayName = "No number of several threads reaches the bound in the record, and each is given out once")]
    public async Task Bound()
    {
        using var record = RecordFile.Create(Boot);
        var numbers = new LogNumbers(record);
        const int threads = 4, each = (int)LogNumbers.Block * 2;
        var seen = new ConcurrentBag<long[]>();
        await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(() =>
        {
            long[] mine = new long[each];
            for (int i = 0; i < each; i++)
            {
                mine[i] = numbers.Next();
                if ((long)record.ReadHeader(LogNumbers.BoundAt) < mine[i])
                    throw new InvalidOperationException($"{mine[i]} is above the bound");
            }

            seen.Add(mine);
        }, TaskCreationOptions.LongRunning)));

        Assert.Equal(Enumerable.Range(1, threads * each).Select(number => (long)number), seen.SelectMany(mine => mine).Order());
    }

    [Theory(DisplayName = "A bit of the bound that flips makes no number come twice")]
    [InlineData(LogNumbers.BoundAt)]
    [InlineData(LogNumbers.CopyAt)]
    public void Flips(int word)
    {
        for (int bit = 0; bit < 64; bit++)
        {
            using var record = RecordFile.Create(Boot);
            var before = new LogNumbers(record);
            for (int i = 0; i < 10; i++) before.Next();
            record.WriteHeader(word, record.ReadHeader(word) ^ (1UL << bit));

            Assert.InRange(new LogNumbers(record).Next(), 11, 1L << 53);
        }
    }

    [Fact(DisplayName = "Cut between the two words of the bound, a successor still begins behind every number")]
    public void Torn()
    {
        using var record = RecordFile.Create(Boot);
        var before = new LogNumbers(record);
        ulong first = record.ReadHeader(LogNumbers.CopyAt);
        while (record.ReadHeader(LogNumbers.CopyAt) == first) before.Next();
        long last = before.Last;
        record.WriteHeader(LogNumbers.CopyAt, first);

        Assert.InRange(new LogNumbers(record).Next(), last + 1, long.MaxValue);
    }

    [Fact(DisplayName = "Another record has another run, and so has a log without one")]
    public void Runs()
    {
        using var one = RecordFile.Create(Boot);
        using var other = RecordFile.Create(Boot);
        string[] runs = [new LogNumbers(one).Run, new LogNumbers(other).Run, new LogNumbers(null).Run];

        Assert.Equal(runs[0], new LogNumbers(one).Run);
        Assert.Equal(3, runs.Distinct().Count());
        Assert.All(runs, run => Assert.Matches("^[0-9a-f]{8}$", run));
    }

    private static List<LogEntry> Read(LogReader reader)
    {
        var entries = new LogEntry[16];
        return [.. entries[..reader.Read(entries, out _)]];
    }
}
