using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio.Packed;

/// <summary>Where a driver may put a packed ring and what belongs to it.</summary>
public class PackedMemorySpec
{
    [Fact(DisplayName = "A ring that lies in two regions is served as one that lies in one (VQ-53)")]
    public void TwoRegions()
    {
        var driver = new PackedDriver(4, firstSlots: 2).Started();
        for (int batch = 0; batch < 5; batch++)
        {
            for (ushort id = 0; id < 3; id++) driver.OfferIndirect(id, bytes: id);
            for (ushort id = 0; id < 3; id++)
            {
                driver.Device.Stage(driver.Take(), new ShortResponse(1, (byte)batch, 2));
                Assert.Equal((ulong)id, driver.RequestOfCurrent());
            }

            Assert.Equal(FlushResult.Notify, driver.Device.Flush());
            for (ushort id = 0; id < 3; id++) Assert.Equal((id, 2u, true), driver.Collect());
            Assert.Equal([1, (byte)batch], driver.Read(PackedDriver.ResponseOf(0), 2));
        }
    }
}
