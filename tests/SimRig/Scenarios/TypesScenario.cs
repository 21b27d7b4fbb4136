using GpioHub.GuestDriver.Driver;
using GpioHub.SimRig.Chips;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.SimRig.Scenarios;

/// <summary>Each interrupt type delivers what it must, and nothing else.</summary>
internal static class TypesScenario
{
    private const int Rising = 0, Falling = 1, Both = 2, High = 3, Low = 4, Retyped = 5, FenceLine = 6, Lines = 7, Pulses = 3;

    public static async Task RunAsync(Rig rig, int? n)
    {
        int pulses = n ?? Pulses;
        var pins = rig.AddChip("types", Lines).Lines;
        await rig.StartHubAsync($$"""
            chips:
              types: { driver: gpiochip, label: types }
            guests:
              ivi:
                lines: [{{string.Join(", ", Enumerable.Range(0, Lines).Select(l => $"{{ name: L{l}, from: types/L{l} }}"))}}]
            """);
        var guest = await rig.ConnectAsync("ivi");
        await using var fence = await Fence.CreateAsync(guest, FenceLine, pins[FenceLine]);
        for (ushort line = 0; line < FenceLine; line++) await Rig.InputAsync(guest, line);

        await EdgesAsync(Rising, IrqType.EdgeRising, [true]);
        await EdgesAsync(Falling, IrqType.EdgeFalling, [false]);
        await EdgesAsync(Both, IrqType.EdgeBoth, [true, false]);
        await LevelAsync(rig, guest, fence, pins[High], High, IrqType.LevelHigh, pulses);
        await LevelAsync(rig, guest, fence, pins[Low], Low, IrqType.LevelLow, pulses);
        await RetypedAsync();

        async Task EdgesAsync(ushort line, IrqType type, bool[] expected)
        {
            await using var irq = await Rig.InterruptOfAsync(guest, line, type);
            for (int pulse = 0; pulse < pulses; pulse++) await PulseAsync(irq, pins[line], type, expected, fence);
            Rule.Equal(pulses * expected.Length, (int)irq.Counters.Valid, $"interrupts of {type}");
            Rule.Figure($"{type}", irq.Counters.Valid);
        }

        async Task RetypedAsync()
        {
            await using var irq = await Rig.InterruptOfAsync(guest, Retyped, IrqType.EdgeRising);
            await PulseAsync(irq, pins[Retyped], IrqType.EdgeRising, [true], fence);

            await irq.DisableAsync();
            Rule.Equal("none", (await rig.Hub.InfoAsync()).Guest("ivi").Line("L5").Irq, "the type after disabling");
            await PulseAsync(irq, pins[Retyped], IrqType.None, [], fence);
            await irq.SetTypeAsync(IrqType.EdgeFalling);
            await irq.EnableAsync();
            await PulseAsync(irq, pins[Retyped], IrqType.EdgeFalling, [false], fence);
            await irq.SetTypeAsync(IrqType.EdgeBoth);
            await PulseAsync(irq, pins[Retyped], IrqType.EdgeBoth, [true, false], fence);

            Rule.Equal(4L, irq.Counters.Valid, "interrupts of a line that was disabled and re-typed");
            Rule.Equal((0L, 0L), (irq.Counters.EventsAfterDisable, irq.Counters.BufferKeptAfterDisable),
                "events and buffers after a disable");
            Rule.Figure("NoneAndRetyped", irq.Counters.Valid);
        }
    }

    /// <summary>Pulls up and down, and checks what the guest gets of it, in order.</summary>
    private static async Task PulseAsync(IrqLine irq, SimLine pin, IrqType type, bool[] expected, Fence fence)
    {
        foreach (bool level in (bool[])[true, false])
        {
            pin.Pull(level);
            await fence.PassAsync();
            if (expected.Contains(level))
                Rule.Equal(level, (await Rig.InterruptAsync(irq, $"{type}")).Level, $"the level of an interrupt of {type}");
            Rule.Holds(!irq.Events.TryPeek(out _), $"one interrupt too many of {type}, level {level}");
        }
    }

    /// <summary>The handler acts as the device behind the line: it clears the source when it has been called often enough.</summary>
    private static async Task LevelAsync(Rig rig, GpioDriver guest, Fence fence, SimLine pin, ushort line, IrqType type, int times)
    {
        bool active = type == IrqType.LevelHigh;
        pin.Pull(!active);
        int calls = 0;
        await using var irq = await Rig.InterruptOfAsync(guest, line, type, _ =>
        {
            if (++calls == times) pin.Pull(!active);
            return ValueTask.CompletedTask;
        });
        await fence.PassAsync();
        Rule.Equal(0, calls, $"interrupts of {type} before its level is there");

        pin.Pull(active);
        await rig.Hub.UntilAsync(info => info.Guest("ivi").Line($"L{line}") is { Armed: true } l && l.Delivered >= times,
            $"{type} to be served {times} times and to be armed again");
        await fence.PassAsync();
        long served = irq.Counters.Valid;
        await fence.PassAsync();
        Rule.Equal(served, irq.Counters.Valid, $"interrupts of {type} after its level has gone");
        Rule.Equal(served, (await rig.Hub.InfoAsync()).Guest("ivi").Line($"L{line}").Delivered, $"interrupts of {type}, as the hub has it");
        Rule.Figure($"{type}", served);
        Rule.Figure($"{type}-after-clearing", served - times);      // the kernel tells of the end of a level at its next tick
    }
}
