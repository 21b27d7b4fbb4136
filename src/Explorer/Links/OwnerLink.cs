using System.Collections.Immutable;
using GpioHub.Explorer.Plans;
using GpioHub.Rules.Links;

namespace GpioHub.Explorer.Links;

/// <summary>The hub that has the chip: its link's actor, and the chip with its one line (Export, LinkExports). What the chip tells the link
/// comes later.</summary>
/// <param name="breaks">Gets the property that a step has broken.</param>
internal sealed class OwnerLink(LinkPlan plan, Action<LineProperty> breaks)
{
    public const string Chip = "bench";
    public const string Line = "IGN";

    private const long AwayNs = 1;
    private const long Later = 1_000;
    private static readonly ImmutableArray<SharedLine> Shared = [new(Line, 0, MayDrive: true)];

    /// <summary>A hub begins, or another one goes on from the record of one that was killed: the line's count and what is driven
    /// stay.</summary>
    public static void Begin(LinkPart link)
    {
        bool drives = link.Driven is ExportWish.DriveLow or ExportWish.DriveHigh;
        link.OwnerBoot += 2;
        (link.OwnerIsUp, link.FromOwnersChip, link.NewestOpen, link.WishEpoch, link.IsWatched) = (false, [], 0, 0, false);
        link.Export = ExportState.Begun(Chip, new ExportRules("a", link.OwnerBoot, AwayNs, 2), Shared, drives ? [0] : [], 0);
    }

    /// <summary>The first message on its way arrives.</summary>
    public void HearFirst(LinkPart link)
    {
        var message = link.ToOwner[0];
        link.ToOwner = link.ToOwner.RemoveAt(0);
        if (!link.OwnerIsUp) return;
        if (message is Open open) link.NewestOpen = Math.Max(link.NewestOpen, open.Epoch);
        if (message is Wish wish) link.WishEpoch = wish.Epoch >= link.NewestOpen ? wish.Epoch : 0;
        Decide(link, LinkInput.Hear, message, state => state.Hear(message, 0));
    }

    /// <summary>The first that the chip has told is taken in.</summary>
    public void HearChip(LinkPart link)
    {
        var said = link.FromOwnersChip[0];
        link.FromOwnersChip = link.FromOwnersChip.RemoveAt(0);
        Decide(link, LinkInput.ChipTold, null, state => said switch
        {
            OwnersChipSays.Looked(var look, var level, var total) => state.Looked(look, [new LookedLine(level, total, null)], 0),
            OwnersChipSays.Did(var level, var total) => state.Did(0, WishOutcome.Done, level, total, null),
            OwnersChipSays.Saw(var level, var total) => state.Seen(0, level ? 1 : 0, level ? 0 : 1, level, 7, total),
            _ => ExportDecision.Keep(state),
        });
    }

    public void FindAway(LinkPart link)
    {
        link.OwnerIsUp = false;
        Decide(link, LinkInput.LinkDown, null, static state => state.LinkDown(0));
    }

    public void FindThere(LinkPart link)
    {
        (link.OwnerIsUp, link.ConsumerHears) = (true, link.OwnerBoot);
        Decide(link, LinkInput.LinkUp, null, static state => state.LinkUp());
    }

    /// <summary>What its beat would do.</summary>
    public ExportDecision Beating(LinkPart link) =>
        plan.Export(LinkInput.Beat, link.Export, null, static state => state.Beat());

    public void Beat(LinkPart link) => Carry(link, Beating(link));

    /// <summary>It has waited for the other hub as long as it waits.</summary>
    public void Release(LinkPart link) => Decide(link, LinkInput.PassTime, null, static state => state.PassTime(Later));

    /// <summary>Somebody there moves the line.</summary>
    public static void Toggle(LinkPart link) => Change(link, !link.Hardware, link.Driven);

    private void Decide(LinkPart link, LinkInput input, ChipLinkMessage? heard, Func<ExportState, ExportDecision> right) =>
        Carry(link, plan.Export(input, link.Export, heard, right));

    private void Carry(LinkPart link, in ExportDecision decision)
    {
        link.Export = decision.Next;
        foreach (var effect in decision.Effects)
        {
            switch (effect)
            {
                case ExportEffect.Say(var message):
                    if (link.OwnerIsUp && link.Way != LinkWay.Cut) link.ToConsumer = link.ToConsumer.Add(message);
                    break;
                case ExportEffect.LookAt(var look, _):
                    link.IsWatched = true;
                    Tell(link, new OwnersChipSays.Looked(look, link.Level, link.Total));
                    break;
                case ExportEffect.LookAway:
                    link.IsWatched = false;
                    break;
                case ExportEffect.Apply(_, var wish):
                    Apply(link, wish);
                    break;
            }
        }

        if (link.Export.HasEdges) Decide(link, LinkInput.Tell, null, static state => state.Tell());
    }

    private void Apply(LinkPart link, ExportWish wish)
    {
        bool drives = wish is ExportWish.DriveLow or ExportWish.DriveHigh;
        if (drives && link.WishEpoch < link.NewestOpen) breaks(LineProperty.DrivesFollow);        // LK-05: of an opening that is over
        Change(link, link.Hardware, drives ? wish : ExportWish.None);
        Tell(link, new OwnersChipSays.Did(link.Level, link.Total));
    }

    private static void Change(LinkPart link, bool hardware, ExportWish driven)
    {
        bool before = link.Level;
        (link.Hardware, link.Driven) = (hardware, driven);
        if (link.Level == before) return;
        (link.Total, link.Ever) = (link.Total + 1, link.Ever + 1);
        if (link.IsWatched) Tell(link, new OwnersChipSays.Saw(link.Level, link.Total));
    }

    private static void Tell(LinkPart link, OwnersChipSays said) => link.FromOwnersChip = link.FromOwnersChip.Add(said);
}
