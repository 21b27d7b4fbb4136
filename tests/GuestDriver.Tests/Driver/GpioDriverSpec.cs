using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Driver;

public class GpioDriverSpec
{
    public static TheoryData<FrontEndManners> AllManners => [.. Enum.GetValues<FrontEndManners>()];

    [Theory(DisplayName = "Probe reads config and names, and lines can be read and driven, as each kind of front-end")]
    [MemberData(nameof(AllManners))]
    public async Task ProbeAndUse(FrontEndManners manners)
    {
        await using Rig rig = await Rig.StartAsync(Rig.As(manners));
        await rig.Backend.SetLevelAsync(1, true);

        Assert.Equal(["IGN", "CRASH", "", "WAKE"], rig.Driver.Names);
        Assert.Equal(manners != FrontEndManners.Qemu72, rig.Driver.HasInterrupts);
        Assert.True(await rig.Driver.GetValueAsync(1).WaitAsync(Rig.Patience));
        await rig.Driver.DriveAsync(3, true).WaitAsync(Rig.Patience);
        Assert.Equal(GpioDirection.Out, await rig.Driver.GetDirectionAsync(3).WaitAsync(Rig.Patience));
        Assert.True(await rig.Driver.GetValueAsync(3).WaitAsync(Rig.Patience));
    }

    [Fact(DisplayName = "A rising edge reaches the event stream, and the pair is queued again")]
    public async Task EdgeIsDelivered()
    {
        await using Rig rig = await Rig.StartAsync();
        IrqLine irq = await rig.Driver.RequestIrqAsync(0, IrqType.EdgeRising).WaitAsync(Rig.Patience);

        await rig.Backend.SetLevelAsync(0, true);
        IrqEvent first = await irq.Events.ReadAsync().AsTask().WaitAsync(Rig.Patience);
        await rig.Backend.SetLevelAsync(0, false);
        await rig.Backend.SetLevelAsync(0, true);
        IrqEvent second = await irq.Events.ReadAsync().AsTask().WaitAsync(Rig.Patience);

        Assert.Equal((0, true), (first.Line, first.Level));
        Assert.True(second.TimestampNs > first.TimestampNs);
        await irq.DisposeAsync();
        Assert.Equal(0, irq.Counters.BufferKeptAfterDisable);
    }
}
