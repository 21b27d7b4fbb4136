using GpioHub.EndToEnd.Guests;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>Drivers inside an Arm guest's kernel, to which its device tree hands lines of the hub.</summary>
/// <remarks>Source: config/rigs/ecu-arm.dts.</remarks>
[Trait("Boots", "kernel")]
public sealed class ConsumersSpec(EcuBench bench) : IClassFixture<EcuBench>
{
    private const int Power = 116, Restart = 0x198, Wakeup = 143;

    [Theory(DisplayName = "gpio-keys: each press and each release on the chip is one input event, in order; a button may be active low")]
    [InlineData("IGN", '1', Power)]
    [InlineData("CRASH", '0', Restart)]
    public async Task Buttons(string line, char pressed, int code)
    {
        const int Presses = 10;
        char released = pressed == '1' ? '0' : '1';
        await bench.Hub.SetAsync($"board/{line}", released);
        await bench.Hub.UntilArmedAsync("ecu", line);
        var reader = await KeyReader.StartAsync(bench.Guest, "buttons");
        for (int press = 0; press < Presses; press++)
        {
            await bench.Hub.SetAsync($"board/{line}", pressed);
            await reader.ValuesAsync(code, 2 * press + 1);
            await bench.Hub.SetAsync($"board/{line}", released);
            await reader.ValuesAsync(code, 2 * press + 2);
        }

        await reader.StopAsync();
        Assert.Equal(Enumerable.Repeat((int[])[1, 0], Presses).SelectMany(v => v), await reader.ValuesAsync(code, 2 * Presses));
    }

    [Fact(DisplayName = "gpio-leds: what is written to the LED's brightness is its line's level")]
    public async Task Led()
    {
        foreach (int level in (int[])[1, 0, 1, 0])
        {
            await bench.Guest.RunAsync($"echo {level} >/sys/class/leds/lamp/brightness");
            await bench.UntilLevelAsync("LAMP", level);
        }
    }

    [Fact(DisplayName = "regulator-fixed: the kernel drives its enable line from the boot on")]
    public async Task Regulator()
    {
        Assert.Equal("enabled", await bench.Guest.RunAsync("cat $(dirname $(grep -l horn /sys/class/regulator/*/name))/state"));
        await bench.UntilLevelAsync("HORN", 1);
        Assert.Equal("out", (await bench.Hub.InfoAsync()).Guest("ecu").Line("HORN").Direction);
    }

    [Fact(DisplayName = "Linux's own driver cannot wake: with a wakeup-source the guest refuses to suspend, and its lines go on")]
    public async Task NoWakeup()
    {
        int[] pressed = [1, 0];
        var answer = await bench.Guest.TryAsync("echo freeze >/sys/power/state");
        Assert.NotEqual(0, answer.Code);
        Assert.Contains("No such device or address", answer.Output, StringComparison.Ordinal);
        Assert.Contains("failed to configure IRQ", ((QemuGuest)bench.Guest).Console, StringComparison.Ordinal);
        Assert.Equal("0", await bench.Guest.RunAsync("cat /sys/power/suspend_stats/success"));

        var reader = await KeyReader.StartAsync(bench.Guest, "wakeup");
        await bench.Hub.SetAsync("board/WAKE", '1');
        await reader.ValuesAsync(Wakeup, 1);
        await bench.Hub.SetAsync("board/WAKE", '0');
        Assert.Equal(pressed, await reader.ValuesAsync(Wakeup, 2));
        await reader.StopAsync();
    }
}
