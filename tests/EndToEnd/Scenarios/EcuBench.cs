using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>The ECU of config/rigs/ecu-arm.yaml: an Arm whose kernel uses the hub's lines, as its device tree says.</summary>
/// <remarks>Source: config/rigs/ecu-arm.dts.</remarks>
public sealed class EcuBench : IAsyncLifetime
{
    private HubProcess? _hub;
    private LinuxGuest? _guest;

    public HubProcess Hub => _hub ?? throw new InvalidOperationException("not started");

    public LinuxGuest Guest => _guest ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        _hub = await HubProcess.StartAsync(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "config", "rigs", "ecu-arm.yaml")));
        _guest = await FrontEnd.ArmTree.BootAsync(_hub, "ecu");
    }

    public async Task DisposeAsync()
    {
        if (_guest is not null) await _guest.DisposeAsync();
        if (_hub is not null) await _hub.DisposeAsync();
    }

    public Task UntilLevelAsync(string line, int level) =>
        Hub.UntilAsync(info => info.Line($"board/{line}").Level == level, $"board/{line} to be {level}");
}
