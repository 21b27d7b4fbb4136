using GpioHub.Transports.Virtio;
using Xunit;
using static GpioHub.Transports.Tests.Virtio.HostileDriver;
using static GpioHub.Transports.Virtio.DescriptorBits;

namespace GpioHub.Transports.Tests.Virtio;

public class CompletionSpec
{
    private static readonly ShortResponse Answer = new(0x11, 0x22, 2);

    [Fact(DisplayName = "A request served from end to end changes the response and the used ring, and not one byte else (VQ-02)")]
    public void WritesNothingElse()
    {
        HostileDriver driver = HostileDriver.WithChains(3);
        byte[] before = driver.Snapshot();
        for (int i = 0; i < 3; i++) driver.Device.Stage(driver.Take(), Answer);
        driver.Device.Flush();
        driver.Device.DisableKicks();
        driver.Device.EnableKicks();
        byte[] after = driver.Snapshot();
        List<int> changed = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])];
        Assert.All(changed, i => Assert.True(
            ((ulong)i >= InFile(Response) && (ulong)i < InFile(Response) + 34)
                || ((ulong)i >= InFile(driver.At.Used) && (ulong)i < InFile(driver.At.Used) + 70),
            $"byte {i} of the file"));
        Assert.Equal(6, changed.Count(i => (ulong)i >= InFile(Response)));
    }

    [Fact(DisplayName = "Response bytes are written first, then used elements, then used.idx; the driver's wish is read last (VQ-04)")]
    public void PublishesInOrder()
    {
        HostileDriver driver = HostileDriver.WithChains(2);
        Ticket first = driver.Take(), second = driver.Take();
        driver.Device.Stage(second, Answer);
        driver.Device.Stage(first, Answer);
        driver.Backing.Recording = true;
        driver.Device.Flush();
        (ulong, int)[] expected =
        [
            (InFile(Response + 16), 2), (InFile(Response), 2), (InFile(driver.At.Used + 4), 8 * driver.Size),
            (InFile(driver.At.Used + 2), 2), (InFile(driver.At.Avail), 2),
        ];
        Assert.Equal(expected, driver.Backing.Windows);
        Assert.Equal([second.Head, first.Head], [driver.Used(0).Id, driver.Used(1).Id]);
    }

    [Fact(DisplayName = "A used ring that runs from one region into the next gets every element whole (VQ-53)")]
    public void UsedRingInTwoRegions()
    {
        HostileDriver driver = new();
        RingAddresses at = driver.At with { Used = B - 16 };                // element 1 lies in both
        Assert.Equal(RingFault.None, driver.Device.TryStart(driver.Memory, at, 8, 0, RingFeatures.None));
        driver.GoodChain(0);
        driver.GoodChain(2);
        driver.Offer(0, 2);
        Ticket first = driver.Take(), second = driver.Take();
        driver.Device.Stage(second, Answer);
        driver.Device.Stage(first, Answer);
        driver.Device.Flush();
        Assert.Equal([2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0], driver.Read(at.Used + 4, 16));
        Assert.Equal([2, 0], driver.Read(at.Used + 2, 2));
        driver.AssertGuardsIntact();
    }

    [Fact(DisplayName =
        "A look at guest memory in the moment before used.idx is written finds all else in place, and the old index (VQ-04)")]
    public void IndexIsLast()
    {
        HostileDriver driver = HostileDriver.WithChains(1);
        driver.Device.Stage(driver.Take(), Answer);
        bool looked = false;
        driver.Backing.Opening = (offset, length) =>
        {
            if (offset != InFile(driver.At.Used + 2) || length != 2 || looked) return;
            looked = true;
            Assert.Equal(0, driver.UsedIndex);
            Assert.Equal((0u, 2u), driver.Used(0));
            Assert.Equal([0x11, 0x22], driver.Read(Response, 2));
        };
        driver.Device.Flush();
        Assert.True(looked);
        Assert.Equal(1, driver.UsedIndex);
    }

    [Fact(DisplayName = "Staging touches no guest memory")]
    public void StagingIsPrivate()
    {
        HostileDriver driver = HostileDriver.WithChains(2);
        Ticket first = driver.Take(), second = driver.Take();
        driver.Backing.Recording = true;
        driver.Device.Assign(first, 3);
        driver.Device.Stage(first, Answer);
        driver.Device.StageWritten(second, 1);
        Assert.Empty(driver.Backing.Windows);
        Assert.True(driver.Device.HasStaged);
    }

    [Theory(DisplayName = "The length in the used ring is what was written, cut to the writable bytes there are (VQ-05)")]
    [InlineData(1u, 2, 1u)]
    [InlineData(2u, 2, 2u)]
    [InlineData(9u, 2, 2u)]
    [InlineData(9u, 1, 1u)]
    [InlineData(9u, 0, 0u)]
    public void UsedLengthIsExact(uint writable, byte answered, uint expected)
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.Descriptor(0, Request, 8, Next, 1);
        driver.Descriptor(1, Response, writable, Write);
        driver.Offer(0);
        Assert.True(driver.Device.Stage(driver.Take(), Answer with { Length = answered }));
        driver.Device.Flush();
        Assert.Equal((0u, expected), driver.Used(0));
        Assert.Equal([(byte)(expected > 0 ? 0x11 : 0), (byte)(expected > 1 ? 0x22 : 0), 0], driver.Read(Response, 3));
    }

    [Fact(DisplayName = "A long response is written at intake over several buffers, and its length cannot exceed what is writable (VQ-05)")]
    public void LongResponses()
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.Descriptor(0, Request, 8, Next, 1);
        driver.Descriptor(1, Response, 3, Write | Next, 2);
        driver.Descriptor(2, Response + 0x10, 4, Write);
        driver.Offer(0);
        Ticket ticket = driver.Take();
        FetchedChain chain = driver.Device.Current;
        Assert.Equal(2u, chain.WriteResponse(0, [1, 2]));
        Assert.Equal(3u, chain.WriteResponse(2, [3, 4, 5]));
        Assert.Equal(2u, chain.ZeroResponse(5, 100));
        Assert.Equal(0u, chain.WriteResponse(7, [9]));
        Assert.Equal(0u, chain.WriteResponse(uint.MaxValue, [9]));
        Assert.True(driver.Device.StageWritten(ticket, 100));
        driver.Device.Flush();
        Assert.Equal((0u, 7u), driver.Used(0));
        Assert.Equal([1, 2, 3, 0], driver.Read(Response, 4));
        Assert.Equal([4, 5, 0, 0, 0], driver.Read(Response + 0x10, 5));
    }
}
