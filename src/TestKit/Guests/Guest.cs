using GpioHub.GuestDriver.Models;
using GpioHub.Rules.Plan;
using GpioHub.TestKit.Guests;
using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;

namespace GpioHub.TestKit;

/// <summary>A guest of the rig: a virtual machine with a real driver, which can boot, pause, reboot and die.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "the rig ends every machine that is up")]
public sealed class Guest
{
    private readonly Rig _rig;
    private readonly GuestPlan _plan;
    private readonly string _driver;
    private GuestMachine? _machine;

    internal Guest(Rig rig, GuestPlan plan, string driver)
    {
        (_rig, _plan, _driver) = (rig, plan, driver);
        Lines = new GuestLines(rig, plan.Lines.Select(line => new GuestLine(rig, this, line)));
    }

    public string Id => _plan.Id;

    /// <summary>Every line of its device, in order.</summary>
    public GuestLines Lines { get; }

    /// <summary>It has booted, and has not been switched off or died since.</summary>
    public bool IsUp => _machine is not null && _rig.Machines.Contains(_machine);

    /// <summary>One of its lines.</summary>
    /// <param name="name">As the guest knows it, or its number.</param>
    /// <exception cref="ScenarioException">The guest has no such line.</exception>
    public GuestLine Line(string name) =>
        Lines.FirstOrDefault(line => line.Name == name) ?? Lines.FirstOrDefault(line => $"{line.Number}" == name)
            ?? throw new ScenarioException($"{Id} has no line \"{name}\"; it has {string.Join(", ", Lines.Select(line => line.Name))}");

    /// <summary>Boots: the driver connects, probes the device and is ready; no interrupt is requested.</summary>
    /// <param name="driver">As <see cref="ScenarioOptions.Driver"/>; null = the scenario's.</param>
    /// <exception cref="ScenarioException">The guest is up, or no driver has this name.</exception>
    public Guest Boots(string? driver = null)
    {
        if (IsUp) throw new ScenarioException($"{Id} is up already");
        var model = Model(driver ?? _driver);
        Tell($"boots with {model.Name}");
        _machine = new GuestMachine(_rig, Id, model);
        return this;
    }

    /// <summary>Reboots: device reset, nothing kept, the driver probes anew.</summary>
    public Guest Reboots() => Does("reboots", machine => machine.Reset());

    /// <summary>Switches the guest off: its rings are stopped, then the connection is closed. Interrupts are not freed first, because no
    /// kernel does that.</summary>
    public Guest PowersOff() => Does("is switched off", machine => machine.ShutDown());

    /// <summary>Ends the guest from one instant to the next, like a virtual machine monitor that is killed.</summary>
    public Guest Dies() => Does("dies", machine => machine.Dispose());

    /// <summary>Pauses the virtual machine. The hub goes on collecting edges for it.</summary>
    public Guest Pauses() => Does("pauses", machine => machine.Pause());

    /// <summary>Resumes after <see cref="Pauses"/>.</summary>
    public Guest Resumes() => Does("resumes", machine => machine.Resume());

    /// <summary>Its kernel suspends: the interrupt core masks and disables what is requested; the machine runs on.</summary>
    public Guest Suspends() => EveryLine("suspends", DriverInputKind.Suspend);

    /// <summary>Its kernel resumes.</summary>
    public Guest Wakes() => EveryLine("wakes", DriverInputKind.Resume);

    public override string ToString() => Id;

    internal GuestMachine Up => IsUp ? _machine! : throw new ScenarioException($"{Id} is not up: Guest(\"{Id}\").Boots() first");

    /// <summary>The machine of the last boot; null = it has never booted.</summary>
    internal GuestMachine? LastMachine => _machine;

    private static IDriverModel Model(string name)
    {
        try
        {
            return DriverModels.Named(name);
        }
        catch (ArgumentException unknown)
        {
            throw new ScenarioException(unknown.Message, unknown);
        }
    }

    private Guest Does(string what, Action<GuestMachine> change)
    {
        var machine = Up;
        Tell(what);
        change(machine);
        _rig.RunUntilIdle();
        return this;
    }

    private Guest EveryLine(string what, DriverInputKind call) => Does(what, machine => machine.Run(() =>
    {
        foreach (var line in machine.Lines.Where(line => line.Accepts(DriverInput.Of(call)))) line.Call(DriverInput.Of(call));
    }));

    private void Tell(string what) => _rig.Journal.Add(Id, EntryKind.Event, what);
}
