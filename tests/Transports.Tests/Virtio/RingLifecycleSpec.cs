using GpioHub.Transports.Virtio;
using Xunit;
using static GpioHub.Transports.Tests.Virtio.HostileDriver;
using static GpioHub.Transports.Virtio.DescriptorBits;

namespace GpioHub.Transports.Tests.Virtio;

public class RingLifecycleSpec
{
    private static readonly ShortResponse Answer = new(0x11, 0x22, 2);

    [Fact(DisplayName = "A ring that was never started consumes nothing and touches nothing (VQ-01)")]
    public void NeverStarted()
    {
        HostileDriver driver = new();
        driver.GoodChain(0);
        driver.Offer(0);
        driver.Backing.Recording = true;
        DeviceRing ring = driver.Device;
        Assert.Equal((FetchResult.Empty, FlushResult.Nothing, false), (driver.Fetch(), ring.Flush(), ring.HasPending));
        ring.DisableKicks();
        Assert.False(ring.EnableKicks());
        Assert.Equal(RingFault.None, ring.Retranslate(driver.Memory, driver.At));
        Assert.Equal(0u, ring.Stop());
        Assert.Empty(driver.Backing.Windows);
    }

    [Fact(DisplayName =
        "After a stop nothing in flight or staged is written, and the base is the next avail index (VQ-40, VQ-41, VU-34, VG-D-49)")]
    public void StopIsExact()
    {
        HostileDriver driver = HostileDriver.WithChains(3);
        Ticket staged = driver.Take(), held = driver.Take();
        driver.Device.Stage(staged, Answer);
        byte[] before = driver.Snapshot();
        driver.Backing.Recording = true;

        Assert.Equal(2u, driver.Device.Stop());

        Assert.False(driver.Device.Stage(held, Answer));
        Assert.Equal(FlushResult.Nothing, driver.Device.Flush());
        Assert.Equal(FetchResult.Empty, driver.Fetch());
        Assert.Equal(0u, driver.Device.Current.WriteResponse(0, [1]));
        Assert.False(driver.Device.HasPending);
        Assert.Empty(driver.Backing.Windows);
        Assert.Equal(before, driver.Snapshot());
        Assert.Equal(2u, driver.Device.Stop()); // GET_VRING_BASE on a stopped ring (VU-25)
    }

    [Fact(DisplayName = "A restart takes the base it is given and used.idx from memory (VQ-14, VU-29)")]
    public void Resumes()
    {
        HostileDriver driver = HostileDriver.WithChains(2);
        driver.Device.Stage(driver.Take(), Answer);
        driver.Device.Flush();
        uint next = driver.Device.Stop();
        Assert.Equal(RingFault.None, driver.Start((ushort)next));
        driver.Device.Stage(driver.Take(), Answer);
        driver.Device.Flush();
        Assert.Equal(2, driver.UsedIndex);
        Assert.Equal((2u, 2u), driver.Used(1));
    }

    [Fact(DisplayName = "Chains in flight survive a new memory table in which their buffers still are, and are written there (VU-40)")]
    public void SurvivesANewTable()
    {
        HostileDriver driver = HostileDriver.WithChains(1);
        Ticket held = driver.Take();
        Assert.Equal(RingFault.None, driver.Device.Retranslate(driver.Map(withB: false, withC: false), driver.At));
        driver.Device.Stage(held, Answer);
        Assert.Equal(FlushResult.Notify, driver.Device.Flush());
        Assert.Equal([0x11, 0x22], driver.Read(Response, 2));
    }

    [Fact(DisplayName = "A response whose memory is gone from the table breaks the ring, and nothing is published (VQ-16)")]
    public void ResponseGone()
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.Descriptor(0, Request, 8, Next, 1);
        driver.Descriptor(1, C, 2, Write);
        driver.Offer(0);
        Ticket held = driver.Take();
        Assert.Equal(RingFault.None, driver.Device.Retranslate(driver.Map(withC: false), driver.At));
        driver.Device.Stage(held, Answer);
        Assert.Equal(FlushResult.Fault, driver.Device.Flush());
        Assert.Equal((RingState.Broken, RingFault.ResponseOutsideMemory), (driver.Device.State, driver.Device.Fault));
        Assert.Equal(0, driver.UsedIndex);
        Assert.Equal([0, 0], driver.Read(C, 2));
    }

    [Fact(DisplayName = "A running ring that the new table does not hold is broken (VU-40)")]
    public void RingGone()
    {
        HostileDriver driver = HostileDriver.WithChains(1);
        Assert.Equal(RingFault.OutsideMemory, driver.Device.Retranslate(GuestMemory.Empty, driver.At));
        Assert.Equal(RingState.Broken, driver.Device.State);
    }

    [Fact(DisplayName =
        "The indices of a ring that is not running can be read, and whether its last used element was ever written (VU-47, VU-47a)")]
    public void Peeks()
    {
        HostileDriver driver = new(size: 2);
        Assert.True(DeviceRing.TryPeek(driver.Memory, driver.At, 2, RingFeatures.None, out RingPeek peek));
        Assert.Equal(new RingPeek(0, 0, true), peek);
        driver.Started();
        for (int i = 0; i < 2; i++)
        {
            driver.GoodChain(0);
            driver.Offer(0);
            driver.Device.Stage(driver.Take(), Answer);
            driver.Device.Flush();
        }
        Assert.True(DeviceRing.TryPeek(driver.Memory, driver.At, 2, RingFeatures.None, out peek));
        Assert.Equal(new RingPeek(2, 2, false), peek);
        Assert.False(DeviceRing.TryPeek(driver.Memory, new RingAddresses(A, A + 1, A), 2, RingFeatures.None, out _));
    }
}
