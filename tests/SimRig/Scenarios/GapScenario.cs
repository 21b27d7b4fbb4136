using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;
using GpioHub.SimRig.Chips;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.SimRig.Scenarios;

/// <summary>A pin is pulled while the hub stands still and is then killed: the next one counts each edge, and the guest that is connected
/// all the time is told.</summary>
internal static class GapScenario
{
    /// <summary>As many events as the kernel keeps of a line for the hub.</summary>
    private const int Kept = 256;

    private static readonly int[] Bursts = [1, 2, 10, Kept - 1, Kept, Kept + 1, 1000];

    public static async Task RunAsync(Rig rig, int? n)
    {
        var pin = rig.AddChip("gap", 1).Lines[0];
        await rig.StartHubAsync("""
            chips:
              gap: { driver: gpiochip, label: gap }
            guests:
              ivi: { lines: [{ name: L0, from: gap/L0 }] }
            """, "watchdog: off");
        var guest = await rig.ConnectAsync("ivi");
        await Rig.InputAsync(guest, 0);
        await using var irq = await Rig.InterruptOfAsync(guest, 0, IrqType.EdgeBoth);
        var interrupts = new SimInterrupts(1);
        long edges = 0, lost = 0, kills = 0;
        bool up = false;
        foreach (int burst in Bursts.Take(n ?? Bursts.Length))
        {
            await rig.Hub.UntilArmedAsync("ivi", "L0");
            int hub = KilledScenario.HubOf(rig.Hub.ProcessId);
            await Signals.StopAsync(hub);
            long[] handled = interrupts.Count();
            for (int pull = 1; pull <= burst; pull++)
            {
                up = !up;
                pin.Pull(up);
                await interrupts.UntilAsync(handled, pull);
            }

            await Signals.KillAsync(hub);
            await KilledScenario.WentOnAsync(rig, ++kills);
            (edges, lost) = (edges + burst, lost + Math.Max(burst - Kept, 0));
            await rig.Hub.UntilAsync(info => Line(info).Edges == edges, $"{edges} edges, the last {burst} from the gap");
            var info = await rig.Hub.UntilArmedAsync("ivi", "L0");
            var seen = (Line(info).Edges, Line(info).Lost, Line(info).Level);
            Rule.Equal((edges, lost, up ? 1 : 0), seen, $"the account after a gap of {burst}");
            var line = info.Guest("ivi").Line("L0");
            Rule.Holds(line.Delivered + line.Coalesced == edges && line.Delivered == irq.Counters.Valid, $"{line}; {irq.Counters}");
            Rule.Equal(1L, info.Guest("ivi").Sessions, "sessions of the guest");
            Rule.Figure($"seen-of-{burst}", edges);                        // who runs this waits for a word every few minutes
        }

        Rule.Figure("kills", kills);
        Rule.Figure("edges", edges);
        Rule.Figure("lost", lost);
    }

    private static ChipLineInfo Line(HubInfo info) => info.Line("gap/L0");
}
