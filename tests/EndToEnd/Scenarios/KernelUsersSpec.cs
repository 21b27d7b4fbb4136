using GpioHub.EndToEnd.Guests;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>Drivers inside a User-Mode Linux, to which its device tree hands lines of the hub.</summary>
[Trait("Boots", "kernel")]
public sealed class KernelUsersSpec(KernelUsersBench fixture) : IClassFixture<KernelUsersBench>
{
    private const int Key = 1, Relative = 2;

    private const int Power = 116, Restart = 0x198, Dial = 7;

    private Bench Bench => fixture.Bench;

    [Theory(DisplayName = "gpio-keys: each press and each release on the chip is one input event, in order; a button may be active low")]
    [InlineData("IGN", '1', Power)]
    [InlineData("CRASH", '0', Restart)]
    public async Task Buttons(string line, char pressed, int code)
    {
        const int Presses = 10;
        char released = pressed == '1' ? '0' : '1';
        await Bench.Hub.SetAsync($"bench/{line}", released);
        await Bench.Hub.UntilArmedAsync("ivi", line);
        var reader = await InputReader.StartAsync(Bench.Guest, "buttons");
        for (int press = 0; press < Presses; press++)
        {
            await Bench.Hub.SetAsync($"bench/{line}", pressed);
            await reader.ValuesAsync(Key, code, 2 * press + 1);
            await Bench.Hub.SetAsync($"bench/{line}", released);
            await reader.ValuesAsync(Key, code, 2 * press + 2);
        }

        await reader.StopAsync();
        Assert.Equal(Enumerable.Repeat((int[])[1, 0], Presses).SelectMany(v => v), await reader.ValuesAsync(Key, code, 2 * Presses));
    }

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

        await reader.ValuesAsync(Relative, Dial, Steps);
        await reader.StopAsync();
        Assert.Equal(Enumerable.Repeat(step, Steps), await reader.ValuesAsync(Relative, Dial, Steps));
    }

    [Fact(DisplayName = "gpio-leds: what is written to the LED's brightness is its line's level")]
    public async Task Led()
    {
        foreach (int level in (int[])[1, 0, 1, 0])
        {
            await Bench.Guest.RunAsync($"echo {level} >/sys/class/leds/lamp/brightness");
            await Bench.UntilLevelAsync("LAMP", level);
        }
    }

    [Fact(DisplayName = "regulator-fixed, and a hog that keeps a reset line inactive: the kernel drives them from the boot on")]
    public async Task FromTheBootOn()
    {
        Assert.Equal("enabled", await Bench.Guest.RunAsync("cat $(dirname $(grep -l horn /sys/class/regulator/*/name))/state"));
        await Bench.UntilLevelAsync("HORN", 1);
        await Bench.UntilLevelAsync("RESET", 1);
        var ivi = (await Bench.Hub.InfoAsync()).Guest("ivi");
        Assert.Equal(("out", "out"), (ivi.Line("HORN").Direction, ivi.Line("RESET").Direction));
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
            var seen = await fixture.WatchAsync($"gpioset {chip} {output}={level}", "LATCH rising", 1, "SCK", "MOSI", "LATCH");
            seen.Answer.Succeeded();
            Assert.Equal(8, seen.Edges.Count(edge => edge == "SCK rising"));
            Assert.Equal(latched, Shifted(seen));
        }
    }

    [Fact(DisplayName = "i2c-gpio: an address that nobody acknowledges stands on the bus bit by bit, and is an error in the guest")]
    public async Task NobodyOnTheBus()
    {
        const int Address = 0x50, Read = 1, Tries = 4;      // i2c-algo-bit: once, and three times again
        const int Rises = 4;                                // of SDA each time: three bits, and the stop
        var seen = await fixture.WatchAsync($"i2cget -y 0 0x{Address:x}", "SDA rising", Tries * Rises, "SCL", "SDA");

        Assert.NotEqual(0, seen.Answer.Code);
        Assert.Equal(["SCL", "SDA"], seen.High);
        string once = $"S {Convert.ToString((Address << 1) | Read, 2).PadLeft(8, '0')}1 P";
        Assert.Equal(string.Join(' ', Enumerable.Repeat(once, Tries)), Bus(seen.Edges));
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

    /// <summary>What an I2C bus, idle at first, carried: S is a start, P a stop, digits are bits.</summary>
    private static string Bus(IEnumerable<string> edges)
    {
        var said = new System.Text.StringBuilder();
        bool clock = true, data = true;
        char? bit = null;
        foreach (string edge in edges)
        {
            bool rising = edge.EndsWith("rising", StringComparison.Ordinal);
            if (edge.StartsWith("SDA", StringComparison.Ordinal))
            {
                data = rising;
                if (!clock) continue;
                said.Append(rising ? " P " : "S ");
                bit = null;
            }
            else
            {
                clock = rising;
                if (rising) bit = data ? '1' : '0';
                else if (bit is not null) said.Append(bit);
            }
        }
        return said.ToString().Trim();
    }
}
