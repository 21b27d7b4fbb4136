using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Virtio;

/// <summary>The full fences of both sides of a ring: each writes what it has done before it reads what the other wants.</summary>
public class FenceSpec
{
    private const int Rounds = 200_000;
    private const ushort Size = 4;      // of a packed ring's descriptors that is a cache line
    private const ulong Base = 0x10_0000;

    // A page each: what one side writes and the other reads share no cache line.
    private static readonly RingAddresses Apart = new(Base, Base + 0x1000, Base + 0x2000);
    private static readonly GuestBuffer Buffer = new(Base + 0x3000, 2, Writable: true);

    private readonly GuestMemory _memory;
    private readonly DeviceRing _device = new();

    public FenceSpec() =>
        Assert.True(GuestMemory.TryCreate([new MemoryRegion(Base, 0x7000_0000, 0x4000, 0, new ArrayBacking(0x4000))], out _memory, out _));

    [Trait("Walks", "everything")]
    [Theory(DisplayName =
        "A device that asks for kicks and a driver that publishes, at the same moment: the device sees the chain, or it is kicked " +
        "(VQ-12, VQ-82)")]
    [InlineData(RingFeatures.None)]
    [InlineData(RingFeatures.EventIdx)]
    [InlineData(RingFeatures.Packed)]
    [InlineData(RingFeatures.Packed | RingFeatures.EventIdx)]
    public void NoKickIsMissed(RingFeatures features)
    {
        var driver = Start(features);
        ulong wish = Apart.Used + (features == RingFeatures.EventIdx ? SplitLayout.AvailEvent(Size) : 0);
        ulong shown = IsPacked(features) ? Apart.Descriptors : Apart.Avail + SplitLayout.Index;

        Assert.Equal(0, StoreBuffer.Misses(Rounds, Prepare, Reads(wish, driver.Publish), Reads(shown, _device.EnableKicks)));
        Assert.Equal(DriverRingFault.None, driver.Fault);

        void Prepare()
        {
            Serve();
            _device.Flush();
            driver.Collect(out _);
            _device.DisableKicks();
            driver.TryAdd([Buffer], 1, 0, out _);
        }
    }

    [Theory(DisplayName =
        "A driver that asks for signals and a device that publishes, at the same moment: the driver sees the answer, or it is signalled " +
        "(VQ-11, VQ-12)")]
    [InlineData(RingFeatures.None)]
    [InlineData(RingFeatures.EventIdx)]
    [InlineData(RingFeatures.Packed)]
    [InlineData(RingFeatures.Packed | RingFeatures.EventIdx)]
    public void NoSignalIsMissed(RingFeatures features)
    {
        var driver = Start(features);
        ulong wish = Apart.Avail + (features == RingFeatures.EventIdx ? SplitLayout.UsedEvent(Size) : 0);
        ulong shown = IsPacked(features) ? Apart.Descriptors : Apart.Used + SplitLayout.Index;

        Assert.Equal(0, StoreBuffer.Misses(
            Rounds, Prepare, Reads(wish, () => _device.Flush() == FlushResult.Notify), Reads(shown, driver.EnableInterrupts)));
        Assert.Equal(DriverRingFault.None, driver.Fault);

        void Prepare()
        {
            driver.Collect(out _);
            driver.DisableInterrupts();
            driver.TryAdd([Buffer], 1, 0, out _);
            driver.Publish();
            Serve();
        }
    }

    private DriverRing Start(RingFeatures features)
    {
        var layout = new RingLayout(Apart, Tables: 0, TableEntries: 0, Base, Base + 0x3000);
        var driver = new DriverRing(_memory, layout, Size, features);
        uint start = IsPacked(features) ? PackedLayout.FirstBase : 0;
        Assert.Equal(RingFault.None, _device.TryStart(_memory, Apart, Size, start, features));
        return driver;
    }

    /// <summary>Answers what there is; published by the next flush.</summary>
    private void Serve()
    {
        ushort upTo = _device.ReadAvail();
        while (_device.Fetch(upTo, nowNs: 0) == FetchResult.Chain) _device.Stage(_device.Current.Ticket, new ShortResponse(0, 0, 2));
    }

    private static bool IsPacked(RingFeatures features) => (features & RingFeatures.Packed) != 0;

    private Side Reads(ulong word, Func<bool> run) => new(() => _memory.TryLoad16(word, out _), run);
}
