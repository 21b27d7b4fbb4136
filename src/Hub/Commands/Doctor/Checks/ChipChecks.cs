using GpioHub.Configuration;
using GpioHub.Hub.Commands.Doctor.Facts;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>The physical chips of the rig, and their lines.</summary>
internal static class ChipChecks
{
    /// <summary>How the hub names itself where it holds a line; behind it is the chip's id.</summary>
    private const string OfHub = "virtio-gpio:";

    private const int Read = 4;

    public static IEnumerable<Finding> Access(DoctorFacts facts)
    {
        var user = facts.Server?.User ?? facts.Accounts.Me;
        var closed = facts.Chips.Nodes.Where(node => node.Owner is { } owner && !user.May(owner, Read)).ToArray();
        foreach (var node in closed)
        {
            var owner = node.Owner!.Value;
            bool ofGroup = (owner.Mode & UnixFileMode.GroupRead) != 0 && owner.GroupId != 0;
            yield return new Finding(facts.Chips.Found.IsEmpty ? FindingState.Note : FindingState.Problem,
                $"{node.Path} is {OwnerText.Of(owner)}; {user.Name} may not open it",
                ofGroup ? $"usermod -aG {owner.Group} {user.Name}, then log in again"
                    : "a rule for udev that gives it to group gpio (docs/hardware.md#permissions)");
        }

        if (closed.Length == 0 && facts.Chips.Nodes.Length > 0)
            yield return Finding.Fine($"{user.Name} may open {string.Join(", ", facts.Chips.Nodes.Select(node => node.Path))}");
    }

    public static IEnumerable<Finding> Found(DoctorFacts facts)
    {
        foreach (var chip in facts.Chips.Found)
        {
            var known = facts.Hub.Document?.Chips.FirstOrDefault(each => each.Id == chip.Id);
            if (known is { State: "failing", LastError: { } error })
                yield return Finding.Problem($"{chip.Id}: the hub cannot use it: {error}", $"gpiohub info {chip.Id}");
            else if (chip.Why is not { } why)
                yield return Finding.Fine($"{chip.Id} is {chip.Path} [{chip.Label}]");
            else if (chip.Several)
                yield return Finding.Problem($"{chip.Id}: {why}",
                    $"set chips.{chip.Id}.match in {facts.RigName}: docs/hardware.md#choosing");
            else
                yield return Finding.Problem($"{chip.Id}: {why}",
                    $"plug it in, or set chips.{chip.Id}.label in {facts.RigName}: gpiodetect");
        }
    }

    public static IEnumerable<Finding> Lines(DoctorFacts facts)
    {
        foreach (var chip in facts.Chips.Found)
        {
            bool fine = true;
            foreach (var line in chip.Lines)
            {
                if (line.Offset is null)
                {
                    fine = false;
                    yield return Finding.Problem($"{chip.Id}: {chip.Path} has no line {line.Text}", $"gpioinfo {chip.Path}");
                }
                else if (line.Holder is { } holder && !holder.StartsWith(OfHub, StringComparison.Ordinal))
                {
                    fine = false;
                    yield return Finding.Problem(
                        $"{chip.Id}/{line.Text}: held by {(holder.Length > 0 ? holder : "a driver of the kernel")}",
                        "end that program, or unbind that driver; gpioinfo shows when the line is free");
                }
            }

            if (fine && chip.Lines.Length > 0)
                yield return Finding.Fine($"{chip.Id}: {Counted.Of(chip.Lines.Length, "line")} free, or the hub's");
        }
    }

    public static IEnumerable<Finding> Interrupts(DoctorFacts facts)
    {
        foreach (var chip in facts.Chips.Found)
        {
            foreach (var line in chip.Lines.Where(line => line.Interrupts is false))
            {
                yield return line.Sampled
                    ? Finding.Warning($"{chip.Id}/{line.Text} has no interrupt; it is read in intervals, and shorter pulses are lost",
                        $"wire it to a line that has one, or lower its sample in {facts.RigName}")
                    : Finding.Problem($"{chip.Id}/{line.Text} has no interrupt, and sample is off: guests that arm it get none",
                        $"set its sample: 10ms in {facts.RigName}");
            }

            int able = chip.Lines.Count(line => line.Interrupts is true);
            if (able > 0) yield return Finding.Fine($"{chip.Id}: {Counted.Of(able, "line")} with an interrupt");
        }
    }
}
