using GpioHub.Actors.Control;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Control.Events;

/// <summary>One step of a stream: a snapshot, an edge, or a number of events passed over.</summary>
internal readonly record struct StreamStep(SnapshotDocument? Snapshot, LineEvent? Edge, long Lagged);

/// <summary>Where a stream's steps come from.</summary>
internal interface IStreamSource : IAsyncDisposable
{
    /// <summary>The next step; null = the hub ends.</summary>
    ValueTask<StreamStep?> NextAsync(CancellationToken cancel);
}

/// <summary>A new reader: the level of each line in the instant it begins, then every edge after it.</summary>
internal sealed class LiveSource(IEventSubscription subscription, EventQuery query) : IStreamSource
{
    private readonly Queue<LineEvent> _early = new();     // edges of one line that came before the snapshot of another
    private bool _begun;

    public async ValueTask<StreamStep?> NextAsync(CancellationToken cancel)
    {
        if (!_begun)
        {
            _begun = true;
            return await SnapshotAsync(cancel) is { } snapshot ? new StreamStep(snapshot, null, 0) : null;
        }

        if (_early.TryDequeue(out var early)) return new StreamStep(null, early, 0);

        return await ReadAsync(cancel) is { } edge ? new StreamStep(null, edge, 0) : null;
    }

    public ValueTask DisposeAsync() => subscription.DisposeAsync();

    private async ValueTask<SnapshotDocument?> SnapshotAsync(CancellationToken cancel)
    {
        var levels = new List<LevelDocument>();
        var missing = query.Names.Keys.ToHashSet();
        long seq = long.MaxValue;     // of the earliest: a reader that comes back with it misses nothing
        while (missing.Count > 0)
        {
            if (await ReadAsync(cancel) is not { } item) return null;
            if (item.Kind != LineEventKind.Snapshot)
            {
                _early.Enqueue(item);
                continue;
            }

            if (!missing.Remove(item.Line)) continue;
            seq = Math.Min(seq, item.Seq);
            levels.AddRange(query.Names[item.Line].Select(name => new LevelDocument(name, Documents.Bit(item.Level), Documents.Ns(item.Ns))));
        }

        return new SnapshotDocument(levels, seq == long.MaxValue ? 0 : seq);
    }

    private async ValueTask<LineEvent?> ReadAsync(CancellationToken cancel) =>
        await subscription.Events.WaitToReadAsync(cancel) && subscription.Events.TryRead(out var item) ? item : null;
}

/// <summary>A reader that comes back: what it has missed, then every edge as it comes.</summary>
internal sealed class ResumedSource(JournalRing ring, long after) : IStreamSource
{
    private long? _place;

    public async ValueTask<StreamStep?> NextAsync(CancellationToken cancel)
    {
        if (_place is null)
        {
            (long found, long missed) = ring.Find(after);
            _place = found;
            if (missed > 0) return new StreamStep(null, null, missed);
        }

        long place = _place.Value;
        var (edge, overtaken) = await ring.ReadAsync(place, cancel);
        _place = place + (edge is null ? overtaken : 1);
        return edge is null && overtaken == 0 ? null : new StreamStep(null, edge, overtaken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
