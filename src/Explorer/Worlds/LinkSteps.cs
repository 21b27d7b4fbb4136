using System.Diagnostics;
using GpioHub.Explorer.Links;
using GpioHub.Explorer.Plans;

namespace GpioHub.Explorer.Worlds;

/// <summary>The steps of a link. Those from outside come first.</summary>
internal enum LinkStep
{
    Toggles,
    Cut,
    Stalls,
    Repaired,
    LateToOwner,
    LateToConsumer,
    OwnerDies,

    ReachesOwner,
    ReachesConsumer,
    OwnerHearsChip,
    ConsumerHearsChip,
    ChipHears,
    ChipSeeks,
    OwnerFindsAway,
    ConsumerFindsAway,
    OwnerFindsThere,
    ConsumerFindsThere,
    OwnerBeats,
    ConsumerBeats,
    OwnerReleases,
}

/// <summary>The steps of the link between the guest's chip and the hub that has the line.</summary>
/// <remarks>
/// A message of either hub, what a chip and its link tell each other, and what each hub finds of the other, each come at any later step,
/// in order for each way. Beats that find something to say again come only when nothing else is under way: tests/Rules.Tests walks the
/// others. Time is left out: each hub finds the other away at any step of a cut, and the owner has waited long enough at any step after
/// that.
/// </remarks>
internal sealed class LinkSteps
{
    private readonly WorldState _state;
    private readonly StepReport _report;
    private readonly ConsumerLink _consumer;
    private readonly OwnerLink _owner;
    private readonly RemoteChip _chip;

    public LinkSteps(LinkPlan plan, WorldState state, StepReport report, ChipSteps chip)
    {
        (_state, _report) = (state, report);
        (_consumer, _owner, _chip) = (new ConsumerLink(plan), new OwnerLink(plan, report.Break), new RemoteChip(plan, state, report, chip));
        state.Link = Begun(plan);
    }

    public void AddMoves(List<Move> moves)
    {
        var link = _state.Link!;
        bool open = link.Way == LinkWay.Open;
        bool goesOn = false;
        Add(LinkStep.Toggles, link.Toggles > 0);
        Add(LinkStep.Cut, open && link.Cuts > 0);
        Add(LinkStep.Stalls, open && link.Stalls > 0);
        Add(LinkStep.Repaired, !open);
        Add(LinkStep.LateToOwner, link.Lates > 0 && link.ToOwner.Length > 1);
        Add(LinkStep.LateToConsumer, link.Lates > 0 && link.ToConsumer.Length > 1);
        Add(LinkStep.OwnerDies, link.OwnerKills > 0);

        Add(LinkStep.ReachesOwner, open && !link.ToOwner.IsEmpty);
        Add(LinkStep.ReachesConsumer, open && !link.ToConsumer.IsEmpty);
        Add(LinkStep.OwnerHearsChip, !link.FromOwnersChip.IsEmpty);
        Add(LinkStep.ConsumerHearsChip, !link.FromChip.IsEmpty);
        Add(LinkStep.ChipHears, _chip.MayHear);
        Add(LinkStep.ChipSeeks, link.Search == ChipSearch.Due && link.Import.Down is null);
        Add(LinkStep.OwnerFindsAway, !open && link.OwnerIsUp);
        Add(LinkStep.ConsumerFindsAway, !open && link.ConsumerIsUp);
        Add(LinkStep.OwnerFindsThere, open && !link.OwnerIsUp);
        Add(LinkStep.ConsumerFindsThere, open && link.ConsumerKnows != link.OwnerBoot);
        bool idle = open && !goesOn && IsIdle(link);
        bool owner = idle && link.OwnerIsUp && _owner.Beating(link).Effects is not [];
        bool consumer = idle && link.ConsumerIsUp && _consumer.Beating(link).Effects is not [];
        Add(LinkStep.OwnerReleases, link.Export.ReleaseNs is not null);
        Add(LinkStep.OwnerBeats, owner && !(consumer && link.OwnerBeatLast == true));
        Add(LinkStep.ConsumerBeats, consumer && !(owner && link.OwnerBeatLast == false));

        void Add(LinkStep step, bool may)
        {
            var kind = step <= LinkStep.OwnerDies ? MoveKind.LinkChanges : MoveKind.LinkGoesOn;
            if (may) moves.Add(new Move(kind, 0, (int)step));
            goesOn |= may && kind == MoveKind.LinkGoesOn;
        }
    }

    public void Take(Move move)
    {
        var link = _state.ChangedLink();
        switch ((LinkStep)move.Argument)
        {
            case LinkStep.Toggles:
                link.Toggles--;
                OwnerLink.Toggle(link);
                _report.Tell(0, link.Hardware ? "the owner's line goes high" : "the owner's line goes low");
                break;
            case LinkStep.Cut:
                (link.Cuts, link.Way, link.ToOwner, link.ToConsumer) = (link.Cuts - 1, LinkWay.Cut, [], []);
                _report.Tell(0, "the link is cut");
                break;
            case LinkStep.Stalls:
                (link.Stalls, link.Way) = (link.Stalls - 1, LinkWay.Stalled);
                _report.Tell(0, "the link stalls");
                break;
            case LinkStep.Repaired:
                link.Way = LinkWay.Open;
                _report.Tell(0, "the link is repaired");
                break;
            case LinkStep.LateToOwner:
                link.Lates--;
                _report.Tell(0, $"{LinkWords.Of(link.ToOwner[0])} will reach the owner late");
                link.ToOwner = link.ToOwner.RemoveAt(0).Add(link.ToOwner[0]);
                break;
            case LinkStep.LateToConsumer:
                link.Lates--;
                _report.Tell(0, $"{LinkWords.Of(link.ToConsumer[0])} will come late from the owner");
                link.ToConsumer = link.ToConsumer.RemoveAt(0).Add(link.ToConsumer[0]);
                break;
            case LinkStep.OwnerDies:
                link.OwnerKills--;
                OwnerLink.Begin(link);
                _report.Tell(0, "the owner's hub is killed, and another goes on");
                break;
            default:
                GoOn(link, (LinkStep)move.Argument);
                break;
        }
    }

    /// <summary>Whether the owner has to be asked for what the chip is to do next; if so, it is.</summary>
    public bool Asks() => _chip.Asks();

    private void GoOn(LinkPart link, LinkStep step)
    {
        switch (step)
        {
            case LinkStep.ReachesOwner:
                _report.Tell(0, $"to the owner: {LinkWords.Of(link.ToOwner[0])}");
                _owner.HearFirst(link);
                break;
            case LinkStep.ReachesConsumer:
                _report.Tell(0, $"from the owner: {LinkWords.Of(link.ToConsumer[0])}");
                _consumer.HearFirst(link);
                break;
            case LinkStep.OwnerHearsChip:
                _report.Tell(0, "the owner's link hears its chip");
                _owner.HearChip(link);
                break;
            case LinkStep.ConsumerHearsChip:
                _report.Tell(0, "the link hears the chip");
                _consumer.HearChip(link);
                break;
            case LinkStep.ChipHears:
                _chip.Hear();
                break;
            case LinkStep.ChipSeeks:
                _chip.Seek();
                break;
            case LinkStep.OwnerFindsAway:
                _report.Tell(0, "the owner finds this hub away");
                _owner.FindAway(link);
                break;
            case LinkStep.ConsumerFindsAway:
                _report.Tell(0, "the hub finds the owner away");
                _consumer.FindAway(link);
                break;
            case LinkStep.OwnerFindsThere:
                _report.Tell(0, "the owner finds this hub there");
                _owner.FindThere(link);
                break;
            case LinkStep.ConsumerFindsThere:
                _report.Tell(0, "the hub finds the owner there");
                _consumer.FindThere(link);
                break;
            case LinkStep.OwnerBeats:
                _report.Tell(0, "the owner's beat");
                link.OwnerBeatLast = true;
                _owner.Beat(link);
                break;
            case LinkStep.ConsumerBeats:
                _report.Tell(0, "the hub's beat");
                link.OwnerBeatLast = false;
                _consumer.Beat(link);
                break;
            case LinkStep.OwnerReleases:
                _report.Tell(0, "the owner has waited long enough");
                _owner.Release(link);
                break;
            default:
                throw new UnreachableException($"{step} is no step of a link");
        }
    }

    /// <summary>A link that is up, with the chip open.</summary>
    private LinkPart Begun(LinkPlan plan)
    {
        var link = LinkPart.Of(plan);
        link.Import = ConsumerLink.Begun;
        OwnerLink.Begin(link);
        _owner.FindThere(link);
        _consumer.FindThere(link);
        link.FromChip = [new ChipSays.Seeks(Drives: false)];
        while (!IsIdle(link))
        {
            if (!link.FromChip.IsEmpty) _consumer.HearChip(link);
            else if (!link.ToOwner.IsEmpty) _owner.HearFirst(link);
            else if (!link.FromOwnersChip.IsEmpty) _owner.HearChip(link);
            else if (!link.ToConsumer.IsEmpty) _consumer.HearFirst(link);
            else RemoteChip.Begin(link);
        }

        return link;
    }

    private static bool IsIdle(LinkPart link) =>
        link is { ToOwner: [], ToConsumer: [], FromOwnersChip: [], FromChip: [], ToChip: [] };
}
