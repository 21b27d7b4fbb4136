using GpioHub.Hub.Commands.Doctor.Facts;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>Whether a guest's kernel has what the device needs.</summary>
internal static class KernelChecks
{
    private static readonly (string[] OneOf, FindingState State, string Lacking)[] Needed =
    [
        (["GPIO_VIRTIO"], FindingState.Problem, "the driver of the device"),
        (["VIRTIO_PCI", "VIRTIO_MMIO", "VIRTIO_UML"], FindingState.Problem, "a bus for virtio devices"),
        (["GPIO_CDEV"], FindingState.Warning, "/dev/gpiochipN, for gpioget and gpiomon"),
    ];

    public static IEnumerable<Finding> Config(DoctorFacts facts)
    {
        if (facts.Kernel is not { } kernel) yield break;
        if (kernel.Config is not { } config)
        {
            yield return Finding.Warning($"{kernel.Path}: {kernel.Why}", "gpiohub doctor --kernel with the kernel's config file");
            yield break;
        }

        var set = config.Split('\n').Where(line => line.StartsWith("CONFIG_", StringComparison.Ordinal))
            .Select(line => line.TrimEnd().Split('=', 2)).Where(parts => parts is [_,
                "y" or "m"]).Select(parts => parts[0]["CONFIG_".Length..])
            .ToHashSet();
        bool fine = true;
        foreach (var (oneOf, state, lacking) in Needed)
        {
            if (oneOf.Any(set.Contains)) continue;
            fine = false;
            string options = string.Join(" or ", oneOf.Select(option => $"CONFIG_{option}"));
            yield return new Finding(state, $"{kernel.Path} lacks {options}: {lacking}",
                $"build it with CONFIG_{oneOf[0]}=y (docs/guests.md#the-guests-kernel)");
        }

        if (fine) yield return Finding.Fine($"{kernel.Path} has GPIO_VIRTIO, a virtio bus and GPIO_CDEV");
    }
}
