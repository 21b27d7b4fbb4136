using GpioHub.Actors.Chips.Gpio;
using GpioHub.Actors.Tests.Support;
using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Chips.Discovery;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Allocation;

/// <summary>Allocations of the hot path with a gpiochip below: values on the reactor, events from the kernel.</summary>
public class GpioAllocationSpec
{
    private const int Requests = 10_000;

    [Theory(DisplayName =
        "10,000 values read or set at a fast gpiochip allocate 0 bytes, and so do repeated directions and types (HR-28, HR-27)")]
    [InlineData(GpioMessage.GetValue, 0u, 0u)]
    [InlineData(GpioMessage.SetValue, 0u, 1u)]
    [InlineData(GpioMessage.SetDirection, 1u, 1u)]
    public async Task Values(GpioMessage message, uint first, uint second)
    {
        var (rig, _) = await StartAsync(guests: 1);
        await using var __ = rig;
        var guest = rig.Guests[0];
        if (message != GpioMessage.GetValue)
            for (int line = 0; line < HotRig.Lines; line++) guest.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.Out);
        Chain[] round = [.. Enumerable.Range(0, 2 * HotRig.RingSize)
            .Select(i => guest.Message(message, i % HotRig.Lines, i < HotRig.RingSize ? first : second))];
        await rig.AllAtOnceAsync(guest.Requests, round[..HotRig.RingSize]);

        Assert.Equal(0, rig.BytesOf(count => guest.Requests.Stream(round, count, HotRig.RingSize), Requests));
    }

    [Theory(DisplayName = "10,000 edges of a gpiochip's lines become interrupts and allocate 0 bytes; " +
        "level interrupts that sense the pin at each unmask too (GU-12, GU-19)")]
    [InlineData(IrqType.EdgeBoth)]
    [InlineData(IrqType.LevelHigh)]
    public async Task Interrupts(IrqType type)
    {
        const int lines = 8;
        var (rig, chip) = await StartAsync(guests: 1);
        await using var _ = rig;
        var guest = rig.Guests[0];
        Chain[] pairs = [.. Enumerable.Range(0, lines).Select(line => guest.Pair(line, IrqStatus.Valid))];
        for (int line = 0; line < lines; line++) guest.Ask(GpioMessage.SetIrqType, line, (uint)type);
        bool high = false;
        if (type == IrqType.LevelHigh)
            for (int line = 0; line < lines; line++) chip[line].Pull(true);

        Assert.Equal(0, rig.BytesOf(
            () =>
            {
                guest.Events.Offer(pairs);
                high = !high;
                if (type == IrqType.EdgeBoth)
                    for (int line = 0; line < lines; line++) chip[line].Pull(high);
                guest.Events.Await(lines);
            },
            Requests / lines));
    }

    private static async Task<(HotRig Rig, FakeGpioChip Chip)> StartAsync(int guests)
    {
        var kernel = new FakeGpioKernel { Logs = false };
        var chip = kernel.AddChip("/dev/gpiochip0", "fast", Enumerable.Range(0, HotRig.Lines).Select(n => $"LINE{n}"));
        var machine = new GpioBacking(kernel, _ => new ChipSearch.Found(chip.Path), "/dev", () => MonotonicClock.Now);
        return (await HotRig.StartAsync(guests, virtualTime: true, machine: machine), chip);
    }
}
