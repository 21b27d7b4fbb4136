using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.SimRig.Chips;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.SimRig.Scenarios;

/// <summary>The rig without the hub's gpiochip driver, on which the other scenarios rely. If this fails, that driver is not the
/// reason.</summary>
internal static class SelfScenario
{
    private const int Line = 1;

    public static async Task RunAsync(Rig rig, int? n)
    {
        var chip = rig.AddChip("self", 2, new Hog(0, "board", "output-high"));
        await ProgramCountsAsync(chip, n ?? 100);
        Replugged(chip);
        await HubAndGuestAsync(rig);
    }

    /// <summary>Checks that each pull that waits for the one before is an edge to a program that reads the line.</summary>
    public static async Task ProgramCountsAsync(SimChip chip, int edges)
    {
        var interrupts = new SimInterrupts(chip.Lines.Count);
        await using var gt = ChildProcess.Start("gt", "/run/gt", ["edges", chip.Device, $"{Line}", $"{edges}"]);
        await gt.Printed.LineAsync(l => l == "armed", "gt to be armed");
        long before = interrupts.Count()[Line];
        for (int edge = 1; edge <= edges; edge++)
        {
            chip.Lines[Line].Pull(edge % 2 == 1);
            await interrupts.UntilAsync(Line, before + edge);
        }

        Rule.Equal(0, await gt.ExitAsync(), "exit code of gt edges");
        Rule.Figure("chip-edges", $"{gt.Printed.Lines[^1]}");
    }

    private static void Replugged(SimChip chip)
    {
        Rule.Holds(chip.Lines[0].Level, "the hog does not drive its line");
        chip.Lines[Line].Pull(true);
        string device = chip.Device;
        chip.Unplug();
        Rule.Holds(!File.Exists(device), $"{device} is still there");
        chip.Plug();
        Rule.Holds(File.Exists(chip.Device), $"{chip.Device} is not there");
        Rule.Equal(("pull-down", false), (chip.Lines[Line].Bias, chip.Lines[Line].Level), "a line after a replug");
    }

    private static async Task HubAndGuestAsync(Rig rig)
    {
        await rig.StartHubAsync("""
            chips:
              bench: { driver: sim, lines: [IGN] }
            guests:
              ivi: { lines: [{ from: bench/IGN }] }
            """);
        Rule.Figure("hub-start", $"{rig.Hub.Log.Lines.First(l => l.Contains(" up in ", StringComparison.Ordinal)).Split(" up in ")[1]}");
        var guest = await rig.ConnectAsync("ivi");
        await Rig.InputAsync(guest, 0);
        await using (IrqLine irq = await Rig.InterruptOfAsync(guest, 0, IrqType.EdgeBoth))
        {
            foreach (bool level in (bool[])[true, false])
            {
                await rig.Hub.SetAsync("bench/IGN", level ? '1' : '0');
                Rule.Equal(level, (await Rig.InterruptAsync(irq, "bench/IGN")).Level, "the level of an interrupt");
            }
        }

        Rule.Figure("hub-holds", $"{ProcessUse.Of(rig.Hub.ProcessId)}");
        await rig.DisconnectAsync(guest, "ivi");
        await rig.Hub.StopAsync();
    }
}
