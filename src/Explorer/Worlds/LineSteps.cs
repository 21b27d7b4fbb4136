using System.Diagnostics;
using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The steps of a line: the messages that come to it by themselves, and what its actor does with each (LineActor).</summary>
internal sealed class LineSteps(ExplorationPlan plan, WorldState state, StepReport report, LineDecisions decisions)
{
    private readonly HubShell _shell = plan.Shell;
    private readonly LinePart[] _lines = state.Lines;

    public void AddMoves(int line, List<Move> moves)
    {
        ref readonly var part = ref _lines[line];
        if (part.HasWork) moves.Add(new Move(MoveKind.Work, line));
        if (part.Answer != 0) moves.Add(new Move(MoveKind.Answered, line));
        if (part.EdgesTold) moves.Add(new Move(MoveKind.Edges, line));
        if (part.PublicationDue || (part.AwaitsPublication && !_shell.TellsPublicationAfterFlush))
            moves.Add(new Move(MoveKind.Published, line));
        if (part.LostTold) moves.Add(new Move(MoveKind.ChipLost, line));
        else if (part.BackTold && (part.Answer == 0 || !_shell.AnswersBeforeBack)) moves.Add(new Move(MoveKind.ChipBack, line));
        if (part.AwaitsInterrupt && !state.Guest.Spent && _shell.TellsInterruptsBack) moves.Add(new Move(MoveKind.InterruptsAgain, line));
        if (plan.ChipIsLate && part.Request == RequestPlace.Taken) moves.Add(new Move(MoveKind.DeadlinePasses, line));
    }

    public void Take(Move move)
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
                report.Tell(move.Line, "the hub's line hears that its OK is visible");
                bool told = state.Guest.Succession == SuccessionPhase.Telling;     // LineActor.Control, and not Published
                if (part.Request != RequestPlace.Staged || told || !_shell.TellsPublicationAfterFlush)
                    decisions.Decide(move.Line, LineInput.Of(LineInputKind.ReplyPublished));
                else part.AwaitsPublication = true;
                break;
            case MoveKind.DeadlinePasses:
                Expire(move.Line);
                break;
            case MoveKind.ChipLost:
                part.LostTold = false;
                report.Tell(move.Line, "the hub's line hears that its chip is away");
                decisions.Decide(move.Line, LineInput.Of(LineInputKind.ChipLost));
                break;
            case MoveKind.ChipBack:
                (part.BackTold, part.Moving) = (false, false);
                report.Tell(move.Line, "the hub's line hears that its chip is back");
                Entitlements.Sense(ref part);
                decisions.Decide(move.Line, LineInput.ChipBack(part.Level));
                Pump(move.Line);
                break;
            case MoveKind.InterruptsAgain:
                part.AwaitsInterrupt = false;
                report.Tell(move.Line, "the hub's line may deliver again");
                SenseLevel(move.Line);
                decisions.Decide(move.Line, LineInput.Of(LineInputKind.InterruptsBack));
                break;
            default:
                throw new UnreachableException($"{move.Kind} is no message of a line");
        }
    }

    private void Work(int line)
    {
        ref var part = ref _lines[line];
        if (part.Line.Withheld && part.Request != RequestPlace.Staged) decisions.Decide(line, LineInput.Of(LineInputKind.ReplyPublished));
        if (_shell.TakesPairsFirst) TakePairs(line);
        if (part.Request == RequestPlace.Handed)
        {
            part.Request = RequestPlace.Taken;
            report.Tell(line, $"the hub's line takes {part.RequestText}");
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
            report.Tell(line, "the hub's line takes a pair");
            SenseLevel(line);
            decisions.Decide(line, LineInput.BufferQueued(LinePart.Incoming));
        }
    }

    /// <summary>LineActor.SenseLevel. A chip that is slow tells the level later; until then it counts as not active.</summary>
    private void SenseLevel(int line)
    {
        ref var part = ref _lines[line];
        if (part.Line.Irq is not (IrqType.LevelHigh or IrqType.LevelLow)) return;
        if (!plan.ChipSensesLate || part.Moving) Entitlements.Sense(ref part);
        else part.Sensed = false;
        if (!_shell.SensesAtUnmask) return;
        if (part.Moving) return;
        bool late = plan.ChipSensesLate;
        bool level = late ? part.Line.Irq == IrqType.LevelLow == _shell.WaitsForLateLevel : part.Level;
        (part.SenseAsked, part.SenseAgain) = (part.SenseAsked || late, part.SenseAgain || (late && part.SenseAsked));
        decisions.Decide(line, LineInput.EdgeSensed(0, 0, level, part.Line.Generation));
    }

    /// <summary>Decides the request once its line can: LineActor.Pump.</summary>
    private void Pump(int line)
    {
        ref var part = ref _lines[line];
        if (part.Request != RequestPlace.Taken || part.AtChip || part.Moving) return;
        var message = part.Message;
        if (part.Line.Accepts(message)) decisions.Decide(line, LineInput.Request(LinePart.Asked, message));
    }

    private void Answered(int line)
    {
        ref var part = ref _lines[line];
        var outcome = (ChipOutcome)(part.Answer - 1);
        part.Answer = 0;
        report.Tell(line, $"the hub's line hears of its chip: {outcome}");
        decisions.Decide(line, LineInput.ChipAnswered(part.Line.Serial, outcome, part.Level));
        if (_shell.GoesOnAfterAnswer) Pump(line);
    }

    private void TakeEdges(int line)
    {
        ref var part = ref _lines[line];
        var input = LineInput.EdgeSensed(part.Rising ? 1 : 0, part.Falling ? 1 : 0, part.Level, part.EdgesGeneration);
        report.Tell(line, (part.Rising, part.Falling) switch
        {
            (true, true) => "the hub's line hears of edges both ways",
            (true, false) => "the hub's line hears of a rising edge",
            (false, true) => "the hub's line hears of a falling edge",
            _ => "the hub's line hears of the level",
        });
        Entitlements.Earn(ref part);
        (part.EdgesTold, part.Rising, part.Falling) = (false, false, false);
        decisions.Decide(line, input);
    }

    private void Expire(int line)
    {
        ref var part = ref _lines[line];
        report.Tell(line, "500 ms are over");
        if (part.AtChip) decisions.Decide(line, LineInput.DeadlinePassed(LinePart.Asked));
        else if (_shell.RefusesWhatWaits) Refuse(line);
        if (part.Request == RequestPlace.Taken) report.Break(LineProperty.AnsweredInTime);
    }

    private void Refuse(int line)
    {
        ref var part = ref _lines[line];
        (part.Request, part.RequestFailed) = (RequestPlace.Staged, true);
        if (_shell.MarksWhatItRefuses) part.Line = part.Line.AfterRefusal(part.Message);
        if (part.RequestKind == RequestKind.IrqType) (part.Denied, part.Misled) = (true, part.PairsAtLine > 0);
        report.Tell(line, "… and answers ERR");
    }
}
