using GpioHub.Explorer.Plans;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <content>The hub's turns: intake of both rings, the messages of the lines, one flush (GuestQueues, GuestTurn).</content>
internal sealed partial class World
{
    private bool AnyPairsStaged
    {
        get
        {
            if (_guest.Eventq != EventqPhase.Running && _shell.ShutsEventq) return false;      // a ring that is shut is not written
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

    private bool AnyHanded
    {
        get
        {
            foreach (ref readonly var part in _lines.AsSpan())
                if (part.HasWork) return true;
            return false;
        }
    }

    private bool TakesPairs => _guest.Eventq == EventqPhase.Running || !_shell.ShutsEventq;

    private void TurnMoves(List<Move> moves)
    {
        if (_guest.MidFlush)
        {
            moves.Add(new Move(MoveKind.FlushSecond));
            return;
        }

        foreach (ref readonly var part in _lines.AsSpan())
        {
            if (!part.PublicationDue) continue;    // it was in the line's mailbox before any message of the next turn
            if (_plan.TurnsOverlap && (_plan.ChipIsApart || !AnyHanded)) IntakeMoves(moves);
            return;
        }

        if (AnyHanded && !(_plan.TurnsOverlap && _plan.ChipIsApart)) return;    // the turn's work comes before its flush
        bool pairs = AnyPairsStaged;
        bool answers = AnyAnswerStaged;
        if (pairs || answers)
        {
            bool first = _shell.PublishesEventqFirst ? pairs : answers;
            moves.Add(new Move(first ? MoveKind.FlushFirst : MoveKind.FlushSecond));
            for (int line = 0; line < _lines.Length; line++)
                if (_lines[line].PairsUsed > 0 && WritesByte(_lines[line])) moves.Add(new Move(MoveKind.BytesWritten, line));
            if (_guest.Took) return;               // a turn looks at the rings once
        }

        IntakeMoves(moves);
    }

    /// <summary>The possible intakes. An intake takes every pair that is there, and those requests that its snapshot saw: any
    /// subset.</summary>
    private void IntakeMoves(List<Move> moves)
    {
        int pairs = 0;
        int requests = 0;
        for (int line = 0; line < _lines.Length; line++)
        {
            if (_lines[line].PairsAvailable > 0 && TakesPairs) pairs |= 1 << line;
            if (_lines[line].Request == RequestPlace.Available) requests |= 1 << line;
        }

        for (int taken = 0; taken < 1 << _lines.Length; taken++)
        {
            if ((taken & ~requests) != 0 || (taken == 0 && pairs == 0)) continue;
            moves.Add(new Move(MoveKind.Intake, 0, taken));
            if (!_shell.ReadsEventqLast && (taken & pairs) != 0) moves.Add(new Move(MoveKind.Intake, 0, taken | Move.LeavesPairs));
        }
    }

    private void TakeDevice(Move move)
    {
        switch (move.Kind)
        {
            case MoveKind.Intake:
                Intake(move.Argument);
                break;
            case MoveKind.BytesWritten:
                ref var part = ref _lines[move.Line];
                part.ByteValid = LastIsValid(part);
                Tell(move.Line, $"the hub writes {(part.ByteValid ? "VALID" : "INVALID")} for the pair that it is about to publish");
                break;
            case MoveKind.FlushFirst:
                _guest.MidFlush = _shell.PublishesEventqFirst ? AnyAnswerStaged : AnyPairsStaged;
                Flush(pairs: _shell.PublishesEventqFirst);
                break;
            case MoveKind.FlushSecond:
                _guest.MidFlush = false;
                Flush(pairs: !_shell.PublishesEventqFirst);
                break;
            default:
                TakeMessage(move);
                break;
        }
    }

    private void Intake(int taken)
    {
        _guest.Took = true;
        for (int line = 0; line < _lines.Length; line++)
        {
            ref var part = ref _lines[line];
            bool asks = (taken >> line & 1) != 0;
            bool leaves = asks && (taken & Move.LeavesPairs) != 0;
            bool behind = part.HasWork;            // it takes its work before the queues of this turn hand out more
            if (!leaves && TakesPairs && part.PairsAvailable > 0)
            {
                Tell(line, "the hub finds a pair");
                if (behind) part.PairsSeen += part.PairsAvailable;
                else part.PairsHanded = part.PairsAvailable;
                part.PairsAvailable = 0;
            }

            if (!asks) continue;
            part.Request = behind ? RequestPlace.Seen : RequestPlace.Handed;
            Tell(line, $"the hub finds {Words(part)}");
        }
    }

    private static bool LastIsValid(in LinePart part) => (part.StagedValid >> (part.PairsStaged - 1) & 1) != 0;

    /// <summary>A flush writes the response bytes before it publishes; a driver that looks at the same byte for an older entry sees
    /// it.</summary>
    private static bool WritesByte(in LinePart part) => part.PairsStaged > 0 && LastIsValid(part) != part.ByteValid;

    private void Flush(bool pairs)
    {
        if (!_guest.MidFlush) _guest.Took = false;
        Tell(0, pairs ? "the hub publishes the eventq" : "the hub publishes the requestq");
        for (int line = 0; line < _lines.Length; line++)
        {
            ref var part = ref _lines[line];
            if (!pairs && part.Request == RequestPlace.Staged) PublishAnswer(line, ref part);
            else if (!pairs || !_shell.TellsPublicationLast) TellPublished(line, ref part);
            if (pairs && (line == 0 || _shell.FlushesEveryLine || !AnyAnswerStaged)) PublishPairs(ref part);
        }
    }

    private void PublishPairs(ref LinePart part)
    {
        if (part.PairsStaged > 0 && _guest.Eventq != EventqPhase.Running) Break(LineProperty.PairReturnedOnce);    // a ring that is shut
        for (; part.PairsStaged > 0; part.PairsStaged--)
        {
            part.ByteValid = (part.StagedValid & 1) != 0;
            part.StagedValid >>= 1;
            part.PairsUsed++;
            if (part.PairsBeforeNone > 0) part.PairsBeforeNone--;
            if (part.ByteValid && (part.Off || part.ValidTooSoon)) Break(LineProperty.NoValidWhileDisabled);
        }

        part.ValidTooSoon = false;
    }

    private void PublishAnswer(int line, ref LinePart part)
    {
        part.Request = RequestPlace.Used;
        (part.ChangesWatch, part.ValidTooSoon) = (false, false);
        TellPublished(line, ref part);
        if (part.RequestKind is RequestKind.DirectionIn or RequestKind.DirectionOut) return;
        if (!part.RequestFailed)
        {
            part.Off = part.RequestType == IrqType.None;
            if (part.Off && part.PairsBeforeNone > 0) Break(LineProperty.InvalidBeforeOk);
        }

        part.Confirmed = part.InForce;             // after an ERR the type of before stays (VG-D-35)
        part.PairsBeforeNone = 0;
    }

    private void TellPublished(int line, ref LinePart part)
    {
        if (!_shell.TellsPublication || (!_shell.TellsEveryLine && line > 0)) part.AwaitsPublication = false;
        (part.PublicationDue, part.AwaitsPublication) = (part.PublicationDue || part.AwaitsPublication, false);
    }

    private static string Words(in LinePart part) => part.RequestKind switch
    {
        RequestKind.IrqType => $"SET_IRQ_TYPE({part.RequestType})",
        RequestKind.DirectionNone => $"SET_DIRECTION({GpioDirection.None})",
        RequestKind.DirectionIn => $"SET_DIRECTION({GpioDirection.In})",
        _ => $"SET_DIRECTION({GpioDirection.Out})",
    };
}
