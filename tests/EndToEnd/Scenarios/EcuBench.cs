using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>The ECU of config/rigs/ecu-arm.yaml: an Arm whose kernel uses the hub's lines, as its device tree says.</summary>
/// <remarks>Source: config/rigs/ecu-arm.dts.</remarks>
public sealed class EcuBench : IAsyncLifetime
{
    /// <summary>The kernel's drivers that use lines, users of users first.</summary>
    private const string Drivers = "gpio-keys leds-gpio i2c-gpio reg-fixed-voltage";

    private HubProcess? _hub;
    private LinuxGuest? _guest;

    public HubProcess Hub => _hub ?? throw new InvalidOperationException("not started");

    public LinuxGuest Guest => _guest ?? throw new InvalidOperationException("not started");

    public KernelUsers Users => new(Hub, Guest, "board", "ecu");

    public async Task InitializeAsync()
    {
        await StartHubAsync();
        await BootAsync(QemuBoard.ArmTree);
    }

    public async Task StartHubAsync() =>
        _hub = await HubProcess.StartAsync(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "config", "rigs", "ecu-arm.yaml")));

    /// <summary>Boots the ECU, in the place of one that is there.</summary>
    public async Task BootAsync(QemuBoard board)
    {
        if (_guest is not null) await _guest.DisposeAsync();
        _guest = null;
        var kit = await GuestKit.GetAsync();
        _guest = await FrontEnd.BootQemuAsync(kit, kit.ArmQemu10, Hub, "ecu", board: board);
    }

    public async Task DisposeAsync()
    {
        if (_guest is not null) await _guest.DisposeAsync();
        if (_hub is not null) await _hub.DisposeAsync();
    }

    /// <summary>Gives the device to another of the kernel's drivers. All its users let go of it before, and take it again: nothing but that
    /// would tell them that their chip has gone.</summary>
    /// <param name="driver">gpio_virtio_locked or gpio_virtio_wake.</param>
    public async Task DriverAsync(string driver)
    {
        await Guest.RunAsync("cd /sys/bus/platform/drivers; : >/tmp/users; " +
            $"for u in {Drivers}; do for d in $u/*/driver; do [ -e $d ] && echo ${{d%/driver}} >>/tmp/users; done; done; " +
            "while read u; do echo ${u#*/} >${u%/*}/unbind; done </tmp/users");
        await Guest.RunAsync($"cd /sys/bus/virtio/drivers && d=$(basename gpio_virtio/virtio*) && echo $d >gpio_virtio/unbind && " +
            $"echo $d >{driver}/bind");
        await Guest.RunAsync("cd /sys/bus/platform/drivers; while read u; do echo ${u#*/} >${u%/*}/bind || exit 1; done </tmp/users");
    }
}
