using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Qemu;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>The QEMU programs on PATH: whether there is one, and what it can do. Source: VU-S10.2.</summary>
internal static class QemuChecks
{
    private const string Newer = "apt install -t bookworm-backports qemu-system, or any QEMU from 9.0 on";

    public static IEnumerable<Finding> Installed(DoctorFacts facts)
    {
        if (facts.Programs.IsEmpty)
        {
            yield return Finding.Warning($"no {InstalledQemu.ProgramName} on PATH; other front-ends need none",
                "apt install qemu-system");
        }

        foreach (var program in facts.Programs)
        {
            yield return program.Version is { } version
                ? Finding.Fine($"{program.Path} is {version}")
                : Finding.Warning($"{program.Path} does not say its version", $"{program.Path} --version");
        }
    }

    public static IEnumerable<Finding> Version(DoctorFacts facts)
    {
        foreach (var program in facts.Programs)
        {
            if (program.Version is not { } version) continue;
            yield return !version.HasGpio
                ? Finding.Problem($"{program.Name} {version} has no vhost-user-gpio, which came with {QemuVersion.FirstWithGpio}", Newer)
                : !version.HasInterrupts
                    ? Finding.Warning($"{program.Name} {version} gives guests values and no interrupts, which came with 9.0", Newer)
                    : Finding.Fine($"{program.Name} {version} has values and interrupts");
        }
    }

    public static IEnumerable<Finding> Device(DoctorFacts facts)
    {
        foreach (var program in facts.Programs)
        {
            if (program.Version is not { HasGpio: true }) continue;
            if (program.HasDevice is true) yield return Finding.Fine($"{program.Name} has vhost-user-gpio-pci");
            if (program.HasDevice is false)
            {
                yield return Finding.Problem($"{program.Name} {program.Version} was built without vhost-user-gpio-pci",
                    "apt install qemu-system, or build QEMU with CONFIG_VHOST_USER_GPIO=y");
            }
        }
    }
}
