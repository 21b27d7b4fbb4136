using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.SimRig.Scenarios;

/// <summary>bias and activeLow reach the pin, and levels are logical everywhere but there.</summary>
internal static class BiasScenario
{
    private const ushort Up = 0, Down = 1, LowUp = 2, LowDown = 3, AsIs = 4, LowOut = 5;

    public static async Task RunAsync(Rig rig, int? n)
    {
        var pins = rig.AddChip("bias", 6).Lines;
        pins[Down].Pull(true);
        pins[LowDown].Pull(true);
        pins[AsIs].Pull(true);
        await rig.StartHubAsync("""
            chips:
              bias:
                driver: gpiochip
                label: bias
                lines:
                  - { offset: 0, name: UP, bias: pull-up }
                  - { offset: 1, name: DOWN, bias: pull-down }
                  - { offset: 2, name: N_UP, bias: pull-up, activeLow: true }
                  - { offset: 3, name: N_DOWN, bias: pull-down, activeLow: true }
                  - { offset: 4, name: AS_IS }
                  - { offset: 5, name: N_OUT, activeLow: true }
            guests:
              ivi:
                lines:
                  - { from: bias/UP }
                  - { from: bias/DOWN }
                  - { from: bias/N_UP }
                  - { from: bias/N_DOWN }
                  - { from: bias/AS_IS }
                  - { from: bias/N_OUT, access: out }
            """);
        var guest = await rig.ConnectAsync("ivi");

        await ReadsAsync(Up, "pull-up", pin: true, logical: true);
        await ReadsAsync(Down, "pull-down", pin: false, logical: false);
        await ReadsAsync(LowUp, "pull-up", pin: true, logical: false);
        await ReadsAsync(LowDown, "pull-down", pin: false, logical: true);
        await ReadsAsync(AsIs, "pull-up", pin: true, logical: true);
        await InvertedEdgesAsync();
        await InvertedOutputAsync();

        async Task ReadsAsync(ushort line, string bias, bool pin, bool logical)
        {
            await guest.SetDirectionAsync(line, GpioDirection.In);
            Rule.Equal(logical, await guest.GetValueAsync(line), $"GET_VALUE of {guest.Names[line]}");
            Rule.Equal(bias, pins[line].Bias, $"the pull of {guest.Names[line]}");
            Rule.Equal(pin, pins[line].Level, $"the pin of {guest.Names[line]}");
            Rule.Figure(guest.Names[line], $"{pins[line].Bias} pin={(pin ? 1 : 0)} logical={(logical ? 1 : 0)}");
        }

        async Task InvertedEdgesAsync()
        {
            await using var rising = await guest.RequestIrqAsync(LowUp, IrqType.EdgeRising);
            pins[LowUp].Pull(false);
            await Rig.InterruptAsync(rising, "N_UP to rise as its pin falls");
            Rule.Equal(true, await guest.GetValueAsync(LowUp), "GET_VALUE of N_UP with its pin low");
            Rule.Equal(1, (await rig.Hub.InfoAsync()).Line("bias/N_UP").Level, "info's level of N_UP with its pin low");
        }

        async Task InvertedOutputAsync()
        {
            foreach (bool level in (bool[])[true, false])
            {
                await guest.DriveAsync(LowOut, level);
                Rule.Equal(!level, pins[LowOut].Level, $"the pin of N_OUT, driven {level}");
                Rule.Equal(level, await guest.GetValueAsync(LowOut), $"GET_VALUE of N_OUT, driven {level}");
            }
        }
    }
}
