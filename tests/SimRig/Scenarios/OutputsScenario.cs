using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.SimRig.Chips;

namespace GpioHub.SimRig.Scenarios;

/// <summary>The levels of the pins: at the hub's start, while a guest drives, after the guest has gone, and after the hub has.</summary>
/// <remarks>Each pin is pulled to the opposite of the expected level, so that the level can only be seen if the pin is driven.</remarks>
internal static class OutputsScenario
{
    private const ushort InitialLow = 0, InitialHigh = 1, InitialInput = 2, InitialAsIs = 3, ToInput = 4, ToLow = 5, ToHigh = 6, Hold = 7;

    private static readonly string[] Names = ["I_LOW", "I_HIGH", "I_INPUT", "I_AS_IS", "TO_INPUT", "TO_LOW", "TO_HIGH", "HOLD"];

    public static async Task RunAsync(Rig rig, int? n)
    {
        var pins = rig.AddChip("outputs", Names.Length).Lines;
        foreach (ushort line in (ushort[])[InitialLow, InitialInput, InitialAsIs, ToInput, ToLow]) pins[line].Pull(true);
        await rig.StartHubAsync($$"""
            chips:
              outputs:
                driver: gpiochip
                label: outputs
                lines:
                  - { offset: 0, name: I_LOW, initial: low }
                  - { offset: 1, name: I_HIGH, initial: high }
                  - { offset: 2, name: I_INPUT, initial: input }
                  - { offset: 3, name: I_AS_IS, initial: as-is }
                  - { offset: 4, name: TO_INPUT }
                  - { offset: 5, name: TO_LOW }
                  - { offset: 6, name: TO_HIGH }
                  - { offset: 7, name: HOLD }
            guests:
              ivi:
                lines:
            {{string.Join('\n', Names.Select(name => $"      - {{ from: outputs/{name}, access: inout, onRelease: {OnRelease(name)} }}"))}}
            """);
        await InitialAsync(rig, pins);

        var first = await rig.ConnectAsync("ivi");
        await DriveAsync(first);
        await rig.DisconnectAsync(first, "ivi");
        await ReleasedAsync();

        var second = await rig.ConnectAsync("ivi");
        await DriveAsync(second);
        await StoppedAsync();

        static string OnRelease(string name) => name switch { "TO_LOW" => "low", "TO_HIGH" => "high", "HOLD" => "hold", _ => "input" };

        // The levels are the opposite of the pulls, and of what the release must bring.
        async Task DriveAsync(GpioDriver guest)
        {
            foreach (var (line, level) in ((ushort, bool)[])[(ToInput, false), (ToLow, true), (ToHigh, false), (Hold, true)])
            {
                await Rig.DriveAsync(guest, line, !level);
                Rule.Equal(!level, pins[line].Level, $"{Names[line]}, driven {!level}");
                await guest.SetValueAsync(line, level);
                Rule.Equal(level, pins[line].Level, $"{Names[line]}, driven {level}");
            }
        }

        async Task ReleasedAsync()
        {
            await FollowsAsync(true);
            await FollowsAsync(false);
            await PinAsync(ToLow, false, "TO_LOW to be low");
            await PinAsync(ToHigh, true, "TO_HIGH to be high");
            await PinAsync(Hold, true, "HOLD to be as it was");
            pins[ToInput].Pull(true);
        }

        // gpio-sim keeps what was driven when an output becomes an input, until the pin is pulled the next time.
        Task FollowsAsync(bool up) => Patience.UntilAsync(
            () =>
            {
                pins[ToInput].Pull(up);
                return Task.FromResult(pins[ToInput].Level);
            },
            level => level == up,
            level => $"TO_INPUT does not follow its pull: pulled {up}, pin {level}");

        // When the hub closes its lines, gpio-sim lets go of them: each pin shows its pull, whatever onRelease says.
        async Task StoppedAsync()
        {
            await rig.Hub.StopAsync();
            foreach (ushort line in (ushort[])[ToInput, ToLow, ToHigh, Hold])
            {
                Rule.Equal(pins[line].Bias == "pull-up", pins[line].Level, $"{Names[line]} after the hub has gone");
                Rule.Figure($"{Names[line]}-after-stop", pins[line].Level ? 1 : 0);
            }
        }

        Task PinAsync(ushort line, bool level, string what) => Patience.UntilAsync(
            () => Task.FromResult(pins[line].Level), seen => seen == level, _ => $"Waited in vain for {what}");
    }

    private static async Task InitialAsync(Rig rig, IReadOnlyList<SimLine> pins)
    {
        Rule.Equal(false, pins[InitialLow].Level, "I_LOW, pulled up");
        Rule.Equal(true, pins[InitialHigh].Level, "I_HIGH, pulled down");
        var info = await rig.Hub.InfoAsync();
        Rule.Equal((0, 1), (info.Line("outputs/I_LOW").Level, info.Line("outputs/I_HIGH").Level), "info's levels of I_LOW and I_HIGH");

        foreach (ushort line in (ushort[])[InitialInput, InitialAsIs])
        {
            Rule.Equal(1, info.Line($"outputs/{Names[line]}").Level, $"info's level of {Names[line]}, an input that is pulled up");
            pins[line].Pull(false);
            Rule.Equal(false, pins[line].Level, $"{Names[line]}, an input that is pulled down");
        }
    }
}
