using System.Diagnostics;
using GpioHub.EndToEnd.Guests;

namespace GpioHub.SimRig.Scenarios;

/// <summary>The whole chain: a gpio-sim chip, the hub, a Linux under QEMU, gpiomon in it.</summary>
internal static class ChainScenario
{
    private static readonly string[] Expected = ["RISING", "FALLING", "RISING", "FALLING", "RISING", "FALLING"];

    public static async Task RunAsync(Rig rig, int? n)
    {
        var pin = rig.AddChip("chain", 1).Lines[0];
        await rig.StartHubAsync("""
            chips:
              chain: { driver: gpiochip, label: chain }
            guests:
              ivi:
                lines: [{ name: IGN, from: chain/L0 }]
            """);
        var kit = GuestKit.FromEnvironment();
        long began = Stopwatch.GetTimestamp();
        await using var guest = await FrontEnd.BootQemuAsync(kit, kit.Qemu10, rig.Hub, "ivi", version: "10.0");
        Rule.Figure("boot-seconds", $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F0}");

        var monitor = await guest.StartJobAsync("gpiomon --line-buffered gpiochip0 0");
        for (int edge = 0; edge < Expected.Length; edge++)
        {
            await rig.Hub.UntilAsync(info => info.Guest("ivi").Line("IGN") is { Armed: true } line && line.Delivered == edge,
                $"IGN to be armed after {edge} edges");
            pin.Pull(edge % 2 == 0);
        }

        var seen = await monitor.LinesAsync(Expected.Length);
        string text = string.Join('\n', seen);
        Rule.Holds(seen.Count == Expected.Length
            && seen.Zip(Expected).All(l => l.First.Contains($"{l.Second} EDGE", StringComparison.Ordinal)), text);
        Rule.Figure("edges", seen.Count);
    }
}
