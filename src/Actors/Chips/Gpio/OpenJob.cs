using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Nets;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Chips.Discovery;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>An open device: the chip and its lines that are planned and free.</summary>
/// <param name="Lines">In the order of the plan's; null = not held.</param>
internal sealed record OpenDevice(IGpioChipFile Chip, ImmutableArray<IGpioLineFile?> Lines);

/// <summary>A line that is held since the process before this one, as the device shows it.</summary>
/// <param name="Level">The logical level.</param>
internal readonly record struct AdoptedLine(GpioLineBits Flags, bool Level);

/// <summary>The answer of an <see cref="OpenJob"/>: the device is open.</summary>
/// <param name="Adopted">In the order of the plan's; null = not held, or just requested.</param>
internal sealed record GpioOpened(PortFacts OfDevice, int OfOpening, OpenDevice Device, ImmutableArray<AdoptedLine?> Adopted)
    : PortProtocol.PortOpened(OfOpening)
{
    internal override PortFacts Facts => OfDevice;
}

/// <summary>The job that finds the device, opens it and requests every planned line as it is (GU-16), unless the process before has left
/// it. It tells the chip the result.</summary>
/// <param name="kept">Who keeps its lines; null = nobody.</param>
/// <param name="left">What the record says of lines that the process before has left, by number.</param>
internal sealed class OpenJob(ChipPlan plan, GpioBacking backing, KeptLines? kept, IReadOnlyDictionary<int, PinImage?> left,
    IActorRef chip, int opening) : ChipJob
{
    private readonly List<AdoptedLine?> _adopted = [];

    private ChipSelector Selector => ((GpioChipPlan)plan.Driver).Selector;

    public override string What => $"opening {Selector}";

    /// <summary>The limit of this job; many lines on a slow bus take a while.</summary>
    public override long LimitNs => 10_000_000_000;

    public override void Run()
    {
        try
        {
            switch (backing.Find(Selector))
            {
                case ChipSearch.Found found:
                    Open(found.Path);
                    break;
                case ChipSearch.Absent absent:
                    Fail(absent.Text, absent: true);
                    break;
                case ChipSearch.Ambiguous ambiguous:
                    Fail(ambiguous.Text);
                    break;
                case ChipSearch.Failed failed:
                    Fail(failed.Text);
                    break;
            }
        }
        catch (ErrnoException e) when (e.Errno is ErrnoCode.ENOENT or ErrnoCode.ENODEV)
        {
            Fail(e.Message, absent: true);
        }
        catch (Exception e)                                                // any failure is a failure of this chip
        {
            Fail(e.Message);
        }
    }

    private void Fail(string why, bool absent = false)
    {
        if (absent) kept?.DropLeft();                                      // they are of a device that is gone
        chip.Tell(new PortProtocol.PortLost(why, absent, opening), ActorRefs.NoSender);
    }

    private void Open(string path)
    {
        IGpioChipFile file;
        try
        {
            file = backing.Kernel.Open(path);
        }
        catch (ErrnoException e) when (ChipAccess.IsDenied(e.Errno))
        {
            Fail(ChipAccess.Explain(path));
            return;
        }

        var held = new List<IGpioLineFile?>();
        try
        {
            var lines = LineFinder.Find(plan, file);
            var facts = lines.Select((found, i) => Adopt(file, found, held) ?? Request(plan.Id, file, plan.Lines[i], found, kept, held))
                .ToImmutableArray();
            kept?.DropLeft();
            while (_adopted.Count < held.Count) _adopted.Add(null);
            chip.Tell(new GpioOpened(new PortFacts(file.Info.Label, path, facts), opening, new OpenDevice(file, [.. held]), [.. _adopted]),
                ActorRefs.NoSender);
        }
        catch
        {
            foreach (var line in held) CloseJob.Close(line, kept);
            file.Dispose();
            throw;
        }
    }

    /// <summary>Goes on with a line that the process before has left.</summary>
    /// <param name="held">Gets the line, if it was left.</param>
    /// <returns>null = it was not left.</returns>
    private PortLine? Adopt(IGpioChipFile file, FoundLine found, List<IGpioLineFile?> held)
    {
        if (found is not { Offset: { } offset, Problem: null }) return null;
        if (kept?.Adopt(file, offset, GpioChipPort.ConsumerOf(plan.Id)) is not { } line) return null;
        held.Add(line);
        var shown = new AdoptedLine(file.LineInfo(offset).Flags, line.GetValue());
        while (_adopted.Count < held.Count - 1) _adopted.Add(null);
        _adopted.Add(shown);
        bool isInput = left.GetValueOrDefault(offset)?.FoundInput ?? (shown.Flags & GpioLineBits.Output) == 0;
        return new PortLine(offset, null, true, shown.Level, isInput);
    }

    /// <summary>Requests one line as it is (GU-16).</summary>
    /// <param name="kept">Who keeps it; null = nobody.</param>
    /// <param name="held">Gets the line, or null.</param>
    internal static PortLine Request(string chip, IGpioChipFile file, ChipLinePlan line, FoundLine found, KeptLines? kept,
        List<IGpioLineFile?> held)
    {
        held.Add(null);
        if (found.Offset is not { } offset) return new PortLine(null, found.Problem, false, null, false);
        if (found.Problem is not null) return new PortLine(offset, found.Problem, false, null, false);
        try
        {
            bool isInput = (file.LineInfo(offset).Flags & GpioLineBits.Output) == 0;
            held[^1] = Request(file, offset, chip, new PinState(PinMode.AsIs, false, false).Config(line), kept);
            return new PortLine(offset, null, true, held[^1]!.GetValue(), isInput);
        }
        catch (ErrnoException e) when (ChipFailures.Of(e.Errno, wantsEdges: false) != ChipFailure.Gone)
        {
            return new PortLine(offset, Refusal.Explain(e, file, offset), true, null, false);
        }
    }

    /// <summary>Requests a line, and has it kept.</summary>
    /// <param name="kept">Who keeps it; null = nobody.</param>
    internal static IGpioLineFile Request(IGpioChipFile file, int offset, string chip, in GpioLineConfig config, KeptLines? kept)
    {
        while (true)
        {
            try
            {
                var line = file.Request(offset, GpioChipPort.ConsumerOf(chip), config, GpioChipPort.EventsKept);
                kept?.Keep(offset, line);
                return line;
            }
            catch (ErrnoException e) when (e.Errno == ErrnoCode.EBUSY && kept is not null && kept.WaitsFor(offset))
            {
                // who kept it has it still, for a moment
            }
        }
    }
}
