using System.Globalization;
using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>A Linux with a driver for a chip that has a level interrupt, and that chip, which is a second guest of the hub.</summary>
/// <remarks>The driver: tests/EndToEnd/Linux/level-consumer.c. The chip holds INT at its active level until ACK is pulsed.</remarks>
public abstract class KernelLevelBench(FrontEnd frontEnd) : IAsyncLifetime
{
    private const string Consumer = "/sys/devices/platform/level-consumer";

    private const string Rig = """
        chips:
          board: { driver: sim, lines: [INT, ACK] }
        guests:
          ivi:
            lines:
              - { name: INT, from: board/INT }
              - { name: ACK, from: board/ACK, access: out }
          codec:
            lines:
              - { name: INT, from: board/INT, access: out }
              - { name: ACK, from: board/ACK }
        """;

    private const ushort Int = 0, Ack = 1;

    private HubProcess? _hub;
    private LinuxGuest? _guest;
    private GpioDriver? _codec;
    private bool _active;
    private long _before;

    public HubProcess Hub => _hub ?? throw new InvalidOperationException("not started");

    private LinuxGuest Guest => _guest ?? throw new InvalidOperationException("not started");

    private GpioDriver Codec => _codec ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        _hub = await HubProcess.StartAsync(Rig);
        _codec = await GpioDriver.ConnectAsync(_hub.Socket("codec"));
        await _codec.RequestIrqAsync(Ack, IrqType.EdgeRising, async _ => await LowerAsync());
        _guest = await frontEnd.BootAsync(_hub, "ivi");
    }

    public async Task DisposeAsync()
    {
        if (_guest is not null) await _guest.DisposeAsync();
        if (_codec is not null) await _codec.DisposeAsync();
        if (_hub is not null) await _hub.DisposeAsync();
    }

    /// <summary>The chip with nothing to say, and no interrupt requested.</summary>
    /// <param name="level">high or low: the chip's active level.</param>
    public async Task BeginAsync(string level)
    {
        await FreeAsync();
        _active = level == "high";
        await Codec.DriveAsync(Int, !_active);
        _before = (await LineAsync(l => l.Irq == "none", "INT to be free")).Delivered;
    }

    /// <summary>The chip interrupts.</summary>
    public Task RaiseAsync() => Codec.SetValueAsync(Int, _active);

    public Task LowerAsync() => Codec.SetValueAsync(Int, !_active);

    /// <summary>The kernel's driver requests its interrupt.</summary>
    /// <param name="level">high or low.</param>
    /// <param name="context">hard or thread: where the handler runs.</param>
    /// <param name="acknowledge">The chip is acknowledged from this run of the handler on.</param>
    public Task RequestAsync(string level, string context, int acknowledge = 1) =>
        Guest.RunAsync($"echo INT {level} {context} ACK {acknowledge} >{Consumer}/request");

    /// <summary>The kernel's driver frees its interrupt.</summary>
    public Task FreeAsync() => Guest.RunAsync($"echo - >{Consumer}/request");

    /// <summary>Keeps a threaded handler inside, or lets it go on.</summary>
    public Task HoldAsync(bool hold) => Guest.RunAsync($"echo {(hold ? 1 : 0)} >{Consumer}/hold");

    /// <summary>How often the handler has run since the request.</summary>
    public async Task<int> RunsAsync() => int.Parse(await Guest.RunAsync($"cat {Consumer}/runs"), CultureInfo.InvariantCulture);

    public Task UntilRunsAsync(int runs) =>
        Patience.UntilAsync(RunsAsync, got => got >= runs, got => $"waited for {runs} runs of the handler, got {got}");

    /// <summary>VALIDs of INT since <see cref="BeginAsync"/>.</summary>
    public async Task<long> DeliveredAsync() => (await Hub.InfoAsync()).Guest("ivi").Line("INT").Delivered - _before;

    /// <summary>Waits until the chip is idle and the line armed: every handler has run, and no further one will.</summary>
    /// <param name="delivered">So many VALIDs at least.</param>
    /// <returns>VALIDs since <see cref="BeginAsync"/>.</returns>
    public async Task<long> RestAsync(long delivered)
    {
        int idle = _active ? 0 : 1;
        var line = await LineAsync(l => l.Armed && l.Level == idle && l.Delivered >= _before + delivered,
            $"{delivered} VALIDs, the chip to be idle and the line to be armed");
        return line.Delivered - _before;
    }

    public async Task<GuestLineInfo> LineAsync(Predicate<GuestLineInfo> wanted, string what) =>
        (await Hub.UntilAsync(info => wanted(info.Guest("ivi").Line("INT")), what)).Guest("ivi").Line("INT");
}

public sealed class UmlKernelLevelBench() : KernelLevelBench(FrontEnd.Uml);

public sealed class Qemu10KernelLevelBench() : KernelLevelBench(FrontEnd.Qemu10);
