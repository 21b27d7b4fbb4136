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

/// <summary>The answer of an <see cref="OpenJob"/>: the device is open.</summary>
internal sealed record GpioOpened(PortFacts OfDevice, int OfOpening, OpenDevice Device) : PortProtocol.PortOpened(OfOpening)
{
    internal override PortFacts Facts => OfDevice;
}

/// <summary>The job that finds the device, opens it and requests every planned line as it is (GU-16). It tells the chip the
/// result.</summary>
internal sealed class OpenJob(ChipPlan plan, GpioBacking backing, IActorRef chip, int opening) : ChipJob
{
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

    private void Fail(string why, bool absent = false) => chip.Tell(new PortProtocol.PortLost(why, absent, opening), ActorRefs.NoSender);

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
            var facts = lines.Select((found, i) => Request(plan.Id, file, plan.Lines[i], found, held)).ToImmutableArray();
            chip.Tell(new GpioOpened(new PortFacts(file.Info.Label, path, facts), opening, new OpenDevice(file, [.. held])),
                ActorRefs.NoSender);
        }
        catch
        {
            foreach (var line in held) line?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Requests one line as it is (GU-16).</summary>
    /// <param name="held">Gets the line, or null.</param>
    internal static PortLine Request(string chip, IGpioChipFile file, ChipLinePlan line, FoundLine found, List<IGpioLineFile?> held)
    {
        held.Add(null);
        if (found.Offset is not { } offset) return new PortLine(null, found.Problem, false, null, false);
        if (found.Problem is not null) return new PortLine(offset, found.Problem, false, null, false);
        try
        {
            bool isInput = (file.LineInfo(offset).Flags & GpioLineBits.Output) == 0;
            held[^1] = file.Request(offset, GpioChipPort.ConsumerOf(chip), new PinState(PinMode.AsIs, false, false).Config(line),
                GpioChipPort.EventsKept);
            return new PortLine(offset, null, true, held[^1]!.GetValue(), isInput);
        }
        catch (ErrnoException e) when (ChipFailures.Of(e.Errno, wantsEdges: false) != ChipFailure.Gone)
        {
            return new PortLine(offset, Refusal.Explain(e, file, offset), true, null, false);
        }
    }
}
