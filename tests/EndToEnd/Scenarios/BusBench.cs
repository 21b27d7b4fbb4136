using System.Globalization;
using System.Text.RegularExpressions;
using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>The whole rig config/rigs/ecu-arm.yaml: the ECU, and a second Arm that is the chips on its I2C bus.</summary>
/// <remarks>
/// Sources: config/rigs/ecu-arm.dts, tests/EndToEnd/Linux/i2c-chips.c. The ECU has Linux's driver with the lock that it lacks: on a bus of
/// thousands of requests, those of another line harm its queue even on one CPU (docs/guests.md).
/// </remarks>
public sealed partial class BusBench : IAsyncLifetime
{
    /// <summary>The names of the bus's chips in the ECU's kernel.</summary>
    public const string Memory = "0-0050", Expander = "0-0027";

    /// <summary>The content of the memory, as a file in the ECU.</summary>
    public const string Eeprom = $"/sys/bus/i2c/devices/{Memory}/eeprom";

    public const string Door = "board/DOOR_L";

    /// <summary>What the chips say when they could not follow the bus: that transfer has failed.</summary>
    private const string Late = "late";

    /// <summary>A half of the bus's clock, µs. The bus is as slow as this machine, with all that it does besides, makes it: so many times
    /// the chips' own pace. If they do not follow all that the ECU's drivers send when they probe, it is made slower.</summary>
    private const int Fastest = 24_000, Slowest = 200_000, Paces = 3, Slower = 2;

    private readonly EcuBench _bench = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("gpiohub-bus-").FullName;
    private LinuxGuest? _chips;
    private GuestJob? _program;

    public HubProcess Hub => _bench.Hub;

    public LinuxGuest Ecu => _bench.Guest;

    public KernelUsers Users => _bench.Users;

    private GuestJob Program => _program ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        await _bench.StartHubAsync();
        _chips = await FrontEnd.ArmPci.BootAsync(Hub, "chips");
        int pace = int.Parse(await _chips.RunAsync("i2c-chips /dev/gpiochip0 0 1 pace"), CultureInfo.InvariantCulture);
        int half = Math.Clamp(Paces * pace, Fastest, Slowest);
        while (!await ProbeAsync(_chips, half) && half < Slowest) half = Math.Min(Slower * half, Slowest);
        await BoundAsync();
    }

    public async Task DisposeAsync()
    {
        if (_chips is not null) await _chips.DisposeAsync();
        await _bench.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Takes the drivers off the chips.</summary>
    public Task UnbindAsync() => Ecu.RunAsync($"cd /sys/bus; echo doors >platform/drivers/gpio-keys/unbind; " +
        $"echo {Expander} >i2c/drivers/pca953x/unbind");

    /// <summary>Waits until all on the bus have their drivers; binds again where a transfer of the first attempt has failed.</summary>
    public async Task BoundAsync()
    {
        await BoundAsync("i2c", Memory, "at24", Eeprom);
        await BoundAsync("i2c", Expander, "pca953x", $"/sys/bus/i2c/devices/{Expander}/gpiochip*");
        await BoundAsync("platform", "doors", "gpio-keys", "/sys/devices/platform/doors/input/input*/event*");
    }

    /// <summary>What the chips have told so far, line by line.</summary>
    public async Task<IReadOnlyList<string>> ToldAsync() => await Program.LinesAsync();

    /// <summary>Has the ECU do something on the bus, and do it again if the chips could not follow.</summary>
    public async Task<Transfer> TransferAsync(string command)
    {
        for (long began = Environment.TickCount64; ;)
        {
            int told = (await ToldAsync()).Count;
            var seen = await Watched.DuringAsync(Hub, "board", ["SCL", "SDA"], () => Ecu.TryAsync(command));
            string[] since = await SinceAsync(told);
            if (!since.Contains(Late)) return new Transfer(seen, since);
            if (Environment.TickCount64 - began > Patience.Limit.TotalMilliseconds)
                throw new ScenarioException($"The chips are too slow for the bus: {seen.Answer.Output}\n{string.Join('\n', since)}");
        }
    }

    /// <summary>Moves the door at the expander, and waits until the expander's driver and the door's have read it.</summary>
    /// <returns>False if the chips could not follow one of the two.</returns>
    public async Task<bool> MoveDoorAsync(int level)
    {
        int told = (await ToldAsync()).Count;
        await Hub.SetAsync(Door, level == 1 ? '1' : '0');
        string[] since = await Patience.UntilAsync(
            () => SinceAsync(told),
            lines => lines.Contains(Late) || lines.Count(l => l == "read 0x27 1") >= 2,
            lines => $"{Door} was moved, and the chips have told:\n{string.Join('\n', lines)}");
        return !since.Contains(Late);
    }

    /// <summary>Waits until the expander has nothing more to say, and its driver waits for it.</summary>
    public Task QuietAsync() => Hub.UntilAsync(
        info => info.Line("board/INT_N").Level == 1 && info.Guest("ecu").Line("INT_N").Armed, "the expander to be quiet");

    /// <summary>Boots an ECU with such a clock, and has its drivers find the chips.</summary>
    /// <returns>False if the chips could not follow.</returns>
    private async Task<bool> ProbeAsync(LinuxGuest chips, int half)
    {
        if (_program is not null) await _program.StopAsync();
        string tree = Path.Combine(_folder, $"{half}.dts");
        string rig = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "config", "rigs", "ecu-arm.dts"));
        await File.WriteAllTextAsync(tree, HalfOfAClock().Replace(rig, half.ToString(CultureInfo.InvariantCulture)));
        await _bench.BootAsync(QemuBoard.ArmTree with { Tree = tree });
        _program = await chips.StartJobAsync($"i2c-chips /dev/gpiochip0 0 1 2 3 4 5 {half} {Timeout().Match(rig).Value}");
        await _program.LinesAsync(1);
        await _bench.DriverAsync("gpio_virtio_locked");
        if ((await ToldAsync()).Contains(Late)) return false;
        await BoundAsync();
        return !(await ToldAsync()).Contains(Late);
    }

    private async Task<string[]> SinceAsync(int told) => [.. (await ToldAsync()).Skip(told)];

    /// <param name="shows">What is there once the driver has found all well.</param>
    private async Task BoundAsync(string bus, string device, string driver, string shows) => await Patience.UntilAsync(
        () => Ecu.TryAsync($"test -e /sys/bus/{bus}/devices/{device}/driver || echo {device} >/sys/bus/{bus}/drivers/{driver}/bind; " +
            $"test -e {shows}"),
        answer => answer.Code == 0,
        answer => $"{driver} does not take {device}: {answer.Output}");

    [GeneratedRegex("(?<=i2c-gpio,delay-us = <)[0-9]+")]
    private static partial Regex HalfOfAClock();

    [GeneratedRegex("(?<=i2c-gpio,timeout-ms = <)[0-9]+")]
    private static partial Regex Timeout();
}

/// <param name="Seen">Of the bus, at the hub.</param>
/// <param name="Told">By the chips.</param>
public sealed record Transfer(Watched Seen, IReadOnlyList<string> Told);
