using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using GpioHub.Hub.Qemu;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Chips.Discovery;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Commands.Init;

/// <summary>Looks what there is on this host. It changes nothing: of a line only what the kernel says of it is read.</summary>
/// <param name="root">Below it are /dev, /sys, /etc and the home; "/" = this host.</param>
/// <param name="home">The user's folder; null = there is none.</param>
internal sealed partial class HostFinder(IGpioKernel kernel, string root = "/", string? home = null)
{
    /// <summary>The group of QEMU's processes, where a distribution has one.</summary>
    private const string Kvm = "kvm";

    private const int MostChips = 256, MostLines = 1024, MostMachines = 1000;      // our limits

    /// <param name="qemu">The installed QEMU; null = none.</param>
    /// <param name="runner">The user who will run the hub; null = the one who asks, <paramref name="asker"/>.</param>
    /// <param name="asker">The user who asks; null = root, who may give a socket to any group.</param>
    public HostFacts Find(QemuVersion? qemu, string? runner = null, string? asker = null) =>
        new(Chips(), Machines(), qemu, QemuGroup(runner ?? asker));

    private ImmutableArray<FoundChip> Chips() =>
    [
        .. Files("dev", "gpiochip*").Where(path => Number().IsMatch(path)).Take(MostChips)
            .OrderBy(path => int.Parse(Number().Match(path).ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture))
            .Select(Chip),
    ];

    private FoundChip Chip(string file)
    {
        string name = Path.GetFileName(file), path = $"/dev/{name}";
        try
        {
            using var chip = kernel.Open(file);
            return new FoundChip(path, chip.Info.Label, DevicePath(name), [.. Lines(chip)]);
        }
        catch (ErrnoException e)
        {
            string why = ChipAccess.IsDenied(e.Errno) ? ChipAccess.Explain(path) : e.Message;
            return new FoundChip(path, null, DevicePath(name), [], why);
        }
        catch (PlatformNotSupportedException e)
        {
            return new FoundChip(path, null, DevicePath(name), [], e.Message);
        }
    }

    private static IEnumerable<FoundLine> Lines(IGpioChipFile chip)
    {
        for (int offset = 0; offset < Math.Min(chip.Info.LineCount, MostLines); offset++)
        {
            var line = chip.LineInfo(offset);
            yield return new FoundLine(offset, line.Name, (line.Flags & GpioLineBits.Used) != 0, line.Consumer);
        }
    }

    /// <summary>Where the link of the bus leads, from /sys on.</summary>
    private string? DevicePath(string name)
    {
        string bus = Path.Combine(root, "sys/bus/gpio/devices"), sys = Path.GetFullPath(Path.Combine(root, "sys"));
        try
        {
            if (new FileInfo(Path.Combine(bus, name)).LinkTarget is not { } target) return null;
            string device = Path.GetFullPath(target, bus);
            return device.StartsWith($"{sys}/devices/", StringComparison.Ordinal) ? device[sys.Length..] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The virtual machines that libvirt has a file of: the system's, and this user's.</summary>
    private ImmutableArray<string> Machines() =>
    [
        .. Files("etc/libvirt/qemu", "*.xml")
            .Concat(home is null ? [] : Files(Path.Combine(home.TrimStart('/'), ".config/libvirt/qemu"), "*.xml"))
            .Order(StringComparer.Ordinal).Take(MostMachines).Select(NameIn).OfType<string>().Distinct(),
    ];

    /// <summary>The name in a domain's file.</summary>
    private static string? NameIn(string file)
    {
        try
        {
            using var xml = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return xml.MoveToContent() == XmlNodeType.Element && xml.Name == "domain" && xml.ReadToDescendant("name")
                && xml.ReadElementContentAsString() is { Length: > 0 } name ? name : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            return null;
        }
    }

    /// <summary>From group(5): name, password, number, members.</summary>
    private FoundGroup? QemuGroup(string? runner)
    {
        string file = Path.Combine(root, "etc/group");
        string[]? entry = !File.Exists(file) ? null : File.ReadLines(file).Select(line => line.Split(':'))
            .FirstOrDefault(fields => fields is [Kvm, _, _, _]);
        if (entry is null) return null;
        return new FoundGroup(Kvm, runner is null || entry[3].Split(',').Contains(runner) ? null : runner);
    }

    private string[] Files(string folder, string pattern)
    {
        try
        {
            return Directory.GetFiles(Path.Combine(root, folder), pattern);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"(?<=/gpiochip)[0-9]{1,9}\z")]
    private static partial Regex Number();
}
