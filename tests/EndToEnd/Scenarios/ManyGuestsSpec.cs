using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>Several Linux guests on one hub.</summary>
[Trait("Boots", "kernel")]
public sealed class ManyGuestsSpec
{
    [Fact(DisplayName = "Two guests are wired to each other; one that is killed does not disturb the other")]
    public async Task TwoGuests()
    {
        await using var hub = await HubProcess.StartAsync("""
            chips:
              loom: { driver: sim, lines: [A_TO_B, TICK] }
            guests:
              a:
                lines:
                  - { name: OUT, from: loom/A_TO_B, access: out, onRelease: low }
                  - { name: TICK, from: loom/TICK }
              b:
                lines:
                  - { name: IN, from: loom/A_TO_B }
                  - { name: TICK, from: loom/TICK }
            """);
        await using var a = await FrontEnd.Qemu10.BootAsync(hub, "a");
        await using var b = await FrontEnd.Uml.BootAsync(hub, "b");

        var wire = await b.StartJobAsync("gpiomon --line-buffered gpiochip0 0");
        await hub.UntilArmedAsync("b", "IN");
        await a.RunAsync("gpioset gpiochip0 0=1");      // high, and low again as it is released
        await hub.UntilAsync(info => info.Guest("b").Line("IN") is { Edges: 2, Armed: true }, "both edges to reach b");
        int seen = (int)(await hub.InfoAsync()).Guest("b").Line("IN").Delivered;
        await wire.LinesAsync(seen);

        var ticks = await b.StartJobAsync("gpiomon --line-buffered gpiochip0 1");
        await a.StartJobAsync("gpiomon gpiochip0 1");
        await hub.UntilArmedAsync("a", "TICK");
        await hub.UntilArmedAsync("b", "TICK");
        for (int i = 0; i < 10; i++)
        {
            if (i == 5) await a.KillAsync();
            await hub.SetAsync("loom/TICK", i % 2 == 0 ? '1' : '0');
            await hub.UntilAsync(info => info.Guest("b").Line("TICK") is { Armed: true } tick && tick.Delivered == i + 1,
                $"tick {i + 1} to reach b");
        }
        await ticks.LinesAsync(10);
        await ticks.StopAsync();
        Assert.Equal(10, (await ticks.LinesAsync()).Count);
        await hub.UntilAsync(info => info.Guest("a").State == "waiting", "a's place to be free");
    }
}
