using GpioHub.Explorer.Links;
using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Links;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>What a link promises a guest whose line another host has, judged by the line there.</summary>
internal sealed class LinkChecks(ExplorationPlan plan, WorldState state, StepReport report)
{
    private static readonly GpioRequest GetValue = new(GpioMessage.GetValue, 0, 0);

    private readonly LineRules _rules = new(Mapped: true, LineAccess.InOut, IrqNegotiated: true, plan.EarlyUnmask);
    private readonly LinePart[] _lines = state.Lines;

    /// <summary>Follows what the client knows. A client that has just been given its interrupt looks at the level.</summary>
    /// <param name="wasOn">It had the interrupt before the step.</param>
    public void Follow(bool wasOn)
    {
        ref readonly var part = ref _lines[0];
        bool looks = part.ClientOn && (report.Handled || !wasOn);
        bool seen = part.ClientOn && (looks ? part.Level : state.Link!.Seen);
        if (seen != state.Link!.Seen) state.ChangedLink().Seen = seen;
    }

    /// <summary>Checks what holds at any moment.</summary>
    public void Check()
    {
        ref readonly var part = ref _lines[0];
        var link = state.Link!;
        long told = link.Delivered + link.Lost;
        if (told > link.Ever) report.Break(LineProperty.EdgesAreCounted);
        if (part.Confirmed != IrqType.None && part.Line.Irq != part.Confirmed) report.Break(LineProperty.StaysArmed);
        if (!part.Line.Accepts(GetValue)) return;                          // it waits
        bool heard = !link.ConsumerIsUp && link is { ToChip: [], FromChip: [] } && !part.LostTold;
        var level = Read(part);
        if (heard && level is not null) report.Break(LineProperty.LevelIsTheOwners);              // LK-07: it may be old
        bool owners = told % 2 != 0;                                       // of so many edges, from low
        if (level is { } shown && link.Import.LostIsExact && shown != owners) report.Break(LineProperty.LevelIsTheOwners);
    }

    /// <summary>Checks a world in which nothing is on its way.</summary>
    public void CheckSettled()
    {
        ref readonly var part = ref _lines[0];
        var link = state.Link!;
        if (link.Way != LinkWay.Open)
        {
            if (!part.ChipAway) report.Break(LineProperty.LinkComesBack);
            if (link.Driven != ExportWish.None) report.Break(LineProperty.DrivesFollow);          // LK-10
            return;
        }

        bool isOpen = link.Import.Phase == ImportPhase.Open && link.Export.Phase == ExportPhase.Open
            && link.Import.Epoch == link.Export.Epoch && link.Export.Untaken is null;
        if (part.ChipAway || !isOpen || link.Asked != 0 || link.Search != ChipSearch.Over)
        {
            report.Break(LineProperty.LinkComesBack);
            return;
        }

        if (part.Level != link.Level || (part.Line.Accepts(GetValue) && Read(part) != link.Level))
            report.Break(LineProperty.LevelIsTheOwners);
        if (link.Import.LostIsExact && link.Delivered + link.Lost != link.Ever) report.Break(LineProperty.EdgesAreCounted);
        if (!link.Import.LostIsExact && link.OwnerKills == plan.Link!.OwnerKills) report.Break(LineProperty.EdgesAreCounted);
        var drive = ChipSteps.WishOf(part.Line.Desired, plan.FollowsDrives).Drive;
        if (link.Driven != ExportOf(drive)) report.Break(LineProperty.DrivesFollow);
        bool counts = part.ClientOn && part.Confirmed == part.Driver.Type;
        if (counts && Entitlements.Triggers(part.Confirmed, link.Level && !link.Seen, !link.Level && link.Seen))
            report.Break(LineProperty.ClientKnowsLevel);
    }

    /// <summary>What GET_VALUE would answer now; null = ERR.</summary>
    private bool? Read(in LinePart part)
    {
        var decision = plan.Decide(part.Line, LineInput.Request(LinePart.Asked, GetValue), _rules);
        if (decision.Ask != ChipAsk.Read || part.ChipAway) return null;
        return part.Level;                                                 // the net knows it (IPinPort.TellsLevels)
    }

    private static ExportWish ExportOf(PinDrive drive) => drive switch
    {
        PinDrive.Low => ExportWish.DriveLow,
        PinDrive.High => ExportWish.DriveHigh,
        _ => ExportWish.None,
    };
}
