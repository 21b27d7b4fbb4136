using GpioHub.Transports.Native;
using GpioHub.Transports.Records;
using Xunit;

namespace GpioHub.Transports.Tests.Records;

/// <summary>A turn is in the record wholly or not at all, wherever the process that writes it is killed.</summary>
public class RecordTurnSpec
{
    private const ulong Boot = 0xB007;

    private static readonly ulong[] Before = [1, 2, 3, 4];
    private static readonly ulong[] After = [5, 2, 7, 8];

    [Fact(DisplayName = "A turn that is cut before any of its stores has not happened; one that is cut after the last has")]
    public void TurnsAreWhole()
    {
        int cuts = 0;
        for (bool cut = true; cut; cuts++)
        {
            using var record = RecordFile.Create(Boot);
            var region = record.Region("g/a/lines", Before.Length);
            Turn(record, region, Before);
            cut = CutAt(cuts, record, () => Turn(record, region, After));
            Assert.Equal(cut ? Before : After, Left(record));
        }

        // of each of three words that changed: where, what was there, how many, the word; then the commit; then the run that was not cut
        Assert.Equal(3 * 4 + 1 + 1, cuts);
    }

    [Fact(DisplayName = "Taking a record over may be cut anywhere too: the next one takes over the same")]
    public void UndoingIsRepeated()
    {
        using var record = RecordFile.Create(Boot);
        var region = record.Region("g/a/lines", Before.Length);
        Turn(record, region, Before);
        Assert.True(CutAt(11, record, () => Turn(record, region, After)));
        ulong[] journal = [.. JournalOf(record)];
        Assert.Equal(Before, Left(record));
        Restore(record, journal);
        Assert.Equal(Before, Left(record));
    }

    [Fact(DisplayName = "Turns of two reactors are cut apart: what one has committed stays, what the other has not is taken back")]
    public void ReactorsAreApart()
    {
        using var record = RecordFile.Create(Boot);
        var (mine, other) = (record.Region("c/a/0", 2), record.Region("c/b/0", 2));
        Turn(record, mine, [1, 1]);
        var second = new Piece(other, [9, 9]);
        record.Turn(1).Mark(second);
        record.Turn(1).Commit();
        Assert.True(CutAt(6, record, () => Turn(record, mine, [2, 2])));
        using var next = Adopted(record);
        Assert.Equal([1UL, 1UL], Words(next.Find("c/a/0")!));
        Assert.Equal([9UL, 9UL], Words(next.Find("c/b/0")!));
    }

    [Fact(DisplayName = "A piece of state that is marked twice in a turn is written once, with its last value")]
    public void MarkedOnce()
    {
        using var record = RecordFile.Create(Boot);
        var piece = new Piece(record.Region("g/a/lines", 1), [1]);
        record.Turn(0).Mark(piece);
        piece.Words[0] = 2;
        record.Turn(0).Mark(piece);
        record.Turn(0).Commit();
        Assert.Equal((1, 2UL), (piece.Writes, record.Find("g/a/lines")![0]));
        record.Turn(0).Commit();
        Assert.Equal(1, piece.Writes);
    }

    [Fact(DisplayName = "A turn that changes more than a journal holds spoils the record: no successor believes it")]
    public void Overflow()
    {
        using var record = RecordFile.Create(Boot);
        var region = record.Region("g/a/ring0", 140_000);
        Turn(record, region, [.. Enumerable.Repeat(7UL, region.Count)]);
        Assert.NotNull(record.Turn(0).Spoiled);
        Assert.Null(RecordFile.Adopt(FdInfo.Duplicate(record.File), Boot, out string why));
        Assert.Contains("could not write its record", why, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Committing a turn allocates nothing")]
    public void AllocatesNothing()
    {
        using var record = RecordFile.Create(Boot);
        var piece = new Piece(record.Region("g/a/lines", 4), [1, 2, 3, 4]);
        Once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Once();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Once()
        {
            piece.Words[0]++;
            record.Turn(0).Mark(piece);
            record.Turn(0).Commit();
        }
    }

    private static void Turn(RecordFile record, RecordRegion region, ulong[] words)
    {
        record.Turn(0).Mark(new Piece(region, words));
        record.Turn(0).Commit();
    }

    /// <returns>Whether the process was killed before it came to the end.</returns>
    private static bool CutAt(int store, RecordFile record, Action run)
    {
        record.Turn(0).BeforeStore = () =>
        {
            if (store-- == 0) throw new KilledException();
        };
        try
        {
            run();
            return false;
        }
        catch (KilledException)
        {
            return true;
        }
    }

    private static RecordFile Adopted(RecordFile record) => RecordFile.Adopt(FdInfo.Duplicate(record.File), Boot, out string why)
        ?? throw new InvalidOperationException(why);

    private static ulong[] Left(RecordFile record)
    {
        using var next = Adopted(record);
        return Words(next.Find("g/a/lines")!);
    }

    private static ulong[] Words(RecordRegion region) => [.. Enumerable.Range(0, region.Count).Select(i => region[i])];

    private static IEnumerable<ulong> JournalOf(RecordFile record)
    {
        using var words = SharedWords.Map(record.File);
        for (int i = 0; i < 16; i++) yield return words.Read(RecordLayout.JournalsAt + i);
    }

    private static void Restore(RecordFile record, ulong[] journal)
    {
        using var words = SharedWords.Map(record.File);
        for (int i = 0; i < journal.Length; i++) words.Write(RecordLayout.JournalsAt + i, journal[i]);
    }

    private sealed class Piece(RecordRegion region, ulong[] words) : IRecorded
    {
        public ulong[] Words => words;

        public int Writes { get; private set; }

        public bool IsMarked { get; set; }

        public void Record(RecordTurn turn)
        {
            Writes++;
            for (int i = 0; i < words.Length; i++) turn.Write(region, i, words[i]);
        }
    }

    private sealed class KilledException : Exception;
}
