using GpioHub.EndToEnd.Guests;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>Drivers inside a User-Mode Linux, to which its device tree hands lines of the hub.</summary>
[Trait("Boots", "kernel")]
public sealed class KernelUsersSpec(KernelUsersBench fixture) : IClassFixture<KernelUsersBench>
{
    private const int Dial = 7;

    private Bench Bench => fixture.Bench;

    private KernelUsers Users => new(Bench.Hub, Bench.Guest, "bench", "ivi");

    [Theory(DisplayName = "gpio-keys: each press and each release on the chip is one input event, in order; a button may be active low")]
    [InlineData("IGN", '1', KernelUsers.Power)]
    [InlineData("CRASH", '0', KernelUsers.Restart)]
    public Task Buttons(string line, char pressed, int code) => Users.ButtonAsync(line, pressed, code);

    [Theory(DisplayName = "rotary-encoder: every four edges on its two lines are one step, of the sense in which it was turned")]
    [InlineData("DIAL_A", "DIAL_B", 1)]
    [InlineData("DIAL_B", "DIAL_A", -1)]
    public async Task Encoder(string leads, string follows, int step)
    {
        const int Steps = 10;
        await Bench.Hub.UntilArmedAsync("ivi", leads);
        await Bench.Hub.UntilArmedAsync("ivi", follows);
        var reader = await InputReader.StartAsync(Bench.Guest, "dial");
        for (int turned = 0; turned < Steps; turned++)
        {
            foreach (char level in "10")
            {
                await fixture.EdgeAsync(leads, level);
                await fixture.EdgeAsync(follows, level);
            }
        }

        await reader.AxisAsync(Dial, Steps);
        await reader.StopAsync();
        Assert.Equal(Enumerable.Repeat(step, Steps), await reader.AxisAsync(Dial, Steps));
    }

    [Fact(DisplayName = "gpio-leds: what is written to the LED's brightness is its line's level")]
    public Task Led() => Users.LampAsync();

    [Fact(DisplayName = "regulator-fixed, and a hog that keeps a reset line inactive: the kernel drives them from the boot on")]
    public async Task FromTheBootOn()
    {
        await Users.HornAsync();
        await Users.UntilLevelAsync("RESET", 1);
        Assert.Equal("out", (await Bench.Hub.InfoAsync()).Guest("ivi").Line("RESET").Direction);
        var taken = await Bench.Guest.TryAsync("gpioset gpiochip0 4=0");
        Assert.Contains("busy", taken.Output, StringComparison.Ordinal);
    }

    [Fact(DisplayName =
        "spi-gpio: each byte that the kernel shifts out is eight clocks on the chip, and its bits stand at their rising edges")]
    public async Task ShiftRegister()
    {
        string chip = await Bench.Guest.RunAsync("gpiodetect | grep -v virtio | cut -d ' ' -f 1");
        int latched = 0;
        foreach ((int output, int level) in ((int, int)[])[(0, 1), (7, 1), (2, 1), (0, 0), (3, 1), (7, 0)])
        {
            latched = (latched & ~(1 << output)) | (level << output);
            var seen = await fixture.WatchAsync($"gpioset {chip} {output}={level}", "SCK", "MOSI", "LATCH");
            seen.Answer.Succeeded();
            Assert.Equal(8, seen.Count("SCK rising"));
            Assert.Equal(latched, Shifted(seen));
        }
    }

    [Fact(DisplayName = "i2c-gpio: an address that nobody acknowledges stands on the bus bit by bit, and is an error in the guest")]
    public async Task NobodyOnTheBus()
    {
        const int Address = 0x50, Read = 1, Tries = 4;      // i2c-algo-bit: once, and three times again
        var seen = await fixture.WatchAsync($"i2cget -y 0 0x{Address:x}", "SCL", "SDA");

        Assert.NotEqual(0, seen.Answer.Code);
        Assert.Equal(["SCL", "SDA"], seen.High);
        string once = $"S {Convert.ToString((Address << 1) | Read, 2).PadLeft(8, '0')}1 P";
        Assert.Equal(string.Join(' ', Enumerable.Repeat(once, Tries)), seen.Bus());
    }

    /// <summary>What a 74HC595 holds after these edges; the register is a queue of bits, the most significant first.</summary>
    private static int Shifted(Watched seen)
    {
        int register = 0, outputs = -1;
        bool data = seen.High.Contains("MOSI");     // it stays as the last bit has left it
        foreach (string edge in seen.Edges)
        {
            if (edge.StartsWith("MOSI", StringComparison.Ordinal)) data = edge == "MOSI rising";
            else if (edge == "SCK rising") register = ((register << 1) | (data ? 1 : 0)) & 0xff;
            else if (edge == "LATCH rising") outputs = register;
        }
        return outputs;
    }
}
