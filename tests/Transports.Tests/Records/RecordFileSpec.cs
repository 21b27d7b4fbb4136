using GpioHub.Transports.Native;
using GpioHub.Transports.Records;
using Xunit;

namespace GpioHub.Transports.Tests.Records;

/// <summary>The record as a whole: who may take it over, and its regions.</summary>
public sealed class RecordFileSpec : IDisposable
{
    private const ulong Boot = 0xB007;

    private readonly RecordFile _record = RecordFile.Create(Boot);

    public void Dispose() => _record.Dispose();

    [Fact(DisplayName = "Each process that takes a record over begins another epoch, and finds every region by its name")]
    public void Epochs()
    {
        var region = _record.Region("g/ivi/lines", 3);
        _record.Turn(0).WriteNow(region, 2, 42);
        _record.Region("c/bench/0", 8);
        Assert.Equal(1UL, _record.Epoch);
        using var next = Adopt();
        Assert.Equal(2UL, next.Epoch);
        Assert.Equal(["c/bench/0", "g/ivi/lines"], next.Names.Order());
        Assert.Equal((3, 42UL), (next.Find("g/ivi/lines")!.Count, next.Find("g/ivi/lines")![2]));
    }

    [Theory(DisplayName = "A record of another layout, another boot, no record at all, or one that contradicts itself is refused in " +
        "words, and nothing of it is touched")]
    [InlineData(RecordLayout.MagicAt, 0x1234UL, "is no record")]
    [InlineData(RecordLayout.LayoutAt, (RecordLayout.Major + 1UL) << 32, "layout 2.0, and this program knows 1.0")]
    [InlineData(RecordLayout.BootAt, 0xB008UL, "another boot")]
    [InlineData(RecordLayout.SizeAt, 17UL, "contradicts itself")]
    [InlineData(RecordLayout.ReactorsAt, 1000UL, "contradicts itself")]
    [InlineData(RecordLayout.EndAt, ulong.MaxValue, "contradicts itself")]
    public void Refused(int word, ulong value, string expected)
    {
        using var words = SharedWords.Map(_record.File);
        words.Write(word, value);
        if (word < RecordLayout.CheckAt && word != RecordLayout.MagicAt) words.Write(RecordLayout.CheckAt, CheckOf(words));
        Assert.Null(RecordFile.Adopt(FdInfo.Duplicate(_record.File), Boot, out string why));
        Assert.Contains(expected, why, StringComparison.Ordinal);
        Assert.Equal(why, RecordFile.WhyNot(_record.File, Boot));
        Assert.Equal(1UL, words.Read(RecordLayout.EpochAt));
    }

    [Fact(DisplayName = "A header with a flipped bit is refused")]
    public void HeaderIsChecked()
    {
        using var words = SharedWords.Map(_record.File);
        words.Write(RecordLayout.JournalWordsAt, words.Read(RecordLayout.JournalWordsAt) ^ 64);
        Assert.Null(RecordFile.Adopt(FdInfo.Duplicate(_record.File), Boot, out string why));
        Assert.Contains("is no record", why, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A file whose size is not sealed is no record: it could be shortened below who reads it")]
    public void MustBeSealed()
    {
        using var file = MemFd.Create("open", 1 << 20);
        Assert.Contains("not sealed", RecordFile.WhyNot(file, Boot), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A region of another size begins anew with zeros; the room of the one before is used again")]
    public void Sizes()
    {
        var first = _record.Region("g/ivi/lines", 8);
        _record.Turn(0).WriteNow(first, 0, 7);
        long bytes = _record.Bytes;
        Assert.Same(first, _record.Region("g/ivi/lines", 8));
        var other = _record.Region("g/ivi/lines", 16);
        Assert.All(Enumerable.Range(0, 16), word => Assert.Equal(0UL, other[word]));
        var again = _record.Region("g/ecu/lines", 8);
        Assert.Equal(0UL, again[0]);
        Assert.Equal(bytes + (1 + 2 + 16) * sizeof(ulong), _record.Bytes);
        using var next = Adopt();
        Assert.Equal(["g/ecu/lines", "g/ivi/lines"], next.Names.Order());
    }

    [Fact(DisplayName = "What nobody asks for after a takeover is freed, and its room used again")]
    public void Unclaimed()
    {
        _record.Region("g/gone/lines", 8);
        _record.Region("g/stays/lines", 8);
        using var next = Adopt();
        long bytes = next.Bytes;
        Assert.NotNull(next.Find("g/stays/lines"));
        next.RemoveUnclaimed("g/");
        Assert.Equal(["g/stays/lines"], next.Names);
        next.Region("g/newer/linez", 8);
        next.Region("g/new0/lines", 8);
        Assert.Equal(bytes + (1 + 2 + 8) * sizeof(ulong), next.Bytes);
    }

    [Fact(DisplayName = "A region that is freed by a turn is there until the turn is committed")]
    public void FreedByATurn()
    {
        var region = _record.Region("c/a/0/ivi/3", 5);
        _record.Turn(0).RemoveAfter(_record, region);
        Assert.NotNull(_record.Find("c/a/0/ivi/3"));
        _record.Turn(0).Commit();
        Assert.Null(_record.Find("c/a/0/ivi/3"));
    }

    [Fact(DisplayName = "A record that is full says so, and what needs no more room goes on")]
    public void Full()
    {
        var region = _record.Region("g/ivi/lines", 8);
        var e = Assert.Throws<IOException>(() => _record.Region("g/big/ring0", RecordLayout.Words));
        Assert.Contains("the record is full: g/big/ring0", e.Message, StringComparison.Ordinal);
        Assert.Same(region, _record.Region("g/ivi/lines", 8));
    }

    [Theory(DisplayName = "Any bit of the record may flip: it is taken over or refused, and never anything worse")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void FlippedBits(int seed)
    {
        for (int i = 0; i < 40; i++) _record.Region($"g/guest-{i}/lines", 1 + i);
        using var words = SharedWords.Map(_record.File);
        var random = new Random(seed);
        int end = (int)words.Read(RecordLayout.EndAt);
        int from = RecordLayout.JournalsAt + RecordLayout.MostReactors * RecordLayout.JournalWords;
        int refused = 0;
        for (int flip = 0; flip < 2_000; flip++)
        {
            int word = flip % 2 == 0 ? random.Next(RecordLayout.JournalsAt + 8) : random.Next(from, end);
            ulong before = words.Read(word);
            words.Write(word, before ^ (1UL << random.Next(64)));
            using (var next = RecordFile.Adopt(FdInfo.Duplicate(_record.File), Boot, out string why))
            {
                if (next is null) refused++;
                Assert.True(next is not null || why.Length > 0);
            }

            words.Write(word, before);
            words.Write(RecordLayout.JournalsAt, 0);
        }

        Assert.InRange(refused, 50, 1_950);
    }

    private static ulong CheckOf(SharedWords words)
    {
        Span<ulong> head = stackalloc ulong[RecordLayout.CheckAt];
        for (int i = 0; i < head.Length; i++) head[i] = words.Read(i);
        return RecordLayout.Check(head);
    }

    private RecordFile Adopt() => RecordFile.Adopt(FdInfo.Duplicate(_record.File), Boot, out string why)
        ?? throw new InvalidOperationException(why);
}
