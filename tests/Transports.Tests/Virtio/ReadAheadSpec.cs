using GpioHub.Transports.Virtio;
using Xunit;
using static GpioHub.Transports.Tests.Virtio.HostileDriver;
using static GpioHub.Transports.Virtio.DescriptorBits;

namespace GpioHub.Transports.Tests.Virtio;

/// <summary>What a ring has the processor fetch before it walks a batch: a hint, whatever the driver wrote.</summary>
public class ReadAheadSpec
{
    private const ulong FirstRequest = Request, SecondRequest = Request + 0x100, SecondResponse = Response + 0x100;

    [Fact(DisplayName = "A look ahead fetches descriptors, tables and both buffers of every chain of the batch, with a table or without")]
    public void FetchesTheBatch()
    {
        HostileDriver driver = new HostileDriver(8, RingFeatures.IndirectDescriptors).Started();
        driver.Descriptor(2, FirstRequest, 8, Next, 3);
        driver.Descriptor(3, Response, 2, Write);
        driver.Descriptor(5, Table, 32, Indirect);
        driver.TableEntry(Table, 0, SecondRequest, 8, Next, 1);
        driver.TableEntry(Table, 1, SecondResponse, 2, Write);
        driver.Offer(2, 5);
        driver.Device.ReadAhead(driver.Device.ReadAvail(), 16);
        ulong[] expected =
        [
            driver.At.Descriptors + 2 * 16, driver.At.Descriptors + 5 * 16, FirstRequest, Table, Response, SecondRequest, SecondResponse,
        ];
        Assert.Equal(expected.Select(InFile), driver.Backing.Prefetched);
        Assert.Equal(0, driver.Device.InFlightCount);
        Assert.Equal(0, driver.Device.NextAvail);
    }

    [Fact(DisplayName = "Of one chain alone nothing is fetched ahead, and never more chains than will be taken")]
    public void OnlyBatches()
    {
        HostileDriver driver = WithChains(3);
        driver.Device.ReadAhead(1, 16);
        Assert.Empty(driver.Backing.Prefetched);
        driver.Device.ReadAhead(3, 2);
        Assert.Contains(InFile(driver.At.Descriptors + 2 * 16), driver.Backing.Prefetched);
        Assert.DoesNotContain(InFile(driver.At.Descriptors + 4 * 16), driver.Backing.Prefetched);
    }

    [Fact(DisplayName =
        "Nothing that is read ahead is trusted: wild entries, descriptors and tables change nothing and touch no other memory")]
    public void HostileEntries()
    {
        HostileDriver driver = new HostileDriver(8, RingFeatures.IndirectDescriptors).Started();
        driver.Descriptor(0, ulong.MaxValue - 3, 32, Indirect);
        driver.Descriptor(1, 0x7777_0000, 8, Next, 0xFFFF);
        driver.Descriptor(2, A + ASize + BSize - 1, 32, Indirect);
        driver.Offer(0, 1, 2, 0xFFFF);
        byte[] before = driver.Snapshot();
        driver.Device.ReadAhead(driver.Device.ReadAvail(), 16);
        Assert.Equal(before, driver.Snapshot());
        Assert.Equal(RingState.Running, driver.Device.State);
        Assert.Equal(FetchResult.Chain, driver.Fetch());                  // the walk makes its own checks
        Assert.Equal(ChainFault.BadIndirectTable, driver.Device.Current.Fault);
        driver.AssertGuardsIntact();
    }

    [Fact(DisplayName = "An index that is no snapshot of this ring, a stopped ring and a broken one are not looked at")]
    public void NothingToLookAt()
    {
        HostileDriver driver = WithChains(2);
        driver.Device.ReadAhead(9, 16);
        driver.Device.Stop();
        driver.Device.ReadAhead(2, 16);
        Assert.Empty(driver.Backing.Prefetched);
    }
}
