using System.Diagnostics;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <content>The chip: one net per line, which anybody may move; operations in the order in which they were asked.</content>
internal sealed partial class World
{
    private void ChipMoves(int line, List<Move> moves)
    {
        ref readonly var part = ref _lines[line];
        moves.Add(new Move(MoveKind.Toggle, line));
        if (part.SenseAsked) moves.Add(new Move(MoveKind.ChipSenses, line));
        if (part.First.Ask == ChipAsk.Nothing) return;
        moves.Add(new Move(MoveKind.ChipDoes, line));
        if (_plan.ChipRefuses && part.First.Ask == ChipAsk.Apply) moves.Add(new Move(MoveKind.ChipRefuses, line));
    }

    /// <summary>The level changes; a watch records it (NetFaults.Changed, EdgeWord.Add).</summary>
    private void Toggle(int line)
    {
        ref var part = ref _lines[line];
        part.Level = !part.Level;
        Tell(line, part.Level ? "the line goes high" : "the line goes low");
        if (part.ChipAway || part.Moving) return;
        Owe(ref part);
        if (part.Watch.Irq == IrqType.None) return;
        ref var told = ref _lines[_shell.KeepsEdgesApart ? line : 0];
        Record(ref told, part.Watch);
        if (part.Level) told.Rising = true;
        else told.Falling = true;
    }

    /// <summary>Something is to be told to the line. Edges of another watch are dropped.</summary>
    private void Record(ref LinePart part, in ChipWish watch)
    {
        bool another = part.EdgesGeneration != watch.Generation && _shell.TellsWatchesApart;
        if (!part.EdgesTold || another) (part.Rising, part.Falling) = (false, false);
        (part.EdgesTold, part.EdgesGeneration, part.EdgesAge) = (true, watch.Generation, watch.Age);
    }

    private void ChipAnswers(int line, ChipOutcome outcome)
    {
        ref var part = ref _lines[line];
        var wish = part.First;
        (part.First, part.Second) = (part.Second, default);
        Tell(line, outcome == ChipOutcome.Done ? $"the chip watches for {wish.Irq}" : $"the chip refuses to watch for {wish.Irq}");
        if (outcome == ChipOutcome.Done)
        {
            part.Watch = wish with { Ask = ChipAsk.Nothing };
            part.Late &= wish.Age != WatchAge.InForce;
        }

        if (wish.Ask != ChipAsk.Apply) return;
        ref var answered = ref _lines[_shell.KeepsLinesApart ? line : 0];
        answered.Answer = (byte)(1 + outcome);
    }

    /// <summary>A chip that was slow to sense a level tells it, without an edge (EdgeFanOut.TellLevel).</summary>
    private void ChipSenses(int line)
    {
        ref var part = ref _lines[line];
        (part.SenseAsked, part.SenseAgain) = (part.SenseAgain, false);
        Tell(line, "the chip tells the level");
        var watch = part.ChipAway ? part.Kept : part.Watch;                // a chip that is away tells what it knew last
        if (part.Moving || watch.Irq is not (IrqType.LevelHigh or IrqType.LevelLow)) return;
        Record(ref part, watch);
    }

    private static void Wish(ref LinePart part, in LineDecision decision, WatchAge age)
    {
        var desired = decision.Desired;
        var irq = desired.Direction == GpioDirection.Out ? IrqType.None : desired.Irq;         // no chip watches an output
        var wish = new ChipWish { Ask = decision.Ask, Irq = irq, Generation = desired.Generation, Age = age };
        if (part.ChipAway)
        {
            if (wish.Ask == ChipAsk.Tell) part.Kept = wish;
            else part.Answer = 1 + (byte)ChipOutcome.Gone;
        }
        else if (part.First.Ask == ChipAsk.Nothing) part.First = wish;
        else if (part.Second.Ask is ChipAsk.Nothing or ChipAsk.Tell) part.Second = wish;   // a wish is whole: the later one says it all
        else throw new UnreachableException("a line has asked its chip three things at once");
    }
}
