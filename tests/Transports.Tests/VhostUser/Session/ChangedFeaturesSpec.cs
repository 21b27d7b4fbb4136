using GpioHub.Transports.Tests.Virtio;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>How a ring object handles a <c>RemapRing</c> that follows other features (VU-18).</summary>
public sealed class ChangedFeaturesSpec
{
    [Fact(DisplayName = "A ring that is looked up again under other features keeps its chains and works by the new rules (VU-18)")]
    public void EventIndexFromNowOn()
    {
        HostileDriver driver = new HostileDriver(features: RingFeatures.None).Started();
        driver.SetAvailFlags(SplitLayout.NoInterrupt);
        driver.SetUsedEvent(1);
        driver.GoodChain(0);
        driver.Offer(0);
        Ticket before = driver.Take();

        Assert.Equal(RingFault.None, driver.Device.Retranslate(driver.Memory, driver.At, RingFeatures.EventIdx));
        Assert.True(driver.Device.Stage(before, new ShortResponse(0, 0, 2)));
        Assert.Equal(FlushResult.Notify, driver.Device.Flush());   // bit 0 of avail.flags no longer counts; the first always goes out
        Assert.False(driver.Device.EnableKicks());
        Assert.Equal(1, driver.AvailEvent);

        driver.Offer(0);
        Assert.True(driver.Device.Stage(driver.Take(), new ShortResponse(0, 0, 2)));
        Assert.Equal(FlushResult.Notify, driver.Device.Flush());           // 1 → 2 passes used_event 1
        driver.Offer(0);
        Assert.True(driver.Device.Stage(driver.Take(), new ShortResponse(0, 0, 2)));
        Assert.Equal(FlushResult.Published, driver.Device.Flush());
    }

    [Fact(DisplayName = "Features that need more memory than there is break the ring (VU-18)")]
    public void NoRoom()
    {
        HostileDriver driver = new HostileDriver(features: RingFeatures.None);
        ulong lastOfC = HostileDriver.C + HostileDriver.CSize - (SplitLayout.Entries + (2UL * driver.Size));
        RingAddresses at = driver.At with { Avail = lastOfC };
        Assert.Equal(RingFault.None, driver.Device.TryStart(driver.Memory, at, driver.Size, 0, RingFeatures.None));
        Assert.Equal(RingFault.OutsideMemory, driver.Device.Retranslate(driver.Memory, at, RingFeatures.EventIdx));
        Assert.Equal(RingState.Broken, driver.Device.State);
    }
}
