using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>How long an interrupt took, from its edge until the call descriptor was written (IF-3.21): in virtual time, exactly.</summary>
public class InterruptLatencySpec : RigSpec
{
    [Fact(DisplayName = "An interrupt that is delivered at once takes no time, and each delivery is counted once")]
    public async Task AtOnce()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.SetIrqTypeAsync(0, IrqType.EdgeBoth);
        for (int i = 0; i < 3; i++)
        {
            var buffer = await UnmaskedAsync(rig, guest);
            Wait(rig, 100.0);
            await rig.SetAsync(0, i % 2 == 0);
            await DeliveredAsync(buffer);
        }

        var counts = await CountsAsync(rig);
        Assert.Equal((3, 3, 0), (counts.Delivered, counts.Latency[0], counts.LatencySumNs));
        Assert.Equal(3, counts.Latency.Sum());
    }

    [Fact(DisplayName = "A latched edge counts from when it came until the unmask delivers it; of several that it tells, the oldest does")]
    public async Task Latched()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.SetIrqTypeAsync(0, IrqType.EdgeBoth);
        await EdgeAsync(rig, true);
        Wait(rig, 3.0);
        await EdgeAsync(rig, false);
        Wait(rig, 4.0);
        await DeliveredAsync(guest.QueueIrqPairAsync(0));
        await TookAsync(rig, 7.0, 1);

        await EdgeAsync(rig, true);
        Wait(rig, 1.0);
        await DeliveredAsync(guest.QueueIrqPairAsync(0));
        await TookAsync(rig, 7.0 + 1.0, 2);
    }

    [Fact(DisplayName = "An edge that was latched when its interrupt was disabled lends its time to no later one")]
    public async Task Disabled()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.SetIrqTypeAsync(0, IrqType.EdgeRising);
        await EdgeAsync(rig, true);
        Wait(rig, 50.0);
        await guest.SetIrqTypeAsync(0, IrqType.None);
        await guest.SetIrqTypeAsync(0, IrqType.LevelHigh);
        await DeliveredAsync(guest.QueueIrqPairAsync(0));
        await TookAsync(rig, 0.0, 1);
    }

    [Fact(DisplayName = "A level counts from the edge that made it active; one that stays active, from the unmask that finds it so")]
    public async Task Levels()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.SetIrqTypeAsync(0, IrqType.LevelHigh);
        await EdgeAsync(rig, true);
        Wait(rig, 2.0);
        await DeliveredAsync(guest.QueueIrqPairAsync(0));
        await TookAsync(rig, 2.0, 1);
        Wait(rig, 5.0);
        await DeliveredAsync(guest.QueueIrqPairAsync(0));
        await TookAsync(rig, 2.0, 2);

        await EdgeAsync(rig, false);
        Wait(rig, 5.0);
        await EdgeAsync(rig, true);
        Wait(rig, 1.0);
        await EdgeAsync(rig, false);
        await EdgeAsync(rig, true);
        Wait(rig, 3.0);
        await DeliveredAsync(guest.QueueIrqPairAsync(0));
        await TookAsync(rig, 2.0 + 3.0, 3);
    }

    [Fact(DisplayName = "An interrupt that interruptsPerSecond holds back counts the time that it waits")]
    public async Task HeldBack()
    {
        await using var rig = await StartAsync(interrupts: 10);
        await using var guest = await rig.ConnectAsync();
        await guest.SetIrqTypeAsync(0, IrqType.EdgeBoth);
        for (int i = 0; i < 3; i++)
        {
            var buffer = await UnmaskedAsync(rig, guest);
            await rig.SetAsync(0, i % 2 == 0);
            if (i == 2)
            {
                await rig.UntilAsync(snapshot => snapshot.LateInterrupts == 1);
                Wait(rig, 100.0);
            }

            await DeliveredAsync(buffer);
        }

        await TookAsync(rig, 100.0, 3);
    }

    [Fact(DisplayName = "A rewired line keeps a latched edge, and the time of it")]
    public async Task Rewired()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.SetIrqTypeAsync(0, IrqType.EdgeRising);
        await EdgeAsync(rig, true);
        Wait(rig, 6.0);
        await rig.ChangeAsync("ivi", ivi => ivi with
        {
            Lines = ivi.Lines.SetItem(0, ivi.Lines[0] with { From = ivi.Lines[1].From }),
        });
        await DeliveredAsync(guest.QueueIrqPairAsync(0));
        await TookAsync(rig, 6.0, 1);
    }

    /// <summary>Sets the level of line 0, and waits until the guest line has heard of it.</summary>
    private static async Task EdgeAsync(LiveRig rig, bool level)
    {
        await rig.SetAsync(0, level);
        await rig.ToldAsync();
        await rig.LineAsync(0);
    }

    private static async Task<Task<RawCompletion>> UnmaskedAsync(LiveRig rig, GpioDriver guest)
    {
        var buffer = guest.QueueIrqPairAsync(0);
        await rig.UntilAsync(snapshot => snapshot.Lines[0].Buffer == IrqBufferState.Held);
        return buffer;
    }

    private static async Task DeliveredAsync(Task<RawCompletion> buffer) =>
        Assert.Equal((byte)IrqStatus.Valid, (await buffer).Written[0]);

    private static async Task TookAsync(LiveRig rig, double milliseconds, int interrupts)
    {
        var counts = await CountsAsync(rig);
        Assert.Equal((interrupts, milliseconds), (counts.Latency.Sum(), counts.LatencySumNs / 1e6));
    }

    private static async Task<Contract.GuestCounts> CountsAsync(LiveRig rig) => (await rig.Hub.CountsAsync(false, default)).Guests[0];

    private static void Wait(LiveRig rig, double milliseconds) => rig.Advance(TimeSpan.FromMilliseconds(milliseconds));

    private Task<LiveRig> StartAsync(int? interrupts = null) => StartAsync(
        folder =>
        {
            var chip = Plans.Sim("bench", "A", "B");
            return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip) with { InterruptsPerSecond = interrupts }]);
        },
        virtualTime: true);
}
