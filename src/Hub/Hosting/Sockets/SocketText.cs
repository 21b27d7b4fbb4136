using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting.Sockets;

/// <summary>The text that says who may connect to the guests' sockets: if a QEMU may not, only that QEMU reports it.</summary>
internal static class SocketText
{
    public static void Log(ILogger log, RigPlan plan)
    {
        var alike = plan.Guests.GroupBy(guest => (Path.GetDirectoryName(guest.SocketPath), guest.SocketMode, guest.SocketGroup));
        foreach (var guests in alike)
        {
            if (Owner(guests.First().SocketPath) is not { } owner) continue;

            string sockets = $"{guests.Key.Item1}/{(guests.Count() == 1 ? $"{Path.GetFileName(guests.First().SocketPath)}" : "*.sock")}";
            string mode = Convert.ToString((int)owner.Mode, 8).PadLeft(4, '0');
            string advice = guests.Key.SocketGroup is null ? ". Set hub.socketGroup: kvm" : "";
            SocketLog.Sockets(log, sockets, owner.User, owner.Group, mode, advice);
        }
    }

    /// <summary>Tells which sockets of a service manager and of the rig do not belong together.</summary>
    public static void Log(ILogger log, RigPlan plan, GivenSockets given)
    {
        foreach (var (place, unit) in given.Unserved) SocketLog.Unserved(log, unit, place);
        if (!plan.Guests.Any(guest => given.Has(guest.SocketPath))) return;
        foreach (var guest in plan.Guests)
            if (!given.Has(guest.SocketPath)) SocketLog.NotGiven(log, guest.SocketPath, guest.Id);
    }

    private static PathOwner? Owner(string path)
    {
        try
        {
            return PathOwner.Of(path);
        }
        catch (ErrnoException)
        {
            return null;
        }
    }
}
