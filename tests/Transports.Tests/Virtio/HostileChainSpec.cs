using GpioHub.Transports.Virtio;
using Xunit;
using static GpioHub.Transports.Tests.Virtio.HostileDriver;
using static GpioHub.Transports.Virtio.DescriptorBits;

namespace GpioHub.Transports.Tests.Virtio;

/// <summary>Class C of VQ-S9: the chain is refused, its head returned once, the ring goes on.</summary>
public class HostileChainSpec
{
    private const ulong Top = ulong.MaxValue;

    /// <summary>What is wrong, the fault it must be, and the bytes in which ERR can be answered.</summary>
    public static TheoryData<string, ChainFault, uint, Action<HostileDriver>> Chains => new()
    {
        { "VQ-50 a descriptor that follows itself", ChainFault.Loop, 0, d => d.Descriptor(0, Request, 1, Next, 0) },
        { "VQ-50 a loop of two, one writable", ChainFault.ReadableAfterWritable, 2,
            d => Pair(d, (Request, 8, Next, 1), (Response, 2, Next | Write, 0)) },
        { "VQ-50 a loop of writable descriptors", ChainFault.Loop, 2,
            d => Pair(d, (Response, 1, Next | Write, 1), (Response + 8, 1, Next | Write, 0)) },
        { "VQ-50 a loop of empty descriptors", ChainFault.Loop, 0, d => Pair(d, (0, 0, Next, 1), (0, 0, Next, 0)) },
        { "VQ-50 a loop in an indirect table", ChainFault.Loop, 2,
            d => InTable(d, 2, (Request, 8, Next, 1), (Response, 2, Next | Write, 1)) },
        { "VQ-50 an indirect chain longer than the queue", ChainFault.TooLong, 1, LongTable },
        { "VQ-50 direct and indirect descriptors together longer than the queue", ChainFault.TooLong, 1, MixedTooLong },
        { "VQ-52 next = N", ChainFault.NextOutOfRange, 0, d => d.Descriptor(0, Request, 8, Next, 8) },
        { "VQ-52 next = 65535 after a response", ChainFault.NextOutOfRange, 2, d => d.Descriptor(0, Response, 2, Next | Write, 65535) },
        { "VQ-52 next = table entries", ChainFault.NextOutOfRange, 2,
            d => InTable(d, 2, (Request, 8, Next, 1), (Response, 2, Next | Write, 2)) },
        { "VQ-53 a readable buffer in a hole", ChainFault.OutsideMemory, 2,
            d => Pair(d, (B + BSize, 8, Next, 1), (Response, 2, Write, 0)) },
        { "VQ-53 a writable buffer in a hole", ChainFault.OutsideMemory, 0, d => Pair(d, (Request, 8, Next, 1), (C - 2, 2, Write, 0)) },
        { "VQ-53 a buffer that runs into a hole", ChainFault.OutsideMemory, 0,
            d => Pair(d, (Request, 8, Next, 1), (B + BSize - 1, 2, Write, 0)) },
        { "VQ-53 a buffer that straddles a hole", ChainFault.OutsideMemory, 0,
            d => Pair(d, (Request, 8, Next, 1), (B, (uint)(C - B) + 2, Write, 0)) },
        { "VQ-53 a buffer that wraps 2^64", ChainFault.OutsideMemory, 0, d => Pair(d, (Request, 8, Next, 1), (Top, 2, Write, 0)) },
        { "VQ-53 a buffer at the last address", ChainFault.OutsideMemory, 0, d => Pair(d, (Request, 8, Next, 1), (Top, 1, Write, 0)) },
        { "VQ-53 the second response byte outside", ChainFault.OutsideMemory, 1,
            d => Three(d, (Request, 8, 0), (Response, 1, Write), (C - 1, 1, Write)) },
        { "VQ-53 the first response byte outside: what follows is not the first byte", ChainFault.OutsideMemory, 0,
            d => Three(d, (Request, 8, 0), (C - 1, 1, Write), (Response, 1, Write)) },
        { "VQ-55 readable after writable", ChainFault.ReadableAfterWritable, 2,
            d => Pair(d, (Response, 2, Next | Write, 1), (Request, 8, None, 0)) },
        { "VQ-55 readable between writable", ChainFault.ReadableAfterWritable, 2,
            d => Three(d, (Response, 1, Write), (Request, 8, 0), (Response + 1, 1, Write)) },
        { "VQ-56 nothing writable", ChainFault.NoWritable, 0, d => d.Descriptor(0, Request, 8) },
        { "VQ-56 an empty writable descriptor", ChainFault.NoWritable, 0, d => Pair(d, (Request, 8, Next, 1), (Response, 0, Write, 0)) },
        { "VQ-56 only empty descriptors", ChainFault.NoWritable, 0, d => d.Descriptor(0, 0, 0) },
        { "VQ-58 nested table", ChainFault.IndirectNested, 0, d => InTable(d, 2, (Table, 16, Indirect, 0), (Response, 2, Write, 0)) },
        { "VQ-58 nested table after a response", ChainFault.IndirectNested, 2,
            d => InTable(d, 2, (Response, 2, Next | Write, 1), (Table, 16, Indirect, 0)) },
        { "VQ-58 INDIRECT with NEXT", ChainFault.IndirectWithNext, 0, d => d.Descriptor(0, Table, 16, Indirect | Next, 1) },
        { "VQ-58 table of 0 bytes", ChainFault.BadIndirectTable, 0, d => d.Descriptor(0, Table, 0, Indirect) },
        { "VQ-58 table of 15 bytes", ChainFault.BadIndirectTable, 0, d => d.Descriptor(0, Table, 15, Indirect) },
        { "VQ-58 table of 17 bytes", ChainFault.BadIndirectTable, 0, d => d.Descriptor(0, Table, 17, Indirect) },
        { "VQ-58 VQ-21 table of 1025 entries", ChainFault.BadIndirectTable, 0, d => d.Descriptor(0, A, 16 * 1025, Indirect) },
        { "VQ-58 table of 2^32 - 16 bytes", ChainFault.BadIndirectTable, 0, d => d.Descriptor(0, A, uint.MaxValue - 15, Indirect) },
        { "VQ-58 table in a hole", ChainFault.BadIndirectTable, 0, d => d.Descriptor(0, B + BSize, 32, Indirect) },
        { "VQ-58 table that crosses the end of a region into a hole", ChainFault.BadIndirectTable, 0,
            d => d.Descriptor(0, B + BSize - 16, 32, Indirect) },
        { "VQ-58 table that wraps 2^64", ChainFault.BadIndirectTable, 0, d => d.Descriptor(0, Top - 15, 32, Indirect) },
        { "VQ-58 bad table after a response", ChainFault.BadIndirectTable, 2,
            d => Pair(d, (Response, 2, Next | Write, 1), (Table, 7, Indirect, 0)) },
    };

    [Theory(DisplayName = "Class C: refused with the right reason, answered where there is room, returned once, nothing else touched")]
    [MemberData(nameof(Chains))]
    public void IsRefusedAndReturned(string what, ChainFault fault, uint room, Action<HostileDriver> write)
    {
        Assert.NotEmpty(what);
        HostileDriver driver = new HostileDriver().Started();
        write(driver);
        driver.Offer(0);
        byte[] before = driver.Snapshot();

        Ticket ticket = driver.Take();
        FetchedChain chain = driver.Device.Current;
        Assert.Equal(fault, chain.Fault);
        Assert.Equal((0u, 0u), (chain.ReadableLength, chain.WritableLength));
        Assert.Equal(0, chain.CopyReadable(new byte[64])); // there is no request to carry out
        Assert.Equal(0u, chain.WriteResponse(0, [1, 2, 3]) + chain.ZeroResponse(0, 100));
        Assert.True(driver.Device.Stage(ticket, new ShortResponse(0xEE, 0xDD, 2)));
        driver.Device.Flush();

        Assert.Equal(1, driver.UsedIndex);
        Assert.Equal((0u, room), driver.Used(0));
        Assert.Equal(room, (uint)Changed(before, driver.Snapshot(), HostileDriver.InFile(A), HostileDriver.InFile(driver.At.Used)));
        driver.AssertGuardsIntact();
        GoesOn(driver);
    }

    [Theory(DisplayName = "1 MiB in all is served, a byte more is refused, in whichever half it is (VQ-57)")]
    [InlineData(0u, false, ChainFault.None)]
    [InlineData(1u, false, ChainFault.TooMuch)]
    [InlineData(1u, true, ChainFault.TooMuch)]
    public void AtMostOneMebibyte(uint over, bool overReadable, ChainFault fault)
    {
        HostileDriver driver = new HostileDriver(size: 32).Started();
        const int Pieces = (int)FetchedChain.MaxBytes / (int)ASize;
        for (int i = 0; i < Pieces; i++)
        {
            bool writable = i >= Pieces / 2;
            driver.Descriptor(i, A, (uint)ASize + (i == (overReadable ? 0 : Pieces - 1) ? over : 0),
                (writable ? Write : None) | (i < Pieces - 1 ? Next : None), i + 1);
        }
        driver.Offer(0);
        driver.Take();
        Assert.Equal(fault, driver.Device.Current.Fault);
    }

    [Fact(DisplayName = "Sums beyond 2^32 do not overflow into something small, and no byte of them is touched (VQ-57)")]
    public void SumsDoNotOverflow()
    {
        HostileDriver driver = new();
        const ulong Huge = 1UL << 40;
        List<MemoryRegion> regions = [.. driver.Memory.Regions, new MemoryRegion(Huge, Huge, Huge, 0, new UntouchableBacking(Huge))];
        Assert.True(GuestMemory.TryCreate(regions, out GuestMemory memory, out _));
        Assert.Equal(RingFault.None, driver.Device.TryStart(memory, driver.At, driver.Size, 0, driver.Features));
        driver.Descriptor(0, Huge, uint.MaxValue, Next, 1);
        driver.Descriptor(1, Huge, 3, Next | Write, 2);
        driver.Descriptor(2, Huge, uint.MaxValue, Next | Write, 3);
        driver.Descriptor(3, Huge, uint.MaxValue, Write);
        driver.Offer(0);
        driver.Take();
        Assert.Equal((ChainFault.TooMuch, 0u, 0u),
            (driver.Device.Current.Fault, driver.Device.Current.ReadableLength, driver.Device.Current.WritableLength));
    }

    [Fact(DisplayName = "INDIRECT without the feature is refused (VQ-58)")]
    public void IndirectNotNegotiated()
    {
        HostileDriver driver = new HostileDriver(features: RingFeatures.None).Started();
        InTable(driver, 2, (Request, 8, Next, 1), (Response, 2, Write, 0));
        driver.Offer(0);
        driver.Take();
        Assert.Equal(ChainFault.IndirectNotNegotiated, driver.Device.Current.Fault);
    }

    [Fact(DisplayName = "A chain of exactly N descriptors is served, direct or indirect (VQ-50)")]
    public void LongestChain()
    {
        HostileDriver driver = new HostileDriver().Started();
        for (int i = 0; i < 8; i++)
        {
            driver.Descriptor(i, i < 7 ? Request + (ulong)i : Response, i < 7 ? 1u : 2, (i < 7 ? Next : Write), i + 1);
            driver.TableEntry(Table, i, i < 7 ? Request + (ulong)i : Response, i < 7 ? 1u : 2, (i < 7 ? Next : Write), i + 1);
        }
        driver.Offer(0);
        Ticket direct = driver.Take();
        Assert.Equal((ChainFault.None, 7u, 2u),
            (driver.Device.Current.Fault, driver.Device.Current.ReadableLength, driver.Device.Current.WritableLength));
        driver.Device.Stage(direct, new ShortResponse(0, 0, 2));
        driver.Device.Flush();

        driver.Descriptor(1, Table, 8 * 16, Indirect);
        driver.Offer(1);
        driver.Take();
        Assert.Equal((ChainFault.None, 7u), (driver.Device.Current.Fault, driver.Device.Current.ReadableLength));
    }

    private static void GoesOn(HostileDriver driver)
    {
        Assert.Equal(RingState.Running, driver.Device.State);
        driver.GoodChain(4);
        driver.Offer(4);
        Ticket next = driver.Take();
        Assert.Equal(ChainFault.None, driver.Device.Current.Fault);
        Assert.True(driver.Device.Stage(next, new ShortResponse(0, 1, 2)));
        driver.Device.Flush();
        Assert.Equal((4u, 2u), driver.Used(1));
        Assert.Equal((2L, 1L, 2L), (driver.Device.Fetched, driver.Device.FaultyChains, driver.Device.Completed));
    }

    /// <summary>Bytes that differ outside the used ring.</summary>
    private static int Changed(byte[] before, byte[] after, ulong regionA, ulong usedRing)
    {
        Assert.True(usedRing > regionA);
        return Enumerable.Range(0, before.Length)
            .Count(i => before[i] != after[i] && ((ulong)i < usedRing || (ulong)i >= usedRing + 6 + 8 * 8));
    }

    private static void Pair(HostileDriver d, (ulong At, uint Length, DescriptorBits Bits, int Next) first,
        (ulong At, uint Length, DescriptorBits Bits, int Next) second)
    {
        d.Descriptor(0, first.At, first.Length, first.Bits, first.Next);
        d.Descriptor(1, second.At, second.Length, second.Bits, second.Next);
    }

    private static void Three(HostileDriver d, params (ulong At, uint Length, DescriptorBits Bits)[] chain)
    {
        for (int i = 0; i < 3; i++) d.Descriptor(i, chain[i].At, chain[i].Length, chain[i].Bits | (i < 2 ? Next : None), i + 1);
    }

    private static void InTable(HostileDriver d, uint entries, params (ulong At, uint Length, DescriptorBits Bits, int Next)[] chain)
    {
        for (int i = 0; i < chain.Length; i++) d.TableEntry(Table, i, chain[i].At, chain[i].Length, chain[i].Bits, chain[i].Next);
        d.Descriptor(0, Table, entries * 16, Indirect);
    }

    private static void LongTable(HostileDriver d)
    {
        for (int i = 0; i < 9; i++)
            d.TableEntry(Table, i, i < 7 ? Request : Response, 1, (i < 7 ? None : Write) | (i < 8 ? Next : None), i + 1);
        d.Descriptor(0, Table, 9 * 16, Indirect);
    }

    private static void MixedTooLong(HostileDriver d)
    {
        for (int i = 0; i < 8; i++)
            d.TableEntry(Table, i, i < 6 ? Request : Response, 1, (i < 6 ? None : Write) | (i < 7 ? Next : None), i + 1);
        d.Descriptor(0, Request, 1, Next, 1);
        d.Descriptor(1, Table, 8 * 16, Indirect);
    }

    private sealed class UntouchableBacking(ulong length) : MemoryBacking
    {
        public override ulong Length => length;

        public override bool StartsOdd => false;

        public override Span<byte> Slice(ulong offset, int length) =>
            throw new InvalidOperationException($"touched {length} bytes at {offset}");
    }
}
