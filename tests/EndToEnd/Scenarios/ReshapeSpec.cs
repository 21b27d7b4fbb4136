using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>Another number of lines for a Linux guest that runs (HR-09).</summary>
[Trait("Boots", "kernel")]
public sealed class ReshapeSpec
{
    private const string Rig = """
        chips:
          bench: { driver: sim, lines: [A, B, C] }
        guests:
          ivi: { lines: [{ from: bench/A }, { from: bench/B }] }
        """;

    [Fact(DisplayName = "QEMU 10: a guest that runs keeps its two lines when the file gives it three; " +
        "its driver, bound again, finds three, over the same connection")]
    public async Task BoundAgain()
    {
        await using var hub = await HubProcess.StartAsync(Rig);
        await using var guest = await FrontEnd.Qemu10.BootAsync(hub, "ivi");
        await hub.RewriteAsync(Rig.Replace("{ from: bench/B }", "{ from: bench/B }, { from: bench/C }", StringComparison.Ordinal));
        var refused = await hub.CommandAsync("reload");
        Assert.Equal("refused: guest ivi is running with 2 lines; " +
            "3 lines need its front-end to reconnect (or, on QEMU 9 or later, its driver to probe again)", refused.Succeeded().Trim());
        Assert.Contains("(2 lines)", await guest.RunAsync("gpiodetect"), StringComparison.Ordinal);

        await guest.UnbindDriverAsync();
        await hub.UntilAsync(info => info.Guest("ivi").State == "stopped", "ivi to be stopped");
        await guest.BindDriverAsync();

        Assert.Contains("(3 lines)", await guest.RunAsync("gpiodetect"), StringComparison.Ordinal);
        await hub.SetAsync("bench/C", '1');
        Assert.Equal("1", await guest.RunAsync("gpioget gpiochip0 2"));
        Assert.Equal((1, 3), ((int)(await hub.InfoAsync()).Guest("ivi").Sessions, (await hub.InfoAsync()).Guest("ivi").Lines.Count));
    }
}
