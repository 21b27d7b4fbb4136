using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>Edges on the chip become events of gpiomon in the guest: each exactly once, in order.</summary>
public abstract class InterruptsSpec(FrontEnd frontEnd)
{
    [Theory(DisplayName = "gpiomon gets the edges it asked for, every one, in order")]
    [InlineData("rising", 5)]
    [InlineData("falling", 5)]
    [InlineData("both", 10)]
    public async Task EdgesAreCounted(string edges, int count)
    {
        await using var bench = await Bench.StartAsync(frontEnd);
        var monitor = await Monitor.StartAsync(bench, Bench.Ign, edges);

        await monitor.PulseAsync(5);
        var seen = await monitor.EdgesAsync();

        Assert.Equal(
            edges == "both" ? Enumerable.Repeat((string[])["rising", "falling"], 5).SelectMany(e => e) : Enumerable.Repeat(edges, count),
            seen);
        var line = (await bench.Hub.InfoAsync()).Guest("ivi").Line("IGN");
        Assert.Equal((count, count, 0), ((int)line.Edges, (int)line.Delivered, (int)line.Coalesced));
        Assert.Equal("none", line.Irq);
    }

    [Fact(DisplayName = "Edges between two reads of gpiomon are not lost: it finds them when it goes on")]
    public async Task EdgesWaitForTheirReader()
    {
        await using var bench = await Bench.StartAsync(frontEnd);
        var monitor = await Monitor.StartAsync(bench, Bench.Ign, "both");

        await monitor.PulseAsync(1);
        await monitor.Job.LinesAsync(2);
        await monitor.Job.SignalAsync("STOP");
        await monitor.PulseAsync(2);
        await monitor.Job.SignalAsync("CONT");

        Assert.Equal(["rising", "falling", "rising", "falling", "rising", "falling"], await monitor.EdgesAsync());
    }

    [Fact(DisplayName = "Edges on a line whose guest has not armed it again are one event, not none and not many (VG-D-37)")]
    public async Task AnEdgeWhileMaskedIsLatched()
    {
        await using var bench = await Bench.StartAsync(frontEnd);
        var monitor = await Monitor.StartAsync(bench, Bench.Ign, "rising");

        await Signals.StopAsync(bench.Guest.ProcessId);        // the whole guest: it cannot give the buffer back
        try
        {
            for (int i = 0; i < 4; i++)
            {
                await bench.Hub.SetAsync("bench/IGN", '1');
                await bench.Hub.SetAsync("bench/IGN", '0');
            }
            await bench.Hub.UntilAsync(
                info => info.Guest("ivi").Line("IGN") is { Delivered: 1, Latched: true, Edges: 4 },
                "one edge to be delivered and the others to be latched");
        }
        finally
        {
            await Signals.ContinueAsync(bench.Guest.ProcessId);
        }

        await monitor.Job.LinesAsync(2);
        await bench.Hub.UntilArmedAsync("ivi", "IGN");
        await monitor.Job.StopAsync();
        Assert.Equal(2, (await monitor.Job.LinesAsync()).Count);
    }
}

[Trait("Boots", "kernel")]
public sealed class InterruptsOnUmlSpec() : InterruptsSpec(FrontEnd.Uml);

[Trait("Boots", "kernel")]
public sealed class InterruptsOnQemu10Spec() : InterruptsSpec(FrontEnd.Qemu10);

/// <summary>QEMU before 9.0 never offers interrupts to its guest.</summary>
[Trait("Boots", "kernel")]
public sealed class NoInterruptsOnQemu7Spec
{
    [Fact(DisplayName = "Without VIRTIO_GPIO_F_IRQ gpiomon fails at once, and the hub's log says why")]
    public async Task TheLogSaysWhy()
    {
        await using var bench = await Bench.StartAsync(FrontEnd.Qemu7);

        var answer = await bench.Guest.TryAsync($"gpiomon -n 1 gpiochip0 {Bench.Ign}");

        Assert.NotEqual(0, answer.Code);
        Assert.Contains("No such device", answer.Output, StringComparison.Ordinal);
        await bench.Hub.Log.LineAsync(l => l.Contains("ivi: front-end did not negotiate interrupts", StringComparison.Ordinal),
            "the warning about interrupts");
    }
}
