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

    /// <summary>A half of the bus's clock, µs. The bus is as slow as this machine, with all that it does besides, makes it: at first so
    /// many times the chips' own pace, and then so many times slower whenever they do not follow.</summary>
    private const int Fastest = 24_000, Slowest = 200_000, Paces = 3, Slower = 2;

    /// <summary>How often in a row the chips may fail to follow at one clock.</summary>
    private const int Attempts = 2;

    /// <summary>How long a wire may be stretched, in halves of a clock: the chips do more in that time than follow a clock.</summary>
    private const int Stretched = 10;

    /// <summary>How long one test may try, slower clocks included. It ends within <see cref="Patience.Limit"/> of that, which is before
    /// the run takes it for a test that stands still (10 min, test.sh).</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(7);

    /// <summary>Between two looks at what a transfer has come to: each look takes time from it.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private readonly EcuBench _bench = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("gpiohub-bus-").FullName;
    private LinuxGuest? _chips;
    private GuestJob? _program;
    private int _pace, _half, _late, _slower;
    private long _end;

    public HubProcess Hub => _bench.Hub;

    public LinuxGuest Ecu => _bench.Guest;

    public KernelUsers Users => _bench.Users;

    /// <summary>How the bus has fared so far, in words.</summary>
    public string Fared => $"half a clock of the bus is {_half} µs, the chips' pace was {_pace} µs; " +
        $"they were late {_late} times, and it was made slower {_slower} times";

    private GuestJob Program => _program ?? throw new InvalidOperationException("not started");

    private LinuxGuest Chips => _chips ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        Begin();
        await _bench.StartHubAsync();
        _chips = await FrontEnd.ArmPci.BootAsync(Hub, "chips");
        _pace = int.Parse(await Chips.RunAsync("i2c-chips /dev/gpiochip0 0 1 pace"), CultureInfo.InvariantCulture);
        _half = Math.Clamp(Paces * _pace, Fastest, Slowest);
        if (!await BootsAsync()) await SlowerAsync();
    }

    public async Task DisposeAsync()
    {
        if (_chips is not null) await _chips.DisposeAsync();
        await _bench.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Does something on the bus, with all drivers bound and the door closed. If the chips cannot follow, it is done again from
    /// its beginning, with drivers that are bound anew; after a second time in a row, on a slower bus: the ECU is another one then, the
    /// chips have forgotten everything, and whatever was counted is counted from 0.</summary>
    public async Task<T> UntilFollowedAsync<T>(Func<Task<T>> attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        Begin();
        for (int failed = 0; ;)
        {
            try
            {
                await BoundAsync();
                return await attempt();
            }
            catch (LateException)
            {
                _late++;
                await Hub.SetAsync(Door, '0');
                if (++failed % Attempts == 0 && _half < Slowest) await SlowerAsync();
                else await UnbindAsync();
            }
        }
    }

    /// <summary>Takes the drivers off the chips, as far as they are bound.</summary>
    public Task UnbindAsync() => Ecu.RunAsync("cd /sys/bus; for u in platform/drivers/gpio-keys/doors " +
        $"i2c/drivers/pca953x/{Expander}; do [ ! -e $u ] || echo ${{u##*/}} >${{u%/*}}/unbind; done");

    /// <summary>Binds what is on the bus and has no driver.</summary>
    /// <exception cref="LateException">The chips could not follow one of the drivers.</exception>
    public async Task BoundAsync()
    {
        await BoundAsync("i2c", Memory, "at24", Eeprom);
        await BoundAsync("i2c", Expander, "pca953x", $"/sys/bus/i2c/devices/{Expander}/gpiochip*");
        await BoundAsync("platform", "doors", "gpio-keys", "/sys/devices/platform/doors/input/input*/event*");
    }

    /// <summary>What the chips have told so far, line by line.</summary>
    public async Task<IReadOnlyList<string>> ToldAsync()
    {
        if (Environment.TickCount64 > _end)
            throw new ScenarioException($"The bus did not come to an end within {Longest.TotalMinutes} min: {Fared}");
        return await Program.LinesAsync();
    }

    /// <summary>Has the ECU do something on the bus.</summary>
    /// <exception cref="LateException">The chips could not follow.</exception>
    public async Task<Transfer> TransferAsync(string command)
    {
        int told = (await ToldAsync()).Count;
        var seen = await Watched.DuringAsync(Hub, "board", ["SCL", "SDA"], () => Ecu.TryAsync(command));
        string[] since = await SinceAsync(told);
        if (since.Contains(Late)) throw new LateException(seen.Answer.Command);
        return new Transfer(seen, since);
    }

    /// <summary>Moves the door at the expander, and waits until the expander's driver and the door's have read it.</summary>
    /// <exception cref="LateException">The chips could not follow one of the two.</exception>
    public async Task MoveDoorAsync(int level)
    {
        int told = (await ToldAsync()).Count;
        await Hub.SetAsync(Door, level == 1 ? '1' : '0');
        string[] since = await Patience.UntilAsync(
            () => SinceAsync(told),
            lines => lines.Contains(Late) || lines.Count(l => l == "read 0x27 1") >= 2,
            lines => $"{Door} was moved, and the chips have told:\n{string.Join('\n', lines)}", Between);
        if (since.Contains(Late)) throw new LateException(Door);
    }

    /// <summary>Waits until the expander has nothing more to say, and its driver waits for it.</summary>
    /// <exception cref="LateException">The chips could not follow the driver, more than once.</exception>
    public async Task QuietAsync()
    {
        int told = (await ToldAsync()).Count;
        await Patience.UntilAsync(
            async () =>
            {
                var info = await Hub.InfoAsync();
                if (info.Line("board/INT_N").Level == 1 && info.Guest("ecu").Line("INT_N").Armed) return true;
                return (await SinceAsync(told)).Count(l => l == Late) >= Attempts ? throw new LateException("INT_N") : false;
            },
            quiet => quiet, _ => "Waited in vain for the expander to be quiet", Between);
    }

    private void Begin() => _end = Environment.TickCount64 + (long)Longest.TotalMilliseconds;

    /// <summary>Boots an ECU with a slower clock, until the chips follow its drivers.</summary>
    private async Task SlowerAsync()
    {
        do
        {
            _slower++;
            _half = Math.Min(Slower * _half, Slowest);
        }
        while (!await BootsAsync() && _half < Slowest);
    }

    /// <summary>Boots an ECU, and has its drivers find the chips.</summary>
    /// <returns>False if the chips could not follow.</returns>
    private async Task<bool> BootsAsync()
    {
        if (_program is not null) await _program.StopAsync();
        string rig = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "config", "rigs", "ecu-arm.dts"));
        int timeout = Math.Max(int.Parse(Timeout().Match(rig).Value, CultureInfo.InvariantCulture), Stretched * _half / 1000);
        string tree = Path.Combine(_folder, $"{_half}.dts");
        await File.WriteAllTextAsync(tree, Timeout().Replace(HalfOfAClock().Replace(rig, $"{_half}"), $"{timeout}"));
        await _bench.BootAsync(QemuBoard.ArmTree with { Tree = tree });
        _program = await Chips.StartJobAsync($"i2c-chips /dev/gpiochip0 0 1 2 3 4 5 {_half} {timeout}");
        await _program.LinesAsync(1);
        await _bench.DriverAsync("gpio_virtio_locked");
        if (await FollowedAsync()) return true;
        _late++;
        return false;

        async Task<bool> FollowedAsync()
        {
            if ((await ToldAsync()).Contains(Late)) return false;
            try
            {
                await BoundAsync();
                return !(await ToldAsync()).Contains(Late);
            }
            catch (LateException)
            {
                return false;
            }
        }
    }

    private async Task<string[]> SinceAsync(int told) => [.. (await ToldAsync()).Skip(told)];

    /// <param name="shows">What is there once the driver has found all well.</param>
    private async Task BoundAsync(string bus, string device, string driver, string shows)
    {
        int told = (await ToldAsync()).Count;
        await Patience.UntilAsync(
            async () =>
            {
                var answer = await Ecu.TryAsync($"test -e /sys/bus/{bus}/devices/{device}/driver || " +
                    $"echo {device} >/sys/bus/{bus}/drivers/{driver}/bind; test -e {shows}");
                if (answer.Code != 0 && (await SinceAsync(told)).Contains(Late)) throw new LateException(driver);
                return answer;
            },
            answer => answer.Code == 0,
            answer => $"{driver} does not take {device}: {answer.Output}");
    }

    [GeneratedRegex("(?<=i2c-gpio,delay-us = <)[0-9]+")]
    private static partial Regex HalfOfAClock();

    [GeneratedRegex("(?<=i2c-gpio,timeout-ms = <)[0-9]+")]
    private static partial Regex Timeout();
}

/// <param name="Seen">Of the bus, at the hub.</param>
/// <param name="Told">By the chips.</param>
public sealed record Transfer(Watched Seen, IReadOnlyList<string> Told);
