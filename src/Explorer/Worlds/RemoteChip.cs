using GpioHub.Explorer.Links;
using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Links;

namespace GpioHub.Explorer.Worlds;

/// <summary>The chip here of which another host has the line: what it takes in from its link, and what it asks of it (RemotePort,
/// RemoteLine, ChipDesk). What comes of that for the guest's line is as of any chip.</summary>
internal sealed class RemoteChip(LinkPlan plan, WorldState state, StepReport report, ChipSteps chip)
{
    private readonly LinePart[] _lines = state.Lines;

    /// <summary>Whether it takes in what its link has told it first. It is not lost before its line has heard that it is back.</summary>
    public bool MayHear => state.Link!.ToChip is [var first, ..] && !(first.What is ImportEffect.Lost && _lines[0].BackTold);

    /// <summary>Takes in what its link tells it before the world begins: the chip is open, and nothing happens on the line.</summary>
    public static void Begin(LinkPart link)
    {
        var (what, epoch, _) = link.ToChip[0];
        link.ToChip = link.ToChip.RemoveAt(0);
        if (what is ImportEffect.Edges { Number: > 0 and var number }) link.FromChip = [new ChipSays.Took(epoch, number)];
    }

    /// <summary>It takes in what its link has told it first.</summary>
    public void Hear()
    {
        var link = state.ChangedLink();
        var (what, epoch, number) = link.ToChip[0];
        link.ToChip = link.ToChip.RemoveAt(0);
        switch (what)
        {
            case ImportEffect.Lost:
                Lose(link);
                break;
            case ImportEffect.Opened opened:
                Open(link, opened.Lines[0]);
                break;
            case ImportEffect.Edges edges:
                Take(link, edges, epoch);
                break;
            case ImportEffect.Answered answered when link.Asked != 0 && number == link.Asked:
                Answer(link, answered.Outcome);
                break;
        }
    }

    /// <summary>It asks for its device again.</summary>
    public void Seek()
    {
        var link = state.ChangedLink();
        report.Tell(0, "the chip looks for its owner");
        bool drives = _lines[0].Kept.Drive != PinDrive.None;
        (link.Search, link.SoughtDriven) = (ChipSearch.Asked, drives);
        link.FromChip = link.FromChip.Add(new ChipSays.Seeks(drives));
    }

    /// <summary>Whether the owner has to be asked for what the chip is to do next; if so, it is (RemotePort.Begin).</summary>
    public bool Asks()
    {
        ref var part = ref _lines[0];
        var wish = part.First;
        var drive = LevelOf(wish.Drive);
        if (Has(state.Link!, drive) && !(wish.Writes && drive is not null)) return false;
        Ask(state.ChangedLink(), drive);
        if (wish.Ask == ChipAsk.Tell) chip.Commit(0);                      // nobody waits for it
        return true;
    }

    private static bool Has(LinkPart link, bool? drive) => link.DriveIsKnown && link.Drive == drive;

    private void Ask(LinkPart link, bool? drive)
    {
        report.Tell(0, $"the chip asks its owner to {(drive is { } level ? $"drive {(level ? 1 : 0)}" : "let go")}");
        (link.DriveWasKnown, link.DriveBefore) = (link.DriveIsKnown, link.Drive);
        link.DriveIsKnown &= drive == link.Drive;
        (link.Asked, link.AskedDrive) = (++link.LastAsked, drive);
        link.FromChip = link.FromChip.Add(new ChipSays.Asks(link.Asked, drive));
    }

    private void Answer(LinkPart link, WishOutcome outcome)
    {
        (link.DriveIsKnown, link.Drive) = outcome == WishOutcome.Done ? (true, link.AskedDrive) : (link.DriveWasKnown, link.DriveBefore);
        bool bringsBack = link.BringsBack;
        Forget(link);
        if (!bringsBack) chip.Answer(0, outcome == WishOutcome.Done ? ChipOutcome.Done : ChipOutcome.Gone);
        else _lines[0].BackTold = outcome != WishOutcome.Gone;
    }

    private static void Forget(LinkPart link) =>
        (link.Asked, link.AskedDrive, link.BringsBack, link.DriveWasKnown, link.DriveBefore) = (0, null, false, false, null);

    private void Lose(LinkPart link)
    {
        if (!_lines[0].ChipAway) chip.Leave(0);
        else report.Tell(0, "the chip hears that its owner is not there");
        Forget(link);
        (link.Search, link.DriveIsKnown, link.Drive) = (ChipSearch.Due, false, null);
    }

    /// <summary>Its device is open: what differs is an edge, and the device is told what is wished (ChipDesk.Opened).</summary>
    private void Open(LinkPart link, in ImportedLine facts)
    {
        ref var part = ref _lines[0];
        (link.Search, link.DriveIsKnown, link.Drive) = (ChipSearch.Over, !link.SoughtDriven, null);
        link.SoughtDriven = false;
        chip.Return(0);
        link.Lost += facts.Lost;
        if (facts.Level != part.Level)
        {
            link.Delivered++;
            Show(link, facts.Level ? 1 : 0, facts.Level ? 0 : 1, facts.Level, plan.Shell.ShowsWhatDiffers);
        }

        var drive = LevelOf(part.Watch.Drive);
        if (Has(link, drive) || !plan.Shell.TellsWishesAgain) return;
        part.BackTold = false;
        Ask(link, drive);
        link.BringsBack = true;
    }

    /// <summary>ChipDesk.Told.</summary>
    private void Take(LinkPart link, ImportEffect.Edges edges, ulong epoch)
    {
        ref var part = ref _lines[0];
        report.Tell(0, "the chip takes in what its owner tells of the line");
        if (!part.ChipAway)
        {
            foreach (var told in edges.Lines)
            {
                link.Delivered += told.Rising + told.Falling;
                link.Lost += told.Lost;
                bool odd = (told.Rising + told.Falling) % 2 != 0;
                bool alternate = Math.Abs(told.Rising - told.Falling) <= 1 && (!odd || told.Rising > told.Falling == told.Level);
                if (odd != (told.Level != part.Level) || !alternate) report.Break(LineProperty.EdgesAreCounted);
                Show(link, told.Rising, told.Falling, told.Level, tells: true);
            }
        }

        if (edges.Number > 0) link.FromChip = link.FromChip.Add(new ChipSays.Took(epoch, edges.Number));
    }

    /// <summary>A client that waits for one kind of edge knows of the other without an interrupt.</summary>
    private void Show(LinkPart link, int rising, int falling, bool level, bool tells)
    {
        chip.Sense(0, rising, falling, level, tells);
        ref readonly var part = ref _lines[0];
        if (part.ClientOn && !Entitlements.Triggers(part.Driver.Type, level, !level)) link.Seen = level;
    }

    private static bool? LevelOf(PinDrive drive) => drive == PinDrive.None ? null : drive == PinDrive.High;
}
