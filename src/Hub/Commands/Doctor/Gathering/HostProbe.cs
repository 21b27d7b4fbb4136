using System.Globalization;
using GpioHub.Hub.Commands.Doctor.Facts;

namespace GpioHub.Hub.Commands.Doctor.Gathering;

/// <summary>Looks at the machine.</summary>
internal static class HostProbe
{
    private const string ClockFolder = "/sys/devices/system/clocksource/clocksource0";

    private const int MostRules = 200;

    public static HostFacts Of(Surroundings around)
    {
        string? limits = around.Text("/proc/self/limits");
        return new HostFacts
        {
            Kvm = new NodeFacts("/dev/kvm", Surroundings.OwnerOf(around.At("/dev/kvm"))),
            OpenFiles = LimitsText.Of(limits, LimitsText.OpenFiles),
            LockedMemory = LimitsText.Of(limits, LimitsText.LockedMemory),
            HugePages = HugePagesOf(around.Text("/proc/meminfo")),
            Cpus = around.Cpus,
            Clock = around.Text($"{ClockFolder}/current_clocksource")?.Trim(),
            Clocks = around.Text($"{ClockFolder}/available_clocksource")?.Trim() ?? "",
            Container = ContainerOf(around),
            IsWsl = around.Text("/proc/sys/kernel/osrelease")?.Contains("microsoft", StringComparison.OrdinalIgnoreCase) == true,
            LibvirtRules = RulesOf(around),
        };
    }

    private static long? HugePagesOf(string? meminfo)
    {
        const string Key = "HugePages_Total:";
        string? line = meminfo?.Split('\n').FirstOrDefault(each => each.StartsWith(Key, StringComparison.Ordinal));
        return long.TryParse(line?[Key.Length..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long pages) ? pages : null;
    }

    private static string? ContainerOf(Surroundings around) =>
        around.Text("/run/systemd/container", 64)?.Trim() is { Length: > 0 } kind ? kind
        : Surroundings.OwnerOf(around.At("/.dockerenv")) is not null ? "docker"
        : Surroundings.OwnerOf(around.At("/run/.containerenv")) is not null ? "podman"
        : null;

    /// <summary>AppArmor's rules for libvirt's machines: what all of them may, and what virt-aa-helper has written of each.</summary>
    private static string? RulesOf(Surroundings around)
    {
        const string Folder = "/etc/apparmor.d";
        string[] files =
        [
            "abstractions/libvirt-qemu", "local/abstractions/libvirt-qemu",
            .. around.Names($"{Folder}/abstractions/libvirt-qemu.d").Select(name => $"abstractions/libvirt-qemu.d/{name}"),
            .. around.Names($"{Folder}/libvirt", "*.files").Take(MostRules).Select(name => $"libvirt/{name}"),
        ];
        string[] texts = [.. files.Select(file => around.Text($"{Folder}/{file}")).OfType<string>()];
        return texts.Length == 0 ? null : string.Join('\n', texts);
    }
}
