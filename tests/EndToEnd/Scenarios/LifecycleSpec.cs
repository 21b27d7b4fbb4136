using GpioHub.EndToEnd.Guests;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>A guest ends, or begins again: its pins go to their release state, and the next driver finds a fresh device.</summary>
public abstract class LifecycleSpec(FrontEnd frontEnd)
{
    [Fact(DisplayName = "A guest that reboots gives up what it drove, and finds its lines again")]
    public async Task Reboot()
    {
        await using var bench = await BusyAsync();

        await bench.Guest.RebootAsync();

        await ReleasedAsync(bench);
        await UsableAsync(bench);
    }

    [Fact(DisplayName = "A driver that is unbound gives up what it drove; bound again, it finds its lines")]
    public async Task UnbindAndBind()
    {
        await using var bench = await Bench.StartAsync(frontEnd);
        await bench.WorksAsync();

        await bench.Guest.UnbindDriverAsync();
        Assert.Equal("", await bench.Guest.RunAsync("gpiodetect"));
        await bench.Hub.UntilAsync(info => info.Guest("ivi").State == "stopped", "ivi to be stopped");

        await bench.Guest.BindDriverAsync();
        await UsableAsync(bench);
    }

    [Fact(DisplayName = "A guest that powers off leaves its place; the next one finds a device as new")]
    public async Task PowerOff()
    {
        await using var bench = await BusyAsync();

        await bench.Guest.PowerOffAsync();

        await WaitingAsync(bench);
        await bench.BootAgainAsync(frontEnd);
        await UsableAsync(bench);
    }

    [Fact(DisplayName = "A guest that is killed leaves its place; the next one finds a device as new")]
    public async Task Kill()
    {
        await using var bench = await BusyAsync();

        await bench.Guest.KillAsync();

        await WaitingAsync(bench);
        await bench.BootAgainAsync(frontEnd);
        await UsableAsync(bench);
    }

    /// <summary>A guest that drives a line and, where it can, waits for an interrupt.</summary>
    private async Task<Bench> BusyAsync()
    {
        var bench = await Bench.StartAsync(frontEnd);
        try
        {
            await bench.HoldAsync(Bench.Lamp, 1);
            await bench.HoldAsync(Bench.Horn, 1);
            await bench.UntilLevelAsync("LAMP", 1);
            if (frontEnd.Interrupts) await Monitor.StartAsync(bench, Bench.Ign, "both");
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    private static async Task WaitingAsync(Bench bench)
    {
        await bench.Hub.UntilAsync(info => info.Guest("ivi") is { State: "waiting", Peer: null }, "ivi's place to be free");
        await ReleasedAsync(bench);
    }

    /// <summary>As the rig's onRelease says: LAMP low, HORN held.</summary>
    private static async Task ReleasedAsync(Bench bench)
    {
        await bench.UntilLevelAsync("LAMP", 0);
        await bench.UntilLevelAsync("HORN", 1);
    }

    private async Task UsableAsync(Bench bench)
    {
        await bench.Hub.UntilAsync(
            info => info.Guest("ivi").Lines.All(l => l is { Direction: "none", Irq: "none", Buffer: "none", Latched: false }),
            "every line to be as new");
        await bench.WorksAsync();
        if (frontEnd.Interrupts) await bench.InterruptsAsync();
    }
}

[Trait("Boots", "kernel")]
public sealed class LifecycleOnUmlSpec() : LifecycleSpec(FrontEnd.Uml);

[Trait("Boots", "kernel")]
public sealed class LifecycleOnQemu7Spec() : LifecycleSpec(FrontEnd.Qemu7);

[Trait("Boots", "kernel")]
public sealed class LifecycleOnQemu10Spec() : LifecycleSpec(FrontEnd.Qemu10);
