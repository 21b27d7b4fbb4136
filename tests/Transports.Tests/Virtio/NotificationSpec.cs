using GpioHub.Transports.Virtio;
using Xunit;
using static GpioHub.Transports.Tests.Virtio.HostileDriver;

namespace GpioHub.Transports.Tests.Virtio;

public class NotificationSpec
{
    [Fact(DisplayName = "The crossing test is whether the event lies in [before, after), over every wrap (VQ-11)")]
    public void CrossingIsMembership()
    {
        for (int before = 65500; before < 65536 + 20; before++)
            for (int moved = 0; moved <= 20; moved++)
                for (int @event = 65480; @event < 65536 + 50; @event++)
                {
                    bool inside = @event >= before && @event < before + moved;
                    Assert.Equal(inside, SplitLayout.Crossed((ushort)before, (ushort)(before + moved), (ushort)@event));
                }
    }

    [Theory(DisplayName = "Without EVENT_IDX bit 0 of avail.flags decides, used_event is ignored (VQ-09)")]
    [InlineData(0, FlushResult.Notify)]
    [InlineData(1, FlushResult.Published)]
    [InlineData(2, FlushResult.Notify)] // reserved bits say nothing
    public void FlagsDecide(int flags, FlushResult expected)
    {
        HostileDriver driver = new HostileDriver(features: RingFeatures.None).Started();
        driver.SetAvailFlags((ushort)flags);
        driver.SetUsedEvent(0x1234);
        for (int i = 0; i < 3; i++) Assert.Equal(expected, Complete(driver, 1));
    }

    [Fact(DisplayName =
        "With EVENT_IDX used_event decides, avail.flags is ignored; the first after a start always goes out (VQ-10, VQ-11)")]
    public void UsedEventDecides()
    {
        HostileDriver driver = new HostileDriver(features: RingFeatures.EventIdx).Started();
        driver.SetAvailFlags(1);
        driver.SetUsedEvent(5);
        Assert.Equal(FlushResult.Notify, Complete(driver, 1)); // 0 → 1, first
        Assert.Equal(FlushResult.Published, Complete(driver, 2)); // → 3
        Assert.Equal(FlushResult.Published, Complete(driver, 2)); // → 5: entry 5 is not there yet
        Assert.Equal(FlushResult.Notify, Complete(driver, 1)); // → 6 passes 5
        Assert.Equal(FlushResult.Published, Complete(driver, 2)); // VQ-68: an event that does not come again is the guest's problem
        driver.SetUsedEvent(9);
        Assert.Equal(FlushResult.Notify, Complete(driver, 4)); // 8 → 12 passes 9 in the middle of a batch

        uint next = driver.Device.Stop();
        Assert.Equal(RingFault.None, driver.Start((ushort)next));
        Assert.Equal(FlushResult.Notify, Complete(driver, 1));
        Assert.Equal(FlushResult.Published, Complete(driver, 1));
    }

    [Fact(DisplayName = "A flush with nothing staged neither publishes nor signals")]
    public void NothingStaged()
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.Backing.Recording = true;
        Assert.Equal(FlushResult.Nothing, driver.Device.Flush());
        Assert.Empty(driver.Backing.Windows);
    }

    [Fact(DisplayName = "Without EVENT_IDX used.flags says whether kicks are wanted; a start wants them (VQ-09)")]
    public void KicksByFlags()
    {
        HostileDriver driver = new(features: RingFeatures.None);
        driver.Write(driver.At.Used, [0xFF, 0xFF]);
        driver.Started();
        Assert.Equal(0, driver.UsedFlags);
        driver.Device.DisableKicks();
        Assert.Equal(1, driver.UsedFlags);
        Assert.False(driver.Device.EnableKicks());
        Assert.Equal(0, driver.UsedFlags);
    }

    [Fact(DisplayName = "With EVENT_IDX avail_event says so, and used.flags stays 0 (VQ-10, VQ-12)")]
    public void KicksByEvent()
    {
        HostileDriver driver = new(features: RingFeatures.EventIdx);
        driver.Write(driver.At.Used, [1, 0]);
        driver.SetUsedIndex(65535);
        driver.SetAvailIndex(65535);
        Assert.Equal(RingFault.None, driver.Start(65535));
        Assert.Equal((0, 65535), (driver.UsedFlags, driver.AvailEvent));
        Complete(driver, 2); // → 1
        Assert.Equal(65535, driver.AvailEvent);
        driver.Device.DisableKicks();
        Assert.False(SplitLayout.Crossed(1, 1 + 8, driver.AvailEvent)); // whatever the driver adds to the full ring
        Assert.False(driver.Device.EnableKicks());
        Assert.Equal((0, 1), (driver.UsedFlags, driver.AvailEvent));
        Assert.True(SplitLayout.Crossed(1, 2, driver.AvailEvent));
    }

    [Theory(DisplayName = "A chain that comes while kicks are being enabled is seen by the look after it (VQ-12)")]
    [InlineData(RingFeatures.None)]
    [InlineData(RingFeatures.EventIdx)]
    public void EnablingLooksAgain(RingFeatures features)
    {
        HostileDriver driver = new HostileDriver(features: features).Started();
        driver.Device.DisableKicks();
        driver.GoodChain(0);
        List<string> order = [];
        driver.Backing.Opening = (offset, _) =>
        {
            if (offset == InFile(driver.At.Avail + 2))
            {
                driver.Backing.Opening = null;
                order.Add("look");
                driver.Offer(0); // in the last moment in which the device can still miss it
            }
            else order.Add("ask");
        };
        Assert.True(driver.Device.EnableKicks());
        Assert.Equal("look", order[^1]);
        Assert.Contains("ask", order);
        Assert.Equal(FetchResult.Chain, driver.Fetch());
    }

    private static FlushResult Complete(HostileDriver driver, int count)
    {
        for (int i = 0; i < count; i++)
        {
            driver.GoodChain(i * 2 % 8);
            driver.Offer(i * 2 % 8);
            driver.Device.Stage(driver.Take(), new ShortResponse(0, 0, 2));
        }
        return driver.Device.Flush();
    }
}
