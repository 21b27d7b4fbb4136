using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Naming;
using GpioHub.Recording.Log;
using GpioHub.Rules.Faults;
using GpioHub.Transports.Recording;

namespace GpioHub.Hub.Control.Events;

/// <summary>Events in the words of the control API.</summary>
internal static class EventWords
{
    /// <summary>What became of an interrupt; null = it is another kind of record.</summary>
    public static string? Interrupt(LogKind kind) => kind switch
    {
        LogKind.Delivered => "delivered",
        LogKind.Latched => "latched",
        LogKind.Coalesced => "coalesced",
        LogKind.Unmasked => "unmasked",
        _ => null,
    };

    /// <summary>The same as one letter.</summary>
    public static ReadOnlySpan<byte> Letter(LogKind kind) => kind switch
    {
        LogKind.Delivered => "d"u8,
        LogKind.Latched => "l"u8,
        LogKind.Unmasked => "u"u8,
        _ => "c"u8,
    };

    /// <param name="uncertaintyMs">null = it happened on this host, or nobody knows.</param>
    public static EdgeDocument Edge(in LogEntry entry, string line, LogWords words, long lostBefore, double? uncertaintyMs) => new(
        entry.Seq, line, entry.Level ? "rising" : "falling", Documents.Bit(entry.Level), Documents.Ns(entry.Ns),
        words.Cause(entry.Cause), lostBefore, uncertaintyMs);

    public static ContentionDocument Contention(in LogEntry entry, ContentionNote note, string line, long lostBefore) => new(
        entry.Seq, line, new ContenderDocument(note.Wants, note.Holds), Documents.Bit(note.Level), Documents.Ns(entry.Ns), lostBefore);

    /// <param name="after">The number of the last event that the reader has seen.</param>
    public static ProcessGapDocument Gap(GapNote note, long seq, long after) => new(
        seq, new ProcessGapChangeDocument(after + 1, seq - 1, note.Epoch, note.LastedNs / 1e6), Documents.Ns(note.SinceNs));

    public static FaultEventDocument Fault(in LogEntry entry, FaultNote note, LogWords words) => new(entry.Seq, new FaultChangeDocument(
        FaultNames.Id(note.Number), note.Source is { } source ? words.Source(source).ToString() : note.Chip, FaultNames.Of(note.Kind),
        note.Begins ? "begin" : "end"), Documents.Ns(entry.Ns));

    public static GuestEventDocument Guest(in LogEntry entry, GuestNote note) =>
        new(entry.Seq, new GuestChangeDocument(note.Guest, ApiNames.Of(note.State)), Documents.Ns(entry.Ns));

    public static ChipEventDocument Chip(in LogEntry entry, ChipNote note) =>
        new(entry.Seq, new ChipChangeDocument(note.Chip, ApiNames.Of(note.State), note.Error), Documents.Ns(entry.Ns));
}
