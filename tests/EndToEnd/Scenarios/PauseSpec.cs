using GpioHub.EndToEnd.Guests;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>QMP stop and cont: a paused virtual machine keeps its lines (VU-45).</summary>
public abstract class PauseSpec(FrontEnd frontEnd)
{
    [Fact(DisplayName = "A paused guest goes on driving its lines, and goes on from there")]
    public async Task OutputsAreKept()
    {
        await using var bench = await Bench.StartAsync(frontEnd);
        var lamp = await bench.HoldAsync(Bench.Lamp, 1);

        await PausedAsync(bench, async () => Assert.Equal(1, (await bench.Hub.InfoAsync()).Line("bench/LAMP").Level));

        Assert.Equal(1, (await bench.Hub.InfoAsync()).Line("bench/LAMP").Level);
        await lamp.StopAsync();
        await bench.UntilLevelAsync("LAMP", 0);
        await bench.WorksAsync();
    }

    [Fact(DisplayName = "An edge while the guest is paused reaches it when it goes on")]
    public async Task EdgesAreKept()
    {
        await using var bench = await Bench.StartAsync(frontEnd);
        if (!frontEnd.Interrupts)
        {
            await PausedAsync(bench, () => bench.Hub.SetAsync("bench/IGN", '1'));
            Assert.Equal("1", await bench.Guest.RunAsync($"gpioget gpiochip0 {Bench.Ign}"));
            return;
        }

        var monitor = await Monitor.StartAsync(bench, Bench.Ign, "rising");
        await PausedAsync(bench, () => bench.Hub.SetAsync("bench/IGN", '1'));

        await monitor.Job.LinesAsync(1);
        await bench.Hub.UntilAsync(info => info.Guest("ivi").Line("IGN") is { Armed: true, Delivered: 1 }, "IGN to be armed again");
        await monitor.Job.StopAsync();
        Assert.Single(await monitor.Job.LinesAsync());
    }

    private static async Task PausedAsync(Bench bench, Func<Task> meanwhile)
    {
        var qemu = Assert.IsType<QemuGuest>(bench.Guest);
        await qemu.MonitorAsync("stop");
        await bench.Hub.UntilAsync(info => info.Guest("ivi").State == "stopped", "ivi's rings to be stopped");
        await meanwhile();
        await qemu.MonitorAsync("cont");
        await bench.Hub.UntilAsync(info => info.Guest("ivi").State == "running", "ivi's rings to run again");
    }
}

[Trait("Boots", "kernel")]
public sealed class PauseOnQemu7Spec() : PauseSpec(FrontEnd.Qemu7);

[Trait("Boots", "kernel")]
public sealed class PauseOnQemu10Spec() : PauseSpec(FrontEnd.Qemu10);
