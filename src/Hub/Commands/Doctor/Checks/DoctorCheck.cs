using System.Collections.Immutable;
using GpioHub.Hub.Commands.Doctor.Facts;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>One thing that is looked at: a decision over facts, pure.</summary>
/// <param name="Name">As it is printed; a row in docs/guide/doctor.md.</param>
/// <param name="Of">No finding = there is nothing to say here.</param>
internal sealed record DoctorCheck(string Name, Func<DoctorFacts, IEnumerable<Finding>> Of)
{
    /// <summary>All checks, in the order in which they are printed: from the rig's file to the guest's kernel.</summary>
    public static readonly ImmutableArray<DoctorCheck> All =
    [
        new("rig", RigChecks.File),
        new("hub", HubChecks.Presence),
        new("hub-version", HubChecks.Version),
        new("hub-config", HubChecks.Config),
        new("hub-health", HubChecks.Health),
        new("hub-keeper", KeepingChecks.Keeper),
        new("hub-watchdog", KeepingChecks.Watchdog),
        new("hub-record", KeepingChecks.Record),
        new("hub-losses", HubChecks.Losses),
        new("link", LinkChecks.Links),
        new("unit", UnitChecks.Unit),
        new("web-guard", WebChecks.Guard),
        new("web-tokens", WebChecks.Tokens),
        new("socket-access", SocketChecks.Access),
        new("apparmor", SocketChecks.AppArmor),
        new("guest", GuestChecks.Connected),
        new("guest-irq", GuestChecks.Interrupts),
        new("guest-ring", GuestChecks.Rings),
        new("guest-ram", MemoryChecks.Shared),
        new("guest-kernel", KernelChecks.Config),
        new("qemu", QemuChecks.Installed),
        new("qemu-version", QemuChecks.Version),
        new("qemu-device", QemuChecks.Device),
        new("chip-access", ChipChecks.Access),
        new("chip", ChipChecks.Found),
        new("chip-line", ChipChecks.Lines),
        new("chip-irq", ChipChecks.Interrupts),
        new("kvm", HostChecks.Kvm),
        new("files", HostChecks.Files),
        new("huge-pages", HostChecks.HugePages),
        new("cpus", HostChecks.Cpus),
        new("clock", HostChecks.Clock),
        new("surroundings", HostChecks.Surroundings),
    ];

    /// <summary>Has every check look at the facts; what could not be gathered is a warning in its place.</summary>
    public static ImmutableArray<Diagnosis> Examine(DoctorFacts facts) =>
    [
        .. All.SelectMany(check => facts.Missing.Any(part => part.Check == check.Name)
            ? facts.Missing.Where(part => part.Check == check.Name)
                .Select(part => new Diagnosis(check.Name, Finding.Warning($"not looked at: {part.Why}",
                    "gpiohub doctor, once that is over")))
            : check.Of(facts).Select(finding => new Diagnosis(check.Name, finding))),
    ];
}
