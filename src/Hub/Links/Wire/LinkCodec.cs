using System.Collections.Immutable;
using GpioHub.Rules.Links;

namespace GpioHub.Hub.Links.Wire;

/// <summary>A <see cref="LinkMessage"/> as bytes, and back. Closed: there are these messages and no others. Source: LK-16.</summary>
/// <remarks>
/// A byte says which message it is; its members follow in their order, little-endian. A list is its length in two bytes and its entries,
/// a text its length in one byte and UTF-8. What a beat says up to its boot keeps its place in every version: so who speaks another
/// version is refused in words (LK-14).
/// </remarks>
internal static class LinkCodec
{
    /// <summary>Most bytes of a message: <see cref="LinkMessage.MostLines"/> entries with the longest text each.</summary>
    public const int MostBytes = 900_000;

    // Ids of a rig's file have 63 characters at most, names of lines 31 (IF-1.2): our limits leave room, and bound a message.
    private const int IdBytes = 63, LineBytes = 64, ReasonBytes = LinkMessage.LongestReason;

    private enum Tag : byte { Beat = 1, Open, Opened, Refused, Wish, Granted, Edges, Took, Close }

    /// <exception cref="OverflowException">A name of it, or a list, is longer than any rig's.</exception>
    public static byte[] Encode(LinkMessage message)
    {
        var to = new LinkWriter(message switch
        {
            Open open => 128 + (open.Lines.Length * 24),
            Opened opened => 128 + (opened.Lines.Length * 16),
            Edges edges => 128 + (edges.Lines.Length * 27),
            _ => 192,
        });
        Write(ref to, message);
        return to.ToArray();
    }

    /// <summary>Never throws: every byte is the sender's.</summary>
    /// <param name="why">Why it is none; null if it is one.</param>
    /// <returns>null = these bytes are no message of a link.</returns>
    public static LinkMessage? Decode(ReadOnlySpan<byte> bytes, out string? why)
    {
        if (bytes.Length > MostBytes)
        {
            why = $"a message of more than {MostBytes} bytes";
            return null;
        }

        var from = new LinkReader(bytes);
        var message = Read(ref from);
        if (from.Left > 0) from.Refuse("bytes behind its end");
        why = from.Fault;
        return why is null ? message : null;
    }

    private static void Write(ref LinkWriter to, LinkMessage message)
    {
        switch (message)
        {
            case Beat beat:
                to.Byte((byte)Tag.Beat);
                to.Int32(beat.Protocol);
                to.Name(beat.Rig);
                to.Name(beat.Host);
                to.UInt64(beat.File);
                to.UInt64(beat.Boot);
                to.Int64(beat.Number);
                to.Int64(beat.SentNs);
                to.UInt64(beat.Echo.Boot);
                to.Int64(beat.Echo.Number);
                to.Int64(beat.Echo.ReceivedNs);
                break;
            case Open open:
                Head(ref to, Tag.Open, open);
                to.UInt16(open.Lines.Length);
                foreach (var line in open.Lines)
                {
                    to.Name(line.Name);
                    to.Flag(line.Drives);
                }

                break;
            case Opened opened:
                Head(ref to, Tag.Opened, opened);
                to.UInt64(opened.Owner);
                to.UInt16(opened.Lines.Length);
                foreach (var line in opened.Lines)
                {
                    to.Flag(line.Level);
                    to.Int64(line.Edges);
                    to.Sentence(line.Problem, ReasonBytes);
                    to.Flag(line.MayDrive);
                }

                break;
            case Refused refused:
                Head(ref to, Tag.Refused, refused);
                to.UInt64(refused.Seen);
                to.Sentence(refused.Why, ReasonBytes);
                break;
            case Wish wish:
                Head(ref to, Tag.Wish, wish);
                to.UInt16(wish.Line);
                to.UInt32(wish.Ticket);
                to.Flag(wish.Drives);
                to.Flag(wish.Level);
                break;
            case Granted granted:
                Head(ref to, Tag.Granted, granted);
                to.UInt16(granted.Line);
                to.UInt32(granted.Ticket);
                to.Byte((byte)granted.Outcome);
                to.Flag(granted.Level);
                to.Int64(granted.Total);
                to.Sentence(granted.Why, ReasonBytes);
                break;
            case Edges edges:
                Head(ref to, Tag.Edges, edges);
                to.Int64(edges.Number);
                to.UInt16(edges.Lines.Length);
                foreach (var line in edges.Lines)
                {
                    to.UInt16(line.Line);
                    to.Int32(line.Rising);
                    to.Int32(line.Falling);
                    to.Flag(line.Level);
                    to.Int64(line.Ns);
                    to.Int64(line.Total);
                }

                break;
            case Took took:
                Head(ref to, Tag.Took, took);
                to.Int64(took.Number);
                break;
            case Close close:
                Head(ref to, Tag.Close, close);
                break;
            default:
                throw new NotSupportedException($"{message.GetType().Name} is no message of a link");
        }
    }

    private static void Head(ref LinkWriter to, Tag tag, ChipLinkMessage message)
    {
        to.Byte((byte)tag);
        to.Name(message.Chip);
        to.UInt64(message.Epoch);
    }

    private static LinkMessage? Read(ref LinkReader from)
    {
        var tag = (Tag)from.Byte();
        if (tag == Tag.Beat) return ReadBeat(ref from);
        if (tag is < Tag.Beat or > Tag.Close)
        {
            from.Refuse("no message of a link");
            from.Skip();
            return null;
        }

        string chip = from.Text(1, IdBytes);
        ulong epoch = from.UInt64();
        if (epoch == 0) from.Refuse("epoch 0");
        return tag switch
        {
            Tag.Open => new Open(chip, epoch, ReadLines(ref from, 2, (ref from) => new OpenLine(from.Text(1, LineBytes), from.Flag()))),
            Tag.Opened => new Opened(chip, epoch, from.UInt64(), ReadLines(ref from, 11, (ref from) =>
                new OpenedLine(from.Flag(), from.Count(0), ReadReason(ref from), from.Flag()))),
            Tag.Refused => new Refused(chip, epoch, from.UInt64(), ReadReason(ref from) ?? ""),
            Tag.Wish => new Wish(chip, epoch, ReadLine(ref from), from.UInt32(), from.Flag(), from.Flag()),
            Tag.Granted => new Granted(chip, epoch, ReadLine(ref from), from.UInt32(), ReadOutcome(ref from), from.Flag(),
                from.Count(0), ReadReason(ref from)),
            Tag.Edges => new Edges(chip, epoch, from.Count(1), ReadLines(ref from, 27, (ref from) => new LineEdges(
                ReadLine(ref from), ReadEdges(ref from), ReadEdges(ref from), from.Flag(), from.Int64(), from.Count(0)))),
            Tag.Took => new Took(chip, epoch, from.Count(1)),
            _ => new Close(chip, epoch),
        };
    }

    private static Beat ReadBeat(ref LinkReader from)
    {
        int protocol = from.Int32();
        string rig = from.Text(1, IdBytes), host = from.Text(1, IdBytes);
        ulong file = from.UInt64(), boot = from.UInt64();
        if (boot == 0) from.Refuse("boot 0");
        if (protocol == LinkMessage.Version)
            return new Beat(protocol, rig, host, file, boot, from.Count(1), from.Int64(),
                new BeatEcho(from.UInt64(), from.Int64(), from.Int64()));

        from.Skip();
        return new Beat(protocol, rig, host, file, boot, Number: 1, SentNs: 0, BeatEcho.None);
    }

    private delegate T EntryReader<out T>(ref LinkReader from);

    private static ImmutableArray<T> ReadLines<T>(ref LinkReader from, int entryBytes, EntryReader<T> entry)
    {
        int count = from.Entries(LinkMessage.MostLines, entryBytes);
        var lines = ImmutableArray.CreateBuilder<T>(count);
        for (int i = 0; i < count && from.Fault is null; i++) lines.Add(entry(ref from));
        return lines.DrainToImmutable();
    }

    private static int ReadLine(ref LinkReader from)
    {
        int line = from.UInt16();
        if (line >= LinkMessage.MostLines) from.Refuse("a line beyond the most");
        return line;
    }

    private static int ReadEdges(ref LinkReader from)
    {
        int edges = from.Int32();
        if (edges < 0) from.Refuse("fewer than no edges");
        return edges;
    }

    private static WishOutcome ReadOutcome(ref LinkReader from)
    {
        byte outcome = from.Byte();
        if (outcome > (byte)WishOutcome.Gone) from.Refuse("no outcome of a wish");
        return (WishOutcome)outcome;
    }

    private static string? ReadReason(ref LinkReader from) => from.Text(0, ReasonBytes) is { Length: > 0 } reason ? reason : null;
}
