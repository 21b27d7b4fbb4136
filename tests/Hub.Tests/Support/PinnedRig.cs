using GpioHub.Actors.Chips;
using GpioHub.Actors.Chips.Gpio;
using GpioHub.Actors.Contract;
using GpioHub.GuestDriver.Driver;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Rules.Plan;
using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Chips.Discovery;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.DependencyInjection;

namespace GpioHub.Hub.Tests.Support;

/// <summary><c>gpiohub run</c> in this process over pins that a test sees. Line 0 of the guest <c>ivi</c> is an output, low when it is
/// released.</summary>
internal sealed class PinnedRig : IDisposable
{
    private readonly RigFolder _rig;
    private readonly FakeGpioChip _chip;
    private readonly FakeGpioKernel _kernel = new();
    private readonly WatchedWriter _output = new();

    public PinnedRig(int reactors)
    {
        _chip = _kernel.AddChip("/dev/gpiochip0", "relays", "HORN");
        _rig = new RigFolder($$"""
            hub: { sockets: SOCKETS, reactors: {{reactors}} }
            chips:
              bench: { driver: sim, lines: [IGN] }
              relays: { driver: gpiochip, label: relays }
            guests:
              ivi: { lines: [{ name: HORN, from: relays/HORN, access: out, onRelease: low }] }
              adas: { lines: [{ name: IGN, from: bench/IGN }] }
            """);
    }

    public WatchedWriter Log { get; } = new();

    /// <summary>Gets the banner instead of a buffer; null = the buffer that <see cref="UpAsync"/> looks at.</summary>
    public TextWriter? BannerTo { get; init; }

    /// <summary>What was done to the pin since it was requested, in order.</summary>
    public string Story => string.Join(
        ", ",
        _chip.Calls.Where(call => call.Offset == 0).Select(call => call switch
        {
            { Kind: FakeCallKind.Configure, Config: { Flags: var flags, Value: var level } } when flags.HasFlag(GpioLineBits.Output) =>
                level ? "high" : "low",
            { Kind: FakeCallKind.SetValue } => call.Level ? "high" : "low",
            { Kind: FakeCallKind.Release } => "given back",
            _ => "",
        }).Where(word => word.Length > 0));

    /// <summary>Waits until no line and no chip is open.</summary>
    public void UntilAllClosed() => _kernel.UntilAllClosed();

    public bool HasSockets => Directory.GetFiles(_rig.Sockets).Length > 0;

    /// <param name="onceUp">Called when chips and guests are up and the control socket is not yet.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Func<IServiceProvider, Task> onceUp, CancellationToken cancel) =>
        (await Cli.WatchAsync(["run", _rig.Config], BannerTo ?? _output, Log,
            () => new HookedRig(new RigRuntime(PortOf), onceUp), cancel)).Code;

    /// <summary>Waits until the hub says that it is up.</summary>
    public Task UpAsync() => _output.SeenAsync("Ctrl-C ends.\n");

    /// <summary>Connects the guest <c>ivi</c>, which drives its line high.</summary>
    public async Task<GpioDriver> DriveAsync(IServiceProvider services)
    {
        await services.GetRequiredService<IRig>().SnapshotAsync(CancellationToken.None);     // a chip answers once it is open
        var guest = await GpioDriver.ConnectAsync(Path.Combine(_rig.Sockets, "ivi.sock"));
        await guest.DriveAsync(0, true);
        return guest;
    }

    public void Dispose()
    {
        _output.Dispose();
        Log.Dispose();
        _rig.Dispose();
    }

    private IChipPort PortOf(ChipPlan chip, IReactor reactor) => chip.Driver is SimPlan
        ? new SimulatedPort()
        : new GpioBacking(_kernel, _ => new ChipSearch.Found(_chip.Path), _rig.Path, () => MonotonicClock.Now).PortOf(chip, reactor);
}
