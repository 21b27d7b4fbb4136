using GpioHub.Configuration;
using GpioHub.Hub.Commands.Doctor.Facts;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>Whether the rig's file can run at all; <c>gpiohub check</c> tells all that is wrong in it.</summary>
internal static class RigChecks
{
    public static IEnumerable<Finding> File(DoctorFacts facts)
    {
        if (facts.Rig is not { } rig) yield break;
        if (rig.Problems.IsEmpty)
            yield return Finding.Fine($"{rig.Path}: {Counted.Of(rig.Chips, "chip")}, {Counted.Of(rig.Guests, "guest")}");
        else
            yield return Finding.Problem(rig.Problems[0] + (rig.Problems.Length > 1 ? $" (and {rig.Problems.Length - 1} more)" : ""),
                $"gpiohub check {rig.Path}");
    }
}
