using GpioHub.Actors.Descriptors;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Doctor.Facts;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>The machine that hub and guests run on.</summary>
internal static class HostChecks
{
    private const int ReadAndWrite = 6;

    /// <summary>Clocks that a program reads without a system call.</summary>
    private static readonly string[] QuickClocks =
        ["tsc", "arch_sys_counter", "kvm-clock", "riscv_clocksource", "hyperv_clocksource_tsc_page"];

    public static IEnumerable<Finding> Kvm(DoctorFacts facts)
    {
        var me = facts.Accounts.Me;
        if (facts.Host.Kvm.Owner is not { } owner)
            yield return Finding.Note("no /dev/kvm: guests are emulated, and slow",
                "modprobe kvm_intel, or kvm_amd; in a VM: nested virtualization");
        else if (!me.May(owner, ReadAndWrite))
            yield return Finding.Warning($"/dev/kvm is {OwnerText.Of(owner)}; {me.Name} may not open it",
                $"usermod -aG {owner.Group} {me.Name}, then log in again");
        else
            yield return Finding.Fine($"{me.Name} may open /dev/kvm");
    }

    public static IEnumerable<Finding> Files(DoctorFacts facts)
    {
        if (facts.Plan is not { } plan || (facts.Server?.OpenFiles ?? facts.Host.OpenFiles) is not { } limit) yield break;
        var budget = DescriptorBudget.Of(plan);
        yield return limit < budget.Whole
            ? Finding.Problem($"{Whose(facts)} may open {limit} files, and the rig needs {budget.Whole} with all its guests",
                $"LimitNOFILE={budget.Whole} in the unit, or ulimit -Hn {budget.Whole}")
            : Finding.Fine($"{Whose(facts)} may open {limit} files, and the rig needs {budget.Whole}");
    }

    public static IEnumerable<Finding> HugePages(DoctorFacts facts)
    {
        foreach (var (guest, machine) in Machines.Of(facts).Where(pair => pair.Machine.IsQemu))
        {
            var memory = QemuMemory.Of(machine.Arguments);
            bool used = memory.IsHuge || memory.Folder?.StartsWith("/dev/hugepages", StringComparison.Ordinal) == true;
            if (!used) continue;
            yield return facts.Host.HugePages is null or 0
                ? Finding.Problem($"{guest.Id}: {machine} has its RAM in huge pages, and the machine has none",
                    "sysctl vm.nr_hugepages=N, with N x 2 MB for all guests")
                : Finding.Fine($"{guest.Id}: its RAM is in huge pages, of which there are {facts.Host.HugePages}");
        }
    }

    public static IEnumerable<Finding> Cpus(DoctorFacts facts)
    {
        if (facts.Plan?.Hub is not { } hub) yield break;
        string there = $"{Counted.Of(facts.Host.Cpus, "CPU")}, {Counted.Of(hub.Reactors, "reactor")}";
        yield return hub.Reactors > facts.Host.Cpus
            ? Finding.Warning($"{there}: reactors wait for each other",
                $"set hub.reactors: {facts.Host.Cpus} in {facts.RigName}, then start the hub anew")
            : Finding.Fine(there);
    }

    public static IEnumerable<Finding> Clock(DoctorFacts facts)
    {
        if (facts.Host.Clock is not { } clock) yield break;
        if (QuickClocks.Contains(clock))
        {
            yield return Finding.Fine($"the kernel's clock is {clock}");
            yield break;
        }

        string? better = QuickClocks.FirstOrDefault(name => facts.Host.Clocks.Split(' ').Contains(name));
        yield return Finding.Warning($"the kernel's clock is {clock}: each time of an edge costs a microsecond or more",
            better is null ? "boot with tsc=reliable, if this machine's TSC is"
                : $"echo {better} >/sys/devices/system/clocksource/clocksource0/current_clocksource");
    }

    public static IEnumerable<Finding> Surroundings(DoctorFacts facts)
    {
        bool device = !facts.Chips.Found.IsEmpty;
        if (facts.Host.IsWsl && device)
            yield return Finding.Problem("this is WSL, which has no gpiochips", "run the hub on a Linux machine, or with driver: sim");
        else if (facts.Host.Container is { } kind && device && facts.Chips.Nodes.IsEmpty)
            yield return Finding.Problem($"this is a container ({kind}), and no chip is handed in",
                "docker run --device /dev/gpiochip0 -v /run/udev:/run/udev:ro …");
        else if (facts.Host.IsWsl)
            yield return Finding.Note("this is WSL: no gpiochips, simulated chips work");
        else if (facts.Host.Container is { } other)
            yield return Finding.Note($"this is a container ({other}): it sees its own processes and devices only");
    }

    private static string Whose(DoctorFacts facts) => facts.Server is { OpenFiles: not null } ? "the hub" : "a hub of this user";
}
