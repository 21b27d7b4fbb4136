using System.Collections.Immutable;
using GpioHub.Explorer.Plans;
using GpioHub.Rules.Links;

namespace GpioHub.Explorer.Links;

/// <summary>How messages fare between both hubs.</summary>
internal enum LinkWay : byte
{
    Open,

    /// <summary>They are kept, and come late.</summary>
    Stalled,

    /// <summary>They are lost.</summary>
    Cut,
}

/// <summary>What the chip here has done about a device that is lost.</summary>
internal enum ChipSearch : byte
{
    /// <summary>It has it.</summary>
    Over,

    /// <summary>It will look for it.</summary>
    Due,

    /// <summary>It has asked the link.</summary>
    Asked,
}

/// <summary>Everything between the guest's chip and the line that another host has: both hubs' decisions, what lies between them, and the
/// line itself. The chip here is the world's own.</summary>
/// <remarks>A value: whoever changes it changes a <see cref="Copy"/>. Every field tells worlds apart (<see cref="LinkCode"/>).</remarks>
internal sealed class LinkPart
{
    // The hub that uses the chip
    public ImportState Import = null!;
    public ulong ConsumerKnows;                                            // the owner's process with which it is up; 0 = it is not
    public ulong ConsumerHears;                                            // the owner's process whose messages come
    public ImmutableArray<LinkNews> ToChip = [];                           // told to the chip here, not taken in
    public ImmutableArray<ChipSays> FromChip = [];                         // told by it
    public ChipSearch Search;

    // RemoteLine
    public bool DriveIsKnown = true;                                       // the owner is known to have what is driven here
    public bool? Drive;
    public bool DriveWasKnown;                                             // the same, before the operation that waits
    public bool? DriveBefore;
    public bool SoughtDriven;
    public uint Asked;                                                     // the operation that waits for the owner; 0 = none
    public bool? AskedDrive;
    public bool BringsBack;                                                // the line hears then that its chip is back
    public uint LastAsked;
    public uint TicketNumber;                                              // the operation of which the link has heard last …
    public uint Ticket;                                                    // … and its number there

    // Between them
    public bool? OwnerBeatLast;
    public LinkWay Way;
    public ImmutableArray<ChipLinkMessage> ToOwner = [];
    public ImmutableArray<ChipLinkMessage> ToConsumer = [];

    // The hub that has it
    public ExportState Export = null!;
    public ulong OwnerBoot;
    public bool OwnerIsUp;
    public ImmutableArray<OwnersChipSays> FromOwnersChip = [];             // told by the chip there
    public ulong NewestOpen;                                               // the newest opening that has come there
    public ulong WishEpoch;                                                // the opening of the last wish there; 0 = one that is over

    // The line there: somebody drives it besides, and a high level wins
    public bool Hardware;
    public ExportWish Driven;
    public long Total;                                                     // edges that its hub has counted
    public long Ever;                                                      // edges that there were
    public bool IsWatched;

    // What the properties remember
    public long Delivered;                                                 // edges that the chip here has seen
    public long Lost;                                                      // that it was told to be lost
    public bool IsExact = true;
    public bool Seen;                                                      // the level that the client knows

    // What may happen still
    public int Toggles;
    public int Cuts;
    public int Stalls;
    public int Lates;
    public int Writes;
    public int OwnerKills;

    public bool Level => Hardware || Driven == ExportWish.DriveHigh;

    /// <summary>The other is heard, and messages about the chip are let in and sent.</summary>
    public bool ConsumerIsUp => ConsumerKnows != 0;

    public LinkPart Copy() => (LinkPart)MemberwiseClone();

    public static LinkPart Of(LinkPlan plan) => new()
    {
        Toggles = plan.Toggles,
        Cuts = plan.Cuts,
        Stalls = plan.Stalls,
        Lates = plan.Lates,
        Writes = plan.Writes,
        OwnerKills = plan.OwnerKills,
    };
}

/// <summary>What the link tells the chip here.</summary>
/// <param name="Epoch">Of the opening when it was told.</param>
/// <param name="Number">The operation that is answered; 0 = none, or one of which nobody waits for the answer.</param>
internal sealed record LinkNews(ImportEffect What, ulong Epoch, uint Number);

/// <summary>What the chip here tells its link.</summary>
internal abstract record ChipSays
{
    /// <summary>It is to be opened.</summary>
    public sealed record Seeks(bool Drives) : ChipSays;

    /// <summary>The line is to be driven, or let go.</summary>
    public sealed record Asks(uint Number, bool? Drive) : ChipSays;

    /// <summary>It has taken in a message of edges.</summary>
    public sealed record Took(ulong Epoch, long Number) : ChipSays;
}

/// <summary>What the chip at the owner tells the link there.</summary>
internal abstract record OwnersChipSays
{
    public sealed record Looked(int Look, bool Level, long Total) : OwnersChipSays;

    public sealed record Did(bool Level, long Total) : OwnersChipSays;

    public sealed record Saw(bool Level, long Total) : OwnersChipSays;
}
