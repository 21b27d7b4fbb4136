using System.Globalization;
using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>An I2C bus of two nets between two Arm guests: the master is Linux's i2c-gpio, above it the drivers of the chips.</summary>
[Trait("Boots", "kernel")]
[Collection(AloneOnTheMachine.Name)]
public sealed class I2cSpec(BusBench bench, ITestOutputHelper output) : IClassFixture<BusBench>
{
    private const int Left = 0x100;

    [Fact(DisplayName = "i2c-gpio between two guests: what is written to a memory is read back, and both nets carry it edge by edge")]
    public async Task Transfers()
    {
        const int Place = 0x10, Write = 0xa0, Read = 0xa1;
        byte[] bytes = [0x00, 0xff, 0x55, 0xaa, 0x01, 0x80, 0x7e, 0x0f];
        string escaped = string.Concat(bytes.Select(b => $"\\x{b:x2}"));
        var (written, read) = await UntilFollowedAsync(async () =>
        {
            await bench.QuietAsync();
            return (
                await bench.TransferAsync($"printf '{escaped}' | dd of={BusBench.Eeprom} bs=8 seek=2 conv=notrunc 2>/dev/null"),
                await bench.TransferAsync($"dd if={BusBench.Eeprom} bs=8 skip=2 count=1 2>/dev/null | od -An -tx1"));
        });

        written.Seen.Answer.Succeeded();
        Assert.Equal(string.Join(' ', bytes.Select(b => $"{b:x2}")), read.Seen.Answer.Succeeded());
        Assert.Equal(["write 0x50 9"], written.Told);
        Assert.Equal(["write 0x50 1", "read 0x50 8"], read.Told);

        string data = string.Concat(bytes.Select(b => Byte(b)));
        Assert.Equal($"S {Byte(Write)}{Byte(Place)}{data} P", written.Seen.Bus());
        Assert.Equal($"S {Byte(Write)}{Byte(Place)} S {Byte(Read)}{data[..^1]}1 P", read.Seen.Bus());      // the last byte: no more
        // A byte is nine clocks; one more half is a START's and a STOP's, one clock a repeated START's.
        Clocks(written, (1 + 1 + 8) * 9 + 1);
        Clocks(read, (1 + 1 + 1 + 8) * 9 + 1 + 1);

        static string Byte(int value) => Convert.ToString(value, 2).PadLeft(8, '0') + "0";

        static void Clocks(Transfer transfer, int count) =>
            Assert.Equal((count, count), (transfer.Seen.Count("SCL falling"), transfer.Seen.Count("SCL rising")));
    }

    [Fact(DisplayName = "A level interrupt that a device tree asks for comes once for each change of the expander, and its door is a key")]
    public async Task Level()
    {
        var (before, after) = await UntilFollowedAsync(async () =>
        {
            await bench.QuietAsync();
            var before = await InterruptAsync();
            await OpensAndClosesAsync();
            await bench.QuietAsync();
            return (before, await InterruptAsync());
        });

        Assert.Equal("level-low", after.Irq);
        Assert.Equal(2, after.Delivered - before.Delivered);
    }

    [Fact(DisplayName = "A level that lasts interrupts again after each run of the driver's handler, not after that (VG-D-41)")]
    public async Task Lasting()
    {
        const int Times = 3;
        var (counted, delivered) = await UntilFollowedAsync(async () =>
        {
            await bench.QuietAsync();
            long delivered = (await InterruptAsync()).Delivered, counted = await CountedAsync();

            await bench.Hub.SetAsync("board/INT_N", '0');
            await bench.Hub.UntilAsync(
                info => info.Guest("ecu").Line("INT_N").Delivered >= delivered + Times, $"{Times} interrupts");
            await bench.Hub.SetAsync("board/INT_N", 'z');

            await bench.QuietAsync();
            return (await CountedAsync() - counted, (await InterruptAsync()).Delivered - delivered);
        });

        Assert.Equal(counted, delivered);
    }

    [Fact(DisplayName = "reset-gpios: the expander is in reset while no driver has it, and works again when one has")]
    public Task Reset() => UntilFollowedAsync(async () =>
    {
        await bench.QuietAsync();
        await bench.Users.UntilLevelAsync("RESET_N", 1);
        int told = (await bench.ToldAsync()).Count;

        await bench.UnbindAsync();
        await bench.Users.UntilLevelAsync("RESET_N", 0);
        await Patience.UntilAsync(bench.ToldAsync, lines => lines.Skip(told).Contains("reset"), _ => "the expander was not reset");

        await bench.BoundAsync();
        await bench.Users.UntilLevelAsync("RESET_N", 1);
        await OpensAndClosesAsync();
        return true;
    });

    private async Task<T> UntilFollowedAsync<T>(Func<Task<T>> attempt)
    {
        try
        {
            return await bench.UntilFollowedAsync(attempt);
        }
        finally
        {
            output.WriteLine(bench.Fared);
        }
    }

    /// <summary>The door opens and closes, and each is one event of its key.</summary>
    private async Task OpensAndClosesAsync()
    {
        int[] pressed = [1, 0];
        var reader = await InputReader.StartAsync(bench.Ecu, "doors");      // it ends, at the latest, when the device goes
        foreach (int level in pressed) await bench.MoveDoorAsync(level);
        await reader.KeyAsync(Left, pressed.Length);
        await reader.StopAsync();
        Assert.Equal(pressed, await reader.KeyAsync(Left, pressed.Length));
    }

    private async Task<GuestLineInfo> InterruptAsync() => (await bench.Hub.InfoAsync()).Guest("ecu").Line("INT_N");

    /// <summary>The interrupts of the expander, as the guest's kernel counts them.</summary>
    private async Task<long> CountedAsync() => long.Parse(
        await bench.Ecu.RunAsync($"awk '/ {BusBench.Expander}$/ {{ print $2 }}' /proc/interrupts"), CultureInfo.InvariantCulture);
}
