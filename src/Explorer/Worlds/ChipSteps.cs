using System.Diagnostics;
using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The steps of the chip: one net per line, which anybody may move; operations in the order in which they were asked.</summary>
internal sealed class ChipSteps(ExplorationPlan plan, WorldState state, StepReport report)
{
    private readonly HubShell _shell = plan.Shell;
    private readonly LinePart[] _lines = state.Lines;

    public void AddMoves(int line, List<Move> moves)
    {
        ref readonly var part = ref _lines[line];
        if (plan.Link is null) moves.Add(new Move(MoveKind.Toggle, line));
        if (part.SenseAsked) moves.Add(new Move(MoveKind.ChipSenses, line));
        if (part.First.Ask == ChipAsk.Nothing || state.Link is { Asked: not 0 }) return;
        moves.Add(new Move(MoveKind.ChipDoes, line));
        if (plan.ChipRefuses && part.First.Ask == ChipAsk.Apply) moves.Add(new Move(MoveKind.ChipRefuses, line));
    }

    public void Take(Move move)
    {
        switch (move.Kind)
        {
            case MoveKind.Toggle:
                Toggle(move.Line);
                break;
            case MoveKind.ChipDoes:
                Answer(move.Line, ChipOutcome.Done);
                break;
            case MoveKind.ChipRefuses:
                Answer(move.Line, ChipOutcome.Refused);
                break;
            case MoveKind.ChipSenses:
                TellLevel(move.Line);
                break;
            default:
                throw new UnreachableException($"{move.Kind} is no step of the chip");
        }
    }

    /// <summary>The device is gone: what it was asked is answered so, and wishes are kept (ChipActor.Lost).</summary>
    public void Leave(int line)
    {
        ref var part = ref _lines[line];
        report.Tell(line, "the chip goes away");
        part.Kept = part.Watch;
        foreach (var wish in (ReadOnlySpan<ChipWish>)[part.First, part.Second])
        {
            if (wish.Ask == ChipAsk.Tell) part.Kept = wish;
            if (wish.Ask == ChipAsk.Apply) part.Answer = 1 + (byte)ChipOutcome.Gone;
        }

        (part.First, part.Second, part.Watch) = (default, default, default);
        (part.ChipAway, part.LostTold) = (true, true);
    }

    /// <summary>The device is there again, and is told what was kept.</summary>
    public void Return(int line)
    {
        ref var part = ref _lines[line];
        report.Tell(line, $"the chip is back and watches for {part.Kept.Irq}");
        part.Watch = part.Kept with { Ask = ChipAsk.Nothing };
        (part.Kept, part.ChipAway, part.BackTold) = (default, false, true);
    }

    /// <summary>A line asks its chip.</summary>
    public static void Ask(ref LinePart part, in LineDecision decision, WatchAge age, bool drives)
    {
        var wish = WishOf(decision.Desired, drives) with { Ask = decision.Ask, Age = age };
        wish.Writes = drives && decision.Ask == ChipAsk.Apply
            && decision.Next.Operation is ChipOperation.SetValue or ChipOperation.DirectionOut;
        if (part.ChipAway)
        {
            if (wish.Ask == ChipAsk.Tell) part.Kept = wish;
            else part.Answer = 1 + (byte)ChipOutcome.Gone;
        }
        else if (part.First.Ask == ChipAsk.Nothing) part.First = wish;
        else if (part.Second.Ask is ChipAsk.Nothing or ChipAsk.Tell) part.Second = wish;   // a wish is whole: the later one says it all
        else throw new UnreachableException("a line has asked its chip three things at once");
    }

    /// <summary>What a line desires, as its chip has it.</summary>
    public static ChipWish WishOf(in DesiredLine desired, bool drives)
    {
        bool isOut = desired.Direction == GpioDirection.Out;
        var drive = !isOut || !drives ? PinDrive.None : desired.Value ? PinDrive.High : PinDrive.Low;
        var irq = isOut ? IrqType.None : desired.Irq;                      // no chip watches an output
        return new ChipWish { Irq = irq, Generation = desired.Generation, Drive = drive };
    }

    /// <summary>The level changes; a watch records it (NetFaults.Changed, EdgeWord.Add).</summary>
    private void Toggle(int line)
    {
        ref var part = ref _lines[line];
        bool level = !part.Level;
        Sense(line, level ? 1 : 0, level ? 0 : 1, level);
    }

    /// <summary>The chip senses edges of a line.</summary>
    /// <param name="tells">false = a wrong chip shows the level alone.</param>
    public void Sense(int line, int rising, int falling, bool level, bool tells = true)
    {
        ref var part = ref _lines[line];
        bool changed = level != part.Level;
        part.Level = level;
        if (changed) report.Tell(line, level ? "the line goes high" : "the line goes low");
        if (part.ChipAway || part.Moving) return;
        Entitlements.Owe(ref part, rising > 0 || (changed && level), falling > 0 || (changed && !level));
        if (part.Watch.Irq == IrqType.None || !tells || rising + falling == 0) return;
        ref var told = ref _lines[_shell.KeepsEdgesApart ? line : 0];
        Record(ref told, part.Watch);
        told.Rising |= rising > 0;
        told.Falling |= falling > 0;
    }

    /// <summary>What it was asked and answers to nobody takes effect, whenever it is done.</summary>
    public void Commit(int line)
    {
        ref var part = ref _lines[line];
        Apply(ref part, part.First);
    }

    /// <summary>Something is to be told to the line. Edges of another watch are dropped.</summary>
    private void Record(ref LinePart part, in ChipWish watch)
    {
        bool another = part.EdgesGeneration != watch.Generation && _shell.TellsWatchesApart;
        if (!part.EdgesTold || another) (part.Rising, part.Falling) = (false, false);
        (part.EdgesTold, part.EdgesGeneration, part.EdgesAge) = (true, watch.Generation, watch.Age);
    }

    /// <summary>It answers what it was asked first.</summary>
    public void Answer(int line, ChipOutcome outcome)
    {
        ref var part = ref _lines[line];
        var wish = part.First;
        (part.First, part.Second) = (part.Second, default);
        report.Tell(line, Words(wish, outcome));
        if (outcome == ChipOutcome.Done && !IsDoneBefore(ref part, wish)) Apply(ref part, wish);

        if (wish.Ask != ChipAsk.Apply) return;
        ref var answered = ref _lines[_shell.KeepsLinesApart ? line : 0];
        answered.Answer = (byte)(1 + outcome);
    }

    private static string Words(in ChipWish wish, ChipOutcome outcome)
    {
        string what = wish.Drive == PinDrive.None ? $"watch for {wish.Irq}" : $"drive {wish.Drive}";
        if (outcome != ChipOutcome.Done) return $"the chip refuses to {what}";
        return wish.Drive == PinDrive.None ? $"the chip watches for {wish.Irq}" : $"the chip drives {wish.Drive}";
    }

    /// <summary>LineRequests.IsDoneBefore: the chip has done this for a hub that was killed before the line heard so.</summary>
    private bool IsDoneBefore(ref LinePart part, in ChipWish wish)
    {
        bool asked = plan.Kills > 0 && wish.Ask == ChipAsk.Apply && part.AtChip;       // for the request, and not once more
        if (!asked) return false;
        bool done = part.AppliedBefore && wish.Writes && wish.Drive == part.Watch.Drive && _shell.AppliesOnce;
        (part.Applied, part.AppliedBefore) = (true, false);
        return done;
    }

    private void Apply(ref LinePart part, in ChipWish wish)
    {
        if (plan.SeesWrites) WriteMemory.Write(ref part, wish, report);
        part.Watch = wish with { Ask = ChipAsk.Nothing, Writes = false };
        part.Late &= wish.Age != WatchAge.InForce;
    }

    /// <summary>A chip that was slow to sense a level tells it, without an edge (EdgeFanOut.TellLevel).</summary>
    private void TellLevel(int line)
    {
        ref var part = ref _lines[line];
        (part.SenseAsked, part.SenseAgain) = (part.SenseAgain, false);
        report.Tell(line, "the chip tells the level");
        var watch = part.ChipAway ? part.Kept : part.Watch;                // a chip that is away tells what it knew last
        if (part.Moving || watch.Irq is not (IrqType.LevelHigh or IrqType.LevelLow)) return;
        Record(ref part, watch);
    }
}
