using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio;

public class GuestMemorySpec
{
    private readonly byte[] _file = new byte[0x400];

    private MemoryRegion Region(ulong gpa, ulong size, ulong at, ulong? uva = null) =>
        new(gpa, uva ?? gpa + 0x1000_0000, size, at, new ArrayBacking(_file));

    private static GuestMemory Map(params MemoryRegion[] regions)
    {
        Assert.True(GuestMemory.TryCreate(regions, out GuestMemory memory, out string error), error);
        return memory;
    }

    public static TheoryData<string, ulong, ulong, ulong, ulong> BadRegions => new()
    {
        { "has size 0", 0x1000, 0x1000, 0, 0 },
        { "guest address 0xffffffffffffffff with size 0x2 wraps", ulong.MaxValue, 0x1000, 2, 0 },
        { "user address 0xffffffffffffffff with size 0x2 wraps", 0x1000, ulong.MaxValue, 2, 0 },
        { "needs 0x401 bytes at offset 0x0, its file has 0x400", 0x1000, 0x1000, 0x401, 0 },
        { "needs 0x1 bytes at offset 0x400, its file has 0x400", 0x1000, 0x1000, 1, 0x400 },
        { "needs 0x2 bytes at offset 0xffffffffffffffff, its file has 0x400", 0x1000, 0x1000, 2, ulong.MaxValue },
        { "guest addresses 0x1fff and 0x2000 overlap", 0x1fff, 0x9_0000, 2, 0 },
        { "guest addresses 0x2000 and 0x20ff overlap", 0x20ff, 0x9_0000, 2, 0 },
        { "user addresses 0x10001fff and 0x10002000 overlap", 0x9_0000, 0x1000_1fff, 2, 0 },
        { "user addresses 0x10002000 and 0x10002000 overlap", 0x9_0000, 0x1000_2000, 1, 0 },
    };

    [Theory(DisplayName = "A table with an impossible region is refused, and the message names it (VU-38)")]
    [MemberData(nameof(BadRegions))]
    public void RefusesBadTables(string expected, ulong gpa, ulong uva, ulong size, ulong at)
    {
        Assert.False(GuestMemory.TryCreate([Region(0x2000, 0x100, 0), Region(gpa, size, at, uva)], out _, out string error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Regions that touch do not overlap, and the very top of the address space may be used (VU-38)")]
    public void AcceptsTouchingRegions()
    {
        GuestMemory memory = Map(Region(0x2000, 0x100, 0), Region(0x2100, 0x100, 0x100),
            Region(ulong.MaxValue - 0xff, 0x100, 0x200, uva: ulong.MaxValue - 0xff));
        Assert.True(memory.Contains(ulong.MaxValue, 1));
        Assert.True(memory.Contains(ulong.MaxValue - 0xff, 0x100));
        Assert.False(memory.Contains(ulong.MaxValue, 2));
    }

    [Fact(DisplayName =
        "A range over adjacent regions is read and written by pieces, in guest order, whatever their order in the file (VQ-53)")]
    public void CrossesAdjacentRegions()
    {
        GuestMemory memory = Map(Region(0x2100, 0x100, 0), Region(0x2000, 0x100, 0x200), Region(0x2200, 0x10, 0x110));
        byte[] bytes = [.. Enumerable.Range(0, 0x108).Select(i => (byte)(i * 7))];

        Assert.True(memory.TryWrite(0x20fc, bytes));
        byte[] back = new byte[bytes.Length];
        Assert.True(memory.TryRead(0x20fc, back));

        Assert.Equal(bytes, back);
        Assert.Equal(bytes[..4], _file[0x2fc..0x300]);
        Assert.Equal(bytes[4..0x104], _file[..0x100]);
        Assert.Equal(bytes[0x104..], _file[0x110..0x114]);
        Assert.False(memory.TrySlice(0x20ff, 2, out _));
        Assert.True(memory.TryFill(0x20ff, 2, 0xFF));
        Assert.Equal((0xFF, 0xFF), (_file[0x2ff], _file[0]));
    }

    public static TheoryData<ulong, ulong> OutsideRanges => new()
    {
        { 0x1fff, 1 }, { 0x1fff, 2 }, { 0x2100, 1 }, { 0x20ff, 2 }, { 0x2000, 0x1000 }, { 0x20f0, 0x1_0000_0000 },
        { 0x2000, ulong.MaxValue }, { ulong.MaxValue, 1 }, { 0x3_0000, 4 }, { 0, 1 },
    };

    [Theory(DisplayName = "A range in no region, over a hole, or past 2^64 is refused, and nothing is written (VQ-53)")]
    [MemberData(nameof(OutsideRanges))]
    public void RefusesWhatIsOutside(ulong address, ulong length)
    {
        GuestMemory memory = Map(Region(0x2000, 0x100, 0), Region(0x2200, 0x100, 0x100));
        Assert.False(memory.Contains(address, length));
        if (length > 0x10_0000) return;
        byte[] bytes = new byte[length];
        Array.Fill(bytes, (byte)0xEE);
        Assert.False(memory.TryWrite(address, bytes));
        Assert.False(memory.TryFill(address, (uint)length, 0xEE));
        Assert.False(memory.TryRead(address, bytes));
        Assert.DoesNotContain((byte)0xEE, _file);
    }

    [Fact(DisplayName = "A range that wraps from the last address to the first is outside, though both ends are mapped (VQ-53)")]
    public void DoesNotWrap()
    {
        GuestMemory memory = Map(Region(0, 0x10, 0, uva: 0x1000), Region(ulong.MaxValue - 0xf, 0x10, 0x20, uva: 0x2000));
        byte[] bytes = [0xEE, 0xEE];
        Assert.False(memory.Contains(ulong.MaxValue, 2));
        Assert.False(memory.TryWrite(ulong.MaxValue, bytes));
        Assert.False(memory.TryRead(ulong.MaxValue, bytes));
        Assert.DoesNotContain((byte)0xEE, _file);
    }

    [Fact(DisplayName = "User addresses translate where the whole range is mapped and contiguous in guest addresses (VU-28)")]
    public void TranslatesUserAddresses()
    {
        GuestMemory memory = Map(
            Region(0x2000, 0x100, 0, uva: 0x7_0000), Region(0x2100, 0x100, 0x100, uva: 0x7_0100), // contiguous in both
            Region(0x4000, 0x100, 0x200, uva: 0x7_0200)); // contiguous in user addresses only: the PC's hole below 1 MiB looks so
        Assert.True(memory.TryTranslateUser(0x7_0010, 0x1f0, out ulong gpa));
        Assert.Equal(0x2010ul, gpa);
        Assert.True(memory.TryTranslateUser(0x7_0280, 0x80, out gpa));
        Assert.Equal(0x4080ul, gpa);
        Assert.False(memory.TryTranslateUser(0x7_01ff, 2, out _));
        Assert.False(memory.TryTranslateUser(0x7_02ff, 2, out _));
        Assert.False(memory.TryTranslateUser(0x6_ffff, 2, out _));
        Assert.False(memory.TryTranslateUser(0x7_0300, 1, out _));
        Assert.False(memory.TryTranslateUser(0x7_0000, ulong.MaxValue, out _));
    }

    [Fact(DisplayName = "Words that our mapping would split in two accesses are not accepted as ring memory (VQ-S4)")]
    public void WantsWordsWhole()
    {
        Assert.True(Map(Region(0x2000, 0x100, 0)).ContainsWords(0x2000, 0x100));
        Assert.False(Map(Region(0x2000, 0x100, 0)).ContainsWords(0x2001, 2));
        Assert.False(Map(Region(0x2000, 0x100, 1)).ContainsWords(0x2000, 2));
        Assert.True(Map(Region(0x2001, 0x100, 1)).ContainsWords(0x2002, 2)); // odd start, but congruent
        Assert.False(Map(Region(0x2000, 0x100, 0), Region(0x2100, 0x100, 0x101)).ContainsWords(0x20f0, 0x20));
        Assert.False(Map(Region(0x2000, 0x100, 0)).ContainsWords(0x20f0, 0x20));
    }

    [Fact(DisplayName = "Words are little-endian (VQ-S2)")]
    public void WordsAreLittleEndian()
    {
        GuestMemory memory = Map(Region(0x2000, 0x100, 0));
        Assert.True(memory.TryStore16(0x2002, 0x1234));
        Assert.Equal([0x34, 0x12], _file[2..4]);
        Assert.True(memory.TryLoad16(0x2002, out ushort value));
        Assert.Equal(0x1234, value);
        Assert.False(memory.TryLoad16(0x20ff, out _));
        Assert.False(memory.TryStore16(0x2100, 1));
    }

    [Fact(DisplayName = "A range of length 0 is inside, wherever it points")]
    public void EmptyRanges()
    {
        Assert.True(GuestMemory.Empty.Contains(5, 0));
        Assert.True(GuestMemory.Empty.TrySlice(5, 0, out Span<byte> slice));
        Assert.Equal(0, slice.Length);
        Assert.True(GuestMemory.Empty.TryRead(5, []));
        Assert.True(GuestMemory.Empty.TryFill(5, 0, 1));
    }
}
