using System.Diagnostics;
using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <content>What a line's actor does with each message (LineActor).</content>
internal sealed partial class World
{
    /// <summary>Messages that come to a line by themselves.</summary>
    private void LineMoves(int line, List<Move> moves)
    {
        ref readonly var part = ref _lines[line];
        if (part.HasWork) moves.Add(new Move(MoveKind.Work, line));
        if (part.Answer != 0) moves.Add(new Move(MoveKind.Answered, line));
        if (part.EdgesTold) moves.Add(new Move(MoveKind.Edges, line));
        if (part.PublicationDue || (part.AwaitsPublication && !_shell.TellsPublicationAfterFlush))
            moves.Add(new Move(MoveKind.Published, line));
        if (part.LostTold) moves.Add(new Move(MoveKind.ChipLost, line));
        else if (part.BackTold && (part.Answer == 0 || !_shell.AnswersBeforeBack)) moves.Add(new Move(MoveKind.ChipBack, line));
        if (part.AwaitsInterrupt && !_guest.Spent && _shell.TellsInterruptsBack) moves.Add(new Move(MoveKind.InterruptsAgain, line));
        if (_plan.ChipIsLate && part.Request == RequestPlace.Taken) moves.Add(new Move(MoveKind.DeadlinePasses, line));
    }

    private void TakeMessage(Move move)
    {
        ref var part = ref _lines[move.Line];
        switch (move.Kind)
        {
            case MoveKind.Work:
                Work(move.Line);
                break;
            case MoveKind.Answered:
                Answered(move.Line);
                break;
            case MoveKind.Edges:
                TakeEdges(move.Line);
                break;
            case MoveKind.Published:
                (part.PublicationDue, part.AwaitsPublication) = (false, false);
                Tell(move.Line, "the hub's line hears that its OK is visible");
                if (part.Request != RequestPlace.Staged || !_shell.TellsPublicationAfterFlush)
                    Decide(move.Line, LineInput.Of(LineInputKind.ReplyPublished));
                else part.AwaitsPublication = true;
                break;
            case MoveKind.DeadlinePasses:
                Expire(move.Line);
                break;
            case MoveKind.ChipLost:
                part.LostTold = false;
                Tell(move.Line, "the hub's line hears that its chip is away");
                Decide(move.Line, LineInput.Of(LineInputKind.ChipLost));
                break;
            case MoveKind.ChipBack:
                (part.BackTold, part.Moving) = (false, false);
                Tell(move.Line, "the hub's line hears that its chip is back");
                Sense(ref part);
                Decide(move.Line, LineInput.ChipBack(part.Level));
                Pump(move.Line);
                break;
            case MoveKind.InterruptsAgain:
                part.AwaitsInterrupt = false;
                Tell(move.Line, "the hub's line may deliver again");
                SenseLevel(move.Line);
                Decide(move.Line, LineInput.Of(LineInputKind.InterruptsBack));
                break;
            default:
                throw new UnreachableException($"nobody takes {move.Kind}");
        }
    }

    private void Work(int line)
    {
        ref var part = ref _lines[line];
        if (part.Line.Withheld && part.Request != RequestPlace.Staged) Decide(line, LineInput.Of(LineInputKind.ReplyPublished));
        if (_shell.TakesPairsFirst) TakePairs(line);
        if (part.Request == RequestPlace.Handed)
        {
            part.Request = RequestPlace.Taken;
            Tell(line, $"the hub's line takes {Words(part)}");
            Pump(line);
        }

        if (!_shell.TakesPairsFirst) TakePairs(line);
        (part.PairsHanded, part.PairsSeen) = (part.PairsSeen, 0);
        if (part.Request == RequestPlace.Seen) part.Request = RequestPlace.Handed;
    }

    private void TakePairs(int line)
    {
        ref var part = ref _lines[line];
        while (part.PairsHanded > 0)
        {
            part.PairsHanded--;
            Tell(line, "the hub's line takes a pair");
            SenseLevel(line);
            Decide(line, LineInput.BufferQueued(LinePart.Incoming));
        }
    }

    /// <summary>LineActor.SenseLevel. A chip that is slow tells the level later; until then it counts as not active.</summary>
    private void SenseLevel(int line)
    {
        ref var part = ref _lines[line];
        if (part.Line.Irq is not (IrqType.LevelHigh or IrqType.LevelLow)) return;
        if (!_plan.ChipSensesLate || part.Moving) Sense(ref part);
        else part.Sensed = false;
        if (!_shell.SensesAtUnmask) return;
        if (part.Moving) return;
        bool late = _plan.ChipSensesLate;
        bool level = late ? part.Line.Irq == IrqType.LevelLow == _shell.WaitsForLateLevel : part.Level;
        (part.SenseAsked, part.SenseAgain) = (part.SenseAsked || late, part.SenseAgain || (late && part.SenseAsked));
        Decide(line, LineInput.EdgeSensed(0, 0, level, part.Line.Generation));
    }

    /// <summary>Decides the request once its line can: LineActor.Pump.</summary>
    private void Pump(int line)
    {
        ref var part = ref _lines[line];
        if (part.Request != RequestPlace.Taken || part.AtChip || part.Moving) return;
        var message = Message(part);
        if (part.Line.Accepts(message)) Decide(line, LineInput.Request(LinePart.Asked, message));
    }

    private static GpioRequest Message(in LinePart part) => part.RequestKind switch
    {
        RequestKind.IrqType => new GpioRequest(GpioMessage.SetIrqType, 0, (uint)part.RequestType),
        RequestKind.DirectionNone => new GpioRequest(GpioMessage.SetDirection, 0, (uint)GpioDirection.None),
        RequestKind.DirectionIn => new GpioRequest(GpioMessage.SetDirection, 0, (uint)GpioDirection.In),
        _ => new GpioRequest(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out),
    };

    private void Answered(int line)
    {
        ref var part = ref _lines[line];
        var outcome = (ChipOutcome)(part.Answer - 1);
        part.Answer = 0;
        Tell(line, $"the hub's line hears of its chip: {outcome}");
        Decide(line, LineInput.ChipAnswered(part.Line.Serial, outcome, part.Level));
        if (_shell.GoesOnAfterAnswer) Pump(line);
    }

    private void TakeEdges(int line)
    {
        ref var part = ref _lines[line];
        var input = LineInput.EdgeSensed(part.Rising ? 1 : 0, part.Falling ? 1 : 0, part.Level, part.EdgesGeneration);
        Tell(line, (part.Rising, part.Falling) switch
        {
            (true, true) => "the hub's line hears of edges both ways",
            (true, false) => "the hub's line hears of a rising edge",
            (false, true) => "the hub's line hears of a falling edge",
            _ => "the hub's line hears of the level",
        });
        Earn(ref part);
        (part.EdgesTold, part.Rising, part.Falling) = (false, false, false);
        Decide(line, input);
    }

    private void Expire(int line)
    {
        ref var part = ref _lines[line];
        Tell(line, "500 ms are over");
        if (part.AtChip) Decide(line, LineInput.DeadlinePassed(LinePart.Asked));
        else if (_shell.RefusesWhatWaits) Refuse(line);
        if (part.Request == RequestPlace.Taken) Break(LineProperty.AnsweredInTime);
    }

    private void Refuse(int line)
    {
        ref var part = ref _lines[line];
        (part.Request, part.RequestFailed) = (RequestPlace.Staged, true);
        if (_shell.MarksWhatItRefuses) part.Line = part.Line.AfterRefusal(Message(part));
        if (part.RequestKind == RequestKind.IrqType) (part.Denied, part.Misled) = (true, part.PairsAtLine > 0);
        Tell(line, "… and answers ERR");
    }

    private void Decide(int line, in LineInput input)
    {
        ref var part = ref _lines[line];
        var rules = part is { Moving: true, BackTold: false } ? _rules with { Mapped = false } : _rules;
        Mute(ref part, rules);
        var before = part.Line;
        var decision = _plan.Decide(before, input, rules);
        var next = decision.Next;
        CheckPairs(before, input, decision);
        part.Line = next.Buffer == IrqBufferState.None ? next : next with { BufferTicket = LinePart.Held };
        Follow(ref part, before.Operation, input, decision);
        if (decision.Ask != ChipAsk.Nothing) Wish(ref part, decision, AgeOf(part, input));
        bool had = before.Buffer != IrqBufferState.None;
        bool came = input.Kind == LineInputKind.BufferQueued;
        if (decision.Returns) Return(line, ref part, decision.Irq, masked: !had && !came);
        if (decision is { Returns: true, Irq: IrqStatus.Invalid }) CheckInvalid(part, input, second: had && came);
        if (part.Line.Muted && part.Line.AwaitsInterrupt) part.AwaitsInterrupt = true;
        if (decision.AwaitsPublication) part.AwaitsPublication = true;
        if (!decision.Replies) return;
        if (part.Request != RequestPlace.Taken) Break(LineProperty.RequestAnsweredOnce);
        (part.Request, part.AtChip) = (RequestPlace.Staged, false);
        part.RequestFailed = decision.Status != GpioStatus.Ok;
        Tell(line, $"… and answers {(part.RequestFailed ? "ERR" : "OK")}");
        if (part.RequestFailed && part.RequestKind == RequestKind.IrqType) (part.Denied, part.Misled) = (true, part.PairsAtLine > 0);
    }

    /// <summary>LineActor.Mute.</summary>
    private void Mute(ref LinePart part, in LineRules rules)
    {
        if (part.Line.Muted == _guest.Spent || part.Line.AwaitsInterrupt) return;
        var kind = _guest.Spent ? LineInputKind.InterruptsSpent : LineInputKind.InterruptsBack;
        part.Line = _plan.Decide(part.Line, LineInput.Of(kind), rules).Next;
    }

    private void Return(int line, ref LinePart part, IrqStatus status, bool masked)
    {
        bool valid = status == IrqStatus.Valid;
        Tell(line, valid ? "… and returns a pair VALID" : "… and returns a pair INVALID");
        if (valid) part.StagedValid |= (byte)(1 << part.PairsStaged);
        part.PairsStaged++;
        if (part.PairsStaged > 3) (part.PairsStaged, Overflows) = (3, true);
        if (valid) CheckValid(ref part, masked);
    }
}
