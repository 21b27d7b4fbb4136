using System.Diagnostics;
using GpioHub.Explorer.Plans;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The steps of the hub's turn at both rings: intake and flush (GuestQueues, GuestTurn).</summary>
internal sealed class TurnSteps(ExplorationPlan plan, WorldState state, StepReport report)
{
    private readonly HubShell _shell = plan.Shell;
    private readonly LinePart[] _lines = state.Lines;

    /// <summary>Nothing is between the rings and the lines, but for answers.</summary>
    public bool IsQuiet => !state.Guest.MidFlush && !state.AnyHanded && !AnyPairsStaged;

    private bool AnyPairsStaged
    {
        get
        {
            if (state.Guest.Eventq != EventqPhase.Running && _shell.ShutsEventq) return false; // a ring that is shut is not written
            foreach (ref readonly var part in _lines.AsSpan())
                if (part.PairsStaged > 0) return true;
            return false;
        }
    }

    private bool TakesPairs => state.Guest.Eventq == EventqPhase.Running || !_shell.ShutsEventq;

    /// <summary>Everything that was staged is published.</summary>
    public bool IsPublished => !state.Guest.MidFlush && !AnyPairsStaged && !AnyAnswerStaged;

    private bool AnyAnswerStaged => state.AnyAnswerStaged && !state.Guest.RequestqBroken;

    public void AddMoves(List<Move> moves)
    {
        if (state.Guest.MidFlush)
        {
            moves.Add(new Move(MoveKind.FlushSecond));
            return;
        }

        foreach (ref readonly var part in _lines.AsSpan())
        {
            if (!part.PublicationDue) continue;    // it was in the line's mailbox before any message of the next turn
            if (plan.TurnsOverlap && (plan.ChipIsApart || !state.AnyHanded)) IntakeMoves(moves);
            return;
        }

        if (state.AnyHanded && !(plan.TurnsOverlap && plan.ChipIsApart)) return;    // the turn's work comes before its flush
        bool pairs = AnyPairsStaged;
        bool answers = AnyAnswerStaged;
        if (pairs || answers)
        {
            bool first = _shell.PublishesEventqFirst ? pairs : answers;
            moves.Add(new Move(first ? MoveKind.FlushFirst : MoveKind.FlushSecond));
            for (int line = 0; line < _lines.Length; line++)
                if (_lines[line].PairsUsed > 0 && WritesByte(_lines[line])) moves.Add(new Move(MoveKind.BytesWritten, line));
            if (state.Guest.Took) return;          // a turn looks at the rings once
        }

        IntakeMoves(moves);
    }

    public void Take(Move move)
    {
        switch (move.Kind)
        {
            case MoveKind.Intake:
                Intake(move.Argument);
                break;
            case MoveKind.BytesWritten:
                ref var part = ref _lines[move.Line];
                part.ByteValid = LastIsValid(part);
                report.Tell(move.Line, $"the hub writes {(part.ByteValid ? "VALID" : "INVALID")} for the pair that it is about to publish");
                break;
            case MoveKind.FlushFirst:
                state.Guest.MidFlush = _shell.PublishesEventqFirst ? AnyAnswerStaged : AnyPairsStaged;
                Flush(pairs: _shell.PublishesEventqFirst);
                break;
            case MoveKind.FlushSecond:
                state.Guest.MidFlush = false;
                Flush(pairs: !_shell.PublishesEventqFirst);
                break;
            default:
                throw new UnreachableException($"{move.Kind} is no step of the turn");
        }
    }

    /// <summary>The pairs of a line that go back become visible.</summary>
    public void PublishPairs(ref LinePart part)
    {
        bool shut = state.Guest.Eventq != EventqPhase.Running;
        if (part.PairsStaged > 0 && shut) report.Break(LineProperty.PairReturnedOnce);
        for (; part.PairsStaged > 0; part.PairsStaged--)
        {
            part.ByteValid = (part.StagedValid & 1) != 0;
            part.StagedValid >>= 1;
            part.PairsUsed++;
            if (part.PairsBeforeNone > 0) part.PairsBeforeNone--;
            if (part.ByteValid && (part.Off || part.ValidTooSoon)) report.Break(LineProperty.NoValidWhileDisabled);
        }

        if (part.Pairs > part.PairsOut) report.Break(LineProperty.PairReturnedOnce);   // the driver has not queued so many
        part.ValidTooSoon = false;
    }

    /// <summary>The possible intakes. An intake takes every pair that is there, and those requests that its snapshot saw: any
    /// subset.</summary>
    private void IntakeMoves(List<Move> moves)
    {
        if (state.Guest.Succession != SuccessionPhase.Over) return;
        int pairs = 0;
        int requests = 0;
        for (int line = 0; line < _lines.Length; line++)
        {
            if (_lines[line].PairsAvailable > 0 && TakesPairs) pairs |= 1 << line;
            if (_lines[line].Request == RequestPlace.Available && !state.Guest.RequestqBroken) requests |= 1 << line;
        }

        for (int taken = 0; taken < 1 << _lines.Length; taken++)
        {
            if ((taken & ~requests) != 0 || (taken == 0 && pairs == 0)) continue;
            moves.Add(new Move(MoveKind.Intake, 0, taken));
            if (!_shell.ReadsEventqLast && (taken & pairs) != 0) moves.Add(new Move(MoveKind.Intake, 0, taken | Move.LeavesPairs));
        }
    }

    private void Intake(int taken)
    {
        state.Guest.Took = true;
        for (int line = 0; line < _lines.Length; line++)
        {
            ref var part = ref _lines[line];
            bool asks = (taken >> line & 1) != 0;
            bool leaves = asks && (taken & Move.LeavesPairs) != 0;
            bool behind = part.HasWork;            // it takes its work before the queues of this turn hand out more
            if (!leaves && TakesPairs && part.PairsAvailable > 0)
            {
                report.Tell(line, "the hub finds a pair");
                if (behind) part.PairsSeen += part.PairsAvailable;
                else part.PairsHanded = part.PairsAvailable;
                part.PairsAvailable = 0;
            }

            if (!asks) continue;
            part.Request = behind ? RequestPlace.Seen : RequestPlace.Handed;
            report.Tell(line, $"the hub finds {part.RequestText}");
        }
    }

    private static bool LastIsValid(in LinePart part) => (part.StagedValid >> (part.PairsStaged - 1) & 1) != 0;

    /// <summary>A flush writes the response bytes before it publishes; a driver that looks at the same byte for an older entry sees
    /// it.</summary>
    private static bool WritesByte(in LinePart part) => part.PairsStaged > 0 && LastIsValid(part) != part.ByteValid;

    private void Flush(bool pairs)
    {
        if (!state.Guest.MidFlush) state.Guest.Took = false;
        report.Tell(0, pairs ? "the hub publishes the eventq" : "the hub publishes the requestq");
        for (int line = 0; line < _lines.Length; line++)
        {
            ref var part = ref _lines[line];
            NoteForRecord(ref part, pairs);
            if (!pairs && part.AnswersAgain) ShowAnswer(ref part);
            if (!pairs && part.Request == RequestPlace.Staged) PublishAnswer(line, ref part);
            else if (!pairs || !_shell.TellsPublicationLast) TellPublished(line, ref part);
            if (pairs && (line == 0 || _shell.FlushesEveryLine || !AnyAnswerStaged)) PublishPairs(ref part);
        }
    }

    /// <summary>Notes what a record that is not compared with used.idx, or is written later, would say of it.</summary>
    private void NoteForRecord(ref LinePart part, bool pairs)
    {
        if (plan.Kills == 0 || (_shell.ComparesUsed && _shell.CommitsFirst)) return;
        if (pairs) (part.PairsJustUsed, part.JustValid) = (part.PairsStaged, part.StagedValid);
        else part.JustAnswered = part.Request == RequestPlace.Staged;
    }

    /// <summary>The driver sees an answer.</summary>
    private void ShowAnswer(ref LinePart part)
    {
        if (!part.AnswerDue) report.Break(LineProperty.RequestAnsweredOnce);
        (part.AnswerDue, part.AnswersAgain) = (false, false);
    }

    private void PublishAnswer(int line, ref LinePart part)
    {
        part.Request = RequestPlace.Used;
        ShowAnswer(ref part);
        if (plan.SeesWrites) WriteMemory.Answer(ref part, report);
        (part.ChangesWatch, part.ValidTooSoon) = (false, false);
        TellPublished(line, ref part);
        if (part.RequestKind is not (RequestKind.IrqType or RequestKind.DirectionNone)) return;
        if (!part.RequestFailed)
        {
            part.Off = part.RequestType == IrqType.None;
            if (part.Off && part.PairsBeforeNone > 0) report.Break(LineProperty.InvalidBeforeOk);
        }

        part.Confirmed = part.InForce;             // after an ERR the type of before stays (VG-D-35)
        part.PairsBeforeNone = 0;
    }

    private void TellPublished(int line, ref LinePart part)
    {
        if (!_shell.TellsPublication || (!_shell.TellsEveryLine && line > 0)) part.AwaitsPublication = false;
        (part.PublicationDue, part.AwaitsPublication) = (part.PublicationDue || part.AwaitsPublication, false);
    }
}
