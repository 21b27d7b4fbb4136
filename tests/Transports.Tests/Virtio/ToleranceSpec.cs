using GpioHub.Transports.Virtio;
using Xunit;
using static GpioHub.Transports.Tests.Virtio.HostileDriver;
using static GpioHub.Transports.Virtio.DescriptorBits;

namespace GpioHub.Transports.Tests.Virtio;

/// <summary>Class N of VQ-S9, and the freedoms that a driver has: the device accepts them as usual.</summary>
public class ToleranceSpec
{
    [Theory(DisplayName = "Zero-length descriptors are skipped, wherever they point and whatever they claim to be (VQ-54)")]
    [InlineData(Request, None)]
    [InlineData(ulong.MaxValue, None)]
    [InlineData(0ul, Write)]
    public void SkipsEmptyDescriptors(ulong address, DescriptorBits bits)
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.Write(Request, [1, 2, 3, 4, 5, 6, 7, 8]);
        driver.Descriptor(0, address, 0, bits | Next, 1);
        driver.Descriptor(1, Request, 8, Next, 2);
        driver.Descriptor(2, address, 0, bits | Next, 3);
        driver.Descriptor(3, Response, 2, Write | Next, 4);
        driver.Descriptor(4, address, 0, bits);
        driver.Offer(0);
        AssertServed(driver, [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    [Fact(DisplayName = "Direct descriptors may precede an indirect one, whose WRITE bit means nothing (VQ-06, VQ-07)")]
    public void DirectThenIndirect()
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.Write(Request, [1, 2, 3, 4, 5, 6, 7, 8]);
        driver.Descriptor(0, Request, 3, Next, 5);
        driver.Descriptor(5, Table, 3 * 16, Indirect | Write);
        driver.TableEntry(Table, 0, Request + 3, 5, Next, 2); // links need not be sequential
        driver.TableEntry(Table, 2, Response, 2, Write);
        driver.Offer(0);
        AssertServed(driver, [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    [Theory(DisplayName = "Table, request and response may each lie across adjacent regions (VQ-53)")]
    [InlineData(B - 8, Request, Response)]
    [InlineData(B - 16, Request, Response)]
    [InlineData(Table, B - 3, Response)]
    [InlineData(Table, Request, B - 1)]
    public void SpansAdjacentRegions(ulong table, ulong request, ulong response)
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.Write(request, [1, 2, 3, 4, 5, 6, 7, 8]);
        driver.TableEntry(table, 0, request, 8, Next, 1);
        driver.TableEntry(table, 1, response, 2, Write);
        driver.Descriptor(0, table, 32, Indirect);
        driver.Offer(0);
        AssertServed(driver, [1, 2, 3, 4, 5, 6, 7, 8], response);
        driver.AssertGuardsIntact();
    }

    [Fact(DisplayName = "Index, ring entry, descriptors and payload are each fetched once, so later changes do nothing (VQ-15, VQ-66)")]
    public void FetchesOnce()
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.Descriptor(0, Request, 4, Next, 3);
        driver.Descriptor(3, Table, 2 * 16, Indirect);
        driver.TableEntry(Table, 0, Request + 4, 4, Next, 1);
        driver.TableEntry(Table, 1, Response, 2, Write);
        driver.Write(Request, [1, 2, 3, 4, 5, 6, 7, 8]);
        driver.Offer(0);

        driver.Backing.Recording = true;
        byte[] copy = new byte[8];
        Ticket ticket = driver.Take();
        driver.Device.Current.CopyReadable(copy);
        driver.Backing.Recording = false;

        (ulong, int)[] expected =
        [
            (InFile(driver.At.Avail + 2), 2), (InFile(driver.At.Avail + 4), 2),
            (InFile(driver.At.Descriptors), 16), (InFile(driver.At.Descriptors + 48), 16), (InFile(Table), 16), (InFile(Table + 16), 16),
            (InFile(Request), 4), (InFile(Request + 4), 4),
        ];
        Assert.Equal(expected, driver.Backing.Windows);

        Scribble(driver);
        Assert.True(driver.Device.Stage(ticket, new ShortResponse(7, 9, 2)));
        driver.Device.Flush();
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], copy);
        Assert.Equal([7, 9], driver.Read(Response, 2));
        Assert.Equal((0u, 2u), driver.Used(0));
    }

    [Fact(DisplayName =
        "The indices used.idx and avail.idx, written by the driver while the ring runs, move nothing but what is offered (VQ-14)")]
    public void KeepsPrivateIndices()
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.GoodChain(0);
        driver.Offer(0);
        Ticket ticket = driver.Take();
        driver.SetUsedIndex(0x4242);
        driver.Device.Stage(ticket, new ShortResponse(0, 0, 2));
        driver.Device.Flush();
        Assert.Equal(1, driver.UsedIndex);
        Assert.Equal((0u, 2u), driver.Used(0));
    }

    [Fact(DisplayName = "Buffers on the rings themselves spoil the guest's own ring, and no byte outside it (VQ-67)")]
    public void ToleratesAliases()
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.Descriptor(0, driver.At.Avail, 8, Next, 1);
        driver.Descriptor(1, driver.At.Used, 2, Write | Next, 2);
        driver.Descriptor(2, driver.At.Descriptors, 64, Write);
        driver.Offer(0);
        Ticket ticket = driver.Take();
        Assert.Equal(ChainFault.None, driver.Device.Current.Fault);
        Assert.Equal(66u, driver.Device.Current.WriteResponse(0, Enumerable.Repeat((byte)0xFF, 66).ToArray()));
        Assert.True(driver.Device.StageWritten(ticket, 66));
        driver.Device.Flush();
        Assert.Equal((0u, 66u), driver.Used(0));
        driver.AssertGuardsIntact();
    }

    [Fact(DisplayName = "A kick without a new entry finds nothing, at the price of one load (VQ-08, VQ-62)")]
    public void SpuriousKicks()
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.Backing.Recording = true;
        for (int i = 0; i < 100; i++) Assert.Equal(FetchResult.Empty, driver.Fetch());
        Assert.Equal(100, driver.Backing.Windows.Count);
    }

    [Fact(DisplayName = "A snapshot bounds the work, however fast the driver adds (VQ-63)")]
    public void SnapshotBoundsTheWork()
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.GoodChain(0);
        driver.GoodChain(2);
        driver.Offer(0);
        ushort upTo = driver.Device.ReadAvail();
        driver.Offer(2);
        Assert.Equal(FetchResult.Chain, driver.Device.Fetch(upTo, 0));
        Assert.Equal(FetchResult.Empty, driver.Device.Fetch(upTo, 0));
        Assert.True(driver.Device.HasPending);
        Assert.Equal(FetchResult.Chain, driver.Fetch());
        Assert.Equal(FetchResult.Empty, driver.Device.Fetch(upTo, 0)); // a snapshot older than what is fetched
        Assert.Equal(RingState.Running, driver.Device.State);
    }

    private static void AssertServed(HostileDriver driver, byte[] request, ulong response = Response)
    {
        Ticket ticket = driver.Take();
        FetchedChain chain = driver.Device.Current;
        Assert.Equal((ChainFault.None, (uint)request.Length, 2u), (chain.Fault, chain.ReadableLength, chain.WritableLength));
        byte[] copy = new byte[request.Length + 1];
        Assert.Equal(request.Length, chain.CopyReadable(copy));
        Assert.Equal(request, copy[..^1]);
        Assert.True(driver.Device.Stage(ticket, new ShortResponse(0xAA, 0xBB, 2)));
        driver.Device.Flush();
        Assert.Equal([0xAA, 0xBB], driver.Read(response, 2));
        Assert.Equal((0u, 2u), driver.Used(0));
    }

    private static void Scribble(HostileDriver driver)
    {
        driver.Write(driver.At.Descriptors, Enumerable.Repeat((byte)0xFF, 128).ToArray());
        driver.Write(Table, Enumerable.Repeat((byte)0xFF, 32).ToArray());
        driver.Write(Request, new byte[8]);
        driver.Write(driver.At.Avail, Enumerable.Repeat((byte)0xFF, 20).ToArray());
    }
}
