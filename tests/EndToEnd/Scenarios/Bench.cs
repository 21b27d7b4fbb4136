using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>A hub with one chip, bench, and one Linux on it, guest ivi.</summary>
public sealed class Bench : IAsyncDisposable
{
    public const string Rig = """
        chips:
          bench: { driver: sim, lines: [IGN, CRASH, LAMP, HORN, WAKE] }
        guests:
          ivi:
            lines:
              - { name: IGN, from: bench/IGN }
              - { name: CRASH, from: bench/CRASH }
              - { name: LAMP, from: bench/LAMP, access: out, onRelease: low }
              - { name: HORN, from: bench/HORN, access: out, onRelease: hold }
              - { name: WAKE, from: bench/WAKE, access: inout }
              - { name: SPARE }
        """;

    /// <summary>Line numbers in the guest.</summary>
    public const int Ign = 0, Crash = 1, Lamp = 2, Horn = 3, Wake = 4, Spare = 5;

    private Bench(HubProcess hub, LinuxGuest guest) => (Hub, Guest) = (hub, guest);

    public HubProcess Hub { get; }

    public LinuxGuest Guest { get; private set; }

    /// <param name="rig">Another file with the same chip and guest.</param>
    public static async Task<Bench> StartAsync(FrontEnd frontEnd, string rig = Rig)
    {
        ArgumentNullException.ThrowIfNull(frontEnd);
        var hub = await HubProcess.StartAsync(rig);
        try
        {
            return new Bench(hub, await frontEnd.BootAsync(hub, "ivi"));
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    /// <summary>Boots another Linux in the place of one that has gone.</summary>
    public async Task BootAgainAsync(FrontEnd frontEnd)
    {
        ArgumentNullException.ThrowIfNull(frontEnd);
        await Guest.DisposeAsync();
        Guest = await frontEnd.BootAsync(Hub, "ivi");
    }

    /// <summary>Lets the guest drive a line and keep it.</summary>
    public async Task<GuestJob> HoldAsync(int line, int level)
    {
        var job = await Guest.StartJobAsync($"gt hold /dev/gpiochip0 {line} {level}");
        await job.LinesAsync(1);
        return job;
    }

    public Task UntilLevelAsync(string line, int level) =>
        Hub.UntilAsync(info => info.Line($"bench/{line}").Level == level, $"bench/{line} to be {level}");

    /// <summary>The guest reads what is set on the chip, and drives what the chip then shows.</summary>
    public async Task WorksAsync()
    {
        await Hub.SetAsync("bench/CRASH", '1');
        Assert.Equal("1", await Guest.RunAsync($"gpioget gpiochip0 {Crash}"));
        await Hub.SetAsync("bench/CRASH", '0');
        Assert.Equal("0", await Guest.RunAsync($"gpioget gpiochip0 {Crash}"));

        await Guest.RunAsync($"gpioset gpiochip0 {Horn}=1");
        await UntilLevelAsync("HORN", 1);
        await Guest.RunAsync($"gpioset gpiochip0 {Horn}=0");
        await UntilLevelAsync("HORN", 0);
    }

    /// <summary>One edge on the chip is one event in the guest.</summary>
    public async Task InterruptsAsync()
    {
        var monitor = await Monitor.StartAsync(this, Ign, "rising");
        await monitor.PulseAsync(1);
        Assert.Equal(["rising"], await monitor.EdgesAsync());
    }

    /// <summary>Many edges on the chip: gpiomon, the guest's kernel and the hub count each of them once.</summary>
    public async Task CountsEdgesAsync(int pulses)
    {
        var before = (await Hub.InfoAsync()).Guest("ivi").Line("CRASH");
        var monitor = await Monitor.StartAsync(this, Crash, "both");
        await monitor.PulseAsync(pulses);
        // The kernel's own count goes with the program that has requested the interrupt.
        string counted = await Guest.RunAsync("awk '$3 == \"virtio-gpio\" { print $2 }' /proc/interrupts");

        Assert.Equal(Enumerable.Repeat((string[])["rising", "falling"], pulses).SelectMany(e => e), await monitor.EdgesAsync());
        Assert.Equal($"{2 * pulses}", counted);
        var line = (await Hub.InfoAsync()).Guest("ivi").Line("CRASH");
        Assert.Equal((2 * pulses, 2 * pulses, 0),
            ((int)(line.Edges - before.Edges), (int)(line.Delivered - before.Delivered), (int)(line.Coalesced - before.Coalesced)));
    }

    public async ValueTask DisposeAsync()
    {
        await Guest.DisposeAsync();
        await Hub.DisposeAsync();
    }
}
