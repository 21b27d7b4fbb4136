using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio.Packed;

/// <summary>What a device does with a packed ring.</summary>
public sealed class PackedRingSpec
{
    [Theory(DisplayName = "Lists come in ring order with the id of their last descriptor, over every wrap of a ring of any size " +
        "(VQ-30, VQ-31, VQ-32)")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(257)]
    public void InOrder(ushort size)
    {
        var driver = new PackedDriver(size).Started();
        for (int i = 0; i < 5 * size; i++)
        {
            ushort id = (ushort)(i % size);
            driver.OfferRequest(id, bytes: (ulong)i + 1);
            var ticket = driver.Take();
            Assert.Equal(id, ticket.Head);
            Assert.Equal((ulong)i + 1, driver.RequestOfCurrent());
            Assert.Equal(FetchResult.Empty, driver.Device.Fetch(driver.Device.ReadAvail(), 0));
            driver.Device.Stage(ticket, new ShortResponse(0, (byte)i, 2));
            Assert.Null(driver.Collect());
            driver.Device.Flush();
            Assert.Equal((id, 2u, true), driver.Collect());
            Assert.Equal([0, (byte)i], driver.Read(PackedDriver.ResponseOf(id), 2));
        }
    }

    [Theory(DisplayName = "Lists are given back in the order of completion, and none is written over before it is read (VQ-31, VQ-34)")]
    [InlineData(8, 3)]
    [InlineData(7, 3)]
    [InlineData(64, 30)]
    public void AnyOrder(ushort size, int outstanding)
    {
        var driver = new PackedDriver(size).Started();
        var random = new Random(size);
        var held = new Dictionary<ushort, (Ticket Ticket, ulong Bytes)>();
        ulong next = 1;
        for (int step = 0; step < 40 * size; step++)
        {
            if (held.Count < outstanding)
            {
                ushort id = (ushort)Enumerable.Range(0, size).First(each => !held.ContainsKey((ushort)each));
                if (random.Next(2) == 0) driver.OfferRequest(id, next);
                else driver.OfferIndirect(id, next);
                var ticket = driver.Take();
                Assert.Equal((id, next), (ticket.Head, driver.RequestOfCurrent()));
                held.Add(id, (ticket, next++));
            }

            if (held.Count < outstanding || random.Next(3) > 0) continue;
            var done = held.ElementAt(random.Next(held.Count));
            driver.Device.Stage(done.Value.Ticket, new ShortResponse(1, (byte)done.Value.Bytes, 2));
            Assert.Equal(FlushResult.Notify, driver.Device.Flush());
            Assert.Equal((done.Key, 2u, true), driver.Collect());
            Assert.Equal([1, (byte)done.Value.Bytes], driver.Read(PackedDriver.ResponseOf(done.Key), 2));
            held.Remove(done.Key);
        }

        Assert.Equal(held.Count, driver.Device.InFlightCount);
    }

    [Fact(DisplayName = "A batch is given back at once: until the flags of its first descriptor are written the driver sees nothing " +
        "(VQ-33)")]
    public void AtOnce()
    {
        var driver = new PackedDriver(8).Started();
        for (ushort id = 0; id < 3; id++) driver.OfferIndirect(id);
        for (int i = 0; i < 3; i++) driver.Device.Stage(driver.Take(), new ShortResponse(0, 0, 2));
        var last = (PackedDriver.At.Descriptors - PackedDriver.Base + PackedLayout.DescriptorFlags, sizeof(ushort));
        int[] flags = [];
        driver.Backing.Opening = (offset, length) =>
        {
            if ((offset, length) != last) return;
            driver.Backing.Opening = null;
            flags = [.. Enumerable.Range(0, 3).Select(slot => (int)driver.Slot(slot).Flags)];
        };
        driver.Device.Flush();
        const int Used = PackedLayout.Avail | PackedLayout.Used | (int)DescriptorBits.Write;
        Assert.Equal([PackedLayout.Avail | (int)DescriptorBits.Indirect, Used, Used], flags);
        for (ushort id = 0; id < 3; id++) Assert.Equal((id, 2u, true), driver.Collect());
        Assert.Null(driver.Collect());
    }

    [Fact(DisplayName = "WRITE is in a used descriptor exactly if something was written (VQ-33)")]
    public void WriteFlag()
    {
        var driver = new PackedDriver(4).Started();
        driver.OfferIndirect(2);
        driver.Device.Stage(driver.Take(), ShortResponse.Empty);
        driver.Device.Flush();
        Assert.Equal(((ushort)2, 0u, false), driver.Collect());
    }

    [Fact(DisplayName = "What a table's descriptors say but WRITE does not count, and it is read from its start (VQ-S5)")]
    public void TableFlags()
    {
        var driver = new PackedDriver(4).Started();
        driver.Write(PackedDriver.Request, [1, 2, 3, 4, 5, 6, 7, 8]);
        driver.TableEntry(PackedDriver.Table, 0, PackedDriver.Request, 8, DescriptorBits.Indirect);
        driver.TableEntry(PackedDriver.Table, 1, PackedDriver.Response, 2, DescriptorBits.Write | DescriptorBits.Next);
        driver.Offer(1, (PackedDriver.Table, 32, DescriptorBits.Indirect));
        driver.Take();
        Assert.Equal((ChainFault.None, 8u, 2u),
            (driver.Device.Current.Fault, driver.Device.Current.ReadableLength, driver.Device.Current.WritableLength));
        Assert.Equal(0x0807060504030201UL, driver.RequestOfCurrent());
    }

    [Theory(DisplayName = "The driver is told as its event structure wants: always, never, or when a place was passed, on either lap " +
        "(VQ-35, VQ-72)")]
    [InlineData(RingFeatures.None, 0, 0, true)]
    [InlineData(RingFeatures.None, 0, 1, false)]
    [InlineData(RingFeatures.None, 0, 2, true)]
    [InlineData(RingFeatures.None, 0, 3, true)]
    [InlineData(RingFeatures.EventIdx, 0, 1, false)]
    [InlineData(RingFeatures.EventIdx, 0, 3, true)]
    [InlineData(RingFeatures.EventIdx, 0x8002, 2, true)]
    [InlineData(RingFeatures.EventIdx, 0x8001, 2, false)]
    [InlineData(RingFeatures.EventIdx, 0x8003, 2, false)]
    [InlineData(RingFeatures.EventIdx, 0x0002, 2, false)]
    public void Notification(RingFeatures more, ushort place, ushort flags, bool told)
    {
        var driver = new PackedDriver(4, RingFeatures.IndirectDescriptors | more).Started();
        for (ushort id = 0; id < 2; id++) driver.OfferIndirect(id);
        driver.Want(0, 0);
        for (int i = 0; i < 2; i++)
        {
            driver.Device.Stage(driver.Take(), new ShortResponse(0, 0, 2));
            driver.Device.Flush();
        }

        driver.Want(place, flags);
        driver.OfferIndirect(2);
        driver.Device.Stage(driver.Take(), new ShortResponse(0, 0, 2));
        Assert.Equal(told ? FlushResult.Notify : FlushResult.Published, driver.Device.Flush());
    }

    [Theory(DisplayName = "A place was passed exactly if it is one of those gone over, in a ring of any size, on either lap (VQ-35)")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(13)]
    public void Passed(ushort size)
    {
        PackedPlace[] places = [.. Enumerable.Range(0, 2 * size).Select(i => new PackedPlace((ushort)(i % size), i < size))];
        for (int from = 0; from < places.Length; from++)
            for (int moved = 1; moved <= size; moved++)
            {
                var after = places[(from + moved) % places.Length];
                var passed = Enumerable.Range(from, moved).Select(i => places[i % places.Length]).ToHashSet();
                Assert.All(places, wanted => Assert.Equal(passed.Contains(wanted),
                    PackedLayout.Crossed(after, moved, size, wanted.Encoded)));
            }
    }

    [Theory(DisplayName = "The device asks for a kick where it stands, or at all, and says when it wants none (VQ-12)")]
    [InlineData(RingFeatures.None)]
    [InlineData(RingFeatures.EventIdx)]
    public void Kicks(RingFeatures more)
    {
        bool eventIdx = more == RingFeatures.EventIdx;
        var driver = new PackedDriver(3, RingFeatures.IndirectDescriptors | more).Started();
        for (int lap = 0; lap < 7; lap++)
        {
            Assert.False(driver.Device.EnableKicks());
            if (eventIdx) Assert.Equal((driver.NextPlace, PackedLayout.AtPlace), driver.Kicks());
            else Assert.Equal(PackedLayout.Enable, driver.Kicks().Flags);
            driver.Device.DisableKicks();
            Assert.Equal(PackedLayout.Disable, driver.Kicks().Flags);
            driver.Device.EnableKicks();
            driver.OfferIndirect(0);
            Assert.True(driver.Device.EnableKicks());
            driver.Device.Stage(driver.Take(), new ShortResponse(0, 0, 2));
            driver.Device.DisableKicks();
            driver.Device.Flush();
            Assert.NotNull(driver.Collect());
        }
    }

    [Fact(DisplayName = "Fetching, staging and flushing a packed ring allocate nothing")]
    public void AllocatesNothing()
    {
        var driver = new PackedDriver(64).Started();
        List<long> allocated = [];
        for (int round = 0; round < 60; round++)
        {
            for (ushort id = 0; id < 32; id++) driver.OfferRequest(id);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 32; i++)
            {
                driver.Device.Fetch(driver.Device.ReadAvail(), nowNs: 0);
                driver.Device.Stage(driver.Device.Current.Ticket, new ShortResponse(0, 0, 2));
                driver.Device.Flush();
                driver.Device.EnableKicks();
            }

            if (round >= 30) allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            for (int i = 0; i < 32; i++) Assert.NotNull(driver.Collect());
        }

        // A collection, of another test's, gives up what this thread has not used yet, and counts it: in one round, or none.
        Assert.InRange(allocated.Count(bytes => bytes != 0), 0, 1);
    }
}
