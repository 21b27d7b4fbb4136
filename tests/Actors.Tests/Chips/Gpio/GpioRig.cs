using GpioHub.Actors.Chips.Gpio;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.Rules.Plan;
using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Chips.Discovery;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Tests.Chips.Gpio;

/// <summary>A rig whose chip `doors` is a gpiochip of a kernel in memory, with lines D0 … D3, and guests that have all of them.</summary>
internal sealed class GpioRig : IAsyncDisposable
{
    public const string Path = "/dev/gpiochip0";
    public const int Lines = 4;

    private readonly string _devices;

    private GpioRig(LiveRig rig, FakeGpioKernel kernel, FakeGpioChip chip, string devices) =>
        (Rig, Kernel, Chip, _devices) = (rig, kernel, chip, devices);

    public LiveRig Rig { get; }

    public FakeGpioKernel Kernel { get; }

    public FakeGpioChip Chip { get; }

    /// <param name="line">Settings of a line; null = the defaults.</param>
    /// <param name="prepare">Before the hub looks at the chip.</param>
    /// <param name="sims">A simulated chip `bench` beside it, which the guest `adas` has.</param>
    /// <param name="waits">Until the chip is up.</param>
    public static async Task<GpioRig> StartAsync(Func<ChipLinePlan, ChipLinePlan>? line = null, int guests = 1, IoPlace io = IoPlace.Auto,
        OnRelease onRelease = OnRelease.Input, Action<FakeGpioChip>? prepare = null, bool sims = false, bool virtualTime = false,
        bool waits = true, int reactors = 1)
    {
        var kernel = new FakeGpioKernel();
        var chip = kernel.AddChip(Path, "mcp23017", Enumerable.Range(0, Lines).Select(n => $"D{n}"));
        prepare?.Invoke(chip);
        string devices = Directory.CreateTempSubdirectory("gpiohub-dev-").FullName;
        var machine = new GpioBacking(kernel, _ => Find(kernel), devices, () => MonotonicClock.Now);
        var rig = await LiveRig.StartAsync(
            folder =>
            {
                var doors = PlanOf(line ?? (plan => plan), io);
                var bench = Plans.Sim("bench", "A");
                string[] ids = ["ivi", "cluster", "logger"];
                var plans = ids.Take(guests).Select(id => Plans.Guest(id, folder, doors, onRelease: onRelease));
                return sims
                    ? Plans.Plan(folder, [doors, bench], [.. plans, Plans.Guest("adas", folder, bench)])
                    : Plans.Plan(folder, [doors], plans);
            },
            machine: machine, virtualTime: virtualTime, reactors: reactors);
        var made = new GpioRig(rig, kernel, chip, devices);
        if (waits) await made.UntilAsync(ChipState.Up);
        return made;
    }

    public static ChipPlan PlanOf(Func<ChipLinePlan, ChipLinePlan> line, IoPlace io) =>
        new("doors", new GpioChipPlan(new ByLabel("mcp23017"), io, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10)),
            [.. Enumerable.Range(0, Lines)
                .Select(n => line(Plans.Line(n, $"D{n}") with { Bias = Bias.AsIs, Control = ControlAccess.Read }))]);

    public Task<GpioDriver> ConnectAsync(string guest = "ivi") => Rig.ConnectAsync(guest);

    public async Task<ChipSnapshot> ChipAsync() => (await Rig.Hub.ChipAsync("doors", CancellationToken.None))!;

    public async Task<ChipSnapshot> UntilAsync(ChipState state)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var chip = await ChipAsync();
            if (chip.State == state) return chip;
            if (patience.IsCancellationRequested) throw new TimeoutException($"{state} expected; it is {chip.State}: {chip.LastError}");
        }
    }

    /// <summary>Pulls the chip out as a USB plug is: the node goes too.</summary>
    public void Unplug()
    {
        Chip.Unplug();
        File.Delete(Node);
    }

    /// <summary>Plugs it in again; its node appears.</summary>
    public void Replug()
    {
        Chip.Replug();
        File.WriteAllText(Node, "");
    }

    private string Node => System.IO.Path.Combine(_devices, "gpiochip0");

    /// <summary>Ends everything, and looks whether anything of the device is still held.</summary>
    public async ValueTask DisposeAsync()
    {
        await Rig.DisposeAsync();
        Directory.Delete(_devices, recursive: true);
        Kernel.UntilAllClosed();
    }

    private static ChipSearch Find(FakeGpioKernel kernel)
    {
        try
        {
            kernel.Open(Path).Dispose();
            return new ChipSearch.Found(Path);
        }
        catch (ErrnoException e)
        {
            return new ChipSearch.Absent($"no chip: {e.Message}");
        }
    }
}
