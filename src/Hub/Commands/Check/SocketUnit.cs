using System.Text;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Commands.Check;

/// <summary>The guests' sockets of a rig as a unit of systemd (systemd.socket(5)), which makes them before there is a hub.</summary>
internal static class SocketUnit
{
    /// <summary>The hub's user and group where it is installed (share/sysusers.d).</summary>
    private const string User = "gpiohub";

    /// <param name="file">The rig's file, as the user named it.</param>
    public static string Of(RigPlan plan, string file)
    {
        // A unit has one mode and one group for all its sockets: it is made for most of the guests.
        var alike = plan.Guests.Where(guest => !guest.SocketPath.Any(char.IsControl))
            .GroupBy(guest => (guest.SocketMode, guest.SocketGroup)).MaxBy(guests => guests.Count());
        var unit = new StringBuilder();
        unit.Append($"# From: gpiohub check --sockets {OneLine(file)}\n");
        foreach (var guest in plan.Guests.Where(guest => alike is null || !alike.Contains(guest)))
            unit.Append($"# Not here, for it has another mode or group: {guest.Id}. gpiohub-guest@{guest.Id}.socket may be its unit.\n");
        unit.Append("[Unit]\nDescription=GPIO lines of virtual machines\nDocumentation=man:gpiohub(1)\nBefore=libvirtd.service\n");
        unit.Append("\n[Socket]\n");
        foreach (var guest in alike?.AsEnumerable() ?? [])
            unit.Append($"ListenStream={guest.SocketPath.Replace("%", "%%", StringComparison.Ordinal)}\n");
        string mode = Convert.ToString((int)(alike?.Key.SocketMode ?? default), 8).PadLeft(4, '0');
        unit.Append($"Service=gpiohub.service\nSocketUser={User}\nSocketGroup={alike?.Key.SocketGroup ?? User}\nSocketMode={mode}\n");
        unit.Append("RemoveOnStop=yes\n\n[Install]\nWantedBy=sockets.target\n");
        return unit.ToString();
    }

    private static string OneLine(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
}
