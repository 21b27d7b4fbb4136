using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Virtio;

/// <summary>A driver and a judge on one packed ring. Buffers are names only: no side touches them.</summary>
internal sealed class PackedPair
{
    public const ushort TableEntries = 8;
    public const uint BufferSize = 4;
    private const ulong Base = 0x10_0000;
    private const ulong Buffers = 0x4000_0000;

    public PackedPair(ushort size, RingFeatures features = RingFeatures.None)
    {
        RingLayout layout = RingLayout.At(Base, size, features | RingFeatures.Packed, TableEntries);
        Ram = new byte[layout.End - Base];
        Backing = new WatchedBacking(Ram);
        Driver = new DriverRing(Over(Backing), layout, size, features | RingFeatures.Packed);
        Device = new PackedDevice(Over(new ArrayBacking(Ram)), layout.Addresses, size, (features & RingFeatures.EventIdx) != 0);
    }

    public byte[] Ram { get; }

    /// <summary>The memory as the driver reaches it.</summary>
    public WatchedBacking Backing { get; }

    public DriverRing Driver { get; }

    public PackedDevice Device { get; }

    /// <summary>Buffers of chain <paramref name="n"/>: no two chains have one in common.</summary>
    public static GuestBuffer[] Chain(int n, int readable, int writable) =>
        [.. Enumerable.Range(0, readable + writable)
            .Select(i => new GuestBuffer(Buffers + (((ulong)n << 16) + (ulong)i) * BufferSize, BufferSize, i >= readable))];

    /// <summary>Adds a chain whose token is its number.</summary>
    public bool TryAdd(int n, int readable, int writable, bool indirect, out ushort id) =>
        Driver.TryAdd(Chain(n, readable, writable), indirect ? 0 : readable + writable, (ulong)n, out id);

    /// <summary>Adds a writable buffer, which must fit.</summary>
    public ushort Add(int n)
    {
        Assert.True(TryAdd(n, 0, 1, indirect: false, out ushort id));
        return id;
    }

    private static GuestMemory Over(MemoryBacking backing)
    {
        var region = new MemoryRegion(Base, 0x7000_0000, backing.Length, 0, backing);
        Assert.True(GuestMemory.TryCreate([region], out GuestMemory memory, out _));
        return memory;
    }
}

/// <summary>Memory that says before each access that there will be one, so that everything before it has been done.</summary>
internal sealed class WatchedBacking(byte[] bytes) : MemoryBacking
{
    public Action? BeforeAccess { get; set; }

    public override ulong Length => (ulong)bytes.Length;

    public override bool StartsOdd => false;

    public override Span<byte> Slice(ulong offset, int length)
    {
        BeforeAccess?.Invoke();
        return bytes.AsSpan((int)offset, length);
    }
}
