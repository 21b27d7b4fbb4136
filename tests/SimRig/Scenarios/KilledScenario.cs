using System.Globalization;
using GpioHub.EndToEnd.Support;
using GpioHub.SimRig.Chips;

namespace GpioHub.SimRig.Scenarios;

/// <summary>The hub is killed again and again, and another one follows: driven pins do not move.</summary>
/// <remarks>Each pin is pulled to the opposite of its level, so it would move as soon as nobody drove it.</remarks>
internal static class KilledScenario
{
    private const int High = 0, Low = 1;

    public static async Task RunAsync(Rig rig, int? n)
    {
        int kills = n ?? 20;
        var pins = rig.AddChip("kept", 3).Lines;
        pins[Low].Pull(true);
        await rig.StartHubAsync("""
            chips:
              kept:
                driver: gpiochip
                label: kept
                lines:
                  - { offset: 0, name: HIGH, initial: high }
                  - { offset: 1, name: LOW, initial: low }
                  - { offset: 2, name: SPARE }
            guests:
              ivi:
                lines:
                  - { from: kept/SPARE, access: inout }
            """);
        await SettledAsync(pins);
        using (var observer = new PinObserver(pins[High], pins[Low]))
        {
            for (int kill = 1; kill <= kills; kill++)
            {
                int hub = HubOf(rig.Hub.ProcessId);
                await Signals.KillAsync(hub);
                await Patience.UntilAsync(() => Task.FromResult(WentOn(rig)), times => times == kill,
                    times => $"hub {hub} was killed, and {times} of {kill} hubs went on with its lines");
                await rig.Hub.UntilAsync(info => info.Chips.All(chip => chip.State == "up"), "the chip to be up again");
            }

            Rule.Equal(0, observer.Moves, $"moves of the pins over {kills} kills");
            Rule.Holds(observer.Looks > kills, observer.Looks);
            Rule.Figure("looks", observer.Looks);
        }

        var info = await rig.Hub.InfoAsync();
        Rule.Equal((1, 0), (info.Line("kept/HIGH").Level, info.Line("kept/LOW").Level), "info's levels of HIGH and LOW");
        Rule.Equal((null, null), (info.Line("kept/HIGH").Problem, info.Line("kept/LOW").Problem), "info's problems");
        Rule.Figure("kills", kills);
        await rig.Hub.StopAsync();
        Rule.Equal((false, true), (pins[High].Level, pins[Low].Level), "the pins after the hub has gone: nobody holds them");
    }

    private static Task SettledAsync(IReadOnlyList<SimLine> pins) => Patience.UntilAsync(
        () => Task.FromResult((pins[High].Level, pins[Low].Level)), levels => levels == (true, false), levels => $"pins at {levels}");

    /// <summary>The hub that the keeper has: its oldest child, for one that stands by is started later.</summary>
    private static int HubOf(int keeper)
    {
        string children = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{keeper}/task/{keeper}/children"));
        return int.Parse(children.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private static int WentOn(Rig rig) => rig.Hub.Log.Lines.Count(line => line.Contains("as they were left", StringComparison.Ordinal));
}
