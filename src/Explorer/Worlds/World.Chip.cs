using System.Diagnostics;
using GpioHub.Actors.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <content>The chip: one net per line, which anybody may move; operations in the order in which they were asked.</content>
internal sealed partial class World
{
    private void ChipMoves(int line, List<Move> moves)
    {
        ref readonly var part = ref _lines[line];
        moves.Add(new Move(MoveKind.Toggle, line));
        if (part.First.Ask == ChipAsk.Nothing) return;
        moves.Add(new Move(MoveKind.ChipDoes, line));
        if (_plan.ChipRefuses && part.First.Ask == ChipAsk.Apply) moves.Add(new Move(MoveKind.ChipRefuses, line));
    }

    /// <summary>The level changes; a watch records it (ChipDesk.Changed, EdgeWord.Add).</summary>
    private void Toggle(int line)
    {
        ref var part = ref _lines[line];
        part.Level = !part.Level;
        Tell(line, part.Level ? "the line goes high" : "the line goes low");
        int rising = part.Level ? 1 : 0;
        if (LineState.Matched(part.Confirmed, rising, 1 - rising) > 0) part.OwedOutside = true;
        if (part.ClientOn && LineState.Matched(part.Driver.Type, rising, 1 - rising) > 0) part.ClientOwed = true;
        if (part.Watch == IrqType.None) return;
        if (!part.EdgesTold || part.EdgesGeneration != part.WatchGeneration) (part.Rising, part.Falling) = (false, false);
        (part.EdgesTold, part.EdgesGeneration) = (true, part.WatchGeneration);
        if (part.Level) part.Rising = true;
        else part.Falling = true;
    }

    private void ChipAnswers(int line, ChipOutcome outcome)
    {
        ref var part = ref _lines[line];
        var wish = part.First;
        (part.First, part.Second) = (part.Second, default);
        Tell(line, outcome == ChipOutcome.Done ? $"the chip watches for {wish.Irq}" : $"the chip refuses to watch for {wish.Irq}");
        if (outcome == ChipOutcome.Done) (part.Watch, part.WatchGeneration) = (wish.Irq, wish.Generation);
        if (wish.Ask == ChipAsk.Apply) part.Answer = (byte)(1 + outcome);
    }

    private static void Wish(ref LinePart part, in LineDecision decision)
    {
        var wish = new ChipWish { Ask = decision.Ask, Irq = decision.Desired.Irq, Generation = decision.Desired.Generation };
        if (part.First.Ask == ChipAsk.Nothing) part.First = wish;
        else if (part.Second.Ask == ChipAsk.Nothing) part.Second = wish;
        else throw new UnreachableException("a line has asked its chip three things at once");
    }
}
