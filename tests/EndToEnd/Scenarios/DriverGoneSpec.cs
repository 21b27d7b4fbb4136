using GpioHub.EndToEnd.Guests;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>A driver that goes away under a line that a program holds high: unbound, reset, rebooted; and a machine that is only paused
/// (VU-47b).</summary>
/// <remarks>Linux 6.1 does not survive that its driver is bound again while a line of the device before is still held. So here it is bound
/// again before a program holds one.</remarks>
public abstract class DriverGoneSpec(FrontEnd frontEnd)
{
    /// <summary>Seconds; longer than a reset takes to be seen, on a busy machine too.</summary>
    protected const int WhenStopped = 5;

    private static readonly string Rig =
        Bench.Rig.Replace("lines:\n", $"whenStopped: {WhenStopped}s\n    lines:\n", StringComparison.Ordinal);

    protected Task<Bench> StartAsync() => Bench.StartAsync(frontEnd, Rig);

    protected static async Task HeldAsync(Bench bench)
    {
        await bench.HoldAsync(Bench.Lamp, 1);
        await bench.UntilLevelAsync("LAMP", 1);
    }

    /// <summary>Waits until the pins of the guest are let go, and says why. It is a line of the hub's log: the next driver may start
    /// soon.</summary>
    protected static async Task LetGoAsync(Bench bench, string why)
    {
        await bench.Hub.Log.LineAsync(line => line.Contains(why, StringComparison.Ordinal), $"pins to be let go: {why}");
        await bench.UntilLevelAsync("LAMP", 0);
    }

    protected static async Task BoundAgainAsync(Bench bench)
    {
        await bench.Guest.UnbindDriverAsync();
        await bench.Guest.BindDriverAsync();
        await bench.WorksAsync();
    }
}

public abstract class DriverGoneOnQemuSpec(FrontEnd frontEnd) : DriverGoneSpec(frontEnd)
{
    [Fact(DisplayName =
        "QEMU: a short pause changes nothing, a long one lets pins go until the guest goes on; reboot and reset are seen in memory, " +
        "an unbound driver at the latest after whenStopped (VU-47b)")]
    public async Task EveryWay()
    {
        await using var bench = await StartAsync();
        var qemu = Assert.IsType<QemuGuest>(bench.Guest);
        await BoundAgainAsync(bench);
        await HeldAsync(bench);

        await qemu.MonitorAsync("stop");
        await bench.Hub.UntilAsync(info => info.Guest("ivi").Stopped is { Pins: "held" }, "ivi to be stopped");
        await qemu.MonitorAsync("cont");
        await bench.Hub.UntilAsync(info => info.Guest("ivi") is { State: "running", Stopped: null }, "ivi to go on");
        Assert.Equal(1, (await bench.Hub.InfoAsync()).Line("bench/LAMP").Level);
        Assert.DoesNotContain(bench.Hub.Log.Lines, line => line.Contains("onRelease", StringComparison.Ordinal));

        await qemu.MonitorAsync("stop");
        await LetGoAsync(bench, $"stopped for {WhenStopped} s (whenStopped)");
        await qemu.MonitorAsync("cont");
        await bench.UntilLevelAsync("LAMP", 1);
        Assert.Equal("0", await bench.Guest.RunAsync($"gpioget gpiochip0 {Bench.Ign}"));

        await bench.Guest.RebootAsync();
        await LetGoAsync(bench, "its memory is used for something else");
        await HeldAsync(bench);

        await bench.Guest.UnbindDriverAsync();
        await bench.UntilLevelAsync("LAMP", 0);
        Assert.True((await bench.Hub.InfoAsync()).Guest("ivi") is { State: "stopped", Stopped.Pins: "released" });

        await bench.Guest.RebootAsync();
        await bench.WorksAsync();
    }
}

[Trait("Boots", "kernel")]
public sealed class DriverGoneOnQemu7Spec() : DriverGoneOnQemuSpec(FrontEnd.Qemu7);

[Trait("Boots", "kernel")]
public sealed class DriverGoneOnQemu10Spec() : DriverGoneOnQemuSpec(FrontEnd.Qemu10);

[Trait("Boots", "kernel")]
public sealed class DriverGoneOnUmlSpec() : DriverGoneSpec(FrontEnd.Uml)
{
    [Fact(DisplayName = "User-Mode Linux: an unbound driver's pins go at once, and a rebooting guest's; then its lines work (VU-47b)")]
    public async Task EveryWay()
    {
        await using var bench = await StartAsync();
        await BoundAgainAsync(bench);
        await HeldAsync(bench);

        await bench.Guest.UnbindDriverAsync();
        await bench.UntilLevelAsync("LAMP", 0);
        Assert.Equal("the driver is gone (GetFeatures)", (await bench.Hub.InfoAsync()).Guest("ivi").Stopped?.Why);

        await bench.Guest.RebootAsync();
        await HeldAsync(bench);
        await bench.Guest.RebootAsync();
        await bench.UntilLevelAsync("LAMP", 0);
        await bench.WorksAsync();
    }
}
