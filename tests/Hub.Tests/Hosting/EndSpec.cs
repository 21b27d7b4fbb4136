using System.Diagnostics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>The order of the end is the hub's, whoever asks for it: pins to their release state, sessions, then the actor system.</summary>
public sealed class EndSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The guest drove it high; it is low before the chip is given back.</summary>
    private const string Released = "high, low, given back";

    [Theory(DisplayName = "A stopped host: the pin of a connected guest is released before the chip is given back, and the exit code is 0")]
    [InlineData(1)]
    [InlineData(2)]
    public Task Stopped(int reactors) => EndsInOrderAsync(reactors, (_, stop) => stop.CancelAsync());

    [Theory(DisplayName = "An application that stops itself ends in the same order")]
    [InlineData(1)]
    [InlineData(2)]
    public Task StoppedByItself(int reactors) => EndsInOrderAsync(
        reactors,
        (services, _) =>
        {
            services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            return Task.CompletedTask;
        });

    [Theory(DisplayName = "An actor system that somebody terminates releases the pins first, and the program ends with it")]
    [InlineData(1)]
    [InlineData(2)]
    public Task Terminated(int reactors) =>
        EndsInOrderAsync(reactors, (services, _) => services.GetRequiredService<RunningRig>().System.Terminate());

    [Theory(DisplayName = "A start that fails after guests have come releases their pins, says why once, and ends with 1")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task FailedAtStart(int reactors)
    {
        using var rig = new PinnedRig(reactors);
        GpioDriver? guest = null;
        int code = await rig.RunAsync(
            async services =>
            {
                guest = await rig.DriveAsync(services);
                throw new IOException("address 127.0.0.1:8080 is in use");
            },
            CancellationToken.None);
        await guest!.DisposeAsync();

        Assert.Equal((1, Released), (code, rig.Story));
        string[] said = rig.Log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["gpiohub: address 127.0.0.1:8080 is in use"], said.Where(line => line.Contains("in use", StringComparison.Ordinal)));
        Assert.DoesNotContain(said, line => line.StartsWith("error", StringComparison.Ordinal));
        rig.UntilAllClosed();
        Assert.False(rig.HasSockets);
    }

    [Fact(DisplayName = "A banner that nobody can read any more ends the hub in order: pins are released, the exit code is 1")]
    public async Task ClosedPipe()
    {
        using var pipe = new BrokenPipe();
        using var rig = new PinnedRig(reactors: 1) { BannerTo = pipe };
        GpioDriver? guest = null;
        int code = await rig.RunAsync(async services => guest = await rig.DriveAsync(services), CancellationToken.None);
        await guest!.DisposeAsync();

        Assert.Equal((1, Released), (code, rig.Story));
        rig.UntilAllClosed();
    }

    [Theory(DisplayName = "A signal to a hub with a connected guest: the guest's session ends, nothing goes wrong, and the exit code is 0")]
    [InlineData("TERM", 1)]
    [InlineData("TERM", 2)]
    [InlineData("TERM HUP HUP", 1)]
    [InlineData("TERM TERM", 2)]
    [InlineData("INT", 1)]
    [InlineData("INT", 2)]
    public async Task Signalled(string signal, int reactors)
    {
        using var rig = new RigFolder($$"""
            hub: { sockets: SOCKETS, reactors: {{reactors}} }
            chips:
              left: { driver: sim, lines: [HORN] }
              right: { driver: sim, lines: [LAMP] }
            guests:
              ivi: { lines: [{ from: left/HORN, access: out, onRelease: low }] }
              adas: { lines: [{ from: right/LAMP, access: out }] }
            """);
        using var process = GpioHubProcess.Start([], "run", rig.Config);
        var log = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Ctrl-C ends.", StringComparison.Ordinal))
        {
            // The banner.
        }

        await using var guest = await GpioDriver.ConnectAsync(Path.Combine(rig.Sockets, "ivi.sock"));
        await guest.DriveAsync(0, true);
        foreach (string one in signal.Split(' '))
        {
            using var kill = Process.Start("kill", [$"-{one}", $"{process.Id}"]);
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync().WaitAsync(Patience);             // who ignores SIGINT has its children ignore it too

        string said = await log;
        Assert.Equal((0, true),
            (process.ExitCode, said.Contains("warn hub: stopping: 1 guest loses its GPIO: ivi", StringComparison.Ordinal)));
        Assert.DoesNotContain(said.Split('\n'), line => line.StartsWith("error", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(rig.Sockets));
    }

    private static async Task EndsInOrderAsync(int reactors, Func<IServiceProvider, CancellationTokenSource, Task> end)
    {
        using var rig = new PinnedRig(reactors);
        using var stop = new CancellationTokenSource();
        IServiceProvider? services = null;
        GpioDriver? guest = null;
        var run = rig.RunAsync(
            async provider =>
            {
                services = provider;
                guest = await rig.DriveAsync(provider);
            },
            stop.Token);
        await rig.UpAsync();
        await end(services!, stop);
        int code = await run;
        await guest!.DisposeAsync();

        Assert.Equal((0, Released), (code, rig.Story));
        Assert.DoesNotContain("error ", rig.Log.ToString(), StringComparison.Ordinal);
        rig.UntilAllClosed();
        Assert.False(rig.HasSockets);
    }

    private sealed class BrokenPipe : StringWriter
    {
        public override Task WriteAsync(string? value) => throw new IOException("Broken pipe");
    }
}
