using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>Whether the running machines share their RAM: QEMU starts without it, and says nothing.</summary>
internal static class MemoryChecks
{
    public static IEnumerable<Finding> Shared(DoctorFacts facts)
    {
        foreach (var (guest, machine) in Machines.Of(facts).Where(pair => pair.Machine.IsQemu))
        {
            var memory = QemuMemory.Of(machine.Arguments);
            string who = $"{guest.Id}: {machine}";
            string mend = $"start it with $(gpiohub qemu-args {facts.RigName} {guest.Id} --memory {memory.Size ?? "SIZE"})";
            if (machine.IsCut) yield return Finding.Note($"{who} has a command line too long to be read");
            else if (!memory.IsShared) yield return Finding.Problem($"{who} does not share its RAM ({memory.Why}); no request arrives",
                mend);
            else if (memory.WrongSize is { } wrong) yield return Finding.Problem($"{who} shares {wrong} of RAM, and -m is {memory.Size}",
                mend);
            else yield return Finding.Fine($"{who} shares its RAM");
        }
    }
}

/// <summary>Which process is which guest's machine.</summary>
internal static class Machines
{
    /// <summary>Machines that name the guest's socket, or that the hub has at its other end.</summary>
    public static IEnumerable<(GuestPlan Guest, ProcessFacts Machine)> Of(DoctorFacts facts) =>
        from guest in facts.Guests
        let peer = facts.Hub.Document?.Guests.FirstOrDefault(known => known.Id == guest.Id)?.Peer?.Pid ?? 0
        from process in facts.Processes
        where !process.IsHub && process.Name != "gpiohub" && (process.Names(guest.SocketPath) || (peer > 0 && process.Pid == peer))
        select (guest, process);
}
