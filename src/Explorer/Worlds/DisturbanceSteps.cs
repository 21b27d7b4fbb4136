using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <content>What may happen to a guest's lines at any moment besides.</content>
internal sealed partial class World
{
    private bool Has(Disturbances one) => (_plan.Disturbances & one) != 0;

    private void DisturbanceMoves(List<Move> moves)
    {
        bool quiet = !_guest.MidFlush && !AnyHanded && !AnyPairsStaged;    // a stop and a disable flush first
        if (_guest.Eventq == EventqPhase.Running)
        {
            if (Has(Disturbances.EventqStops) && quiet) moves.Add(new Move(MoveKind.EventqStops));
            if (Has(Disturbances.EventqDisables) && quiet) moves.Add(new Move(MoveKind.EventqDisabled));
        }
        else if (quiet) moves.Add(new Move(_guest.Eventq == EventqPhase.Stopped ? MoveKind.EventqStarts : MoveKind.EventqEnabled));

        if (Has(Disturbances.Reset) && !_guest.MidFlush) moves.Add(new Move(MoveKind.Resets));
        if (Has(Disturbances.InterruptLimit)) moves.Add(new Move(_guest.Spent ? MoveKind.LimitOver : MoveKind.LimitReached));
        for (int line = 0; line < _lines.Length; line++) LineDisturbances(line, moves);
    }

    private void LineDisturbances(int line, List<Move> moves)
    {
        ref readonly var part = ref _lines[line];
        if (part.Request == RequestPlace.None && Has(Disturbances.Directions))
        {
            moves.Add(new Move(MoveKind.SetsDirection, line, (int)RequestKind.DirectionNone));
            moves.Add(new Move(MoveKind.SetsDirection, line, (int)RequestKind.DirectionIn));
            if (Has(Disturbances.Outputs)) moves.Add(new Move(MoveKind.SetsDirection, line, (int)RequestKind.DirectionOut));
        }

        if (Has(Disturbances.ChipLeaves) && !part.Moving && !part.LostTold && !part.BackTold)
            moves.Add(new Move(part.ChipAway ? MoveKind.ChipReturns : MoveKind.ChipLeaves, line));
        if (Has(Disturbances.Reload) && !part.ChipAway && !_guest.MidFlush && !part.LostTold && !part.BackTold
            && part.Request != RequestPlace.Handed)                            // it was in the line's mailbox before
            moves.Add(new Move(part.Moving ? MoveKind.NetTaken : MoveKind.NetLeft, line));
    }

    /// <returns>false = it is another kind of step.</returns>
    private bool Disturb(Move move)
    {
        switch (move.Kind)
        {
            case MoveKind.SetsDirection:
                SetDirection(move.Line, (RequestKind)move.Argument);
                return true;
            case MoveKind.EventqStops:
                ControlEventq(EventqPhase.Stopped, LineInputKind.EventqStopped, "the eventq is stopped");
                return true;
            case MoveKind.EventqDisabled:
                ControlEventq(EventqPhase.Disabled, LineInputKind.EventqDisabled, "the eventq is disabled");
                return true;
            case MoveKind.EventqStarts or MoveKind.EventqEnabled:
                ControlEventq(EventqPhase.Running, LineInputKind.EventqStarted, "the eventq goes on");
                return true;
            case MoveKind.ChipLeaves:
                LeaveChip(move.Line);
                return true;
            case MoveKind.ChipReturns:
                ReturnChip(move.Line);
                return true;
            case MoveKind.Resets:
                Reset();
                return true;
            case MoveKind.LimitReached or MoveKind.LimitOver:
                _guest.Spent = move.Kind == MoveKind.LimitReached;
                Tell(0, _guest.Spent ? "the guest has had its interrupts for now" : "the guest may have interrupts again");
                return true;
            case MoveKind.NetLeft:
                LeaveNet(move.Line);
                return true;
            case MoveKind.NetTaken:
                TakeNet(move.Line);
                return true;
            default:
                return false;
        }
    }

    private void SetDirection(int line, RequestKind kind)
    {
        ref var part = ref _lines[line];
        Ask(ref part, kind, IrqType.None);
        Tell(line, $"the guest asks {Words(part)}");
        if (kind != RequestKind.DirectionIn) (part.ClientOn, part.ClientOwed, part.EventOpen) = (false, false, false);   // its own doing
    }

    private void ControlEventq(EventqPhase phase, LineInputKind control, string what)
    {
        Tell(0, what);
        if (phase == EventqPhase.Running) _guest.Eventq = phase;
        for (int line = 0; line < _lines.Length; line++)
        {
            if (line == 0 || _shell.ControlsEveryLine) Decide(line, LineInput.Of(control));
            if (phase != EventqPhase.Running) _lines[line].PairsBeforeNone = 0;    // what stays in a ring that is shut comes back later
            if (phase != EventqPhase.Running) PublishPairs(ref _lines[line]);      // before the reply
            if (phase == EventqPhase.Stopped && _lines[line].PairsAtLine > 0) Break(LineProperty.PairReturnedOnce);    // VU-45
        }

        _guest.Eventq = phase;
    }

    /// <summary>The device is gone: what it was asked is answered so, and wishes are kept (ChipActor.Lost).</summary>
    private void LeaveChip(int line)
    {
        ref var part = ref _lines[line];
        Tell(line, "the chip goes away");
        part.Kept = part.Watch;
        foreach (var wish in (ReadOnlySpan<ChipWish>)[part.First, part.Second])
        {
            if (wish.Ask == ChipAsk.Tell) part.Kept = wish;
            if (wish.Ask == ChipAsk.Apply) part.Answer = 1 + (byte)ChipOutcome.Gone;
        }

        (part.First, part.Second, part.Watch) = (default, default, default);
        (part.ChipAway, part.LostTold) = (true, true);
    }

    private void ReturnChip(int line)
    {
        ref var part = ref _lines[line];
        Tell(line, $"the chip is back and watches for {part.Kept.Irq}");
        part.Watch = part.Kept with { Ask = ChipAsk.Nothing };
        (part.Kept, part.ChipAway, part.BackTold) = (default, false, true);
    }

    /// <summary>VG-D-49: both rings are gone, and every line is as at power-on.</summary>
    private void Reset()
    {
        Tell(0, "the device is reset, and a driver probes it anew");
        (_guest.Took, _guest.Eventq) = (false, EventqPhase.Running);
        for (int line = 0; line < _lines.Length; line++)
        {
            ref var part = ref _lines[line];
            (part.PairsAvailable, part.PairsHanded, part.PairsSeen, part.PairsStaged, part.PairsUsed, part.StagedValid) =
                (0, 0, 0, 0, 0, 0);
            (part.Request, part.RequestKind, part.RequestType, part.RequestFailed, part.AtChip) =
                (RequestPlace.None, RequestKind.IrqType, IrqType.None, false, false);
            Decide(line, LineInput.Of(LineInputKind.RequestsForgotten));
            Decide(line, LineInput.Of(LineInputKind.EventqDropped));
            End(ref part);
            (part.Wanted, part.OwedWanted, part.EarnedWanted) = (IrqType.None, false, false);
            (part.ChangesWatch, part.ValidTooSoon, part.Late) = (false, false, false);
            Decide(line, LineInput.Of(LineInputKind.Reset));
            if (part.PairsStaged > 0) Break(LineProperty.PairReturnedOnce);        // nothing may be written to a ring that is gone
            Decide(line, LineInput.Of(LineInputKind.EventqStarted));
            part.Driver = _plan.Driver.Initial;
            (part.Off, part.Confirmed, part.EnableAnswered, part.PairsBeforeNone) = (true, IrqType.None, false, 0);
            (part.ClientOn, part.ClientOwed, part.EventOpen, part.Denied, part.Misled) = (false, false, false, false, false);
        }
    }

    /// <summary>LineActor.Leave: nothing of the old chip line counts, and a request that waits for it is decided again.</summary>
    private void LeaveNet(int line)
    {
        ref var part = ref _lines[line];
        Tell(line, "a reload takes the line from its chip line");
        Decide(line, LineInput.Of(LineInputKind.NetLeft));
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
        Tell(line, "the line has its new chip line");
        part.BackTold = true;                                              // its requests wait until it has heard that
    }
}
