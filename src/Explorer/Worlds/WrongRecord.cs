using GpioHub.Explorer.Plans;

namespace GpioHub.Explorer.Worlds;

/// <summary>What a hub would find in its record that commits a turn too late, or that does not compare what was staged with used.idx. The
/// real one finds what the world shows: nothing here does anything for it.</summary>
internal sealed class WrongRecord(ExplorationPlan plan, WorldState state)
{
    private readonly HubShell _shell = plan.Shell;
    private readonly LinePart[] _lines = state.Lines;

    /// <summary>The hub has published a turn, and is about to commit it.</summary>
    public bool OwesCommit => !_shell.CommitsFirst && !state.Guest.MidFlush && IsAhead;

    /// <summary>Whether a kill differs from one of the real hub: what nobody has seen is done again by both.</summary>
    public bool MayDie => _shell.CommitsFirst || IsAhead;

    /// <summary>The driver has seen something that the record does not have, or has as staged.</summary>
    private bool IsAhead
    {
        get
        {
            foreach (ref readonly var part in _lines.AsSpan())
                if (part.PairsJustUsed > 0 || part.JustAnswered) return true;
            return false;
        }
    }

    /// <param name="move">What has been done.</param>
    /// <param name="settled">A turn is over, and nothing of it is to be published.</param>
    public void Note(Move move, bool settled)
    {
        bool begins = move.Kind is MoveKind.Intake or MoveKind.Work or MoveKind.Answered or MoveKind.Edges or MoveKind.Published
            or MoveKind.ChipBack;
        if (!_shell.ComparesUsed && begins) Forget();                      // the commit of this turn will say more
        if (!_shell.CommitsFirst && settled && !IsAhead) Write();
    }

    /// <summary>Writes the turn that was published.</summary>
    public void Commit()
    {
        Forget();
        Write();
    }

    /// <summary>Another hub goes on with a line.</summary>
    public void Find(ref LinePart part, int line)
    {
        if (!_shell.CommitsFirst) FindOld(ref part, state.Committed[line]);
        if (!_shell.ComparesUsed) StageAgain(ref part);
    }

    private void Forget()
    {
        foreach (ref var part in _lines.AsSpan()) (part.PairsJustUsed, part.JustValid, part.JustAnswered) = (0, 0, false);
    }

    private void Write()
    {
        for (int line = 0; line < _lines.Length; line++)
        {
            ref readonly var part = ref _lines[line];
            var committed = LinePart.AtPowerOn(plan.Driver);
            (committed.Line, committed.Watch) = (part.Line, part.Watch);
            (committed.InForce, committed.Earned, committed.Sensed) = (part.InForce, part.Earned, part.Sensed);
            state.Committed[line] = committed;
        }
    }

    /// <summary>Everything is published that was staged when the turn was committed.</summary>
    private static void StageAgain(ref LinePart part)
    {
        part.StagedValid = (byte)(part.JustValid | part.StagedValid << part.PairsJustUsed);
        part.PairsStaged += part.PairsJustUsed;
        part.AnswersAgain |= part.JustAnswered;
        (part.PairsJustUsed, part.JustValid, part.JustAnswered) = (0, 0, false);
    }

    /// <summary>The line is as the turn before has left it. A ring of which the driver has more than was staged counts as written by
    /// somebody else (RingFault.Changed).</summary>
    private void FindOld(ref LinePart part, in LinePart committed)
    {
        if (part.PairsJustUsed > 0) state.Guest.Eventq = EventqPhase.Broken;
        if (part.JustAnswered) state.Guest.RequestqBroken = true;
        (part.PairsJustUsed, part.JustValid, part.JustAnswered) = (0, 0, false);
        if (part.Request == RequestPlace.Staged) part.Request = RequestPlace.Taken;
        int inHub = part.PairsHanded + part.PairsSeen + part.PairsAtLine + part.PairsStaged;
        (part.Line, part.Watch, part.EdgesTold) = (committed.Line, committed.Watch, false);
        (part.InForce, part.Earned, part.Sensed) = (committed.InForce, committed.Earned, committed.Sensed);
        (part.PairsHanded, part.PairsSeen, part.PairsStaged, part.StagedValid) = ((byte)Math.Max(0, inHub - part.PairsAtLine), 0, 0, 0);
    }
}
