using GpioHub.Transports.Virtio;
using Xunit;
using static GpioHub.Transports.Tests.Virtio.HostileDriver;

namespace GpioHub.Transports.Tests.Virtio;

/// <summary>Class Q of VQ-S9: the ring is broken, and from then on not a byte is read or written.</summary>
public class HostileRingSpec
{
    public static TheoryData<string, RingFault, Action<HostileDriver>> Blows => new()
    {
        { "VQ-51 head = N", RingFault.HeadOutOfRange, d => d.Offer(8) },
        { "VQ-51 head = 65535", RingFault.HeadOutOfRange, d => d.Offer(65535) },
        { "VQ-59 avail.idx jumps by N + 1", RingFault.AvailJump, d => d.SetAvailIndex(9 + 1) },
        { "VQ-59 avail.idx jumps by half its range", RingFault.AvailJump, d => d.SetAvailIndex(0x8000) },
        { "VQ-59 avail.idx goes back", RingFault.AvailJump, d => d.SetAvailIndex(0) },
        { "VQ-61 a head offered while in flight", RingFault.HeadInFlight, d => d.Offer(0) },
        { "VQ-61 a head offered twice in one batch", RingFault.HeadInFlight, d => { d.GoodChain(4); d.Offer(4, 4); } },
        { "VQ-61 a head whose answer is staged but not published", RingFault.HeadInFlight,
            d => { d.Device.Stage(d.Device.Current.Ticket, default); d.Offer(0); } },
    };

    [Theory(DisplayName = "Class Q: the ring is broken with the right reason, and touches nothing any more")]
    [MemberData(nameof(Blows))]
    public void BreaksTheRing(string what, RingFault fault, Action<HostileDriver> blow)
    {
        Assert.NotEmpty(what);
        HostileDriver driver = new HostileDriver().Started();
        driver.GoodChain(0);
        driver.Offer(0);
        Ticket held = driver.Take();
        blow(driver);

        ushort upTo = driver.Device.ReadAvail();
        FetchResult result;
        int fetched = 0;
        while ((result = driver.Device.Fetch(upTo, 0)) == FetchResult.Chain) fetched++;

        Assert.Equal((FetchResult.Fault, RingState.Broken, fault), (result, driver.Device.State, driver.Device.Fault));
        Assert.InRange(fetched, 0, 1);
        AssertDead(driver, held);
    }

    [Theory(DisplayName = "A base that avail.idx and used.idx contradict does not start (VQ-73)")]
    [InlineData(0, 0, 9)] // avail more than N ahead
    [InlineData(5, 5, 4)] // avail behind the base
    [InlineData(0, 9, 9)] // more than N fetched and not returned
    [InlineData(5, 4, 5)] // more returned than fetched
    [InlineData(0, 4, 9)] // each step below N, together above
    [InlineData(65535, 0, 8)] // the same over the wrap
    public void RefusesABadBase(int used, int baseIndex, int avail)
    {
        HostileDriver driver = new();
        driver.SetUsedIndex((ushort)used);
        driver.SetAvailIndex((ushort)avail);
        byte[] before = driver.Snapshot();
        Assert.Equal(RingFault.BadBase, driver.Start((ushort)baseIndex));
        Assert.Equal((RingState.Stopped, RingFault.BadBase), (driver.Device.State, driver.Device.Fault));
        Assert.Equal(before, driver.Snapshot());
    }

    [Theory(DisplayName = "A consistent base starts, also over the wrap (VQ-73)")]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, 8)]
    [InlineData(0, 8, 8)]
    [InlineData(65530, 65533, 2)]
    public void AcceptsAGoodBase(int used, int baseIndex, int avail)
    {
        HostileDriver driver = new();
        driver.SetUsedIndex((ushort)used);
        driver.SetAvailIndex((ushort)avail);
        Assert.Equal(RingFault.None, driver.Start((ushort)baseIndex));
        Assert.Equal(avail != baseIndex, driver.Device.HasPending);
    }

    public static TheoryData<string, RingFault, RingAddresses, int> Addresses => new()
    {
        { "VQ-64 descriptors at 8 mod 16", RingFault.Misaligned, new(A + 8, A + 0x4000, A + 0x8000), 8 },
        { "VQ-64 avail at an odd address", RingFault.Misaligned, new(A, A + 0x4001, A + 0x8000), 8 },
        { "VQ-64 used at 2 mod 4", RingFault.Misaligned, new(A, A + 0x4000, A + 0x8002), 8 },
        { "VQ-64 descriptors outside", RingFault.OutsideMemory, new(C + CSize, A + 0x4000, A + 0x8000), 8 },
        { "VQ-64 descriptors end one entry outside", RingFault.OutsideMemory, new(C + CSize - 7 * 16, A + 0x4000, A + 0x8000), 8 },
        { "VQ-64 avail's used_event outside", RingFault.OutsideMemory, new(A, C + CSize - (4 + 16), A + 0x8000), 8 },
        { "VQ-64 used's avail_event outside", RingFault.OutsideMemory, new(A, A + 0x4000, C + CSize - (4 + 64)), 8 },
        { "VQ-64 used at the last addresses", RingFault.OutsideMemory, new(A, A + 0x4000, ulong.MaxValue - 3), 8 },
        { "VQ-64 avail in the descriptors", RingFault.Overlap, new(A, A + 0x7e, A + 0x8000), 8 },
        { "VQ-64 used in the descriptors", RingFault.Overlap, new(A, A + 0x4000, A + 0x7c), 8 },
        { "VQ-64 descriptors in used", RingFault.Overlap, new(A + 0x8010, A + 0x4000, A + 0x8000), 8 },
        { "VQ-64 used on avail's last word", RingFault.Overlap, new(A, A + 0x4000, A + 0x4014), 8 },
        { "VQ-65 size 0", RingFault.BadSize, new(A, A + 0x4000, A + 0x8000), 0 },
        { "VQ-65 size 3", RingFault.BadSize, new(A, A + 0x4000, A + 0x8000), 3 },
        { "VQ-65 size 2047", RingFault.BadSize, new(A, A + 0x4000, A + 0x8000), 2047 },
        { "VQ-65 size 65535", RingFault.BadSize, new(A, A + 0x4000, A + 0x8000), 65535 },
    };

    [Theory(DisplayName = "A ring in the wrong place, or of a wrong size, is refused and not touched (VQ-64, VQ-65)")]
    [MemberData(nameof(Addresses))]
    public void RefusesBadPlaces(string what, RingFault fault, RingAddresses at, int size)
    {
        Assert.NotEmpty(what);
        HostileDriver driver = new();
        byte[] before = driver.Snapshot();
        Assert.Equal(fault, DeviceRing.Validate(driver.Memory, at, (ushort)size, RingFeatures.EventIdx));
        Assert.Equal(fault, driver.Device.TryStart(driver.Memory, at, (ushort)size, 0, RingFeatures.EventIdx));
        Assert.Equal(RingState.Stopped, driver.Device.State);
        Assert.Equal(before, driver.Snapshot());
    }

    [Fact(DisplayName = "Parts that touch do not overlap, and the event words are asked for only with EVENT_IDX (VQ-64)")]
    public void AcceptsTightPlaces()
    {
        HostileDriver driver = new();
        RingAddresses tight = new(A, A + 128, A + 128 + 20);
        Assert.Equal(RingFault.None, DeviceRing.Validate(driver.Memory, tight, 8, RingFeatures.None));
        Assert.Equal(RingFault.Overlap, DeviceRing.Validate(driver.Memory, tight, 8, RingFeatures.EventIdx));
    }

    [Fact(DisplayName = "A broken ring starts anew after a stop, and its old tickets stay dead")]
    public void CanBeStartedAgain()
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.GoodChain(0);
        driver.Offer(0);
        Ticket old = driver.Take();
        driver.Offer(9);
        Assert.Equal(FetchResult.Fault, driver.Fetch());

        Assert.Equal(1u, driver.Device.Stop());
        driver.SetAvailIndex(0);
        Assert.Equal(RingFault.None, driver.Start());
        driver.Offer(0);
        Ticket fresh = driver.Take();
        Assert.Equal(old.Head, fresh.Head);
        Assert.False(driver.Device.Stage(old, default));
        Assert.True(driver.Device.Stage(fresh, default));
    }

    private static void AssertDead(HostileDriver driver, Ticket held)
    {
        byte[] before = driver.Snapshot();
        driver.Backing.Recording = true;
        DeviceRing ring = driver.Device;
        Assert.False(ring.HasPending);
        Assert.False(ring.Stage(held, new ShortResponse(1, 2, 2)));
        Assert.Equal(0, ring.FailAll(new ShortResponse(1, 2, 2)));
        Assert.Equal(FlushResult.Nothing, ring.Flush());
        ring.DisableKicks();
        Assert.False(ring.EnableKicks());
        Assert.Equal(FetchResult.Fault, ring.Fetch(ring.ReadAvail(), 0));
        ring.Current.WriteResponse(0, [1, 2]);
        Assert.Equal(RingFault.None, ring.Retranslate(driver.Memory, driver.At));
        Assert.Equal(RingState.Broken, ring.State);
        Assert.Equal((0, false, null), (ring.InFlightCount, ring.HasStaged, ring.OldestFetchedNs));
        Assert.Empty(driver.Backing.Windows);
        Assert.Equal(before, driver.Snapshot());
    }
}
