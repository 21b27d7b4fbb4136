using GpioHub.EndToEnd.Hubs;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>SIGHUP to the built hub while guests run. Boots no kernel.</summary>
public sealed class ReloadSpec
{
    private const string Rig = """
        chips:
          bench: { driver: sim, lines: [A, B, C] }
        guests:
          ivi: { lines: [{ name: IRQ, from: bench/A }] }
          adas: { lines: [{ name: OUT, from: bench/C, access: out }] }
          "ecu-{1..3}": { lines: [{ name: C, from: bench/C }] }
        """;

    [Fact(DisplayName = "SIGHUP re-wires a running guest: its armed interrupt stays armed and hears the new net; " +
        "guests that shrink away lose their sessions; a bad file changes nothing")]
    public async Task HangUp()
    {
        await using var hub = await HubProcess.StartAsync(Rig);
        await using var ivi = await GpioDriver.ConnectAsync(hub.Socket("ivi"));
        await using var adas = await GpioDriver.ConnectAsync(hub.Socket("adas"));
        await using var last = await GpioDriver.ConnectAsync(hub.Socket("ecu-3"));
        await using var irq = await ivi.RequestIrqAsync(0, IrqType.EdgeRising);
        await adas.DriveAsync(0, true);
        await hub.UntilArmedAsync("ivi", "IRQ");

        await hub.RewriteAsync(Rig.Replace("from: bench/A", "from: bench/NOWHERE", StringComparison.Ordinal));
        await hub.HangUpAsync();
        await hub.Log.LineAsync(line => line.Contains("the configuration in force stays", StringComparison.Ordinal),
            "the refusal of a bad file");
        Assert.True((await hub.InfoAsync()).Guest("ivi").Line("IRQ").Armed);

        await hub.RewriteAsync(Rig.Replace("from: bench/A", "from: bench/B", StringComparison.Ordinal)
            .Replace("1..3", "1..2", StringComparison.Ordinal));
        await hub.HangUpAsync();
        await hub.Log.LineAsync(line => line.Contains("reloaded (SIGHUP): changes 2", StringComparison.Ordinal), "the reload");

        await last.Disconnected;
        var info = await hub.InfoAsync();
        Assert.Equal(["ivi", "adas", "ecu-1", "ecu-2"], info.Guests.Select(guest => guest.Id));
        Assert.True(info.Guest("ivi").Line("IRQ").Armed);
        await hub.SetAsync("bench/A", '1');
        await hub.SetAsync("bench/B", '1');
        Assert.True((await irq.Events.ReadAsync()).Level);
        Assert.Equal(1, (await hub.InfoAsync()).Guest("ivi").Line("IRQ").Edges);
        Assert.Equal(1, (await hub.InfoAsync()).Line("bench/C").Level);
    }
}
