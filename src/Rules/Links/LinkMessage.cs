using System.Collections.Immutable;

namespace GpioHub.Rules.Links;

/// <summary>What one hub says to another over their link. Source: LK-01 … LK-18.</summary>
/// <remarks>
/// The hub that uses a chip is its consumer, the hub whose file has the chip is its owner; between two hubs each may be both, for different
/// chips. A link may lose messages when it is cut, deliver them late or twice, and never in another order within one connection. Nothing
/// here is trusted: the reader of a message checks every length, and its receiver every line, chip and epoch.
/// </remarks>
public abstract record LinkMessage
{
    /// <summary>The version of these messages; another major version is refused.</summary>
    public const int Version = 1;

    /// <summary>Most lines in one message.</summary>
    public const int MostLines = 4096;

    /// <summary>Most characters of a reason for people.</summary>
    public const int LongestReason = 200;
}

/// <summary>Both ways, several times a second unless something else was said: the hub lives. Carries four stamps for the clocks
/// (LK-13).</summary>
/// <param name="Host">Who says it.</param>
/// <param name="File">As <see cref="Plan.LinksPlan.File"/>.</param>
/// <param name="Boot">The process that speaks: other numbers begin anew with another boot. Not 0.</param>
/// <param name="Number">Counts the beats of this boot, from 1.</param>
/// <param name="SentNs">CLOCK_MONOTONIC of the sender when it sent this, nanoseconds.</param>
/// <param name="Echo">The last beat that the sender got; <see cref="BeatEcho.None"/> = none.</param>
public sealed record Beat(int Protocol, string Rig, string Host, ulong File, ulong Boot, long Number, long SentNs, BeatEcho Echo)
    : LinkMessage;

/// <param name="Boot">The boot whose beat it was; 0 = none.</param>
/// <param name="Number">Its number.</param>
/// <param name="ReceivedNs">CLOCK_MONOTONIC of who got it, when it came.</param>
public readonly record struct BeatEcho(ulong Boot, long Number, long ReceivedNs)
{
    public static readonly BeatEcho None;
}

/// <summary>A message about one chip, and of one opening of it.</summary>
/// <param name="Chip">The chip's id at its owner.</param>
/// <param name="Epoch">The consumer's number of this opening, &gt; 0; it only grows. What carries an older one is dropped (LK-05).</param>
public abstract record ChipLinkMessage(string Chip, ulong Epoch) : LinkMessage;

/// <summary>Consumer to owner: wants these lines of a chip. Said again with every beat until it is answered (LK-06).</summary>
/// <param name="Lines">Each once; the place of a line here is its number in every other message of this opening.</param>
public sealed record Open(string Chip, ulong Epoch, ImmutableArray<OpenLine> Lines) : ChipLinkMessage(Chip, Epoch);

/// <param name="Name">The line's name at the owner, or its offset in digits.</param>
/// <param name="Drives">The consumer drives it, and will say how; the owner lets go every other line of this consumer.</param>
public readonly record struct OpenLine(string Name, bool Drives);

/// <summary>Owner to consumer: the chip is open for it. From here on it hears every edge.</summary>
/// <param name="Owner">The owner's process; counts of edges of another boot cannot be compared.</param>
/// <param name="Lines">In the order of <see cref="Open.Lines"/>.</param>
public sealed record Opened(string Chip, ulong Epoch, ulong Owner, ImmutableArray<OpenedLine> Lines) : ChipLinkMessage(Chip, Epoch);

/// <param name="Level">The resolved logical level.</param>
/// <param name="Edges">Edges of the net that the owner has counted in its boot, 0 or more.</param>
/// <param name="Problem">Why the consumer cannot have the line; null = it can.</param>
/// <param name="MayDrive">The owner's file lets peers drive it.</param>
public readonly record struct OpenedLine(bool Level, long Edges, string? Problem, bool MayDrive);

/// <summary>Owner to consumer: this opening is over, or never began; the consumer asks again, with a greater epoch. Said again with every
/// beat of an opening that was in force. Also the answer to <see cref="Close"/>.</summary>
/// <param name="Seen">The newest epoch that the owner knows of this consumer and chip: who asks with an older one goes on from it.</param>
public sealed record Refused(string Chip, ulong Epoch, ulong Seen, string Why) : ChipLinkMessage(Chip, Epoch);

/// <summary>Consumer to owner: drive a line, or let it go.</summary>
/// <param name="Line">Its place in <see cref="Open.Lines"/>.</param>
/// <param name="Ticket">Comes back in <see cref="Granted"/>; of two wishes for one line the later one counts.</param>
/// <param name="Drives">false = the consumer lets the line go.</param>
/// <param name="Level">Logical; with <paramref name="Drives"/>.</param>
public sealed record Wish(string Chip, ulong Epoch, int Line, uint Ticket, bool Drives, bool Level) : ChipLinkMessage(Chip, Epoch);

/// <summary>Owner to consumer: what became of a wish.</summary>
/// <param name="Level">The resolved level afterwards.</param>
/// <param name="Total">Edges of the net in the owner's boot until then, 0 or more: which of two levels is the newer one (LK-04).</param>
/// <param name="Why">The reason of a refusal, for a person; null = none is given.</param>
public sealed record Granted(string Chip, ulong Epoch, int Line, uint Ticket, WishOutcome Outcome, bool Level, long Total, string? Why)
    : ChipLinkMessage(Chip, Epoch);

public enum WishOutcome : byte { Done, Refused, Gone }

/// <summary>Owner to consumer: edges of lines, one entry per line however many came. One such message is on its way at a time
/// (LK-09).</summary>
/// <param name="Number">Counts these messages within an epoch, from 1.</param>
/// <param name="Lines">Each once. None: the owner asks whether this opening is still wanted.</param>
public sealed record Edges(string Chip, ulong Epoch, long Number, ImmutableArray<LineEdges> Lines) : ChipLinkMessage(Chip, Epoch);

/// <param name="Line">Its place in <see cref="Open.Lines"/>.</param>
/// <param name="Rising">Since the message before, 0 or more.</param>
/// <param name="Falling">Likewise.</param>
/// <param name="Level">After the last of them.</param>
/// <param name="Ns">CLOCK_MONOTONIC of the owner at the last of them, nanoseconds.</param>
/// <param name="Total">Edges of the net in the owner's boot, these included.</param>
public readonly record struct LineEdges(int Line, int Rising, int Falling, bool Level, long Ns, long Total);

/// <summary>Consumer to owner: it has taken that message in, and the next may come.</summary>
public sealed record Took(string Chip, ulong Epoch, long Number) : ChipLinkMessage(Chip, Epoch);

/// <summary>Consumer to owner: it needs the chip no longer; its drives end as after a loss of the link, at once. It carries an epoch of its
/// own, and is said again with every beat until that is <see cref="Refused"/>.</summary>
public sealed record Close(string Chip, ulong Epoch) : ChipLinkMessage(Chip, Epoch);
