using System.Diagnostics;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.SimRig.Chips;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.SimRig;

/// <summary>Everything that a scenario sets up in this kernel, taken down in reverse order: guests, the hub, chips.</summary>
internal sealed class Rig : IAsyncDisposable
{
    /// <summary>A little less than the hub waits for a chip.</summary>
    private static readonly TimeSpan ChipLimit = TimeSpan.FromMilliseconds(450);

    private readonly List<SimChip> _chips = [];
    private readonly List<GpioDriver> _guests = [];
    private HubProcess? _hub;

    public HubProcess Hub => _hub ?? throw new InvalidOperationException("no hub has been started");

    /// <summary>All that the hub has logged, for a failure.</summary>
    public string HubLog => _hub?.Log.Text ?? "(no hub was started)";

    public SimChip AddChip(string label, int lines, params ReadOnlySpan<Hog> hogs)
    {
        var chip = SimChip.Create(label, lines, hogs);
        _chips.Add(chip);
        return chip;
    }

    /// <summary>A chip with as many lines and the same label.</summary>
    public SimChip AddTwin(SimChip chip)
    {
        var twin = chip.Twin();
        _chips.Add(twin);
        return twin;
    }

    /// <summary>Replaces a chip that has been disposed of by another.</summary>
    public SimChip ReplaceChip(SimChip gone, string label, int lines)
    {
        _chips.Remove(gone);
        return AddChip(label, lines);
    }

    /// <summary>Starts the hub and waits until it has every chip.</summary>
    /// <param name="rig">chips and guests of a rig file.</param>
    /// <param name="settings">As for <see cref="HubProcess.StartAsync(string, string, Func{string, ChildProcess})"/>.</param>
    public async Task StartHubAsync(string rig, string settings = "")
    {
        _hub = await HubProcess.StartAsync(rig, settings);
        await Hub.UntilAsync(info => info.Chips.All(c => c.State == "up"), "every chip to be up");
    }

    public async Task<GpioDriver> ConnectAsync(string guest)
    {
        var driver = await GpioDriver.ConnectAsync(Hub.Socket(guest));
        _guests.Add(driver);
        return driver;
    }

    /// <summary>Disconnects the guest as one that is switched off, and waits until the hub has noticed.</summary>
    public async Task DisconnectAsync(GpioDriver guest, string name)
    {
        await guest.ShutDownAsync();
        _guests.Remove(guest);
        await guest.DisposeAsync();
        await Hub.UntilAsync(info => info.Guest(name).Peer is null, $"{name}'s place to be free");
    }

    /// <inheritdoc cref="OnceMoreAsync"/>
    public static Task InputAsync(GpioDriver guest, ushort line) => OnceMoreAsync(async () =>
    {
        await guest.SetDirectionAsync(line, GpioDirection.In);
        return true;
    });

    /// <inheritdoc cref="OnceMoreAsync"/>
    public static Task DriveAsync(GpioDriver guest, ushort line, bool level) => OnceMoreAsync(async () =>
    {
        await guest.DriveAsync(line, level);
        return true;
    });

    /// <inheritdoc cref="OnceMoreAsync"/>
    public static Task<bool> ValueAsync(GpioDriver guest, ushort line) => OnceMoreAsync(() => guest.GetValueAsync(line));

    /// <inheritdoc cref="OnceMoreAsync"/>
    public static Task<IrqLine> InterruptOfAsync(GpioDriver guest, ushort line, IrqType type, Func<IrqEvent, ValueTask>? handler = null) =>
        OnceMoreAsync(() => guest.RequestIrqAsync(line, type, handler));

    /// <summary>Waits for an interrupt, up to the limit of every wait.</summary>
    public static async Task<IrqEvent> InterruptAsync(IrqLine irq, string what)
    {
        try
        {
            return await irq.Events.ReadAsync().AsTask().WaitAsync(Patience.Limit);
        }
        catch (TimeoutException)
        {
            throw new ScenarioException($"No interrupt came for {what}: {irq.State}, {irq.Counters}");
        }
    }

    /// <summary>Asks again if the hub said ERR because its chip was too slow. The hub waits 500 ms for a chip, and a kernel of one slow CPU
    /// may take longer to give out a line.</summary>
    /// <exception cref="GpioRequestException">The refusal came faster than that.</exception>
    private static async Task<T> OnceMoreAsync<T>(Func<Task<T>> ask)
    {
        long first = Stopwatch.GetTimestamp();
        while (true)
        {
            long began = Stopwatch.GetTimestamp();
            try
            {
                return await ask();
            }
            catch (GpioRequestException e) when (Stopwatch.GetElapsedTime(began) >= ChipLimit
                && Stopwatch.GetElapsedTime(first) < Patience.Limit)
            {
                Console.WriteLine($"asked again: {e.Message} after {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var guest in _guests) await guest.DisposeAsync();
        if (_hub is not null) await _hub.DisposeAsync();
        foreach (var chip in _chips) chip.Dispose();
    }
}
