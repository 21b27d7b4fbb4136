using GpioHub.Explorer.Plans;
using GpioHub.Rules.Links;

namespace GpioHub.Explorer.Links;

/// <summary>The link's actor at the hub that uses the chip: it has everything decided, and does what its actor does with a decision
/// (Import, LinkImports).</summary>
internal sealed class ConsumerLink(LinkPlan plan)
{
    /// <summary>Above the epochs of every process before.</summary>
    private const ulong FirstEpoch = 100;

    public static ImportState Begun => ImportState.Begun(OwnerLink.Chip, FirstEpoch);

    /// <summary>The first message on its way arrives.</summary>
    public void HearFirst(LinkPart link)
    {
        var message = link.ToConsumer[0];
        link.ToConsumer = link.ToConsumer.RemoveAt(0);
        if (link.ConsumerIsUp && link.ConsumerKnows == link.ConsumerHears)
            Decide(link, LinkInput.Hear, message, state => state.Hear(message));
    }

    /// <summary>The first that the chip has told is taken in.</summary>
    public void HearChip(LinkPart link)
    {
        var said = link.FromChip[0];
        link.FromChip = link.FromChip.RemoveAt(0);
        switch (said)
        {
            case ChipSays.Seeks(var drives):
                Decide(link, LinkInput.Open, null, state => state.Open([new OpenLine(OwnerLink.Line, drives)]));
                break;
            case ChipSays.Asks(var number, var drive):
                Ask(link, number, drive);
                break;
            case ChipSays.Took(var epoch, var number):
                Decide(link, LinkInput.Taken, null, state => state.Taken(epoch, number));
                break;
        }
    }

    public void FindAway(LinkPart link)
    {
        link.ConsumerKnows = 0;
        Decide(link, LinkInput.LinkDown, null, static state => state.LinkDown("away"));
    }

    /// <summary>It hears the owner, perhaps another process of it; by then that has heard this hub.</summary>
    public void FindThere(LinkPart link)
    {
        link.ConsumerHears = link.OwnerBoot;
        if (link.ConsumerIsUp) Decide(link, LinkInput.LinkDown, null, static state => state.LinkDown("anew"));
        link.ConsumerKnows = link.OwnerBoot;
        Decide(link, LinkInput.LinkUp, null, static state => state.LinkUp());
    }

    /// <summary>What its beat would do.</summary>
    public ImportDecision Beating(LinkPart link) =>
        plan.Import(LinkInput.Beat, link.Import, null, static state => state.Beat());

    public void Beat(LinkPart link) => Carry(link, Beating(link));

    /// <summary>A wish has a number at the chip and another one at the link.</summary>
    private void Ask(LinkPart link, uint number, bool? drive)
    {
        var decision = plan.Import(LinkInput.Wish, link.Import, null, state => state.Wish(0, drive is not null, drive ?? false));
        (link.TicketNumber, link.Ticket) = (number, decision.Next.LastTicket);
        Carry(link, decision);
    }

    private void Decide(LinkPart link, LinkInput input, ChipLinkMessage? heard, Func<ImportState, ImportDecision> right) =>
        Carry(link, plan.Import(input, link.Import, heard, right));

    private static void Carry(LinkPart link, in ImportDecision decision)
    {
        link.Import = decision.Next;
        foreach (var effect in decision.Effects)
        {
            switch (effect)
            {
                case ImportEffect.Say(var message):
                    bool passes = link.ConsumerIsUp && link.ConsumerKnows == link.ConsumerHears && link.Way != LinkWay.Cut;
                    if (passes) link.ToOwner = link.ToOwner.Add(message);
                    break;
                case ImportEffect.LookAgain:
                    break;                                                 // it only spares the chip some time
                case ImportEffect.Answered answered:
                    bool known = answered.Ticket == link.Ticket;
                    link.ToChip = link.ToChip.Add(new LinkNews(effect, 0, known ? link.TicketNumber : 0));
                    break;
                default:
                    link.ToChip = link.ToChip.Add(new LinkNews(effect, link.Import.Epoch, 0));
                    break;
            }
        }
    }
}
