using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Chips.Discovery;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Commands.Doctor.Gathering;

/// <summary>Looks at gpiochips. Lines are looked at and not touched, unless probing is allowed.</summary>
internal static class ChipProbe
{
    private const string Consumer = "gpiohub-doctor";

    /// <summary>ENXIO: the line has no interrupt.</summary>
    private const int NoInterrupt = 6;

    /// <summary>Our limit: real chips have some hundred lines.</summary>
    private const int MostLines = 4096;

    public static ChipFacts Of(RigPlan? plan, bool probe, Surroundings around)
    {
        var finder = new ChipFinder(around.Kernel, around.At("/sys"), around.At("/dev"), around.At("/run/udev"));
        return new ChipFacts
        {
            Nodes = [.. around.Names("/dev", "gpiochip*").Order(StringComparer.Ordinal)
                .Select(name => new NodeFacts($"/dev/{name}", Surroundings.OwnerOf(around.At($"/dev/{name}"))))],
            Found = [.. (plan?.Chips ?? []).Where(chip => chip.Driver is GpioChipPlan)
                .Select(chip => Find(chip, (GpioChipPlan)chip.Driver, finder, probe, around.Kernel))],
        };
    }

    private static FoundChip Find(ChipPlan chip, GpioChipPlan driver, ChipFinder finder, bool probe, IGpioKernel kernel)
    {
        switch (finder.Find(driver.Selector))
        {
            case ChipSearch.Found(var path):
                return Open(chip, path, probe, kernel);
            case ChipSearch.Ambiguous(var text):
                return new FoundChip(chip.Id, null, text, Several: true);
            case ChipSearch.Absent(var text):
                return new FoundChip(chip.Id, null, text, Several: false);
            case ChipSearch.Failed(var text, _):
                return new FoundChip(chip.Id, null, text, Several: false);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static FoundChip Open(ChipPlan chip, string path, bool probe, IGpioKernel kernel)
    {
        try
        {
            using var file = kernel.Open(path);
            GpioLineInfo[] lines = [.. Enumerable.Range(0, Math.Min(file.Info.LineCount, MostLines)).Select(file.LineInfo)];
            return new FoundChip(chip.Id, path, null, Several: false)
            {
                Label = file.Info.Label,
                Lines = [.. chip.Lines.Where(line => !line.IsUnused).Select(line => Look(line, lines, probe ? file : null))],
            };
        }
        catch (ErrnoException e)
        {
            return new FoundChip(chip.Id, null, ChipAccess.IsDenied(e.Errno) ? ChipAccess.Explain(path) : e.Message, Several: false);
        }
    }

    private static FoundLine Look(ChipLinePlan line, GpioLineInfo[] lines, IGpioChipFile? probed)
    {
        int offset = line.Offset == ChipLinePlan.ByName ? Array.FindIndex(lines, each => each.Name == line.Name) : line.Offset;
        string text = line.Name ?? $"{line.Offset}";
        if (offset < 0 || offset >= lines.Length) return new FoundLine(text, null, null, line.Sample is not null, null);
        var info = lines[offset];
        bool held = (info.Flags & GpioLineBits.Used) != 0;
        bool? able = probed is null || held || (info.Flags & GpioLineBits.Output) != 0 ? null : Interrupts(probed, offset);
        return new FoundLine(text, offset, held ? info.Consumer : null, line.Sample is not null, able);
    }

    /// <summary>Requests both edges of a line and lets it go again; null = it cannot be told.</summary>
    private static bool? Interrupts(IGpioChipFile chip, int offset)
    {
        try
        {
            const GpioLineBits Edges = GpioLineBits.Input | GpioLineBits.EdgeRising | GpioLineBits.EdgeFalling;
            chip.Request(offset, Consumer, new GpioLineConfig(Edges), eventBufferSize: 0).Dispose();
            return true;
        }
        catch (ErrnoException e)
        {
            return e.Errno == NoInterrupt ? false : null;
        }
    }
}
