using System.Buffers.Binary;
using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Scenarios;

public sealed class ConsumersBench() : BenchFixture(FrontEnd.ArmTree);

/// <summary>Drivers inside an Arm guest's kernel, to which its device tree hands lines of the hub.</summary>
/// <remarks>Source: tests/EndToEnd/Linux/consumers.dts.</remarks>
[Trait("Boots", "kernel")]
public sealed class ConsumersSpec(ConsumersBench fixture) : IClassFixture<ConsumersBench>
{
    private const int Power = 116, Restart = 0x198;

    private Bench Bench => fixture.Bench;

    [Theory(DisplayName = "gpio-keys: each press and each release on the chip is one input event, in order; a button may be active low")]
    [InlineData("IGN", '1', Power)]
    [InlineData("CRASH", '0', Restart)]
    public async Task Buttons(string line, char pressed, int code)
    {
        const int Presses = 10;
        char released = pressed == '1' ? '0' : '1';
        await Bench.Hub.SetAsync($"bench/{line}", released);
        Assert.Equal("buttons", await Bench.Guest.RunAsync("cat /sys/class/input/event0/device/name"));
        await Bench.Hub.UntilArmedAsync("ivi", line);
        var reader = await ReaderAsync();
        for (int press = 0; press < Presses; press++)
        {
            await Bench.Hub.SetAsync($"bench/{line}", pressed);
            await EventsAsync(reader, code, 2 * press + 1);
            await Bench.Hub.SetAsync($"bench/{line}", released);
            await EventsAsync(reader, code, 2 * press + 2);
        }

        await reader.StopAsync();
        Assert.Equal(Enumerable.Repeat((int[])[1, 0], Presses).SelectMany(v => v), await EventsAsync(reader, code, 2 * Presses));
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

    [Fact(DisplayName = "regulator-fixed: the kernel drives its enable line from the boot on")]
    public async Task Regulator()
    {
        Assert.Equal("enabled", await Bench.Guest.RunAsync("cat $(dirname $(grep -l horn /sys/class/regulator/*/name))/state"));
        await Bench.UntilLevelAsync("HORN", 1);
        Assert.Equal("out", (await Bench.Hub.InfoAsync()).Guest("ivi").Line("HORN").Direction);
    }

    /// <summary>A program that has the buttons' device open: a press before that is no event.</summary>
    private async Task<GuestJob> ReaderAsync()
    {
        var reader = await Bench.Guest.StartJobAsync("dd bs=24 if=/dev/input/event0");
        await Patience.UntilAsync(
            () => Bench.Guest.TryAsync($"ls -l /proc/{reader.ProcessId}/fd | grep event0"),
            answer => answer.Code == 0,
            _ => "dd does not open the buttons' device");
        return reader;
    }

    /// <summary>Waits for so many events of a key, and returns the values of all that are there. (The other button is a key of the same
    /// device; if it is pressed at the boot, its first event comes when the device is opened.)</summary>
    private Task<int[]> EventsAsync(GuestJob reader, int code, int count) => Patience.UntilAsync(
        async () => Values(code, Convert.FromBase64String(await Bench.Guest.RunAsync($"base64 -w 0 {reader.File}"))),
        values => values.Length >= count,
        values => $"waited for {count} events of key {code}, got {values.Length}");

    /// <summary>struct input_event of a 64-bit kernel: time (16 bytes), type, code, value. Type 1 is EV_KEY.</summary>
    private static int[] Values(int code, byte[] events) =>
    [
        .. events.Chunk(24).Where(e => e.Length == 24 && Short(e, 16) == 1 && Short(e, 18) == code)
            .Select(e => BinaryPrimitives.ReadInt32LittleEndian(e.AsSpan(20))),
    ];

    private static int Short(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset));
}
