using System.Buffers.Binary;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio;

/// <summary>A driver that writes anything into ring memory: loops, overlaps, wild indices, torn tables.</summary>
/// <remarks>
/// Memory: region A and, adjacent in guest addresses only, region B; a hole; region C. In the file they are apart, in another order, with
/// guard bytes around each: a device that computes past the end of a region writes into a guard.
/// </remarks>
public sealed class HostileDriver
{
    public const ulong A = 0x1_0000, ASize = 0x1_0000, B = A + ASize, BSize = 0x4000, C = 0x4_0000, CSize = 0x1000;
    public const ulong User = 0x7f00_0000_0000;
    public const ulong Request = A + 0xC000, Response = A + 0xD000, Table = A + 0xE000;
    private const int Guard = 0x1000;
    private const byte GuardByte = 0xA5;

    private static readonly int CAt = Guard, AAt = CAt + (int)CSize + Guard, BAt = AAt + (int)ASize + Guard;

    private readonly byte[] _file = new byte[BAt + (int)BSize + Guard];

    public HostileDriver(ushort size = 8, RingFeatures features = RingFeatures.IndirectDescriptors)
    {
        (Size, Features) = (size, features);
        Array.Fill(_file, GuardByte);
        Backing = new RecordingBacking(_file);
        Memory = Map();
        Assert.True(Memory.TryFill(A, (uint)(ASize + BSize), 0));
        Assert.True(Memory.TryFill(C, (uint)CSize, 0));
    }

    public ushort Size { get; }

    public RingFeatures Features { get; }

    public RingAddresses At { get; } = new(A, A + 0x4000, A + 0x8000);

    public RecordingBacking Backing { get; }

    public GuestMemory Memory { get; }

    public DeviceRing Device { get; } = new();

    /// <summary>avail.idx as the driver last wrote it.</summary>
    public ushort AvailIndex { get; private set; }

    public ushort UsedIndex => Load16(At.Used + SplitLayout.Index);

    public ushort UsedFlags => Load16(At.Used);

    /// <summary>The three regions, or some of them.</summary>
    public GuestMemory Map(bool withB = true, bool withC = true)
    {
        List<MemoryRegion> regions = [new(A, User, ASize, (ulong)AAt, Backing)];
        if (withB) regions.Add(new MemoryRegion(B, User + ASize, BSize, (ulong)BAt, Backing));
        if (withC) regions.Add(new MemoryRegion(C, User + 0x100_0000, CSize, (ulong)CAt, Backing));
        Assert.True(GuestMemory.TryCreate(regions, out GuestMemory memory, out string error), error);
        return memory;
    }

    public RingFault Start(ushort baseIndex = 0) => Device.TryStart(Memory, At, Size, baseIndex, Features);

    public HostileDriver Started()
    {
        Assert.Equal(RingFault.None, Start());
        return this;
    }

    public void Descriptor(int index, ulong address, uint length, DescriptorBits bits = DescriptorBits.None, int next = 0) =>
        TableEntry(At.Descriptors, index, address, length, bits, next);

    public void TableEntry(ulong table, int index, ulong address, uint length, DescriptorBits bits = DescriptorBits.None, int next = 0)
    {
        Span<byte> entry = stackalloc byte[SplitLayout.DescriptorSize];
        new Descriptor(address, length, bits, (ushort)next).Encode(entry);
        Write(table + SplitLayout.DescriptorSize * (ulong)index, entry);
    }

    /// <summary>A well-formed request: 8 readable bytes, 2 writable ones, at heads <paramref name="head"/> and the next.</summary>
    public void GoodChain(int head)
    {
        Descriptor(head, Request, 8, DescriptorBits.Next, head + 1);
        Descriptor(head + 1, Response, 2, DescriptorBits.Write);
    }

    public void Offer(params int[] heads)
    {
        foreach (int head in heads)
            Store16(At.Avail + SplitLayout.Entries + 2UL * (ulong)(AvailIndex++ % Size), (ushort)head);
        Store16(At.Avail + SplitLayout.Index, AvailIndex);
    }

    public void SetAvailIndex(ushort index) => Store16(At.Avail + SplitLayout.Index, AvailIndex = index);

    public void SetUsedIndex(ushort index) => Store16(At.Used + SplitLayout.Index, index);

    public void SetAvailFlags(ushort flags) => Store16(At.Avail, flags);

    public void SetUsedEvent(ushort index) => Store16(At.Avail + SplitLayout.UsedEvent(Size), index);

    public ushort AvailEvent => Load16(At.Used + SplitLayout.AvailEvent(Size));

    public FetchResult Fetch(long nowNs = 0) => Device.Fetch(Device.ReadAvail(), nowNs);

    /// <summary>Fetches one chain that must be there, and hands out its ticket.</summary>
    public Ticket Take(long nowNs = 0)
    {
        Assert.Equal(FetchResult.Chain, Fetch(nowNs));
        return Device.Current.Ticket;
    }

    public (uint Id, uint Length) Used(int index)
    {
        byte[] element = Read(At.Used + SplitLayout.Entries + SplitLayout.UsedElementSize * (ulong)(index % Size),
            SplitLayout.UsedElementSize);
        return (BinaryPrimitives.ReadUInt32LittleEndian(element), BinaryPrimitives.ReadUInt32LittleEndian(element.AsSpan(4)));
    }

    public byte[] Read(ulong address, int length)
    {
        byte[] bytes = new byte[length];
        Assert.True(Memory.TryRead(address, bytes));
        return bytes;
    }

    public void Write(ulong address, ReadOnlySpan<byte> bytes) => Assert.True(Memory.TryWrite(address, bytes));

    /// <summary>Where a guest address of region A lies in <see cref="Backing"/>.</summary>
    public static ulong InFile(ulong address) => (ulong)AAt + (address - A);

    public byte[] Snapshot() => [.. _file];

    /// <summary>No byte between the regions has changed.</summary>
    public void AssertGuardsIntact()
    {
        AssertGuard(0, CAt);
        AssertGuard(CAt + (int)CSize, AAt);
        AssertGuard(AAt + (int)ASize, BAt);
        AssertGuard(BAt + (int)BSize, _file.Length);
    }

    /// <summary>A started ring with well-formed indirect chains on offer; chain n answers at <see cref="Response"/> + 16 n.</summary>
    /// <param name="order">The head of each chain; by default 0, 2, 4, …</param>
    public static HostileDriver WithChains(int count, int[]? order = null)
    {
        HostileDriver driver = new HostileDriver().Started();
        for (int n = 0; n < count; n++)
        {
            int head = order is null ? n * 2 : order[n];
            ulong table = Table + (ulong)n * 32;
            driver.TableEntry(table, 0, Request, 8, DescriptorBits.Next, 1);
            driver.TableEntry(table, 1, Response + (ulong)n * 16, 2, DescriptorBits.Write);
            driver.Descriptor(head % 8, table, 32, DescriptorBits.Indirect);
        }
        driver.Offer(order ?? [.. Enumerable.Range(0, count).Select(n => n * 2 % 8)]);
        return driver;
    }

    private void AssertGuard(int from, int to) => Assert.Equal(-1, _file.AsSpan(from, to - from).IndexOfAnyExcept(GuardByte));

    private void Store16(ulong address, ushort value) => Assert.True(Memory.TryStore16(address, value));

    private ushort Load16(ulong address)
    {
        Assert.True(Memory.TryLoad16(address, out ushort value));
        return value;
    }
}
