using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <content>The properties. Nothing here asks the device's own rules: which edges trigger a type, and to which enable they belong, is told
/// apart by the world.</content>
internal sealed partial class World
{
    /// <summary>Checks a state in which nothing is on its way. Nothing happens until somebody makes a call or moves a line, so what is true
    /// in it stays true.</summary>
    public void CheckSettled()
    {
        (Broken, Handled) = (0, false);
        if (_guest.Eventq != EventqPhase.Running) return;                  // it goes on when the eventq does
        foreach (ref readonly var part in _lines.AsSpan())
        {
            if (part.ChipAway || part.Moving) continue;
            bool held = part.Line.Buffer == IrqBufferState.Held;
            if (part.Request != RequestPlace.None) Break(LineProperty.RequestAnsweredOnce);
            bool has = part.PairsAtLine > 0;                               // whatever the device thinks of it
            if (has && (part.OwedInside || part.OwedOutside)) Break(LineProperty.NoEdgeLost);
            if (has && IsActive(part.Confirmed, part.Level)) Break(LineProperty.ActiveLevelFires);
            if (part.Late && !_plan.ChipRefuses) Break(LineProperty.NoEdgeLost);       // the chip will never watch for it
            if (part.EventOpen) Break(LineProperty.NoScheduling);
            if (!part.ClientOn) continue;
            bool deaf = !(held && part.Line.Irq == part.Driver.Type);
            if (deaf) Break(LineProperty.NeverDeaf);
            if (part.ClientOwed || IsActive(part.Driver.Type, part.Level)) Break(LineProperty.HandlerRuns);
            bool known = part.Line.Unheeded || part.Line.Irq != IrqType.None;      // a refused change leaves a type, which is shown
            if (deaf && part.Misled && !known) Break(LineProperty.RefusalIsNamed);
        }
    }

    private static bool IsEdge(IrqType type) => type is IrqType.EdgeRising or IrqType.EdgeFalling or IrqType.EdgeBoth;

    private static bool IsActive(IrqType type, bool level) => (type == IrqType.LevelHigh && level) || (type == IrqType.LevelLow && !level);

    private static bool Triggers(IrqType type, bool rising, bool falling) =>
        (rising && type is IrqType.EdgeRising or IrqType.EdgeBoth) || (falling && type is IrqType.EdgeFalling or IrqType.EdgeBoth);

    /// <summary>An edge has come: whoever was promised it is owed it.</summary>
    private static void Owe(ref LinePart part)
    {
        bool rising = part.Level, falling = !part.Level;
        bool sensed = part.Watch.Irq != IrqType.None;
        if (Triggers(part.Confirmed, rising, falling) && !part.Late) part.OwedOutside = true;
        if (sensed && part.Watch.Age == WatchAge.Asked && Triggers(part.Wanted, rising, falling)) part.OwedWanted = true;
        if (part.ClientOn && Triggers(part.Driver.Type, rising, falling) && !part.Late) part.ClientOwed = true;
    }

    /// <summary>Notes what the edges that a line takes entitle it to: a VALID for the enable in force.</summary>
    private static void Earn(ref LinePart part)
    {
        (part.OwedInside, part.OwedOutside) = (part.OwedInside || part.OwedOutside, false);
        if (part.EdgesAge == WatchAge.Asked)
            (part.EarnedWanted, part.OwedWanted) = (part.EarnedWanted || part.OwedWanted, false);
        if (part.EdgesAge != WatchAge.InForce) return;
        if (Triggers(part.InForce, part.Rising, part.Falling)) (part.Earned, part.OwedInside) = (true, true);
        Sense(ref part);
    }

    private static void Sense(ref LinePart part) => part.Sensed = IsActive(part.InForce, part.Level);

    /// <summary>The enable to which a wish belongs.</summary>
    private static WatchAge AgeOf(in LinePart part, in LineInput input)
    {
        bool enables = input.Kind == LineInputKind.Request && part.RequestKind == RequestKind.IrqType && part.Wanted != IrqType.None;
        if (enables) return WatchAge.Asked;
        return part.InForce == IrqType.None ? WatchAge.Over : WatchAge.InForce;
    }

    /// <summary>Follows the enable in force, as a driver would that sees every answer when it is given.</summary>
    private static void Follow(ref LinePart part, ChipOperation before, in LineInput input, in LineDecision decision)
    {
        if (input.Kind == LineInputKind.Request && decision.Ask == ChipAsk.Apply)
        {
            part.AtChip = true;
            bool enables = part.RequestKind == RequestKind.IrqType && part.RequestType != part.InForce;
            (part.Wanted, part.OwedWanted, part.EarnedWanted) = (enables ? part.RequestType : IrqType.None, false, false);
        }

        if (input.Kind == LineInputKind.DeadlinePassed) part.Late |= part.Wanted != IrqType.None && part.InForce != IrqType.None;
        bool tells = input.Outcome == ChipOutcome.Done || before == ChipOperation.Reapply;     // the level, whatever else it says
        if (input.Kind == LineInputKind.ChipAnswered && tells) Sense(ref part);
        if (!decision.Replies) return;
        bool ok = decision.Status == GpioStatus.Ok;
        bool ends = ok && (part.RequestKind == RequestKind.DirectionNone
            || (part.RequestKind == RequestKind.IrqType && part.RequestType == IrqType.None));
        if (ends) End(ref part);
        else if (ok && part.RequestKind == RequestKind.IrqType && part.RequestType != part.InForce) Begin(ref part, input.Level);
        else if (ok && part.RequestKind == RequestKind.IrqType) part.Late = false;     // the same type, watched for
        else if (!ok) Age(ref part, asked: WatchAge.Over, inForce: WatchAge.InForce);
        (part.Wanted, part.OwedWanted, part.EarnedWanted) = (IrqType.None, false, false);
    }

    /// <summary>Another enable comes into force. An edge that the chip sensed for it before the answer counts.</summary>
    private static void Begin(ref LinePart part, bool level)
    {
        part.InForce = part.RequestType;
        (part.Earned, part.OwedInside, part.OwedOutside) = (part.EarnedWanted, part.EarnedWanted, part.OwedWanted);
        part.Sensed = IsActive(part.InForce, level);
        (part.ChangesWatch, part.Late) = (true, false);
        Age(ref part, asked: WatchAge.InForce, inForce: WatchAge.Over);
    }

    private static void End(ref LinePart part)
    {
        part.InForce = IrqType.None;
        (part.Earned, part.Sensed, part.OwedInside, part.OwedOutside, part.Late) = (false, false, false, false, false);
        Age(ref part, asked: WatchAge.Over, inForce: WatchAge.Over);
    }

    /// <summary>Ages everything that the chip has of the enables so far.</summary>
    private static void Age(ref LinePart part, WatchAge asked, WatchAge inForce)
    {
        part.Watch.Age = Of(part.Watch.Age);
        part.Kept.Age = Of(part.Kept.Age);
        part.First.Age = Of(part.First.Age);
        part.Second.Age = Of(part.Second.Age);
        part.EdgesAge = Of(part.EdgesAge);

        WatchAge Of(WatchAge age) => age switch { WatchAge.Asked => asked, WatchAge.InForce => inForce, _ => age };
    }

    private void CheckValid(ref LinePart part, bool masked)
    {
        if (masked || CountsAsMasked(part)) Break(LineProperty.NoValidWhileMasked);
        if (part.InForce == IrqType.None) Break(LineProperty.NoValidWhileDisabled);
        else if (!(IsEdge(part.InForce) ? part.Earned : part.Sensed)) Break(LineProperty.NoEventInvented);
        if (part is { Request: RequestPlace.Staged, ChangesWatch: true }) part.ValidTooSoon = true;
        (part.Earned, part.OwedInside) = (false, false);
    }

    /// <summary>Whether no pair may be returned VALID as things are, although the driver has queued one.</summary>
    private bool CountsAsMasked(in LinePart part) => _guest.Spent || _guest.Eventq != EventqPhase.Running
        || part.Moving || part.BackTold || (part.ChipAway && !part.LostTold);          // as far as the line has heard of it

    /// <summary>Checks a pair that goes back INVALID: its line is disabled, it is the second one, or its eventq stops.</summary>
    private void CheckInvalid(in LinePart part, in LineInput input, bool second)
    {
        bool early = part.InForce != IrqType.None && !second && input.Kind != LineInputKind.EventqStopped;
        if (early) Break(LineProperty.PairReturnedOnce);
    }

    private void CheckPairs(in LineState before, in LineInput input, in LineDecision decision)
    {
        bool had = before.Buffer != IrqBufferState.None;
        bool came = input.Kind == LineInputKind.BufferQueued;
        bool dropped = input.Kind == LineInputKind.EventqDropped;
        int left = (decision.Next.Buffer == IrqBufferState.None ? 0 : 1) + (decision.Returns ? 1 : 0);
        bool twice = decision.Returns && decision.Next.Buffer != IrqBufferState.None && decision.Next.BufferTicket == decision.Buffer;
        if (twice || left != (dropped ? 0 : (had ? 1 : 0) + (came ? 1 : 0))) Break(LineProperty.PairReturnedOnce);
        if (had && came && !(decision is { Returns: true, Irq: IrqStatus.Invalid } && decision.Buffer == LinePart.Incoming
            && decision.Next.Buffer == before.Buffer && decision.Next.BufferTicket == before.BufferTicket))
        {
            Break(LineProperty.FirstPairStays);
        }
    }
}
