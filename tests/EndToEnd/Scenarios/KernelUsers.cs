using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>Drivers inside a guest's kernel that any device tree may hand lines to, and what they must do with them.</summary>
/// <param name="Chip">Of the hub; its lines have the guest's names.</param>
/// <param name="Name">Of the guest.</param>
public sealed record KernelUsers(HubProcess Hub, LinuxGuest Guest, string Chip, string Name)
{
    /// <summary>KEY_POWER and KEY_RESTART.</summary>
    public const int Power = 116, Restart = 0x198;

    /// <summary>gpio-keys, labelled buttons: each press and each release is one input event.</summary>
    /// <param name="pressed">The level of the line then.</param>
    public async Task ButtonAsync(string line, char pressed, int code)
    {
        const int Presses = 10;
        char released = pressed == '1' ? '0' : '1';
        await Hub.SetAsync($"{Chip}/{line}", released);
        await Hub.UntilArmedAsync(Name, line);
        var reader = await InputReader.StartAsync(Guest, "buttons");
        for (int press = 0; press < Presses; press++)
        {
            await Hub.SetAsync($"{Chip}/{line}", pressed);
            await reader.KeyAsync(code, 2 * press + 1);
            await Hub.SetAsync($"{Chip}/{line}", released);
            await reader.KeyAsync(code, 2 * press + 2);
        }

        await reader.StopAsync();
        Assert.Equal(Enumerable.Repeat((int[])[1, 0], Presses).SelectMany(v => v), await reader.KeyAsync(code, 2 * Presses));
    }

    /// <summary>gpio-leds, the LED lamp: its brightness is the line's level.</summary>
    public async Task LampAsync()
    {
        foreach (int level in (int[])[1, 0, 1, 0])
        {
            await Guest.RunAsync($"echo {level} >/sys/class/leds/lamp/brightness");
            await UntilLevelAsync("LAMP", level);
        }
    }

    /// <summary>regulator-fixed, the regulator horn: its enable line has been driven since the boot.</summary>
    public async Task HornAsync()
    {
        Assert.Equal("enabled", await Guest.RunAsync("cat $(dirname $(grep -l horn /sys/class/regulator/*/name))/state"));
        await UntilLevelAsync("HORN", 1);
        Assert.Equal("out", (await Hub.InfoAsync()).Guest(Name).Line("HORN").Direction);
    }

    public Task UntilLevelAsync(string line, int level) =>
        Hub.UntilAsync(info => info.Line($"{Chip}/{line}").Level == level, $"{Chip}/{line} to be {level}");
}
