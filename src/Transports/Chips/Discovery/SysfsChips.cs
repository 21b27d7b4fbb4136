using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GpioHub.Transports.Chips.Discovery;

/// <summary>A gpiochip of this machine, before it has been opened.</summary>
/// <param name="Name">Such as <c>gpiochip3</c>.</param>
/// <param name="Devices">Its device, then its parents up to the top; empty where sysfs does not tell.</param>
internal sealed record ListedChip(string Name, ImmutableArray<SysfsDevice> Devices);

/// <summary>The list of gpiochips of this machine, from <c>/sys/bus/gpio/devices</c>, or from <c>/dev</c> if sysfs is not there.</summary>
internal static partial class SysfsChips
{
    private const int MostChips = 1024;     // our limit: no machine has as many
    private const int MostParents = 64;     // our limit: real devices are ten deep

    /// <summary>The chips in the order of their numbers.</summary>
    public static ImmutableArray<ListedChip> List(string sys, string dev, string udev)
    {
        string bus = Path.Combine(sys, "bus", "gpio", "devices");
        return Names(bus) is { } names
            ? [.. names.Select(name => new ListedChip(name, Chain(Path.Combine(bus, name), sys, udev)))]
            : [.. (Names(dev) ?? []).Select(name => new ListedChip(name, []))];
    }

    /// <summary>Names in a folder; null: there is no such folder, or it cannot be listed.</summary>
    private static ImmutableArray<string>? Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder, "gpiochip*")
                .Select(Path.GetFileName).OfType<string>()
                .Where(name => ChipName().IsMatch(name))
                .Take(MostChips)
                .OrderBy(name => int.Parse(name.AsSpan("gpiochip".Length), NumberStyles.None, CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The device that a link of the bus stands for, and its parents. Nothing outside <c>sys/devices</c> is read.</summary>
    private static ImmutableArray<SysfsDevice> Chain(string link, string sys, string udev)
    {
        if (Links.TextOf(link) is not { } target) return [];
        string top = Path.Combine(sys, "devices");
        string device = Path.GetFullPath(target, Path.GetDirectoryName(link)!);
        if (!device.StartsWith(top + '/', StringComparison.Ordinal)) return [];

        var folders = new List<string>();
        for (string? folder = device; folder is not null && folder.Length > top.Length; folder = Path.GetDirectoryName(folder))
        {
            // A link within would lead elsewhere; the kernel makes none.
            if (folders.Count == MostParents || Links.TextOf(folder) is not null) return [];
            folders.Add(folder);
        }
        return [.. folders.Select(folder => SysfsDevice.Read(folder, sys, udev)).OfType<SysfsDevice>()];
    }

    [GeneratedRegex("^gpiochip[0-9]{1,9}\\z")]
    private static partial Regex ChipName();
}
