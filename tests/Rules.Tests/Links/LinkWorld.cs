using System.Collections.Immutable;
using GpioHub.Rules.Links;

namespace GpioHub.Rules.Tests.Links;

/// <summary>A chip of one host that another host uses, with both hubs' decisions, what lies between them, and the shells around them as
/// actors carry them out. What may happen is a method; nothing happens by itself.</summary>
/// <remarks>
/// Left out: beats. Whether a hub hears the other is told to it (<see cref="NoticeDown"/>, <see cref="NoticeUp"/>), in each order in which
/// <see cref="PeerState"/> may tell it: a new process is up only after the other has given the one before it up. Time is left out as well:
/// what may be late may be as late as one likes.
/// </remarks>
internal sealed partial class LinkWorld
{
    public const string Chip = "bench";

    private const long Later = 1_000;

    /// <summary>Messages that lie between both hubs, each way, in the order in which they were sent.</summary>
    public ImmutableList<LinkMessage> ToOwner = [];
    public ImmutableList<LinkMessage> ToConsumer = [];
    public bool IsCut;

    /// <summary>What a test has found to be wrong; null = nothing.</summary>
    public string? Broken;

    public LinkWorld(int lines)
    {
        for (int i = 0; i < lines; i++)
        {
            Pins = Pins.Add(default);
            Wants = Wants.Add(default);
        }

        StartOwner(recalled: false);
        StartConsumer(epoch: 100, recalled: false);
    }

    public LinkWorld Copy() => (LinkWorld)MemberwiseClone();

    /// <summary>A hub finds that the other is away.</summary>
    public void NoticeDown(bool owner)
    {
        if (owner)
        {
            OwnerIsUp = false;
            Carry(Export.LinkDown(0));
        }
        else
        {
            ConsumerIsUp = false;
            Carry(Import.LinkDown("away"));
        }
    }

    /// <summary>Whether a hub may find that the other is there.</summary>
    public bool MayNoticeUp(bool owner) =>
        !IsCut && (owner ? !OwnerIsUp || OwnerKnows != ConsumerBoot : !ConsumerIsUp || ConsumerKnows != OwnerBoot);

    /// <summary>A hub finds that the other is there, perhaps another process of it. By then the other has heard this one.</summary>
    public void NoticeUp(bool owner)
    {
        (OwnerHears, ConsumerHears) = (ConsumerBoot, OwnerBoot);
        if (owner)
        {
            bool news = OwnerKnows != ConsumerBoot;
            if (news && OwnerIsUp) Carry(Export.LinkDown(0));
            if (news && OwnerKnows != 0) Carry(Export.PeerRestarted(0));
            (OwnerIsUp, OwnerKnows) = (true, ConsumerBoot);
            Carry(Export.LinkUp());
        }
        else
        {
            bool news = ConsumerKnows != OwnerBoot;
            if (news && ConsumerIsUp) Carry(Import.LinkDown("anew"));
            (ConsumerIsUp, ConsumerKnows) = (true, OwnerBoot);
            Carry(Import.LinkUp());
        }
    }

    /// <summary>A hub's beat is due.</summary>
    public void Beat(bool owner)
    {
        if (owner) Carry(Export.Beat());
        else Carry(Import.Beat());
    }

    /// <summary>A message arrives.</summary>
    public void Deliver(bool toOwner, int index = 0)
    {
        var message = (toOwner ? ToOwner : ToConsumer)[index];
        Remove(toOwner, index);
        Arrive(toOwner, message);
    }

    /// <summary>A message arrives, and will arrive again.</summary>
    public void Double(bool toOwner)
    {
        var message = (toOwner ? ToOwner : ToConsumer)[0];
        Defer(toOwner);
        Arrive(toOwner, message);
    }

    /// <summary>A message becomes late: it arrives after those that were sent after it, and after some that are not sent yet.</summary>
    public void Defer(bool toOwner)
    {
        if (toOwner) ToOwner = ToOwner.RemoveAt(0).Add(ToOwner[0]);
        else ToConsumer = ToConsumer.RemoveAt(0).Add(ToConsumer[0]);
    }

    public void Remove(bool toOwner, int index = 0)
    {
        if (toOwner) ToOwner = ToOwner.RemoveAt(index);
        else ToConsumer = ToConsumer.RemoveAt(index);
    }

    /// <summary>Messages about chips pass at this side.</summary>
    public bool Passes(bool owner) =>
        owner ? OwnerIsUp && OwnerKnows == OwnerHears : ConsumerIsUp && ConsumerKnows == ConsumerHears;

    private void Arrive(bool toOwner, LinkMessage message)
    {
        if (!Passes(toOwner)) return;
        if (!toOwner)
        {
            Carry(Import.Hear((ChipLinkMessage)message));
            return;
        }

        if (message is Open open) NewestOpen = Math.Max(NewestOpen, open.Epoch);
        if (message is Wish wish) WishEpoch = wish.Epoch >= NewestOpen ? wish.Epoch : 0;
        Carry(Export.Hear((ChipLinkMessage)message, 0));
    }

    private void Break(string what) => Broken ??= what;
}
