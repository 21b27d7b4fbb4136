using GpioHub.EndToEnd.Guests;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>Drivers inside an Arm guest's kernel, to which its device tree hands lines of the hub.</summary>
/// <remarks>Source: config/rigs/ecu-arm.dts.</remarks>
[Trait("Boots", "kernel")]
public sealed class ConsumersSpec(EcuBench bench) : IClassFixture<EcuBench>
{
    private const int Wakeup = 143;

    [Theory(DisplayName = "gpio-keys: each press and each release on the chip is one input event, in order; a button may be active low")]
    [InlineData("IGN", '1', KernelUsers.Power)]
    [InlineData("CRASH", '0', KernelUsers.Restart)]
    public Task Buttons(string line, char pressed, int code) => bench.Users.ButtonAsync(line, pressed, code);

    [Fact(DisplayName = "gpio-leds: what is written to the LED's brightness is its line's level")]
    public Task Led() => bench.Users.LampAsync();

    [Fact(DisplayName = "regulator-fixed: the kernel drives its enable line from the boot on")]
    public Task Regulator() => bench.Users.HornAsync();

    [Fact(DisplayName = "Linux's own driver cannot wake: with a wakeup-source the guest refuses to suspend, and its lines go on")]
    public async Task NoWakeup()
    {
        int[] pressed = [1, 0];
        var answer = await bench.Guest.TryAsync("echo freeze >/sys/power/state");
        Assert.NotEqual(0, answer.Code);
        Assert.Contains("No such device or address", answer.Output, StringComparison.Ordinal);
        Assert.Contains("failed to configure IRQ", ((QemuGuest)bench.Guest).Console, StringComparison.Ordinal);
        Assert.Equal("0", await bench.Guest.RunAsync("cat /sys/power/suspend_stats/success"));

        var reader = await InputReader.StartAsync(bench.Guest, "wakeup");
        await bench.Hub.SetAsync("board/WAKE", '1');
        await reader.KeyAsync(Wakeup, 1);
        await bench.Hub.SetAsync("board/WAKE", '0');
        Assert.Equal(pressed, await reader.KeyAsync(Wakeup, 2));
        await reader.StopAsync();
    }
}
