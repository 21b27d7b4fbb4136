using System.Collections.Immutable;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Commands.Doctor.Facts;

/// <summary>Everything that the checks know: gathered once, and data only.</summary>
internal sealed record DoctorFacts
{
    /// <summary>The rig's file as it was read; null = none was named.</summary>
    public RigFacts? Rig { get; init; }

    /// <summary>The rig: of the file, else the one that the hub has in force; null = neither is known.</summary>
    public RigPlan? Plan { get; init; }

    /// <summary>The only guest that is asked about; null = all.</summary>
    public string? Guest { get; init; }

    /// <summary>QEMU's programs on PATH.</summary>
    public ImmutableArray<QemuProgram> Programs { get; init; } = [];

    /// <summary>Processes that are virtual machines, and hubs.</summary>
    public ImmutableArray<ProcessFacts> Processes { get; init; } = [];

    /// <summary>The guests' sockets.</summary>
    public ImmutableArray<SocketFacts> Sockets { get; init; } = [];

    /// <summary>The guest's kernel; null = none was named.</summary>
    public KernelFacts? Kernel { get; init; }

    public ChipFacts Chips { get; init; } = new();

    public HostFacts Host { get; init; } = new();

    /// <summary>Who there is on this machine.</summary>
    public Accounts Accounts { get; init; } = Accounts.Nobody;

    public HubFacts Hub { get; init; } = new();

    public ImmutableArray<TokenFacts> Tokens { get; init; } = [];

    public UnitFacts Unit { get; init; } = new(null, false, false, null);

    /// <summary>Parts that could not be gathered, by check, and why.</summary>
    public ImmutableArray<(string Check, string Why)> Missing { get; init; } = [];

    /// <summary>How a user names the rig's file in a command.</summary>
    public string RigName => Rig?.Path ?? Plan?.Hub.ConfigPath ?? "rig.yaml";

    /// <summary>The guests that are asked about.</summary>
    public IEnumerable<GuestPlan> Guests => (Plan?.Guests ?? []).Where(guest => Guest is null || guest.Id == Guest);

    /// <summary>The process of the hub that answers; null = none does, or it cannot be told which it is.</summary>
    public ProcessFacts? Server => Hub.Document is null ? null
        : Processes.FirstOrDefault(process => process.IsHub && process.Pid == Hub.Pid)
            ?? (Processes.Where(process => process.IsHub).ToArray() is [var only] ? only : null);
}

/// <summary>A rig's file.</summary>
/// <param name="Path">As the user named it.</param>
/// <param name="Problems">Why it cannot run; empty = it can.</param>
/// <param name="Guests">How many there are.</param>
internal sealed record RigFacts(string Path, ImmutableArray<string> Problems, int Chips, int Guests);

/// <summary>A program that emulates machines.</summary>
/// <param name="Version">null = it does not say, or not in time.</param>
/// <param name="HasDevice">Whether it lists vhost-user-gpio-pci; null = it does not say.</param>
internal sealed record QemuProgram(string Name, string Path, Qemu.QemuVersion? Version, bool? HasDevice);

/// <summary>The configuration of a guest's kernel.</summary>
/// <param name="Config">Its text; null = none was found.</param>
/// <param name="Why">Why none was found.</param>
internal sealed record KernelFacts(string Path, string? Config, string? Why);

/// <summary>The unit of a service manager.</summary>
/// <param name="Path">Its file; null = not installed.</param>
/// <param name="Enabled">It is started at boot, or its socket is.</param>
/// <param name="Running">systemd runs this machine.</param>
/// <param name="State">As <c>systemctl is-active</c> says; null = nobody was asked.</param>
internal sealed record UnitFacts(string? Path, bool Enabled, bool Running, string? State);
