using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio.Packed;

/// <summary>What a device does with packed rings that no driver makes (VQ-S9).</summary>
public sealed class HostilePackedSpec
{
    private const ushort Avail = PackedLayout.Avail;

    [Fact(DisplayName = "An id that the ring has not breaks it (VQ-70)")]
    public void IdOutOfRange()
    {
        var driver = new PackedDriver(4).Started();
        driver.Offer(4, (PackedDriver.Request, 8, DescriptorBits.None), (PackedDriver.Response, 2, DescriptorBits.Write));
        Broken(driver, RingFault.HeadOutOfRange);
    }

    [Fact(DisplayName = "An id that is outstanding breaks the ring: it would be given back twice (VQ-70)")]
    public void IdOutstanding()
    {
        var driver = new PackedDriver(4).Started();
        driver.OfferIndirect(1);
        driver.Take();
        driver.OfferIndirect(1);
        Broken(driver, RingFault.HeadInFlight);
    }

    [Theory(DisplayName = "A list whose next descriptor is not available in this lap breaks the ring (VQ-71)")]
    [InlineData(0)]
    [InlineData(PackedLayout.Used)]
    [InlineData(PackedLayout.Avail | PackedLayout.Used)]
    public void Unfinished(ushort next)
    {
        var driver = new PackedDriver(4).Started();
        driver.Body(0, PackedDriver.Request, 8, 0);
        driver.Body(1, PackedDriver.Response, 2, 0);
        driver.Flags(1, (ushort)(next | (ushort)DescriptorBits.Write));
        driver.Flags(0, Avail | 1);
        Broken(driver, RingFault.NotAvailable);
    }

    [Theory(DisplayName = "A list that goes round the whole ring breaks it, whatever its flags say meanwhile (VQ-71)")]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    public void Endless(ushort size)
    {
        var driver = new PackedDriver(size).Started();
        for (int slot = 0; slot < size; slot++)
        {
            driver.Body(slot, PackedDriver.Request, 8, 0);
            driver.Flags(slot, Avail | 1);
        }

        Broken(driver, RingFault.NotAvailable);
    }

    [Fact(DisplayName = "A descriptor that is taken back after the device has looked breaks the ring")]
    public void TakenBack()
    {
        var driver = new PackedDriver(4).Started();
        driver.OfferIndirect(0);
        ushort upTo = driver.Device.ReadAvail();
        driver.Flags(0, 0);
        Assert.Equal(FetchResult.Fault, driver.Device.Fetch(upTo, 0));
        Assert.Equal(RingFault.NotAvailable, driver.Device.Fault);
    }

    [Fact(DisplayName = "More than the ring has slots is not taken, though its flags allow it: a used descriptor would be written over a " +
        "list that is not read (VQ-34)")]
    public void MoreThanTheRing()
    {
        var driver = new PackedDriver(4).Started();
        for (ushort id = 0; id < 2; id++)
        {
            driver.OfferRequest(id);
            driver.Take();
        }

        driver.OfferRequest(2);                    // on the next lap, over the first list, which was not given back
        Broken(driver, RingFault.AvailJump);
    }

    [Theory(DisplayName = "A list that is no request is given back once, with its error, and the ring goes on (VQ-50 … VQ-58)")]
    [InlineData(ChainFault.NoWritable)]
    [InlineData(ChainFault.OutsideMemory)]
    [InlineData(ChainFault.ReadableAfterWritable)]
    [InlineData(ChainFault.TooMuch)]
    [InlineData(ChainFault.IndirectWithNext)]
    [InlineData(ChainFault.BadIndirectTable)]
    [InlineData(ChainFault.IndirectNotNegotiated)]
    public void BadList(ChainFault fault)
    {
        var driver = new PackedDriver(8, fault == ChainFault.IndirectNotNegotiated
            ? RingFeatures.None : RingFeatures.IndirectDescriptors).Started();
        (ulong, uint, DescriptorBits) request = (PackedDriver.Request, 8, DescriptorBits.None);
        (ulong, uint, DescriptorBits) response = (PackedDriver.Response, 2, DescriptorBits.Write);
        driver.Offer(3, fault switch
        {
            ChainFault.NoWritable => [request],
            ChainFault.OutsideMemory => [(0x10, 8, DescriptorBits.None), response],
            ChainFault.ReadableAfterWritable => [response, request],
            ChainFault.TooMuch => [(PackedDriver.Base, FetchedChain.MaxBytes, DescriptorBits.None), response],
            ChainFault.IndirectWithNext => [(PackedDriver.Table, 32, DescriptorBits.Indirect), response],
            ChainFault.BadIndirectTable => [(PackedDriver.Table, 33, DescriptorBits.Indirect)],
            _ => [(PackedDriver.Table, 32, DescriptorBits.Indirect)],
        });
        var ticket = driver.Take();
        Assert.Equal((fault, 0u), (driver.Device.Current.Fault, driver.Device.Current.ReadableLength));
        Assert.Equal(0, driver.Device.Current.CopyReadable(new byte[8]));
        driver.Device.Stage(ticket, new ShortResponse(1, 0, 2));
        driver.Device.Flush();
        Assert.Equal((ushort)3, driver.Collect()!.Value.Id);

        driver.OfferRequest(3, bytes: 5);
        driver.Take();
        Assert.Equal(5UL, driver.RequestOfCurrent());
    }

    [Theory(DisplayName = "A table may lie at any address: each entry is read once, and no word of it by itself, which at an odd address " +
        "would be a fault on Arm (VQ-15, VQ-21)")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void TableAnywhere(ulong by)
    {
        var driver = new PackedDriver(8).Started();
        for (ushort id = 0; id < 2; id++)
        {
            ulong table = PackedDriver.TableOf(id) + by;
            driver.TableEntry(table, 0, PackedDriver.Request, 8, DescriptorBits.None);
            driver.TableEntry(table, 1, PackedDriver.ResponseOf(id), 2, DescriptorBits.Write);
            driver.Offer(id, (table, 32, DescriptorBits.Indirect));
        }

        (ulong, int)[] entries = [.. Enumerable.Range(0, 4).Select(entry => (InRam(PackedDriver.Table + by) + (16UL * (ulong)entry), 16))];
        driver.Backing.Recording = true;
        driver.Device.ReadAhead(driver.Device.ReadAvail(), 16);
        Assert.Equal(entries, OfTables(driver));
        driver.Backing.Windows.Clear();
        driver.Take();
        driver.Take();
        Assert.Equal(entries, OfTables(driver));
        Assert.Equal((ChainFault.None, 8u, 2u),
            (driver.Device.Current.Fault, driver.Device.Current.ReadableLength, driver.Device.Current.WritableLength));
    }

    [Theory(DisplayName = "Of a table that is longer than the ring no more entries are read than the ring has, whatever else is wrong " +
        "with it; the answer goes where there is room for it (VQ-50)")]
    [InlineData(DescriptorBits.None)]
    [InlineData(DescriptorBits.Write)]
    public void TableTooLong(DescriptorBits first)
    {
        var driver = new PackedDriver(4).Started();
        driver.TableEntry(PackedDriver.Table, 0, PackedDriver.Response, 2, first);
        driver.TableEntry(PackedDriver.Table, 1, PackedDriver.Request, 8, DescriptorBits.None);
        driver.TableEntry(PackedDriver.Table, 2, PackedDriver.Response, 2, DescriptorBits.Write);
        driver.Offer(0, (PackedDriver.Table, 16 * 1024, DescriptorBits.Indirect));
        driver.Backing.Recording = true;
        var ticket = driver.Take();
        Assert.Equal(ChainFault.TooLong, driver.Device.Current.Fault);
        Assert.Equal(4, OfTables(driver).Length);
        driver.Device.Stage(ticket, new ShortResponse(1, 0, 2));
        driver.Device.Flush();
        Assert.Equal(((ushort)0, 2u, true), driver.Collect());
        Assert.Equal([1, 0], driver.Read(PackedDriver.Response, 2));
    }

    [Fact(DisplayName = "A request that changes after it was fetched is what it was when it was fetched (VQ-15)")]
    public void Changed()
    {
        var driver = new PackedDriver(4).Started();
        driver.OfferIndirect(0, bytes: 1);
        driver.Take();
        driver.Write(PackedDriver.Request, [9]);
        Assert.Equal(1UL, driver.RequestOfCurrent());
    }

    [Theory(DisplayName = "A ring of any size is served; one of none, or over the maximum, and one whose parts are not where they may " +
        "be, are not (VQ-64, VQ-65)")]
    [InlineData(1, 0, 0, 0, RingFault.None)]
    [InlineData(3, 0, 0, 0, RingFault.None)]
    [InlineData(0, 0, 0, 0, RingFault.BadSize)]
    [InlineData(32769, 0, 0, 0, RingFault.BadSize)]
    [InlineData(4, 8, 0, 0, RingFault.Misaligned)]
    [InlineData(4, 0, 2, 0, RingFault.Misaligned)]
    [InlineData(4, 0, 0, 2, RingFault.Misaligned)]
    [InlineData(4, 0, 0x100_0000, 0, RingFault.OutsideMemory)]
    [InlineData(4, 0, -0x80000, 0, RingFault.Overlap)]
    public void Places(int size, ulong descriptors, long avail, ulong used, RingFault fault)
    {
        var memory = new PackedDriver(4).Memory;
        var good = PackedDriver.At;
        var at = new RingAddresses(good.Descriptors + descriptors, good.Avail + (ulong)avail, good.Used + used);
        Assert.Equal(fault, DeviceRing.Validate(memory, at, (ushort)size, RingFeatures.Packed));
    }

    [Theory(DisplayName = "A base that names a slot the ring has not, or places more than a lap apart, is refused (VQ-73)")]
    [InlineData(0x8000_8000, RingFault.None)]
    [InlineData(0x8001_8003, RingFault.None)]
    [InlineData(0x8003_0001, RingFault.None)]
    [InlineData(0x8000_0000, RingFault.None)]
    [InlineData(0x8004_8000, RingFault.BadBase)]
    [InlineData(0x8000_8004, RingFault.BadBase)]
    [InlineData(0x8003_8001, RingFault.BadBase)]
    [InlineData(0x8001_0002, RingFault.BadBase)]
    public void Bases(uint start, RingFault fault) => Assert.Equal(fault, new PackedDriver(4).Start(start));

    [Fact(DisplayName = "Whatever stands in a packed ring, nothing throws, nothing loops, and what is given back was fetched before")]
    public void Anything()
    {
        var random = new Random(41);
        for (int round = 0; round < 300; round++)
        {
            ushort size = (ushort)random.Next(1, 20);
            var driver = new PackedDriver(size, (RingFeatures)random.Next(4)).Started();
            byte[] ring = new byte[16 * size];
            var held = new List<Ticket>();
            for (int step = 0; step < 60 && driver.Device.State == RingState.Running; step++)
            {
                int slot = random.Next(size);
                driver.Body(slot, PackedDriver.Base + (ulong)random.Next(0x11_0000), (uint)random.Next(64), (ushort)random.Next(size + 1));
                driver.Flags(slot, (ushort)(random.Next(8) | (random.Next(4) == 0 ? random.Next(65536) : random.Next(2) << 7)));
                for (int taken = 0; driver.Device.Fetch(driver.Device.ReadAvail(), 0) == FetchResult.Chain; taken++)
                {
                    Assert.InRange(taken, 0, size);
                    held.Add(driver.Device.Current.Ticket);
                }

                Assert.InRange(driver.Device.InFlightCount, 0, size);
                foreach (var ticket in held.Where(_ => random.Next(2) == 0).ToArray())
                {
                    driver.Device.Stage(ticket, new ShortResponse(0, 0, 2));
                    held.Remove(ticket);
                }

                driver.Device.Flush();
                driver.Device.EnableKicks();
            }
        }
    }

    private static ulong InRam(ulong address) => address - PackedDriver.Base;

    /// <summary>What was read of indirect tables.</summary>
    private static (ulong Offset, int Length)[] OfTables(PackedDriver driver) =>
        [.. driver.Backing.Windows.Where(window => window.Offset >= InRam(PackedDriver.Table))];

    private static void Broken(PackedDriver driver, RingFault fault)
    {
        Assert.Equal(FetchResult.Fault, driver.Device.Fetch(driver.Device.ReadAvail(), 0));
        Assert.Equal((RingState.Broken, fault), (driver.Device.State, driver.Device.Fault));
        byte[] before = driver.Read(PackedDriver.Base, 0x1000);
        driver.Device.Flush();
        driver.Device.EnableKicks();
        Assert.Equal(before, driver.Read(PackedDriver.Base, 0x1000));
    }
}
