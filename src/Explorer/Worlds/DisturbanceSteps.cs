using System.Diagnostics;
using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The steps that may happen to a guest's lines at any moment besides. What is the driver's or the chip's to do, they
/// do.</summary>
internal sealed class DisturbanceSteps(ExplorationPlan plan, WorldState state, StepReport report, DriverSteps driver, ChipSteps chip,
    TurnSteps turn, LineDecisions decisions)
{
    private readonly LinePart[] _lines = state.Lines;

    public void AddMoves(List<Move> moves)
    {
        if (plan.Disturbances == Disturbances.None) return;
        bool over = state.Guest.Succession == SuccessionPhase.Over;            // before that no message of the front-end is read
        bool quiet = turn.IsQuiet && over;         // a stop and a disable flush first
        if (state.Guest.Eventq == EventqPhase.Running)
        {
            if (Has(Disturbances.EventqStops) && quiet) moves.Add(new Move(MoveKind.EventqStops));
            if (Has(Disturbances.EventqDisables) && quiet) moves.Add(new Move(MoveKind.EventqDisabled));
        }
        else if (quiet && state.Guest.Eventq != EventqPhase.Broken)
            moves.Add(new Move(state.Guest.Eventq == EventqPhase.Stopped ? MoveKind.EventqStarts : MoveKind.EventqEnabled));

        if (Has(Disturbances.Reset) && !state.Guest.MidFlush && over) moves.Add(new Move(MoveKind.Resets));
        if (Has(Disturbances.InterruptLimit)) moves.Add(new Move(state.Guest.Spent ? MoveKind.LimitOver : MoveKind.LimitReached));
        for (int line = 0; line < _lines.Length; line++) AddLineMoves(line, moves);
    }

    public void Take(Move move)
    {
        if (state.Link is not null && move.Kind is MoveKind.SetsDirection or MoveKind.SetsValue) state.ChangedLink().Writes--;
        switch (move.Kind)
        {
            case MoveKind.SetsDirection:
                driver.SetDirection(move.Line, (RequestKind)move.Argument);
                break;
            case MoveKind.SetsValue:
                driver.SetValue(move.Line, (RequestKind)move.Argument);
                break;
            case MoveKind.EventqStops:
                ControlEventq(EventqPhase.Stopped, LineInputKind.EventqStopped, "the eventq is stopped");
                break;
            case MoveKind.EventqDisabled:
                ControlEventq(EventqPhase.Disabled, LineInputKind.EventqDisabled, "the eventq is disabled");
                break;
            case MoveKind.EventqStarts or MoveKind.EventqEnabled:
                ControlEventq(EventqPhase.Running, LineInputKind.EventqStarted, "the eventq goes on");
                break;
            case MoveKind.ChipLeaves:
                chip.Leave(move.Line);
                break;
            case MoveKind.ChipReturns:
                chip.Return(move.Line);
                break;
            case MoveKind.Resets:
                Reset();
                break;
            case MoveKind.LimitReached or MoveKind.LimitOver:
                state.Guest.Spent = move.Kind == MoveKind.LimitReached;
                report.Tell(0, state.Guest.Spent ? "the guest has had its interrupts for now" : "the guest may have interrupts again");
                break;
            case MoveKind.NetLeft:
                LeaveNet(move.Line);
                break;
            case MoveKind.NetTaken:
                TakeNet(move.Line);
                break;
            default:
                throw new UnreachableException($"nobody takes {move.Kind}");
        }
    }

    private bool Has(Disturbances one) => (plan.Disturbances & one) != 0;

    private void AddLineMoves(int line, List<Move> moves)
    {
        ref readonly var part = ref _lines[line];
        bool mayAsk = part.Request == RequestPlace.None && state.Link is not { Writes: 0 };
        if (mayAsk && Has(Disturbances.Directions))
        {
            moves.Add(new Move(MoveKind.SetsDirection, line, (int)RequestKind.DirectionNone));
            moves.Add(new Move(MoveKind.SetsDirection, line, (int)RequestKind.DirectionIn));
            if (Has(Disturbances.Outputs)) moves.Add(new Move(MoveKind.SetsDirection, line, (int)RequestKind.DirectionOut));
        }

        if (mayAsk && Has(Disturbances.Values))
        {
            moves.Add(new Move(MoveKind.SetsValue, line, (int)RequestKind.ValueLow));
            moves.Add(new Move(MoveKind.SetsValue, line, (int)RequestKind.ValueHigh));
        }

        if (Has(Disturbances.ChipLeaves) && !part.Moving && !part.LostTold && !part.BackTold)
            moves.Add(new Move(part.ChipAway ? MoveKind.ChipReturns : MoveKind.ChipLeaves, line));
        if (Has(Disturbances.Reload) && !part.ChipAway && !state.Guest.MidFlush && !part.LostTold && !part.BackTold
            && part.Request != RequestPlace.Handed)                            // it was in the line's mailbox before
            moves.Add(new Move(part.Moving ? MoveKind.NetTaken : MoveKind.NetLeft, line));
    }

    private void ControlEventq(EventqPhase phase, LineInputKind control, string what)
    {
        report.Tell(0, what);
        if (phase == EventqPhase.Running) state.Guest.Eventq = phase;
        for (int line = 0; line < _lines.Length; line++)
        {
            if (line == 0 || plan.Shell.ControlsEveryLine) decisions.Decide(line, LineInput.Of(control));
            if (phase != EventqPhase.Running) _lines[line].PairsBeforeNone = 0;    // what stays in a ring that is shut comes back later
            if (phase != EventqPhase.Running) turn.PublishPairs(ref _lines[line]); // before the reply
            if (phase == EventqPhase.Stopped && _lines[line].PairsAtLine > 0) report.Break(LineProperty.PairReturnedOnce);    // VU-45
        }

        state.Guest.Eventq = phase;
    }

    /// <summary>VG-D-49: both rings are gone, and every line is as at power-on.</summary>
    private void Reset()
    {
        report.Tell(0, "the device is reset, and a driver probes it anew");
        (state.Guest.Took, state.Guest.Eventq, state.Guest.RequestqBroken) = (false, EventqPhase.Running, false);
        for (int line = 0; line < _lines.Length; line++)
        {
            ref var part = ref _lines[line];
            (part.PairsAvailable, part.PairsHanded, part.PairsSeen, part.PairsStaged, part.PairsUsed, part.StagedValid) =
                (0, 0, 0, 0, 0, 0);
            (part.Request, part.RequestKind, part.RequestType, part.RequestFailed, part.AtChip) =
                (RequestPlace.None, RequestKind.IrqType, IrqType.None, false, false);
            (part.PairsOut, part.AnswerDue, part.Applied, part.AppliedBefore) = (0, false, false, false);
            (part.PairsJustUsed, part.JustValid, part.JustAnswered, part.AnswersAgain) = (0, 0, false, false);
            WriteMemory.Reset(ref part);
            decisions.Decide(line, LineInput.Of(LineInputKind.RequestsForgotten));
            decisions.Decide(line, LineInput.Of(LineInputKind.EventqDropped));
            Entitlements.End(ref part);
            (part.Wanted, part.OwedWanted, part.EarnedWanted) = (IrqType.None, false, false);
            (part.ChangesWatch, part.ValidTooSoon, part.Late) = (false, false, false);
            decisions.Decide(line, LineInput.Of(LineInputKind.Reset));
            if (part.PairsStaged > 0) report.Break(LineProperty.PairReturnedOnce); // nothing may be written to a ring that is gone
            decisions.Decide(line, LineInput.Of(LineInputKind.EventqStarted));
            part.Driver = plan.Driver.Initial;
            (part.Off, part.Confirmed, part.EnableAnswered, part.PairsBeforeNone) = (true, IrqType.None, false, 0);
            (part.ClientOn, part.ClientOwed, part.EventOpen, part.Denied, part.Misled) = (false, false, false, false, false);
        }
    }

    /// <summary>LineActor.Leave: nothing of the old chip line counts, and a request that waits for it is decided again.</summary>
    private void LeaveNet(int line)
    {
        ref var part = ref _lines[line];
        report.Tell(line, "a reload takes the line from its chip line");
        decisions.Decide(line, LineInput.Of(LineInputKind.NetLeft));
        (part.Moving, part.AtChip, part.Answer, part.SenseAsked, part.SenseAgain) = (true, false, 0, false, false);
        (part.First, part.Second, part.Watch) = (default, default, default);
        part.ClientOwed &= !part.EdgesTold || part.OwedInside;             // an edge that the line has not heard of is void
        part.EdgesAge = WatchAge.Over;                                     // what the old chip line has told may still come
        (part.Wanted, part.OwedWanted, part.EarnedWanted, part.OwedOutside) = (IrqType.None, false, false, false);
        part.Late = part.InForce != IrqType.None;                          // until the new chip line watches, its changes are no edges
    }

    private void TakeNet(int line)
    {
        ref var part = ref _lines[line];
        report.Tell(line, "the line has its new chip line");
        part.BackTold = true;                                              // its requests wait until it has heard that
    }
}
