using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The properties that a decision of the hub may break, and those of a world in which nothing is on its way. They are judged by
/// the <see cref="Entitlements"/>. What the driver, or the flush of a ring, may break stands with their steps.</summary>
internal sealed class PropertyChecks(ExplorationPlan plan, WorldState state, StepReport report)
{
    private readonly LinePart[] _lines = state.Lines;

    /// <summary>Checks a state in which nothing is on its way. Nothing happens until somebody makes a call or moves a line, so what is true
    /// in it stays true.</summary>
    public void CheckSettled()
    {
        if (state.Guest.Eventq is EventqPhase.Stopped or EventqPhase.Disabled) return;     // it goes on when the eventq does
        foreach (ref readonly var part in _lines.AsSpan())
        {
            if (part.ChipAway || part.Moving) continue;
            bool held = part.Line.Buffer == IrqBufferState.Held;
            if (part.Request != RequestPlace.None || part.AnswerDue) report.Break(LineProperty.RequestAnsweredOnce);
            if (part.Pairs != part.PairsOut) report.Break(LineProperty.PairReturnedOnce);
            if (part.WriteDue || part.ReleaseDue) report.Break(LineProperty.WritesSeenOnce);
            bool has = part.PairsAtLine > 0;                               // whatever the device thinks of it
            if (has && (part.OwedInside || part.OwedOutside)) report.Break(LineProperty.NoEdgeLost);
            if (has && Entitlements.IsActive(part.Confirmed, part.Level)) report.Break(LineProperty.ActiveLevelFires);
            if (part.Late && !plan.ChipRefuses) report.Break(LineProperty.NoEdgeLost);    // the chip will never watch for it
            if (part.EventOpen) report.Break(LineProperty.NoScheduling);
            if (!part.ClientOn) continue;
            bool deaf = !(held && part.Line.Irq == part.Driver.Type);
            if (deaf) report.Break(LineProperty.NeverDeaf);
            if (part.ClientOwed || Entitlements.IsActive(part.Driver.Type, part.Level)) report.Break(LineProperty.HandlerRuns);
            bool known = part.Line.Unheeded || part.Line.Irq != IrqType.None;      // a refused change leaves a type, which is shown
            if (deaf && part.Misled && !known) report.Break(LineProperty.RefusalIsNamed);
        }
    }

    /// <summary>Checks a pair that goes back VALID.</summary>
    /// <param name="part">Its line.</param>
    /// <param name="masked">The device had no pair.</param>
    public void CheckValid(ref LinePart part, bool masked)
    {
        if (masked || CountsAsMasked(part)) report.Break(LineProperty.NoValidWhileMasked);
        if (part.InForce == IrqType.None) report.Break(LineProperty.NoValidWhileDisabled);
        else if (!(Entitlements.IsEdge(part.InForce) ? part.Earned : part.Sensed)) report.Break(LineProperty.NoEventInvented);
        if (part is { Request: RequestPlace.Staged, ChangesWatch: true }) part.ValidTooSoon = true;
        (part.Earned, part.OwedInside) = (false, false);
    }

    /// <summary>Checks a pair that goes back INVALID: its line is disabled, it is the second one, or its eventq stops.</summary>
    public void CheckInvalid(in LinePart part, in LineInput input, bool second)
    {
        bool early = part.InForce != IrqType.None && !second && input.Kind != LineInputKind.EventqStopped;
        if (early) report.Break(LineProperty.PairReturnedOnce);
    }

    /// <summary>Checks that every pair is kept or goes back, and that of two the first stays.</summary>
    public void CheckPairs(in LineState before, in LineInput input, in LineDecision decision)
    {
        bool had = before.Buffer != IrqBufferState.None;
        bool came = input.Kind == LineInputKind.BufferQueued;
        bool dropped = input.Kind == LineInputKind.EventqDropped;
        int left = (decision.Next.Buffer == IrqBufferState.None ? 0 : 1) + (decision.Returns ? 1 : 0);
        bool twice = decision.Returns && decision.Next.Buffer != IrqBufferState.None && decision.Next.BufferTicket == decision.Buffer;
        if (twice || left != (dropped ? 0 : (had ? 1 : 0) + (came ? 1 : 0))) report.Break(LineProperty.PairReturnedOnce);
        if (had && came && !(decision is { Returns: true, Irq: IrqStatus.Invalid } && decision.Buffer == LinePart.Incoming
            && decision.Next.Buffer == before.Buffer && decision.Next.BufferTicket == before.BufferTicket))
        {
            report.Break(LineProperty.FirstPairStays);
        }
    }

    /// <summary>Whether no pair may be returned VALID as things are, although the driver has queued one.</summary>
    private bool CountsAsMasked(in LinePart part) => state.Guest.Spent || state.Guest.Eventq != EventqPhase.Running
        || part.Moving || (!part.LostTold && (part.BackTold || part.ChipAway));        // as far as the line has heard of it
}
