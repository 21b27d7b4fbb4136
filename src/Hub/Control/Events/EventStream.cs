using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;
using GpioHub.Recording.Log;
using GpioHub.Transports.Native;
using GpioHub.Transports.Recording;

namespace GpioHub.Hub.Control.Events;

/// <summary>One reader's stream: it follows the log at a place of its own, and writes what its reader asked for.</summary>
/// <remarks>The hub keeps nothing for it. A reader that is too slow is overtaken by the log, and told so.</remarks>
internal sealed class EventStream(IRig rig, EventQuery query, StreamOutput output, TimeProvider time, Action<long> lagged,
    CancellationToken cancel) : IAsyncDisposable
{
    /// <summary>Between two looks while others' lines are busy and those of this stream are not: their writers are to wake
    /// nobody.</summary>
    private static readonly TimeSpan Unconcerned = TimeSpan.FromMilliseconds(1);

    private readonly LogEntry[] _entries = new LogEntry[EventBatch.MostRows];
    private readonly EventBatch _batch = new(rig.Log.Words);
    private StreamLines? _lines;
    private bool _resumes, _isBehindGap;                       // its last event was one of a process before this one
    private IReadOnlyList<(string Name, bool Level, long Ns)>? _afterGap;
    private bool _showed;                                      // something of what was read last
    private ImmutableArray<LinkSnapshot>? _links;              // since then; null = not asked yet
    private LogReader _reader = rig.Log.ReaderAfter(rig.Log.Seq);
    private long _left = query.Count ?? long.MaxValue;
    private long _lostBefore;
    private Task _more = Task.CompletedTask;
    private long _beats;                                       // timestamp of the last heartbeat

    private LogWords Words => rig.Log.Words;

    /// <summary>Watches the lines; nothing is written yet, so a query that makes no sense can still be refused.</summary>
    /// <exception cref="ProblemException">400.</exception>
    /// <exception cref="Naming.NameNotFoundException">A line that the plan does not have.</exception>
    public async Task OpenAsync()
    {
        _lines = await StreamLines.WatchAsync(rig, query.Lines, must: true, cancel);
        if (query.After is not { } seen || seen > _lines.Seq)              // a greater number is of another run
        {
            _reader = rig.Log.ReaderAfter(_lines.Seq);
            return;
        }

        (_resumes, _isBehindGap) = (true, seen < rig.Log.GapSeq);
        if (_isBehindGap) _afterGap = _lines.LevelsAfter(rig.Log, rig.Log.GapSeq, rig.Log.Gap!.SinceNs);
        // Without levels there is nothing to begin with there: it begins anew, with those of now.
        long from = !_isBehindGap ? seen : _afterGap is null ? _lines.Seq : rig.Log.GapSeq;
        if (!_isBehindGap || _afterGap is not null) _lines.ShowAfter(from);
        _reader = rig.Log.ReaderAfter(from);
    }

    /// <summary>Writes until the reader goes, the hub stops, or the reader has had the edges that it wanted.</summary>
    public async Task RunAsync()
    {
        if (!_resumes) WriteSnapshot(_lines!.Levels, _lines.Seq);
        else if (_isBehindGap) WriteProcessGap();
        if (query.Heartbeat is not null) WriteClocks();
        while (_left > 0)
        {
            _showed = false;
            _links = null;
            int count = _reader.Read(_entries, out var gap);
            if (gap is { } missed) WriteGap(missed);
            for (int i = 0; i < count && _left > 0; i++)
                if (rig.Log.NoteOf(_entries[i]) is PlanNote plan) await FollowAsync(_entries[i], plan);
                else Show(_entries[i]);
            if (query.Heartbeat is { } period && time.GetElapsedTime(_beats) >= period) WriteClocks();
            bool isMore = count == _entries.Length;
            if (!isMore || _batch.IsFull) _batch.WriteTo(output);
            await output.FlushAsync(cancel);                               // before more is read: nothing is kept for a slow reader
            if (!isMore && _left > 0) await WaitAsync(busy: count > 0);
        }

        _batch.WriteTo(output);
        await output.FlushAsync(cancel);
    }

    public ValueTask DisposeAsync() => _lines?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Waits for more. Who gathers looks again after the time of a batch while there is traffic, and so wakes nobody.</summary>
    private async Task WaitAsync(bool busy)
    {
        if (busy && (query.Batch ?? (_showed ? null : Unconcerned)) is { } pause)
        {
            await Task.Delay(pause, time, cancel);
            return;
        }

        if (_more.IsCompleted) _more = _reader.WaitAsync(cancel);
        while (!_more.IsCompleted)
        {
            var left = query.Heartbeat is { } period ? period - time.GetElapsedTime(_beats) : ControlLimits.KeepAlive;
            try
            {
                if (left > TimeSpan.Zero) await _more.WaitAsync(left, time, cancel);
                else WriteClocks();
            }
            catch (TimeoutException)
            {
                if (query.Heartbeat is not null) WriteClocks();
                else if (!output.KeepAlive()) continue;
            }

            if (!_more.IsCompleted) await output.FlushAsync(cancel);
        }

        await _more;
        if (query.Batch is { } gather) await Task.Delay(gather, time, cancel);
    }

    private void Show(in LogEntry entry)
    {
        _showed |= entry.Kind == LogKind.Note || _lines!.Net(entry.Source) is not null || _lines.GuestLine(entry.Source) is not null;
        switch (entry.Kind)
        {
            case LogKind.Edge when query.Wants(entry.Level) && _lines!.Net(entry.Source) is { } net && entry.Seq > net.After:
                ShowEdge(entry, net);
                break;
            case LogKind.Delivered or LogKind.Latched or LogKind.Coalesced or LogKind.Unmasked when Has(StreamKinds.Irq)
                && _lines!.GuestLine(entry.Source) is { } name:
                ShowInterrupt(entry, name);
                break;
            case LogKind.Note:
                _batch.WriteTo(output);                                    // so that everything stays in order
                ShowNote(entry);
                break;
        }
    }

    private void ShowEdge(in LogEntry entry, in StreamLines.Shown net)
    {
        foreach (string name in net.Names)
        {
            if (_left == 0) return;
            if (query.Batch is null)
            {
                output.Write("edge", entry.Seq, EventWords.Edge(entry, name, Words, _lostBefore, UncertaintyOf(entry, net)),
                    WireJson.Readable.EdgeDocument);
            }
            else
            {
                if (_batch.IsFull) _batch.WriteTo(output);
                _batch.Edge(entry, name, UncertaintyOf(entry, net));
            }

            (_lostBefore, _left) = (0, _left - 1);
        }
    }

    /// <summary>How well this host knows when an edge was, milliseconds: as long as a message takes from its owner, if that is another
    /// host (LK-13). null = it was here, or nobody knows.</summary>
    private double? UncertaintyOf(in LogEntry entry, in StreamLines.Shown net)
    {
        if (net.Owner is not { } owner || entry.Cause != LogCause.Hardware) return null;
        _links ??= rig.Links;
        return _links.Value.FirstOrDefault(link => link.Host == owner)?.RoundTripNs / 2e6;
    }

    private void ShowInterrupt(in LogEntry entry, string name)
    {
        if (query.Batch is not null)
        {
            if (_batch.IsFull) _batch.WriteTo(output);
            _batch.Interrupt(entry, name);
            return;
        }

        var source = Words.Source(entry.Source);
        output.Write("irq", entry.Seq, new InterruptDocument(entry.Seq, EventWords.Interrupt(entry.Kind)!, source.Owner, source.Line,
            Documents.Ns(entry.Ns)), WireJson.Readable.InterruptDocument);
    }

    private void ShowNote(in LogEntry entry)
    {
        switch (rig.Log.NoteOf(entry))
        {
            case ContentionNote note when Has(StreamKinds.Contention) && _lines!.Net(note.Source) is { } net && entry.Seq > net.After:
                foreach (string name in net.Names)
                {
                    output.Write("contention", entry.Seq, EventWords.Contention(entry, note, name, _lostBefore),
                        WireJson.Readable.ContentionDocument);
                }

                _lostBefore = 0;
                break;
            case FaultNote note when Has(StreamKinds.Fault) && (note.Source is not { } source || _lines!.Net(source) is not null):
                output.Write("fault", entry.Seq, EventWords.Fault(entry, note, Words), WireJson.Readable.FaultEventDocument);
                break;
            case GuestNote note when Has(StreamKinds.Guest):
                output.Write("guest", entry.Seq, EventWords.Guest(entry, note), WireJson.Readable.GuestEventDocument);
                break;
            case ChipNote note when Has(StreamKinds.Chip):
                output.Write("chip", entry.Seq, EventWords.Chip(entry, note), WireJson.Readable.ChipEventDocument);
                break;
            case AuditNote note when Has(StreamKinds.Audit):
                output.Write("audit", entry.Seq, new AuditEventDocument(entry.Seq, new AuditDocument(note.Who, note.What, note.Status),
                    Documents.Ns(entry.Ns)), WireJson.Readable.AuditEventDocument);
                break;
        }
    }

    /// <summary>Goes on under another plan: lines of the same names, or every line that there is now.</summary>
    private async Task FollowAsync(LogEntry entry, PlanNote note)
    {
        _batch.WriteTo(output);
        var before = _lines!;
        // A reader of the older form keeps the lines with which it began.
        var asked = query.Lines ?? (query.IsNew ? null : [.. before.Levels.Select(line => line.Name)]);
        _lines = await StreamLines.WatchAsync(rig, asked, must: false, cancel);
        await before.DisposeAsync();
        if (!query.IsNew) return;

        string[] had = [.. before.Levels.Select(line => line.Name)], has = [.. _lines.Levels.Select(line => line.Name)];
        if (Has(StreamKinds.Config))
        {
            output.Write("config", entry.Seq, new ConfigEventDocument(entry.Seq,
                new ConfigChangeDocument(note.Generation, [.. has.Except(had)], [.. had.Except(has)], note.Changes),
                Documents.Ns(entry.Ns)), WireJson.Readable.ConfigEventDocument);
        }

        var added = _lines.Levels.Where(line => !had.Contains(line.Name)).ToArray();
        if (added.Length > 0) WriteSnapshot(added, entry.Seq);
    }

    private void WriteSnapshot(IReadOnlyCollection<(string Name, bool Level, long Ns)> lines, long seq)
    {
        var levels = lines.Select(line => new LevelDocument(line.Name, Documents.Bit(line.Level), Documents.Ns(line.Ns)));
        output.Write("snapshot", seq, new SnapshotDocument([.. levels], seq), WireJson.Readable.SnapshotDocument);
    }

    /// <summary>Says that another process has gone on, and with which levels. What this one has written so far follows.</summary>
    private void WriteProcessGap()
    {
        var document = EventWords.Gap(rig.Log.Gap!, rig.Log.GapSeq, query.After!.Value);
        output.Write("gap", rig.Log.GapSeq, document, WireJson.Readable.ProcessGapDocument);
        if (_afterGap is null) WriteGap(new LogGap(_lines!.Seq - rig.Log.GapSeq, rig.Log.Gap!.SinceNs, MonotonicClock.Now));
        WriteSnapshot(_afterGap ?? _lines!.Levels, _afterGap is null ? _lines!.Seq : rig.Log.GapSeq);
    }

    private void WriteGap(LogGap gap)
    {
        _batch.WriteTo(output);
        _lostBefore += gap.Events;
        lagged(gap.Events);
        if (!query.IsNew)
        {
            output.Write("lagged", null, new LaggedDocument(gap.Events), WireJson.Readable.LaggedDocument);
            return;
        }

        var interval = new GapDocument(gap.Events, Documents.Ns(gap.FromNs), Documents.Ns(gap.ToNs));
        output.Write("lagged", null, new LaggedIntervalDocument(interval), WireJson.Readable.LaggedIntervalDocument);
    }

    private void WriteClocks()
    {
        _batch.WriteTo(output);
        _beats = time.GetTimestamp();
        long realtime = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        output.Write("now", null, new NowDocument(new ClocksDocument(Documents.Ns(MonotonicClock.Now), Documents.Ns(realtime))),
            WireJson.Readable.NowDocument);
    }

    private bool Has(StreamKinds kind) => (query.Kinds & kind) != 0;
}
