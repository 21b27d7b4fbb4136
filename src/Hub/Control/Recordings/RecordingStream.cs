using System.IO.Pipelines;
using System.Reflection;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Naming;
using GpioHub.Recording.Log;
using GpioHub.Recording.Vcd;
using GpioHub.Transports.Native;
using GpioHub.Transports.Recording;

namespace GpioHub.Hub.Control.Recordings;

/// <summary>One recording that somebody takes: of the past, of what comes, up to a trigger.</summary>
/// <param name="life">Names this run of the hub.</param>
internal sealed class RecordingStream(IRig rig, RecordingQuery query, string life, TimeProvider time) : IAsyncDisposable
{
    /// <summary>While there is traffic, what was written is sent so often.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    private static readonly string Version =
        typeof(IRig).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";

    private RecordedLines? _lines;
    private long _opened, _seq;
    private int _trigger = -1;                                              // number of the trigger's net in the log
    private long? _end;

    /// <summary>Watches the lines; nothing is written yet, so a query that makes no sense can still be refused.</summary>
    /// <exception cref="Requests.ProblemException">400.</exception>
    /// <exception cref="NameNotFoundException">A line that the plan does not have.</exception>
    public async Task OpenAsync(CancellationToken cancel)
    {
        var asked = query.Lines is { } some && query.Until is { } until ? [.. some, until.Line] : query.Lines;
        var net = query.Until is { } edge ? new LineLookup(rig.Plan).Net(RecordedLines.AddressOf(edge.Line)) : default;
        _opened = MonotonicClock.Now;
        _seq = rig.Log.Seq;
        _lines = await RecordedLines.WatchAsync(rig, asked, cancel);
        if (query.Until is not null) _trigger = _lines.Levels.First(line => line?.Line == net)!.Value.Source;
    }

    /// <summary>Writes the file, to its end or until its reader goes.</summary>
    public async Task RunAsync(PipeWriter to, CancellationToken cancel)
    {
        long begin = OldestSince(await BeginAsync(cancel));
        var recording = new LogRecording(rig, _lines!, begin);
        long realtime = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var header = new VcdHeader($"gpiohub {Version}", life, begin, realtime - (MonotonicClock.Now - begin))
        {
            Remarks = _lines!.Clocks(rig.Links),
        };
        recording.Begin(to, header, query.Flat);
        while (true)
        {
            var progress = await recording.WriteAsync(IsBeyond, cancel);
            await to.FlushAsync(cancel);
            if (progress == LogProgress.Over) break;
            if (progress == LogProgress.More) continue;
            if (MonotonicClock.Now >= _end) break;
            await WaitAsync(recording, cancel);
        }
        recording.End(_end!.Value);
        await to.FlushAsync(cancel);
    }

    public ValueTask DisposeAsync() => _lines?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The instant with which the file is to begin; with a trigger and a time before it, it is known when that has
    /// fired.</summary>
    private async Task<long> BeginAsync(CancellationToken cancel)
    {
        if (query is { Until: not null, Last: { } before })
        {
            long fired = await TriggeredAsync(rig.Log.ReaderAfter(_seq), cancel);
            _end = fired + Ns(query.After);
            return fired - Ns(before);
        }

        if (query.FromNs is { } from)
        {
            _end = Math.Min(query.ToNs ?? _opened, _opened);               // what comes is not of the past
            return from;
        }

        if (query.IsPast) _end = _opened;
        else if (query.For is { } length) _end = _opened + Ns(length);
        return _opened - Ns(query.Last ?? TimeSpan.Zero);
    }

    /// <summary>Looks for the trigger, and for the end.</summary>
    private bool IsBeyond(LogEntry entry)
    {
        if (_end is null && Fires(entry)) _end = entry.Ns + Ns(query.After);
        return entry.Ns > _end;
    }

    private bool Fires(in LogEntry entry) =>
        entry.Kind == LogKind.Edge && entry.Source == _trigger && (query.Until!.Level ?? entry.Level) == entry.Level;

    private async Task WaitAsync(LogRecording recording, CancellationToken cancel)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var more = recording.WaitAsync(waiting.Token);
        var over = _end is { } end
            ? Task.Delay(TimeSpan.FromTicks(Math.Max(0, (end - MonotonicClock.Now) / TimeSpan.NanosecondsPerTick) + 1), time, waiting.Token)
            : Task.Delay(Timeout.InfiniteTimeSpan, time, waiting.Token);
        await Task.WhenAny(more, over);
        bool hasMore = more.IsCompleted;
        await waiting.CancelAsync();
        cancel.ThrowIfCancellationRequested();
        if (hasMore) await Task.Delay(Gather, time, cancel);
    }

    private async Task<long> TriggeredAsync(LogReader reader, CancellationToken cancel)
    {
        var entries = new LogEntry[256];
        while (true)
        {
            int count = reader.Read(entries, out _);
            for (int i = 0; i < count; i++)
            {
                if (Fires(entries[i])) return entries[i].Ns;
                if (rig.Log.NoteOf(entries[i]) is not PlanNote) continue;
                int before = _trigger, place = _lines!.Net(before) ?? -1;
                await _lines.FollowAsync(cancel);
                _trigger = place >= 0 && _lines.Levels[place] is { } line ? line.Source : before;
            }
            if (count == 0) await reader.WaitAsync(cancel);
        }
    }

    /// <summary>The instant, or that of the oldest event that the log has: of what was before nobody knows.</summary>
    private long OldestSince(long ns)
    {
        var entry = new LogEntry[1];
        return rig.Log.ReaderAfter(0).Read(entry, out _) == 0 ? ns : Math.Max(ns, entry[0].Ns - 1);
    }

    private static long Ns(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
