using GpioHub.EndToEnd.Hubs;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>Level interrupts, by a driver that can ask for them: Linux's character device asks for edges only. Boots no kernel.</summary>
public sealed class LevelSpec
{
    [Theory(DisplayName = "A level interrupt comes again and again while its level lasts, and not once after it has gone (VG-D-41)")]
    [InlineData(IrqType.LevelHigh, '1', '0')]
    [InlineData(IrqType.LevelLow, '0', '1')]
    public async Task LevelsInterruptWhileTheyLast(IrqType type, char active, char idle)
    {
        const int Times = 5;
        await using var hub = await HubProcess.StartAsync(Bench.Rig);
        await hub.SetAsync("bench/IGN", idle);
        await using var guest = await GpioDriver.ConnectAsync(hub.Socket("ivi"));
        await guest.SetDirectionAsync(Bench.Ign, GpioDirection.In);

        // The handler is the device behind the line: it clears the source when it has been called often enough.
        int calls = 0;
        await using var irq = await guest.RequestIrqAsync(Bench.Ign, type, async _ =>
        {
            if (++calls == Times) await hub.SetAsync("bench/IGN", idle);
        });
        await hub.UntilArmedAsync("ivi", "IGN");
        Assert.Equal(0, calls);

        await hub.SetAsync("bench/IGN", active);

        await hub.UntilAsync(info => info.Guest("ivi").Line("IGN") is { Armed: true, Delivered: Times },
            "the level to be served and the line to be armed again");
        Assert.Equal(Times, calls);
    }

    [Fact(DisplayName = "A level that comes and goes while the line is masked is not latched (VG-D-37)")]
    public async Task LevelsAreNotLatched()
    {
        await using var hub = await HubProcess.StartAsync(Bench.Rig);
        await using var guest = await GpioDriver.ConnectAsync(hub.Socket("ivi"));
        await guest.SetDirectionAsync(Bench.Ign, GpioDirection.In);
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        await using var irq = await guest.RequestIrqAsync(Bench.Ign, IrqType.LevelHigh, async _ =>
        {
            entered.TrySetResult();
            await leave.Task;
        });

        await hub.SetAsync("bench/IGN", '1');
        await entered.Task;
        await hub.SetAsync("bench/IGN", '0');
        await hub.SetAsync("bench/IGN", '1');
        await hub.SetAsync("bench/IGN", '0');
        leave.SetResult();

        var line = (await hub.UntilAsync(info => info.Guest("ivi").Line("IGN").Armed, "IGN to be armed again")).Guest("ivi").Line("IGN");
        Assert.Equal((1, false), ((int)line.Delivered, line.Latched));
    }
}
