using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>Who is connected to the guests' sockets, and how far each of them has come.</summary>
internal static class GuestChecks
{
    private const int MostNamed = 8;

    public static IEnumerable<Finding> Connected(DoctorFacts facts)
    {
        List<string> running = [], waiting = [];
        foreach (var guest in Guests(facts))
        {
            var finding = guest switch
            {
                { SocketProblem: { } why } => Finding.Problem($"{guest.Id}: {guest.Socket}: {why}", "gpiohub reload, once that is mended"),
                { State: "waiting" } => Waiting(guest, facts),
                { State: "no-driver" } => Finding.Problem(
                    $"{guest.Id}: {Peer(guest)} is connected, and its guest has started no driver for 30 s",
                    "gpiohub doctor --kernel PATH: the guest's kernel needs CONFIG_GPIO_VIRTIO"),
                { State: "connected" } when facts.Hub.SilentGuests.Contains(guest.Id) => Finding.Problem(
                    $"{guest.Id}: {Peer(guest)} has connected and says nothing (QEMU before 9.1, when a hub was restarted while it booted)",
                    "restart the VM"),
                { State: "stopped", Stopped.Pins: var pins } => Finding.Note($"{guest.Id}: paused or rebooting, pins {pins}"),
                { State: "connected" } => Finding.Note($"{guest.Id}: {Peer(guest)} is connected, and its guest boots"),
                _ => null,
            };
            if (finding is not null) yield return finding;
            else (guest.State == "waiting" ? waiting : running).Add(guest.Id);
        }

        if (running.Count > 0) yield return Finding.Fine($"connected, and its driver runs: {Names(running)}");
        if (waiting.Count > 0) yield return Finding.Note($"nobody is connected to {Names(waiting)}");
    }

    public static IEnumerable<Finding> Interrupts(DoctorFacts facts)
    {
        List<string> able = [];
        foreach (var guest in Guests(facts))
        {
            if (guest.State is "running" or "stopped" && guest.Irq is false)
            {
                yield return Finding.Warning($"{guest.Id}: {Peer(guest)} has negotiated no interrupts",
                    "run the VM with QEMU 9.0 or later: gpiomon fails with this one");
            }

            foreach (var line in guest.Lines.Where(line => line.Unheeded))
            {
                yield return Finding.Problem(
                    $"{guest.Id}:{line.Name}: its interrupt was refused, and the guest goes on as if it had it ({line.LastError?.Text})",
                    "request the interrupt anew in the guest, once the reason is gone");
            }

            if (guest.State is "running" && guest.Irq is true && !guest.Lines.Any(line => line.Unheeded)) able.Add(guest.Id);
        }

        if (able.Count > 0) yield return Finding.Fine($"negotiated by {Names(able)}");
    }

    public static IEnumerable<Finding> Rings(DoctorFacts facts)
    {
        foreach (var guest in Guests(facts))
        {
            var broken = guest.Rings.FirstOrDefault(ring => ring.State == "broken");
            var lost = guest.Rings.FirstOrDefault(ring => ring.Lost > 0);
            if (broken is not null)
                yield return Finding.Problem($"{guest.Id}: the guest broke its {broken.Name}: {broken.Reason}", "reboot the guest");
            else if (lost is not null)
            {
                yield return Finding.Warning($"{guest.Id}: {lost.Lost} of its {lost.Name} were lost at the hub's last end",
                    "bind the guest's driver anew, or reboot the guest");
            }
            else if (HasPackedRings(guest))
            {
                yield return Finding.Warning(
                    $"{guest.Id}: its rings are packed, and Linux's gpio-virtio can hang with them unless it was given a lock " +
                    "(docs/guests.md)",
                    "hub.packedRings: false, and restart the VM");
            }
        }
    }

    /// <returns>null = nothing is wrong with that: the machine is off.</returns>
    private static Finding? Waiting(GuestDocument guest, DoctorFacts facts)
    {
        if (Machines.Of(facts).FirstOrDefault(pair => pair.Guest.Id == guest.Id).Machine is { } machine)
        {
            return Finding.Problem($"{guest.Id}: {machine} names {guest.Socket}, and is not connected to it", "restart the VM");
        }

        return facts.Guest is null ? null : Finding.Warning($"{guest.Id}: nobody is connected to {guest.Socket}",
            $"qemu-system-… -m SIZE $(gpiohub qemu-args {facts.RigName} {guest.Id} --memory SIZE)");
    }

    /// <summary>Some of them, and how many more there are.</summary>
    private static string Names(List<string> guests) =>
        string.Join(", ", guests.Take(MostNamed)) + (guests.Count > MostNamed ? $" and {guests.Count - MostNamed} more" : "");

    private static bool HasPackedRings(GuestDocument guest) =>
        guest.State is not "waiting" && ((VirtioFeatures)Convert.ToUInt64(guest.Features, 16) & VirtioFeatures.RingPacked) != 0;

    private static string Peer(GuestDocument guest) => guest.Peer is { Pid: > 0 } peer ? $"{peer.Name} ({peer.Pid})" : "a front-end";

    private static IEnumerable<GuestDocument> Guests(DoctorFacts facts) =>
        (facts.Hub.Document?.Guests ?? []).Where(guest => facts.Guest is null || guest.Id == facts.Guest);
}
