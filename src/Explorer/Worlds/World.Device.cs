using System.Diagnostics;
using GpioHub.Actors.Control;
using GpioHub.Actors.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <content>The hub: turns, and what a line's actor does with each message (LineActor, GuestQueues, GuestTurn).</content>
internal sealed partial class World
{
    private bool AnyPairsStaged
    {
        get
        {
            foreach (ref readonly var part in _lines.AsSpan())
                if (part.PairsStaged > 0) return true;
            return false;
        }
    }

    private bool AnyAnswerStaged
    {
        get
        {
            foreach (ref readonly var part in _lines.AsSpan())
                if (part.Request == RequestPlace.Staged) return true;
            return false;
        }
    }

    /// <summary>Messages that come to a line by themselves.</summary>
    private void LineMoves(int line, List<Move> moves)
    {
        ref readonly var part = ref _lines[line];
        if (part.Answer != 0) moves.Add(new Move(MoveKind.Answered, line));
        if (part.EdgesTold) moves.Add(new Move(MoveKind.Edges, line));
        if (part.PublicationDue) moves.Add(new Move(MoveKind.Published, line));
        if (_plan.ChipIsLate && part.Request == RequestPlace.Taken) moves.Add(new Move(MoveKind.DeadlinePasses, line));
    }

    private void TurnMoves(List<Move> moves)
    {
        foreach (ref readonly var part in _lines.AsSpan())
            if (part.PublicationDue) return;       // it was in the line's mailbox before any message of the next turn
        bool first = _plan.Order.EventqPublishedFirst ? AnyPairsStaged : AnyAnswerStaged;
        bool second = _plan.Order.EventqPublishedFirst ? AnyAnswerStaged : AnyPairsStaged;
        if (_midFlush || (second && !first)) moves.Add(new Move(MoveKind.FlushSecond));
        else if (first) moves.Add(new Move(MoveKind.FlushFirst));
        else IntakeMoves(moves);
    }

    /// <summary>The possible intakes. An intake takes every pair that is there, and those requests that its snapshot saw: any
    /// subset.</summary>
    private void IntakeMoves(List<Move> moves)
    {
        int pairs = 0;
        int requests = 0;
        for (int line = 0; line < _lines.Length; line++)
        {
            if (_lines[line].PairsAvailable > 0) pairs |= 1 << line;
            if (_lines[line].Request == RequestPlace.Available) requests |= 1 << line;
        }

        for (int taken = 0; taken < 1 << _lines.Length; taken++)
        {
            if ((taken & ~requests) != 0 || (taken == 0 && pairs == 0)) continue;
            moves.Add(new Move(MoveKind.Intake, 0, taken));
            if (!_plan.Order.EventqReadLast && (taken & pairs) != 0) moves.Add(new Move(MoveKind.Intake, 0, taken | Move.LeavesPairs));
        }
    }

    private void TakeDevice(Move move)
    {
        switch (move.Kind)
        {
            case MoveKind.Intake:
                Intake(move.Argument);
                break;
            case MoveKind.Answered:
                Answered(move.Line);
                break;
            case MoveKind.Edges:
                TakeEdges(move.Line);
                break;
            case MoveKind.Published:
                _lines[move.Line].PublicationDue = false;
                Tell(move.Line, "the hub's line hears that its OK is visible");
                Decide(move.Line, LineInput.Of(LineInputKind.ReplyPublished));
                break;
            case MoveKind.DeadlinePasses:
                Expire(move.Line);
                break;
            case MoveKind.FlushFirst:
                _midFlush = _plan.Order.EventqPublishedFirst ? AnyAnswerStaged : AnyPairsStaged;
                Flush(pairs: _plan.Order.EventqPublishedFirst);
                break;
            case MoveKind.FlushSecond:
                _midFlush = false;
                Flush(pairs: !_plan.Order.EventqPublishedFirst);
                break;
            default:
                throw new UnreachableException($"nobody takes {move.Kind}");
        }
    }

    private void Intake(int taken)
    {
        for (int line = 0; line < _lines.Length; line++)
        {
            ref var part = ref _lines[line];
            bool asks = (taken >> line & 1) != 0;
            bool leaves = asks && (taken & Move.LeavesPairs) != 0;
            for (; part.PairsAvailable > 0 && !leaves; part.PairsAvailable--)
            {
                Tell(line, "the hub takes a pair");
                Decide(line, LineInput.BufferQueued(LinePart.Incoming));
            }

            if (!asks) continue;
            part.Request = RequestPlace.Taken;
            Tell(line, $"the hub takes SET_IRQ_TYPE({part.RequestType})");
            Pump(line);
        }
    }

    /// <summary>Decides the request once its line can: LineActor.Pump.</summary>
    private void Pump(int line)
    {
        ref var part = ref _lines[line];
        if (part.Request != RequestPlace.Taken || part.Line.EnablePending) return;
        var message = new GpioRequest(GpioMessage.SetIrqType, 0, (uint)part.RequestType);
        if (part.Line.Accepts(message)) Decide(line, LineInput.Request(LinePart.Asked, message));
    }

    private void Answered(int line)
    {
        ref var part = ref _lines[line];
        var outcome = (ChipOutcome)(part.Answer - 1);
        part.Answer = 0;
        Tell(line, $"the hub's line hears of its chip: {outcome}");
        Decide(line, LineInput.ChipAnswered(part.Line.Serial, outcome, part.Level));
        Pump(line);
    }

    private void TakeEdges(int line)
    {
        ref var part = ref _lines[line];
        var input = LineInput.EdgeSensed(part.Rising ? 1 : 0, part.Falling ? 1 : 0, part.Level, part.EdgesGeneration);
        (part.EdgesTold, part.Rising, part.Falling) = (false, false, false);
        (part.OwedInside, part.OwedOutside) = (part.OwedInside || part.OwedOutside, false);
        Tell(line, "the hub's line hears of " +
            $"{(input.Rising, input.Falling) switch { (0, _) => "a falling edge", (_, 0) => "a rising edge", _ => "edges both ways" }}");
        Earn(ref part, input);
        Decide(line, input);
    }

    private void Expire(int line)
    {
        ref var part = ref _lines[line];
        Tell(line, "500 ms have passed");
        Decide(line, LineInput.DeadlinePassed(LinePart.Asked));
        if (part.Request == RequestPlace.Taken) (part.Request, part.RequestFailed) = (RequestPlace.Staged, true);
        Pump(line);
    }

    private void Flush(bool pairs)
    {
        Story?.Add(pairs ? "the hub publishes the eventq" : "the hub publishes the requestq");
        foreach (ref var part in _lines.AsSpan())
        {
            if (pairs) PublishPairs(ref part);
            else if (part.Request == RequestPlace.Staged) PublishAnswer(ref part);
        }
    }

    private void PublishPairs(ref LinePart part)
    {
        for (; part.PairsStaged > 0; part.PairsStaged--)
        {
            part.ByteValid = (part.StagedValid & 1) != 0;
            part.StagedValid >>= 1;
            part.PairsUsed++;
            if (part.PairsBeforeNone > 0) part.PairsBeforeNone--;
            if (part.ByteValid && part.Off) Break(LineProperty.NoValidWhileDisabled);
        }
    }

    private void PublishAnswer(ref LinePart part)
    {
        part.Request = RequestPlace.Used;
        (part.PublicationDue, part.AwaitsPublication) = (part.PublicationDue || part.AwaitsPublication, false);
        if (part.RequestFailed) return;
        part.Off = part.RequestType == IrqType.None;
        part.Confirmed = part.RequestType;
        if (part.Off && part.PairsBeforeNone > 0) Break(LineProperty.InvalidBeforeOk);
        part.PairsBeforeNone = 0;
    }

    private void Decide(int line, in LineInput input)
    {
        ref var part = ref _lines[line];
        var before = part.Line;
        var decision = _plan.Decide(before, input, _rules);
        var next = decision.Next;
        CheckPairs(before, input, decision);
        Follow(ref part, before, input, next);
        part.Line = next.Buffer == IrqBufferState.None ? next : next with { BufferTicket = LinePart.Held };
        if (decision.Ask != ChipAsk.Nothing) Wish(ref part, decision);
        if (decision.Returns)
            Return(line, ref part, decision.Irq, masked: before.Buffer == IrqBufferState.None && input.Kind != LineInputKind.BufferQueued);
        if (decision.AwaitsPublication) part.AwaitsPublication = true;
        if (!decision.Replies) return;
        if (part.Request != RequestPlace.Taken) Break(LineProperty.RequestAnsweredOnce);
        part.Request = RequestPlace.Staged;
        part.RequestFailed = decision.Status != GpioStatus.Ok;
        Tell(line, $"… and answers {(part.RequestFailed ? "ERR" : "OK")}");
    }

    private void CheckPairs(in LineState before, in LineInput input, in LineDecision decision)
    {
        int had = (before.Buffer == IrqBufferState.None ? 0 : 1) + (input.Kind == LineInputKind.BufferQueued ? 1 : 0);
        int left = (decision.Next.Buffer == IrqBufferState.None ? 0 : 1) + (decision.Returns ? 1 : 0);
        bool twice = decision.Returns && decision.Next.Buffer != IrqBufferState.None && decision.Next.BufferTicket == decision.Buffer;
        if (had != left || twice) Break(LineProperty.PairReturnedOnce);
    }

    private void Return(int line, ref LinePart part, IrqStatus status, bool masked)
    {
        bool valid = status == IrqStatus.Valid;
        Tell(line, valid ? "… and returns a pair VALID" : "… and returns a pair INVALID");
        if (valid) part.StagedValid |= (byte)(1 << part.PairsStaged);
        part.PairsStaged++;
        if (part.PairsStaged > 3) (part.PairsStaged, Overflows) = (3, true);
        if (!valid) return;
        if (masked) Break(LineProperty.NoValidWhileMasked);
        if (part.Line.Irq == IrqType.None) Break(LineProperty.NoValidWhileDisabled);
        else if (!(IsEdge(part.Line.Irq) ? part.Earned : part.Sensed)) Break(LineProperty.NoEventInvented);
        (part.Earned, part.OwedInside) = (false, false);
    }

    /// <summary>Notes what entitles the line to a VALID: an edge of the watch in force, or of the one being set up, or the level as it
    /// is.</summary>
    private static void Earn(ref LinePart part, in LineInput edges)
    {
        var line = part.Line;
        if (line.Awaits(edges.Generation))
        {
            part.EarnedPending |= LineState.Matched(line.WantedIrq, edges.Rising, edges.Falling) > 0;
            return;
        }

        if (line.Irq == IrqType.None || edges.Generation != line.Generation) return;
        part.Earned |= LineState.Matched(line.Irq, edges.Rising, edges.Falling) > 0;
        Sense(ref part, line.Irq, edges.Level);
    }

    /// <summary>Follows a watch that came into force, or began to be set up: what was earned belongs to its watch.</summary>
    private static void Follow(ref LinePart part, in LineState before, in LineInput input, in LineState next)
    {
        if (next.EnablePending && !before.EnablePending) part.EarnedPending = part.Earned && next.WantedIrq == before.Irq;
        bool changed = next.Irq != before.Irq || next.Generation != before.Generation;
        if (changed) part.Earned = before.EnablePending && next.Irq == before.WantedIrq && IsEdge(next.Irq) && part.EarnedPending;
        if (!next.EnablePending) part.EarnedPending = false;
        if (input.Kind == LineInputKind.ChipAnswered && input.Outcome == ChipOutcome.Done) Sense(ref part, next.Irq, input.Level);
        else if (changed) part.Sensed = false;
    }

    private static void Sense(ref LinePart part, IrqType type, bool level) =>
        part.Sensed = type switch { IrqType.LevelHigh => level, IrqType.LevelLow => !level, _ => false };

    private static bool IsEdge(IrqType type) => type is IrqType.EdgeRising or IrqType.EdgeFalling or IrqType.EdgeBoth;
}
