using GpioHub.GuestDriver.Driver;
using GpioHub.SimRig.Chips;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.SimRig.Scenarios;

/// <summary>A line that the kernel holds is refused, and its holder is named. The other lines work, and so does this one once nobody holds
/// it.</summary>
internal static class HogScenario
{
    private const ushort Free = 0, Held = 1;

    public static async Task RunAsync(Rig rig, int? n)
    {
        var chip = rig.AddChip("hog", 2, new Hog(Held, "board-reset", "output-high"));
        await rig.StartHubAsync("""
            chips:
              hog: { driver: gpiochip, label: hog }
            guests:
              ivi:
                lines:
                  - { name: FREE, from: hog/L0 }
                  - { name: HELD, from: hog/L1 }
            """);
        var guest = await rig.ConnectAsync("ivi");

        Rule.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetDirection, Held, (uint)GpioDirection.In)).Status,
            "SET_DIRECTION of a held line");
        Rule.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.GetValue, Held, 0)).Status, "GET_VALUE of a held line");
        Rule.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetIrqType, Held, (uint)IrqType.EdgeBoth)).Status,
            "SET_IRQ_TYPE of a held line");
        string? problem = (await rig.Hub.InfoAsync()).Line("hog/L1").Problem;
        Rule.Holds(problem?.Contains("board-reset", StringComparison.Ordinal) == true,
            $"info says of the held line: {problem ?? "nothing"}");
        Rule.Holds(chip.Lines[Held].Level, "the held line is not driven high any more");
        await WorksAsync(guest, Free, chip.Lines[Free]);

        chip.Dispose();
        await rig.Hub.UntilAsync(info => info.Chip("hog").State != "up", "the chip to be away");
        var freed = rig.ReplaceChip(chip, "hog", 2);
        await rig.Hub.UntilAsync(info => info.Chip("hog").State == "up" && info.Line("hog/L1").Problem is null,
            "the chip to be up without a problem");
        await WorksAsync(guest, Held, freed.Lines[Held]);
        await WorksAsync(guest, Free, freed.Lines[Free]);
        Rule.Equal(1L, (await rig.Hub.InfoAsync()).Guest("ivi").Sessions, "sessions of the guest");
    }

    /// <summary>Checks that the line can be read at both levels, and interrupts for each edge.</summary>
    private static async Task WorksAsync(GpioDriver guest, ushort line, SimLine pin)
    {
        await Rig.InputAsync(guest, line);
        await using var irq = await Rig.InterruptOfAsync(guest, line, IrqType.EdgeBoth);
        foreach (bool level in (bool[])[true, false])
        {
            pin.Pull(level);
            Rule.Equal(level, (await Rig.InterruptAsync(irq, $"line {line}")).Level, $"the level of line {line}'s interrupt");
            Rule.Equal(level, await guest.GetValueAsync(line), $"GET_VALUE of line {line}");
        }
    }
}
