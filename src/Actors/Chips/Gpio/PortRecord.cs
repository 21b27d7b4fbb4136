using System.Globalization;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>The part of the record that belongs to a port, region <c>c/ID/port</c>: an image of each requested line, and the memory into
/// which the kernel writes its events. Chip's reactor only.</summary>
/// <remarks>
/// <code>
///   0 layout { version:32 | lines:32 }   8 events: 512 × 6 words   then a slot of 8 words for each line of the chip, by its number
///   slot: 0 …3 image, of the last turn   4 the pin as the device was told it last, at once
/// </code>
/// The kernel forgets an event when it is read. So it is read to here, and a successor finds it, whatever became of the turn.
/// </remarks>
internal sealed class PortRecord
{
    /// <summary>Events that turns have room for. It is more than the kernel keeps of one line, and one turn takes no more.</summary>
    internal const int Events = 512;

    private const ulong Version = 1UL << 32;
    private const int EventsAt = 8;
    private const int SlotsAt = EventsAt + Events * GpioEdge.RecordWords;
    private const int SlotWords = 8;
    private const int ToldAt = PinImage.Words;

    private readonly RecordFile _record;
    private readonly string _chip;
    private readonly RecordRegion _region;
    private int _filled;

    private PortRecord(RecordFile record, string chip, RecordRegion region, RecordTurn turn) =>
        (_record, _chip, _region, Turn) = (record, chip, region, turn);

    public RecordTurn Turn { get; }

    /// <summary>The record of a chip with that many lines. What the process before has left of it stays until it is written
    /// over.</summary>
    /// <returns>null = the record has no room.</returns>
    public static PortRecord? Of(RecordFile record, RecordTurn turn, string chip, int lines)
    {
        try
        {
            var region = record.Region(NameOf(chip), SlotsAt + lines * SlotWords);
            turn.WriteNow(region, 0, Version | (uint)lines);
            return new PortRecord(record, chip, region, turn);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The lines that the process before has left, by number; null = an image is damaged.</summary>
    public static Dictionary<int, PinImage?> Left(RecordFile record, string chip)
    {
        var left = new Dictionary<int, PinImage?>();
        foreach (string writer in WritersOf(record, chip)) record.Find(writer);        // they are asked for only once the device is open
        if (record.Find(NameOf(chip)) is not { } region || region.Count < SlotsAt || region[0] != LayoutOf(region)) return left;
        Span<ulong> words = stackalloc ulong[PinImage.Words];
        for (int offset = 0; SlotsAt + (offset + 1) * SlotWords <= region.Count; offset++)
        {
            region.CopyTo(SlotOf(offset), words);
            if (words.ContainsAnyExcept(0UL)) left[offset] = PinImage.TryUnpack(words, offset);
        }

        return left;
    }

    /// <summary>Whether a line of this number has a place.</summary>
    public bool Has(int offset) => SlotOf(offset + 1) <= _region.Count;

    /// <summary>Takes events of a line into the record. Less than there is room for may come; the next turn takes more.</summary>
    /// <returns>How many of <paramref name="events"/> are filled.</returns>
    public int Read(IGpioLineFile line, Span<GpioLineEvent> events)
    {
        int room = Math.Min(events.Length, Events - _filled);
        if (room == 0) return 0;
        var records = _region.Room(EventsAt + _filled * GpioEdge.RecordWords, room * GpioEdge.RecordWords);
        int count = line.ReadInto(records);
        for (int i = 0; i < count; i++)
        {
            GpioEdge.TryRead(records.Slice(i * GpioEdge.RecordWords, GpioEdge.RecordWords), out _, out var edge);
            events[i] = new GpioLineEvent(edge.Rising, edge.TimestampNs, edge.Sequence);
        }

        _filled += count;
        return count;
    }

    /// <summary>Events of a line that were taken from the kernel in a turn that was not finished, oldest first. They stay until the end of
    /// this turn.</summary>
    /// <param name="last">The number of the last event of the turn before.</param>
    public List<GpioLineEvent> Unfinished(int offset, uint last)
    {
        var found = new List<GpioLineEvent>();
        for (int i = 0; i < Events; i++)
        {
            if (!GpioEdge.TryRead(EventAt(i), out int of, out var edge) || of != offset || (int)(edge.Sequence - last) <= 0) continue;
            found.Add(new GpioLineEvent(edge.Rising, edge.TimestampNs, edge.Sequence));
            _filled = Math.Max(_filled, i + 1);
        }

        found.Sort((a, b) => ((int)(a.Sequence - last)).CompareTo((int)(b.Sequence - last)));
        return found;
    }

    /// <summary>The turn is being written: what was read in it counts from here on, and its room is free.</summary>
    public void EndTurn() => _filled = 0;

    /// <summary>Writes the image of a line, with the turn.</summary>
    public void Write(int offset, in PinImage image)
    {
        Span<ulong> words = stackalloc ulong[PinImage.Words];
        image.Pack(words, offset);
        for (int i = 0; i < words.Length; i++) Turn.Write(_region, SlotOf(offset) + i, words[i]);
    }

    /// <summary>The line is held no more, with the turn.</summary>
    public void Erase(int offset)
    {
        for (int i = 0; i < PinImage.Words; i++) Turn.Write(_region, SlotOf(offset) + i, 0);
    }

    /// <summary>The line was just requested, so its events begin anew: no older one may be taken for one of them.</summary>
    public void Begin(int offset)
    {
        for (int i = 0; i < Events; i++)
            if (GpioEdge.TryRead(EventAt(i), out int of, out _) && of == offset) EventAt(i).Clear();
    }

    /// <summary>Stores at once what the device was told.</summary>
    public void Tell(int offset, Rules.Nets.PinState? pin) =>
        Turn.WriteNow(_region, SlotOf(offset) + ToldAt, PinImage.PackChecked(pin, offset));

    /// <summary>What the device was told last, whether or not that turn was finished.</summary>
    /// <returns>false = it is not known.</returns>
    public bool TryTold(int offset, out Rules.Nets.PinState? pin) =>
        PinImage.TryUnpackChecked(_region[SlotOf(offset) + ToldAt], offset, out pin);

    /// <summary>The region of what a guest's line has told a pin of this chip.</summary>
    /// <param name="creates">If it is not there.</param>
    /// <returns>null = it is not there.</returns>
    public RecordRegion? OfWriter(int offset, string guest, int line, bool creates)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{WritersPrefix(_chip)}{offset}/{guest}/{line}");
        if (!creates) return _record.Find(name) is { Count: PinWriter.Words } region ? region : null;
        try
        {
            return _record.Region(name, PinWriter.Words);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Frees the place of a guest's line that tells the pin nothing more.</summary>
    public void Remove(RecordRegion writer) => Turn.RemoveAfter(_record, writer);

    /// <summary>Frees what the process before has left of guests' lines that are not there any more.</summary>
    public void RemoveWritersBut(IReadOnlyCollection<RecordRegion> used)
    {
        foreach (string name in WritersOf(_record, _chip))
            if (_record.Find(name) is { } region && !used.Contains(region)) Remove(region);
    }

    private static string NameOf(string chip) => $"c/{chip}/port";

    private static string WritersPrefix(string chip) => $"c/{chip}/by/";

    private static IEnumerable<string> WritersOf(RecordFile record, string chip) =>
        record.Names.Where(name => name.StartsWith(WritersPrefix(chip), StringComparison.Ordinal));

    private static int SlotOf(int offset) => SlotsAt + offset * SlotWords;

    private static ulong LayoutOf(RecordRegion region) => Version | (uint)((region.Count - SlotsAt) / SlotWords);

    private Span<ulong> EventAt(int index) => _region.Room(EventsAt + index * GpioEdge.RecordWords, GpioEdge.RecordWords);
}
