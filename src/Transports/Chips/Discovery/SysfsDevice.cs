using System.Text.RegularExpressions;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.Chips.Discovery;

/// <summary>One device below <c>/sys/devices</c>, with the properties that <c>udevadm info</c> shows of it. A snapshot, read when it is
/// made.</summary>
/// <remarks>The kernel's part is its uevent file. What udev's rules added is in udev's database, under the device's number, or its
/// subsystem and name (systemd, sd-device).</remarks>
internal sealed partial class SysfsDevice
{
    /// <summary>Our limit, bytes: udev's records have a few KiB.</summary>
    private const int MostBytes = 64 * 1024;

    private readonly string _devPath;
    private readonly string? _subsystem;
    private readonly string _uevent;
    private readonly string? _record;

    private SysfsDevice(string devPath, string? subsystem, string uevent, string? record) =>
        (_devPath, _subsystem, _uevent, _record) = (devPath, subsystem, uevent, record);

    /// <summary>Reads a device; null: the folder is no device (it has no uevent file).</summary>
    /// <param name="folder">Its folder, below <paramref name="sys"/>.</param>
    /// <param name="sys">Such as <c>/sys</c>.</param>
    /// <param name="udev">Such as <c>/run/udev</c>.</param>
    public static SysfsDevice? Read(string folder, string sys, string udev)
    {
        if (SmallFile.Read(Path.Combine(folder, "uevent"), MostBytes) is not { } uevent) return null;
        string? subsystem = Subsystem(folder);
        string? id = RecordOf(folder, subsystem);
        return new SysfsDevice(folder[sys.Length..], subsystem, uevent,
            id is null ? null : SmallFile.Read(Path.Combine(udev, "data", id), MostBytes));
    }

    /// <summary>Every value of a property of the device; if udev and the kernel differ, both count.</summary>
    public IEnumerable<string> ValuesOf(string name)
    {
        if (name == "DEVPATH") yield return _devPath;
        if (name == "SUBSYSTEM" && _subsystem is not null) yield return _subsystem;
        foreach (string value in PropertyText.ValuesOf(name, _record, "E:")) yield return value;
        foreach (string value in PropertyText.ValuesOf(name, _uevent, ""))
        {
            yield return value;
            if (name == "DEVNAME") yield return $"/dev/{value}";     // as udev has it
        }
    }

    /// <summary>The name of the device's record in udev's database.</summary>
    private static string? RecordOf(string folder, string? subsystem)
    {
        string? number = SmallFile.Read(Path.Combine(folder, "dev"), 64)?.TrimEnd('\n');
        if (number is not null && DeviceNumber().IsMatch(number)) return $"{(subsystem == "block" ? 'b' : 'c')}{number}";
        return subsystem is null ? null : $"+{subsystem}:{Path.GetFileName(folder)}";
    }

    /// <summary>The last part of the link's text; the link is not followed.</summary>
    private static string? Subsystem(string folder) =>
        Links.TextOf(Path.Combine(folder, "subsystem")) is { } target
            && Path.GetFileName(target) is { Length: > 0 } name and not ("." or "..") ? name : null;

    [GeneratedRegex("^[0-9]{1,10}:[0-9]{1,10}\\z")]
    private static partial Regex DeviceNumber();
}
