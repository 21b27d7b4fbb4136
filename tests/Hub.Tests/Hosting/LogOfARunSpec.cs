using System.Text.Json;
using GpioHub.GuestDriver.Driver;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>Log messages of actors, all the way to stderr.</summary>
public sealed class LogOfARunSpec : IDisposable
{
    private readonly RigFolder _rig = new("""
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [HORN] }
        guests:
          ivi: { lines: [{ from: bench/HORN, access: out }] }
        """);

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName = "--log json: an actor's event has its guest as a property, not only in its words")]
    public async Task Json()
    {
        string[] lines = await RunAsync("--log", "json");

        var events = lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var connected = events.Single(e => e.GetProperty("@m").GetString()!.StartsWith("front-end connected", StringComparison.Ordinal));
        Assert.Equal(("ivi", "ivi"), (connected.GetProperty("Guest").GetString(), connected.GetProperty("Subject").GetString()));
        Assert.DoesNotContain(events, e => e.TryGetProperty("ActorPath", out _) || e.TryGetProperty("Thread", out _));
        Assert.DoesNotContain(events, e => e.GetProperty("@m").GetString()!.Contains("CoordinatedShutdown", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "--verbose: every vhost-user message and every request with its answer is a line about its guest")]
    public async Task Verbose()
    {
        string[] lines = await RunAsync("--verbose");

        // The guest's lines alone: the hub logs from another thread, and the order between the two means nothing.
        string[] ivi = [.. lines.Where(line => line.StartsWith("debug ivi: ", StringComparison.Ordinal))];
        Assert.Contains("debug ivi: vhost-user SetVringKick, 8 bytes, 1 descriptors", ivi);
        int asked = Array.IndexOf(ivi, "debug ivi: line 0: SetValue 1");
        Assert.True(asked > 0, string.Join('\n', lines));
        Assert.Equal("debug ivi: line 0: answered Ok 0", ivi[asked + 1]);
    }

    [Fact(DisplayName = "Without --verbose no request of a guest is logged")]
    public async Task Quiet() => Assert.DoesNotContain(await RunAsync(), line => line.StartsWith("debug", StringComparison.Ordinal));

    /// <returns>The lines of its log, from a guest that drives its line high.</returns>
    private async Task<string[]> RunAsync(params string[] options)
    {
        using var output = new WatchedWriter();
        using var log = new WatchedWriter();
        using var stop = new CancellationTokenSource();
        var run = Cli.WatchAsync(["run", _rig.Config, .. options], output, log, () => new RigRuntime(), stop.Token);
        await output.SeenAsync("Ctrl-C ends.\n");
        await using (var guest = await GpioDriver.ConnectAsync(Path.Combine(_rig.Sockets, "ivi.sock"))) await guest.DriveAsync(0, true);
        await stop.CancelAsync();
        Assert.Equal(0, (await run).Code);
        return log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
