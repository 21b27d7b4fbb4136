using System.Globalization;
using GpioHub.Hub.Commands.Doctor.Facts;

namespace GpioHub.Hub.Commands.Doctor.Gathering;

/// <summary>Users and groups, as /etc has them.</summary>
internal static class AccountFiles
{
    /// <summary>As whom libvirt runs QEMU on Debian, and elsewhere.</summary>
    private static readonly string[] OfLibvirt = ["libvirt-qemu", "qemu"];

    private const int Most = 1 << 20;

    public static Accounts Of(Surroundings around)
    {
        string[][] groups = Rows(around.Text("/etc/group", Most), 4);
        var libvirt = Rows(around.Text("/etc/passwd", Most), 4).FirstOrDefault(row => OfLibvirt.Contains(row[0]));
        var names = groups.Select(row => row[0]).ToHashSet();
        return new Accounts(around.Me, libvirt is null ? null : UserOf(libvirt, groups), names.Contains);
    }

    private static User? UserOf(string[] row, string[][] groups)
    {
        if (!uint.TryParse(row[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint id)) return null;
        var ids = groups.Where(group => group[3].Split(',').Contains(row[0])).Select(group => group[2]).Append(row[3]);
        return new User(row[0], id, [.. ids.Select(text => uint.TryParse(text, out uint group) ? group : uint.MaxValue)]);
    }

    private static string[][] Rows(string? text, int least) =>
        [.. (text ?? "").Split('\n').Select(line => line.Split(':')).Where(row => row.Length >= least)];
}
