using System.Collections.Immutable;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.Chips.Discovery;

/// <summary>Finds the gpiochip that a selector means among those that this machine has at the moment (GU-15).</summary>
/// <remarks>
/// It holds nothing between two calls: chips come and go. Any thread that may block: only an opened chip tells its label. Sources: gpio.rst
/// of the kernel (character devices on bus "gpio"), systemd's sd-device for udev's database.
/// </remarks>
/// <param name="sys">Root of sysfs.</param>
/// <param name="dev">Folder of the device nodes.</param>
/// <param name="udev">udev's runtime folder, whose <c>data</c> is the database; it need not exist.</param>
public sealed class ChipFinder(IGpioKernel kernel, string sys = "/sys", string dev = "/dev", string udev = "/run/udev")
{
    private const int MostShown = 8;
    private const int NotADevice = 25;     // ENOTTY
    private const string Choosing = "(docs/hardware.md#choosing)";

    private readonly string _sys = Path.TrimEndingDirectorySeparator(Path.GetFullPath(sys));

    /// <summary>Looks for the chip. Never throws, whatever it finds.</summary>
    public ChipSearch Find(ChipSelector selector)
    {
        if (selector is ByPath by) return AtPath(by.Path);

        var chips = SysfsChips.List(_sys, dev, udev)
            .Select(listed => new Candidate(listed, Path.Combine(dev, listed.Name), kernel)).ToImmutableArray();
        var judged = chips.Select(chip => (Chip: chip, Verdict: Selection.Judge(selector, chip))).ToImmutableArray();
        Candidate[] fitting = [.. judged.Where(entry => entry.Verdict.Fits).Select(entry => entry.Chip)];
        Candidate[] unknown = [.. judged.Where(entry => entry.Verdict.Unknown).Select(entry => entry.Chip)];
        return fitting.Length switch
        {
            1 => TheOne(fitting[0], selector),
            > 1 => new ChipSearch.Ambiguous(
                $"{fitting.Length} chips have {Selection.Wanted(selector)}: {Listed(fitting, chip => chip.Path)}; " +
                $"tell them apart with {(selector is ByLabel ? "path or match" : "path or another property")} {Choosing}"),
            _ when unknown.Length > 0 => Closed(unknown, selector, others: chips.Length - unknown.Length),
            _ => new ChipSearch.Absent($"no chip with {Selection.Wanted(selector)}; {There(judged, selector)}"),
        };
    }

    private static ChipSearch AtPath(string path)
    {
        try
        {
            if (Directory.Exists(path)) return new ChipSearch.Failed($"{Printable.Text(path)} is a folder, not a GPIO device", NotADevice);
            if (PathOwner.OfTarget(path) is not null) return new ChipSearch.Found(Links.EndOf(path));
            return Links.TextOf(path) is { } target
                ? new ChipSearch.Absent($"{Printable.Text(path)} leads to {Printable.Text(target)}, which is not there")
                : new ChipSearch.Absent($"{Printable.Text(path)}: no such device");
        }
        catch (ErrnoException e) when (ChipAccess.IsDenied(e.Errno))
        {
            return new ChipSearch.Failed(ChipAccess.Explain(path), e.Errno);
        }
        catch (ErrnoException e)
        {
            return new ChipSearch.Failed(Printable.Text(e.Message), e.Errno);
        }
    }

    /// <summary>Takes a chip if its node is there: in a container sysfs shows all chips of the machine, and /dev only some.</summary>
    private static ChipSearch TheOne(Candidate chip, ChipSelector selector) => File.Exists(chip.Path)
        ? new ChipSearch.Found(chip.Path)
        : new ChipSearch.Absent($"{chip.Name} has {Selection.Wanted(selector)}, but there is no {chip.Path}");

    /// <summary>The result when the chip may be one of those that cannot be opened.</summary>
    private static ChipSearch.Failed Closed(Candidate[] unknown, ChipSelector selector, int others)
    {
        Candidate first = unknown.FirstOrDefault(chip => ChipAccess.IsDenied(chip.Error!.Errno)) ?? unknown[0];
        string why = ChipAccess.IsDenied(first.Error!.Errno)
            ? ChipAccess.Explain(first.Path)
            : $"{first.Path}: {Printable.Text(first.Error.Message)}";
        string more = unknown.Length > 1 ? $" ({unknown.Length - 1} more cannot be opened)" : "";
        string rest = others > 0 ? $"; no other chip has {Selection.Wanted(selector)}" : "";
        return new ChipSearch.Failed($"{why}{more}{rest}", first.Error.Errno);
    }

    /// <summary>Says which chips there are instead.</summary>
    private string There(ImmutableArray<(Candidate Chip, Verdict Verdict)> judged, ChipSelector selector)
    {
        var there = judged.Where(entry => !entry.Chip.HasGone).ToArray();
        // Naming the property helps only if there are several.
        bool several = selector is ByProperties { Properties.Length: > 1 };
        if (judged.IsEmpty) return "this machine has no gpiochips now";
        return there.Length == 0
            ? $"of {Listed([.. judged], entry => entry.Chip.Name)} there is no node in {dev}"
            : $"there {(there.Length == 1 ? "is" : "are")} " +
                $"{Listed(there, entry => $"{entry.Chip.Name}{Bracketed(entry.Chip.Label)}{Differing(entry.Verdict)}")}";

        string Differing(Verdict verdict) => several ? $" ({string.Join(", ", verdict.Differs.Select(Printable.Text))} not so)" : "";
    }

    private static string Bracketed(string? label) => label is null ? "" : $" [{Printable.Text(label)}]";

    private static string Listed<T>(T[] items, Func<T, string> words) =>
        string.Join(", ", items.Take(MostShown).Select(words)) + (items.Length > MostShown ? $", … {items.Length - MostShown} more" : "");
}
