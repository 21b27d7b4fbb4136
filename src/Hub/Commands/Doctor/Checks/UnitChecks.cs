using GpioHub.Hub.Commands.Doctor.Facts;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>The unit of systemd.</summary>
internal static class UnitChecks
{
    public static IEnumerable<Finding> Unit(DoctorFacts facts)
    {
        var unit = facts.Unit;
        if (unit.Path is not { } path) yield break;
        yield return unit switch
        {
            { State: "failed" } => Finding.Problem($"{path} has failed", "journalctl -u gpiohub -n 50"),
            { Running: true, Enabled: false } => Finding.Warning($"{path} is not started at boot", "systemctl enable --now gpiohub"),
            { State: "inactive" } => Finding.Warning($"{path} does not run", "systemctl start gpiohub"),
            _ => Finding.Fine(unit.State is { } state ? $"{path} is {state}" : $"{path} is installed"),
        };
    }
}
