using GpioHub.Rules.Lines;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Lines;

/// <summary>Where one guest line's state is written for a successor of this process.</summary>
/// <remarks>
/// <code>
///   0 … 4 the state   5 edges taken:32 | of the watch:32   6 check of 0 … 5   7 … 12 counters, of which nothing depends
/// </code>
/// </remarks>
internal sealed class LineRecord(RecordTurn turn, RecordRegion region, int line)
{
    /// <summary>Words of one line.</summary>
    public const int Words = 13;

    private const int TakenAt = LineState.PackedWords;
    private const int CheckAt = TakenAt + 1;
    private const int CountersAt = CheckAt + 1;

    private readonly int _at = line * Words;

    /// <summary>Has the line written at the end of this turn.</summary>
    public void Mark(LineStore store) => turn.Mark(store);

    public void Write(RecordTurn into, LineStore store)
    {
        Span<ulong> words = stackalloc ulong[CheckAt];
        store.State.Pack(words);
        words[TakenAt] = store.EdgesTaken | (ulong)store.EdgesOf << 32;
        for (int i = 0; i < words.Length; i++) into.Write(region, _at + i, words[i]);
        into.Write(region, _at + CheckAt, RecordLayout.Check(words));
        into.Write(region, _at + CountersAt, (ulong)store.Requests);
        into.Write(region, _at + CountersAt + 1, (ulong)store.Errors);
        into.Write(region, _at + CountersAt + 2, (ulong)store.Edges);
        into.Write(region, _at + CountersAt + 3, (ulong)store.Delivered);
        into.Write(region, _at + CountersAt + 4, (ulong)store.Coalesced);
        into.Write(region, _at + CountersAt + 5, (ulong)store.Invalid);
    }

    /// <summary>Reads what the process before has left.</summary>
    /// <returns>false = nothing, or nothing that makes sense.</returns>
    public bool TryRead(LineStore store)
    {
        Span<ulong> words = stackalloc ulong[Words];
        region.CopyTo(_at, words);
        if (words[CheckAt] != RecordLayout.Check(words[..CheckAt]) || !LineState.TryUnpack(words, out var state)) return false;
        bool agrees = store.Mapping is not { } mapping || mapping.Desired == state.Desired;
        store.Recall(state.TakenOver(agrees), (uint)words[TakenAt], (uint)(words[TakenAt] >> 32));
        store.Requests = (long)words[CountersAt];
        store.Errors = (long)words[CountersAt + 1];
        store.Edges = (long)words[CountersAt + 2];
        store.Delivered = (long)words[CountersAt + 3];
        store.Coalesced = (long)words[CountersAt + 4];
        store.Invalid = (long)words[CountersAt + 5];
        return true;
    }
}
