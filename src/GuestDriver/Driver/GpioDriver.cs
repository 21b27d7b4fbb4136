using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>A virtio-gpio driver in user space, in the place of the driver in a QEMU guest's kernel.</summary>
/// <remarks>
/// Any thread. Any number of requests may be outstanding; those of one line are answered in order (VG-G-03). Every answer is checked
/// (VG-G-12): a wrong one is a <see cref="VhostUserPeerException"/>, and one that breaks a ring ends the driver. Source: virtio v1.2 §5.18;
/// VG-G-01…VG-G-17.
/// </remarks>
public sealed partial class GpioDriver : IAsyncDisposable
{
    private readonly GpioDriverOptions _options;
    private readonly CompletionThread? _thread;

    private GpioDriver(VhostUserFrontEnd frontEnd, GpioDriverOptions options)
    {
        (FrontEnd, _options) = (frontEnd, options);
        Core = new DriverCore(frontEnd);
        if (options.CompletionThread) _thread = new CompletionThread(this, options.SurvivesDisconnect);
    }

    /// <summary>The front-end, for what this class has no method for. Do not use it while this class is busy with it.</summary>
    public VhostUserFrontEnd FrontEnd { get; }

    /// <summary>Config space as read at probe.</summary>
    public GpioConfig Config { get; private set; }

    /// <summary>Names by line, read at probe; "" = none.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>The device has interrupts: VIRTIO_GPIO_F_IRQ was negotiated.</summary>
    public bool HasInterrupts => FrontEnd.HasEventQueue;

    /// <summary>Why nothing works any more; null = all is well.</summary>
    public Exception? Failure => Core.Failure;

    /// <summary>Completes when the back-end closes the connection. Only with a completion thread.</summary>
    public Task Disconnected =>
        _thread?.Disconnected ?? throw new InvalidOperationException("nobody watches the connection: there is no completion thread");

    internal DriverCore Core { get; }

    /// <summary>Connects, negotiates, starts the rings and probes the device.</summary>
    /// <param name="path">The back-end's socket.</param>
    /// <exception cref="ErrnoException">ENOENT: no such path; ECONNREFUSED: nobody listens; EACCES.</exception>
    /// <exception cref="VhostUserPeerException">The back-end is no virtio-gpio back-end, breaks the protocol, or is busy with
    /// another front-end.</exception>
    public static Task<GpioDriver> ConnectAsync(string path, GpioDriverOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new GpioDriverOptions();
        return Task.Run(() => ProbeAsync(VhostUserFrontEnd.Connect(path, options.FrontEnd), options, cancel), cancel);
    }

    /// <summary>Probes the device behind a front-end that has negotiated and not started.</summary>
    /// <param name="frontEnd">Owned from here on.</param>
    /// <exception cref="VhostUserPeerException">As for <see cref="ConnectAsync"/>.</exception>
    public static async Task<GpioDriver> ProbeAsync(VhostUserFrontEnd frontEnd, GpioDriverOptions? options = null,
        CancellationToken cancel = default)
    {
        options ??= new GpioDriverOptions();
        var driver = new GpioDriver(frontEnd, options);
        try
        {
            await driver.StartAsync(cancel).ConfigureAwait(false);
            return driver;
        }
        catch
        {
            await driver.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes back what the device is done with. Without a completion thread, nothing completes anywhere else.</summary>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="VhostUserPeerException">The driver has failed.</exception>
    /// <exception cref="InvalidOperationException">A hard handler calls.</exception>
    public bool Poll()
    {
        HardIrqFlow.RefuseInside(Core);
        return Core.Failure is null ? Core.Poll() : throw new VhostUserPeerException(Core.Failure.Message, Core.Failure);
    }

    /// <summary>Closes the connection at once, as a guest that dies; <see cref="ShutDownAsync"/> ends in order.</summary>
    public ValueTask DisposeAsync()
    {
        _thread?.Dispose();
        Core.Fail(new ObjectDisposedException(nameof(GpioDriver)));
        FrontEnd.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task StartAsync(CancellationToken cancel)
    {
        Config = ReadConfig();
        Core.Run(() =>
        {
            if (Core.Slots.Length != Config.LineCount) Core.Slots = new IrqSlot?[Config.LineCount];
            FrontEnd.Start();
            Core.SetRunning(true);
        });
        _thread?.Wake();
        Task<string[]> names = GetLineNamesAsync(cancel);
        if (_thread is null) PollUntil(names);
        Names = await names.ConfigureAwait(false);
    }

    private void PollUntil(Task done)
    {
        int timeoutMs = (int)FrontEnd.Options.ReplyTimeout.TotalMilliseconds;
        while (!done.IsCompleted)
        {
            Core.Poll();
            if (done.IsCompleted) return;
            if (!Readiness.WaitToRead(FrontEnd.Rings[0].Call.Ours, timeoutMs))
                throw new VhostUserPeerException($"no answer within {timeoutMs} ms");
            FrontEnd.Rings[0].Call.Drain();
        }
    }

    private GpioConfig ReadConfig()
    {
        if (!GpioConfig.TryDecode(FrontEnd.GetConfig(0, GpioConfig.Size), out GpioConfig config))
            throw new VhostUserPeerException("GetConfig: fewer than 8 bytes");
        if (config.LineCount == 0) throw new VhostUserPeerException("config space: ngpio is 0");
        if (config.NamesSize > NameBlock.MaxSize)
            throw new VhostUserPeerException($"config space: gpio_names_size is {config.NamesSize}, more than {NameBlock.MaxSize}");
        return config;
    }
}
