using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>Drivers of the field other than Linux's: what they negotiate, and what they send, on a rig of lines A to D.</summary>
/// <remarks>Source: docs/guests.md, "Drivers of the field".</remarks>
public sealed class FieldDriversSpec
{
    [Theory(DisplayName = "qnx-virtio: a driver that accepts no feature at all, VERSION_1 included, has values and directions (VU-16)")]
    [InlineData(FrontEndManners.Qemu10)]
    [InlineData(FrontEndManners.Qemu72)]
    public async Task NoFeatures(FrontEndManners manners)
    {
        await using var rig = await LiveRig.StartAsync();
        await using var guest = await rig.ConnectAsync(
            manners: manners, options: With(new FrontEndOptions { Features = VirtioFeatures.None }));
        await rig.SetAsync(0, true);

        Assert.True(await guest.GetValueAsync(0));                          // it reads without ever having set a direction (VG-D-28)
        Assert.Equal(GpioDirection.None, await guest.GetDirectionAsync(0));
        await guest.SetValueAsync(1, true);                                 // it writes without one, and drives nothing (VG-D-23)
        Assert.False(await guest.GetValueAsync(1));
        await guest.SetDirectionAsync(1, GpioDirection.Out);
        Assert.True(await guest.GetValueAsync(1));
    }

    [Fact(DisplayName =
        "Zephyr: a requestq of two entries, an eventq of two for each line, and no ring feature serve values and interrupts")]
    public async Task SmallRings()
    {
        const int Lines = 4;
        await using var rig = await LiveRig.StartAsync();
        await using var guest = await rig.ConnectAsync(options: With(new FrontEndOptions
        {
            Features = VirtioFeatures.Irq | VirtioFeatures.Version1,
            RequestQueueSize = 2,
            EventQueueSize = 2 * Lines,
        }));
        await guest.SetDirectionAsync(3, GpioDirection.Out);                // it sets no value first (VG-D-24)
        Assert.False(await guest.GetValueAsync(3));

        for (ushort line = 0; line < 3; line++)
        {
            await using var irq = await guest.RequestIrqAsync(line, IrqType.EdgeRising);
            await rig.UntilAsync(snapshot => snapshot.Armed == 1);
            await rig.SetAsync(line, true);
            Assert.True((await irq.Events.ReadAsync()).Level);
        }
    }

    private static GpioDriverOptions With(FrontEndOptions frontEnd) => new() { FrontEnd = frontEnd };
}
