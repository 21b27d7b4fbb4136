using System.Globalization;
using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>A line that wakes a guest from suspend to idle, as gpio-keys asks for it with wakeup-source. Linux's own driver cannot
/// (ConsumersSpec); this is that driver with what it lacks.</summary>
/// <remarks>Source: tests/EndToEnd/Linux/gpio-virtio-wake.sed.</remarks>
[Trait("Boots", "kernel")]
public sealed class WakeSpec(EcuBench bench) : IClassFixture<EcuBench>
{
    private const int Wakeup = 143;
    private const string Stats = "/sys/power/suspend_stats";

    [Fact(DisplayName = "Mended, it wakes: each press wakes the suspended guest once, and is an input event there")]
    public async Task Wakes()
    {
        const int Times = 3;
        await bench.DriverAsync("gpio_virtio_wake");
        var reader = await InputReader.StartAsync(bench.Guest, "wakeup");
        long delivered = (await bench.Hub.InfoAsync()).Guest("ecu").Line("WAKE").Delivered;
        int slept = await SleepsAsync();
        await bench.Guest.RunAsync(
            "dmesg -n 8; echo 1 >/sys/power/pm_debug_messages; echo N >/sys/module/printk/parameters/console_suspend");
        for (int time = 0; time < Times; time++)
        {
            int before = Asleep();
            var awake = bench.Guest.RunAsync("echo freeze >/sys/power/state");
            await Patience.UntilAsync(() => Task.FromResult(Asleep()), asleep => asleep > before, _ => "the guest does not suspend");
            await bench.Hub.SetAsync("board/WAKE", '1');
            await awake;
            await reader.KeyAsync(Wakeup, 2 * time + 1);
            await bench.Hub.SetAsync("board/WAKE", '0');
            await reader.KeyAsync(Wakeup, 2 * time + 2);
        }

        await reader.StopAsync();
        Assert.Equal(slept + Times, await SleepsAsync());
        Assert.Equal(Enumerable.Repeat((int[])[1, 0], Times).SelectMany(v => v), await reader.KeyAsync(Wakeup, 2 * Times));
        Assert.Equal(2 * Times, (await bench.Hub.InfoAsync()).Guest("ecu").Line("WAKE").Delivered - delivered);
    }

    /// <summary>How often the guest's kernel has said that all is suspended, and that it waits for what wakes it.</summary>
    private int Asleep() => Console.Split("PM: suspend-to-idle").Length;

    private string Console => ((QemuGuest)bench.Guest).Console;

    private async Task<int> SleepsAsync() =>
        int.Parse(await bench.Guest.RunAsync($"cat {Stats}/success"), CultureInfo.InvariantCulture);
}
