using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>What edges and levels entitle a line and its client to, whatever the device makes of them. Nothing here asks the device's own
/// rules: which edges trigger a type, and to which enable they belong, is told apart by the world.</summary>
internal static class Entitlements
{
    public static bool IsEdge(IrqType type) => type is IrqType.EdgeRising or IrqType.EdgeFalling or IrqType.EdgeBoth;

    public static bool IsActive(IrqType type, bool level) => (type == IrqType.LevelHigh && level) || (type == IrqType.LevelLow && !level);

    /// <summary>Edges have come: whoever was promised one is owed it.</summary>
    public static void Owe(ref LinePart part, bool rising, bool falling)
    {
        bool sensed = part.Watch.Irq != IrqType.None;
        if (Triggers(part.Confirmed, rising, falling) && !part.Late) part.OwedOutside = true;
        if (sensed && part.Watch.Age == WatchAge.Asked && Triggers(part.Wanted, rising, falling)) part.OwedWanted = true;
        if (part.ClientOn && Triggers(part.Driver.Type, rising, falling) && !part.Late) part.ClientOwed = true;
    }

    /// <summary>Notes what the edges that a line takes entitle it to: a VALID for the enable in force.</summary>
    public static void Earn(ref LinePart part)
    {
        (part.OwedInside, part.OwedOutside) = (part.OwedInside || part.OwedOutside, false);
        if (part.EdgesAge == WatchAge.Asked)
            (part.EarnedWanted, part.OwedWanted) = (part.EarnedWanted || part.OwedWanted, false);
        if (part.EdgesAge != WatchAge.InForce) return;
        if (Triggers(part.InForce, part.Rising, part.Falling)) (part.Earned, part.OwedInside) = (true, true);
        Sense(ref part);
    }

    public static void Sense(ref LinePart part) => part.Sensed = IsActive(part.InForce, part.Level);

    /// <summary>The enable to which a wish belongs.</summary>
    public static WatchAge AgeOf(in LinePart part, in LineInput input)
    {
        bool enables = input.Kind == LineInputKind.Request && part.RequestKind == RequestKind.IrqType && part.Wanted != IrqType.None;
        if (enables) return WatchAge.Asked;
        return part.InForce == IrqType.None ? WatchAge.Over : WatchAge.InForce;
    }

    /// <summary>Follows the enable in force, as a driver would that sees every answer when it is given.</summary>
    public static void Follow(ref LinePart part, ChipOperation before, in LineInput input, in LineDecision decision)
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

    /// <summary>Another hub goes on: an enable that was not answered is decided again, and begins anew.</summary>
    public static void Succeed(ref LinePart part)
    {
        (part.Wanted, part.OwedWanted, part.EarnedWanted) = (IrqType.None, false, false);
        Age(ref part, asked: WatchAge.Over, inForce: WatchAge.InForce);
    }

    /// <summary>No enable is in force.</summary>
    public static void End(ref LinePart part)
    {
        part.InForce = IrqType.None;
        (part.Earned, part.Sensed, part.OwedInside, part.OwedOutside, part.Late) = (false, false, false, false, false);
        Age(ref part, asked: WatchAge.Over, inForce: WatchAge.Over);
    }

    public static bool Triggers(IrqType type, bool rising, bool falling) =>
        (rising && type is IrqType.EdgeRising or IrqType.EdgeBoth) || (falling && type is IrqType.EdgeFalling or IrqType.EdgeBoth);

    /// <summary>Another enable comes into force. An edge that the chip sensed for it before the answer counts.</summary>
    private static void Begin(ref LinePart part, bool level)
    {
        part.InForce = part.RequestType;
        (part.Earned, part.OwedInside, part.OwedOutside) = (part.EarnedWanted, part.EarnedWanted, part.OwedWanted);
        part.Sensed = IsActive(part.InForce, level);
        (part.ChangesWatch, part.Late) = (true, false);
        Age(ref part, asked: WatchAge.InForce, inForce: WatchAge.Over);
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
}
