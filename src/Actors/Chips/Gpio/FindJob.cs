using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>The answer of a <see cref="FindJob"/>.</summary>
/// <param name="Files">For each of <paramref name="OfLines"/>; null = not held.</param>
internal sealed record GpioFound(ImmutableArray<FoundPin> OfLines, int OfOpening, ImmutableArray<IGpioLineFile?> Files)
    : PortProtocol.LinesFound(OfLines, OfOpening);

/// <summary>The job that finds lines that are new in the plan of an open device, and requests them as they are. It tells the chip the
/// result.</summary>
/// <param name="places">Places of those lines in the plan.</param>
/// <param name="kept">Who keeps them; null = nobody.</param>
internal sealed class FindJob(ChipPlan plan, ImmutableArray<int> places, IGpioChipFile file, KeptLines? kept, IActorRef chip, int opening)
    : ChipJob
{
    public override string What => $"looking for lines of {plan.Id}";

    public override void Run()
    {
        var held = new List<IGpioLineFile?>();
        var found = ImmutableArray.CreateBuilder<FoundPin>();
        try
        {
            var lines = LineFinder.Find(plan, file);
            foreach (int place in places)
                found.Add(new FoundPin(place, OpenJob.Request(plan.Id, file, plan.Lines[place], lines[place], kept, held)));
        }
        catch (ErrnoException e)                                           // the device has gone, or will soon be found gone
        {
            foreach (int place in places.Skip(found.Count))
                found.Add(new FoundPin(place, new PortLine(null, e.Message, MayBeTried: false, null, IsInput: false)));
            chip.Tell(new PortProtocol.PortLost(e.Message, Opening: opening), ActorRefs.NoSender);
        }

        while (held.Count < found.Count) held.Add(null);
        chip.Tell(new GpioFound(found.ToImmutable(), opening, [.. held.Take(found.Count)]), ActorRefs.NoSender);
    }
}

/// <summary>The job that gives back one line that is no longer in the plan.</summary>
internal sealed class DropJob(Sampler sampler, int place, IGpioLineFile line, KeptLines? kept) : ChipJob
{
    public override string What => "closing a line";

    public override void Run()
    {
        sampler.Remove(place);
        CloseJob.Close(line, kept);
    }
}
