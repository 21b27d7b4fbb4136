using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Control.Events;

/// <summary>One step of a stream: a snapshot, an edge or contention, or a number of events left out.</summary>
internal readonly record struct StreamStep(SnapshotDocument? Snapshot, LineEvent? Edge, long Lagged);

/// <summary>A source of a stream's steps.</summary>
internal interface IStreamSource
{
    /// <summary>The next step; null = the hub stops.</summary>
    ValueTask<StreamStep?> NextAsync(CancellationToken cancel);
}

/// <summary>The source of a new reader: the level of each line at the instant of its beginning, then every edge after it.</summary>
internal sealed class LiveSource : IStreamSource, IAsyncDisposable
{
    private readonly IEventSubscription _subscription;
    private readonly Queue<LineEvent> _early = new();     // edges of one line that came before the snapshot of another
    private bool _begun;

    private LiveSource(IEventSubscription subscription) => _subscription = subscription;

    /// <summary>The first step. Its number is that of the earliest level: a reader that comes back with it misses nothing.</summary>
    public SnapshotDocument Snapshot { get; private set; } = new([], 0);

    /// <summary>Subscribes, and waits for the level of every line.</summary>
    public static async Task<LiveSource> OpenAsync(IRig rig, EventQuery query, CancellationToken cancel)
    {
        // The levels must fit as well; otherwise the edges after them would push them out.
        int capacity = ControlLimits.StreamCapacity + query.Names.Count;
        var source = new LiveSource(await rig.SubscribeAsync([.. query.Names.Keys], capacity, cancel));
        try
        {
            source.Snapshot = await source.TakeSnapshotAsync(query, cancel);
            return source;
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<StreamStep?> NextAsync(CancellationToken cancel)
    {
        if (!_begun)
        {
            _begun = true;
            return new StreamStep(Snapshot, null, 0);
        }

        if (_early.TryDequeue(out var early)) return new StreamStep(null, early, 0);

        return await ReadAsync(cancel) is { } edge ? new StreamStep(null, edge, 0) : null;
    }

    public ValueTask DisposeAsync() => _subscription.DisposeAsync();

    private async ValueTask<SnapshotDocument> TakeSnapshotAsync(EventQuery query, CancellationToken cancel)
    {
        var levels = new List<LevelDocument>();
        var missing = query.Names.Keys.ToHashSet();
        long seq = long.MaxValue;
        while (missing.Count > 0)
        {
            if (await ReadAsync(cancel) is not { } item) throw new ProblemException(503, ProblemCode.ChipAway, "the hub is stopping");
            if (item.Kind != LineEventKind.Snapshot)
            {
                _early.Enqueue(item);
                continue;
            }

            if (!missing.Remove(item.Line)) continue;
            seq = Math.Min(seq, item.Seq);
            levels.AddRange(query.Names[item.Line]
                .Select(name => new LevelDocument(name, Documents.Bit(item.Level), Documents.Ns(item.Ns))));
        }

        return new SnapshotDocument(levels, seq == long.MaxValue ? 0 : seq);
    }

    private async ValueTask<LineEvent?> ReadAsync(CancellationToken cancel) =>
        await _subscription.Events.WaitToReadAsync(cancel) && _subscription.Events.TryRead(out var item) ? item : null;
}

/// <summary>The source of a reader that comes back: what it has missed, then every edge as it comes.</summary>
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

        while (true)
        {
            long place = _place.Value;
            var (edge, overtaken) = await ring.ReadAsync(place, cancel);
            _place = place + (edge is null ? overtaken : 1);
            if (edge is not null && edge.Seq <= after) continue;           // its own subscription was faster than the ring's
            return edge is null && overtaken == 0 ? null : new StreamStep(null, edge, overtaken);
        }
    }
}
