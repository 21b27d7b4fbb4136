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
            """, "watchdog: off");
        await SettledAsync(pins);
        using (var observer = new PinObserver(pins[High], pins[Low]))
        {
            for (int kill = 1; kill <= kills; kill++)
            {
                int hub = HubOf(rig.Hub.ProcessId);
                await Signals.KillAsync(hub);
                await WentOnAsync(rig, kill);
                Rule.Figure($"looks-{kill}", observer.Looks);              // who runs this waits for a word every few minutes
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

    private static Task<(bool, bool)> SettledAsync(IReadOnlyList<SimLine> pins) => Patience.UntilAsync(
        () => Task.FromResult((pins[High].Level, pins[Low].Level)), levels => levels == (true, false), levels => $"pins at {levels}");

    /// <summary>The hub that the keeper has: the child that was started first, for one that stands by is started later.</summary>
    /// <remarks>This kernel has no /proc/PID/task/TID/children.</remarks>
    public static int HubOf(int keeper)
    {
        var children = Directory.GetDirectories("/proc").Select(folder => Path.GetFileName(folder)!)
            .Where(name => char.IsAsciiDigit(name[0])).Select(StatOf).Where(stat => stat.Parent == keeper).ToArray();
        return children.Length > 0 ? children.MinBy(child => child.Started).Process : throw new ScenarioException("the keeper has no hub");
    }

    /// <summary>/proc/PID/stat; a name in it has no blank here.</summary>
    private static (int Process, int Parent, long Started) StatOf(string process)
    {
        try
        {
            string[] words = File.ReadAllText($"/proc/{process}/stat").Split(' ');
            return (Number(words[0]), Number(words[3]), Number(words[21]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return default;                                                // it has just ended
        }

        static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until so many hubs have gone on with the lines of the one before.</summary>
    public static async Task WentOnAsync(Rig rig, long kills)
    {
        await Patience.UntilAsync(() => Task.FromResult(WentOn(rig)), times => times == kills,
            times => $"{times} of {kills} hubs went on with the lines of the one before:\n{rig.Hub.Log.Tail}");
        await rig.Hub.UntilAsync(info => info.Chips.All(chip => chip.State == "up"), "the chip to be up again");
    }

    private static int WentOn(Rig rig) => rig.Hub.Log.Lines.Count(line => line.Contains("as they were left", StringComparison.Ordinal));
}
