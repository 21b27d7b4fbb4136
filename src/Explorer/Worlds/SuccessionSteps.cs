using System.Diagnostics;
using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The end of a hub that is killed, and the steps of the one that goes on from its record (GuestRings.Adopt and GoOn,
/// GuestWiring.Owe, LineRecord).</summary>
/// <remarks>
/// A reactor's turn is committed before anything of it is seen outside. So a kill within a turn is the same as one after the turn before:
/// the steps that it cuts off have changed nothing that anybody else can see. It is enough to kill the hub where a turn is over: before its
/// flush, between the two halves, and after them. What two reactors have sent each other, and the other has not committed, is lost.
/// </remarks>
internal sealed class SuccessionSteps(ExplorationPlan plan, WorldState state, StepReport report, TurnSteps turn)
{
    private readonly HubShell _shell = plan.Shell;
    private readonly LinePart[] _lines = state.Lines;
    private readonly WrongRecord _wrong = new(plan, state);

    public void AddMoves(List<Move> moves)
    {
        if (plan.Kills == 0) return;
        if (state.Guest.Kills < plan.Kills && TurnIsOver && _wrong.MayDie) moves.Add(new Move(MoveKind.HubDies));
        if (OwesCommit)
        {
            moves.Add(new Move(MoveKind.Commits));
            return;
        }

        if (state.Guest.Succession == SuccessionPhase.Publishing && (turn.IsPublished || !_shell.PublishesBeforeTelling))
            moves.Add(new Move(MoveKind.LinesHear));
        if (state.Guest.Succession == SuccessionPhase.Telling && LinesAnswer) moves.Add(new Move(MoveKind.RingsOpen));
    }

    public void Take(Move move)
    {
        switch (move.Kind)
        {
            case MoveKind.HubDies:
                report.Tell(0, "the hub is killed, and another goes on");
                Succeed();
                break;
            case MoveKind.Commits:
                report.Tell(0, "the hub commits its turn to the record");
                _wrong.Commit();
                break;
            case MoveKind.LinesHear:
                report.Tell(0, "the hub tells its lines that what was answered is visible");
                state.Guest.Succession = SuccessionPhase.Telling;
                foreach (ref var part in _lines.AsSpan()) part.PublicationDue = _shell.TellsWhatWasPublished;
                break;
            case MoveKind.RingsOpen:
                report.Tell(0, "the hub opens the rings");
                state.Guest.Succession = SuccessionPhase.Over;
                break;
            default:
                throw new UnreachableException($"{move.Kind} is no step of a successor");
        }
    }

    /// <inheritdoc cref="WrongRecord.OwesCommit"/>
    public bool OwesCommit => _wrong.OwesCommit;

    /// <summary>Follows what a wrong hub's record says.</summary>
    public void Note(Move move)
    {
        if (plan.Kills > 0) _wrong.Note(move, settled: TurnIsOver && turn.IsPublished);
    }

    /// <summary>Every line has heard, and knows its chip.</summary>
    private bool LinesAnswer
    {
        get
        {
            foreach (ref readonly var part in _lines.AsSpan())
                if (part.PublicationDue || part.BackTold) return false;
            return true;
        }
    }

    /// <summary>The lines have done everything that they can do in the turn. What comes from another reactor may be later. A line that does
    /// not know its chip yet gets no edges.</summary>
    private bool TurnIsOver
    {
        get
        {
            foreach (ref readonly var part in _lines.AsSpan())
            {
                bool known = !part.BackTold || state.Guest.Succession != SuccessionPhase.Over;
                if (part.ChipAway || part.Moving || part.LostTold || !known) return false;     // a chip that goes: others test that
                if (!plan.ChipIsApart && (part.HasWork || part.Answer != 0 || (part.EdgesTold && !part.BackTold))) return false;
            }

            return true;
        }
    }

    private void Succeed()
    {
        state.Guest.Kills++;
        (state.Guest.Took, state.Guest.MidFlush, state.Guest.Succession) = (false, false, SuccessionPhase.Publishing);
        for (int line = 0; line < _lines.Length; line++)
        {
            ref var part = ref _lines[line];
            _wrong.Find(ref part, line);
            TakeRings(ref part);
            TakeEdges(ref part);
            TakeLine(ref part);
        }
    }

    /// <summary>What is in flight is fetched once more; what is staged, and not behind used.idx yet, stays so.</summary>
    private void TakeRings(ref LinePart part)
    {
        if (_shell.HandsOutAgain) part.PairsAvailable += (byte)(part.PairsHanded + part.PairsSeen);
        (part.PairsHanded, part.PairsSeen) = (0, 0);
        bool inFlight = part.Request is RequestPlace.Handed or RequestPlace.Seen or RequestPlace.Taken;
        if (inFlight) part.Request = _shell.FetchesAgain ? RequestPlace.Available : RequestPlace.Forgotten;
    }

    /// <summary>The line's state, and what of it the chip has. What was on its way between them is lost.</summary>
    private void TakeLine(ref LinePart part)
    {
        var had = ChipSteps.WishOf(part.Line.Desired, plan.SeesWrites);
        bool same = part.Watch.Irq == had.Irq && part.Watch.Drive == had.Drive
            && (had.Irq == IrqType.None || part.Watch.Generation == had.Generation);
        bool told = part.First.Ask == ChipAsk.Tell || part.Second.Ask == ChipAsk.Tell;
        part.Line = part.Line.TakenOver((same && !told) || !_shell.ComparesWishes);
        (part.AppliedBefore, part.Applied, part.AtChip) = (part.Applied || part.AppliedBefore, false, false);
        (part.First, part.Second, part.Answer, part.SenseAsked, part.SenseAgain) = (default, default, 0, false, false);
        (part.AwaitsPublication, part.PublicationDue, part.AwaitsInterrupt, part.BackTold) = (false, false, false, true);
        Entitlements.Succeed(ref part);
    }

    /// <summary>Edges of the present watch that the chip had given, and that the line had not taken.</summary>
    private void TakeEdges(ref LinePart part)
    {
        bool owed = part.EdgesTold && part.Watch.Irq != IrqType.None && part.EdgesGeneration == part.Watch.Generation
            && (part.Rising || part.Falling);
        if (owed && _shell.OwesEdges) return;
        (part.EdgesTold, part.Rising, part.Falling) = (false, false, false);
    }
}
