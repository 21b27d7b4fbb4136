using GpioHub.Hub.Commands.Doctor.Facts;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>Whether QEMU can reach the guests' sockets.</summary>
internal static class SocketChecks
{
    private const int Write = 2, Search = 1;

    public static IEnumerable<Finding> Access(DoctorFacts facts)
    {
        bool fine = true;
        foreach (var socket in Sockets(facts))
        {
            var running = Machines.Of(facts).FirstOrDefault(pair => pair.Guest.Id == socket.Guest).Machine;
            var user = running?.User ?? facts.Accounts.Libvirt ?? facts.Accounts.Me;
            if (socket.Owner is not { } owner || Closed(socket, user) is not { } closed) continue;
            fine = false;
            string whose = running is not null ? $"{running}, which runs as {user.Name}," : user.Name;
            yield return new Finding(running is null ? FindingState.Warning : FindingState.Problem,
                $"{socket.Guest}: {closed}; {whose} may not connect",
                closed.StartsWith(socket.Path, StringComparison.Ordinal)
                    ? $"set hub.socketGroup: {(facts.Accounts.HasGroup("kvm") ? "kvm" : owner.Group)} in {facts.RigName}, " +
                        "then gpiohub reload, with the guest disconnected"
                    : $"set hub.sockets in {facts.RigName} to a folder that {user.Name} may search");
        }

        if (fine && Sockets(facts).FirstOrDefault(socket => socket.Owner is not null) is { Owner: { } first } any)
            yield return Finding.Fine($"{Path.GetDirectoryName(any.Path)}/*.sock {OwnerText.Of(first)}: QEMU may connect");
    }

    public static IEnumerable<Finding> AppArmor(DoctorFacts facts)
    {
        bool fine = true, confined = false;
        foreach (var (guest, machine) in Machines.Of(facts).Where(pair => pair.Machine.Profile is not null))
        {
            confined = true;
            string folder = Path.GetDirectoryName(guest.SocketPath)!;
            if (facts.Host.LibvirtRules?.Contains(folder + '/', StringComparison.Ordinal) == true) continue;
            fine = false;
            yield return Finding.Problem($"{guest.Id}: AppArmor confines {machine} to {machine.Profile}, which names nothing in {folder}",
                $"echo '{folder}/*.sock rw,' >>/etc/apparmor.d/local/abstractions/libvirt-qemu, then start the VM anew");
        }

        if (fine && confined) yield return Finding.Fine("AppArmor's rules for libvirt name the sockets");
    }

    /// <returns>What keeps this user out, for a person; null = nothing does.</returns>
    private static string? Closed(SocketFacts socket, User user) =>
        socket.Folder is { } folder && !user.May(folder, Search) ? $"{Path.GetDirectoryName(socket.Path)} is {OwnerText.Of(folder)}"
        : socket.Owner is { } owner && !user.May(owner, Write) ? $"{socket.Path} is {OwnerText.Of(owner)}"
        : null;

    private static IEnumerable<SocketFacts> Sockets(DoctorFacts facts) =>
        facts.Sockets.Where(socket => facts.Guest is null || socket.Guest == facts.Guest);
}
