using System.Buffers;
using GpioHub.Actors.Contract;
using GpioHub.Recording.Log;
using GpioHub.Recording.Vcd;
using GpioHub.Transports.Recording;

namespace GpioHub.Hub.Control.Recordings;

/// <summary>Writes what the log has of some lines as a VCD file, from an instant on, and goes on as the log does.</summary>
/// <param name="begin">CLOCK_MONOTONIC of the file's time 0, nanoseconds.</param>
internal sealed class LogRecording(IRig rig, RecordedLines lines, long begin)
{
    private readonly LogEntry[] _entries = new LogEntry[1024];
    private readonly Queue<(long Ns, int Net, VcdLevel Level)> _seen = new();     // levels that are known only since somebody watches
    private VcdWriter _writer = null!;
    private LogReader _reader = null!;
    private long _lastNs;                                                         // of the last event written

    /// <summary>Writes the head of the file.</summary>
    public void Begin(IBufferWriter<byte> to, VcdHeader header, bool flat)
    {
        _writer = new VcdWriter(to, header, lines.Sources, Before(), flat);
        _reader = rig.Log.ReaderSince(begin);
    }

    /// <summary>Writes what the log has by now, a piece at a time.</summary>
    /// <param name="stopsAt">Looks at each event before it is written; true = the file ends before it.</param>
    /// <returns>More = there may be more at once; Idle = wait for the log; Over = <paramref name="stopsAt"/> said so.</returns>
    public async Task<LogProgress> WriteAsync(Func<LogEntry, bool> stopsAt, CancellationToken cancel)
    {
        int count = _reader.Read(_entries, out var gap);
        if (gap is { } missed && missed.ToNs > begin) ForgetAll(Math.Max(missed.FromNs, begin));
        for (int i = 0; i < count; i++)
        {
            var entry = _entries[i];
            if (entry.Ns < begin) continue;
            if (stopsAt(entry)) return LogProgress.Over;
            _lastNs = Math.Max(_lastNs, entry.Ns);
            ShowSeen(entry.Ns);
            if (entry.Kind == LogKind.Note && rig.Log.NoteOf(entry) is PlanNote)
                foreach (int gone in await lines.FollowAsync(cancel)) _writer.Change(entry.Ns - begin, gone, VcdLevel.Unknown);
            else Write(entry);
        }
        _writer.Flush();
        return count == _entries.Length ? LogProgress.More : LogProgress.Idle;
    }

    /// <summary>Ends the file at this instant.</summary>
    public void End(long ns)
    {
        ShowSeen(ns);
        _writer.Reach(Math.Max(ns, _lastNs + 1) - begin);                       // a viewer shows a level only if it lasts
        _writer.Flush();
    }

    public Task WaitAsync(CancellationToken cancel) => _reader.WaitAsync(cancel);

    private void Write(in LogEntry entry)
    {
        long ns = entry.Ns - begin;
        if (entry.Kind == LogKind.Edge && lines.Net(entry.Source) is { } net) _writer.Change(ns, net, VcdLevels.Of(entry.Level));
        else if (entry.Kind == LogKind.Lost && lines.Net(entry.Source) is { } lost) _writer.Change(ns, lost, VcdLevel.Unknown);
        else if (entry.Kind == LogKind.Delivered && lines.GuestLine(entry.Source) is { } line) _writer.Interrupt(ns, line);
    }

    /// <summary>The levels at the beginning: the opposite of each line's first edge; of a line without one, the level of now. What a
    /// device did before anybody watched is not known.</summary>
    private VcdLevel[] Before()
    {
        var levels = new VcdLevel?[lines.Sources.Nets.Length];
        var reader = rig.Log.ReaderSince(begin);
        for (int count; (count = reader.Read(_entries, out _)) > 0;)
        {
            foreach (var entry in _entries.AsSpan(0, count))
            {
                if (entry.Ns < begin || lines.Net(entry.Source) is not { } net) continue;
                if (entry.Kind == LogKind.Edge) levels[net] ??= VcdLevels.Of(!entry.Level);
                else if (entry.Kind == LogKind.Lost) levels[net] ??= VcdLevel.Unknown;
            }
        }

        for (int net = 0; net < levels.Length; net++)
        {
            if (levels[net] is not null || lines.Levels[net] is not { } watched) continue;
            levels[net] = VcdLevels.Of(watched.Level);
            if (!lines.IsPhysical(net) || watched.Ns <= begin) continue;
            _seen.Enqueue((watched.Ns, net, VcdLevels.Of(watched.Level)));
            levels[net] = VcdLevel.Unknown;
        }
        return [.. levels.Select(level => level ?? VcdLevel.Unknown)];
    }

    private void ShowSeen(long ns)
    {
        while (_seen.TryPeek(out var seen) && seen.Ns <= ns)
        {
            _writer.Change(seen.Ns - begin, seen.Net, seen.Level);
            _seen.Dequeue();
        }
    }

    /// <summary>The log has overtaken the file: nothing is known of any line until its next edge.</summary>
    private void ForgetAll(long ns)
    {
        for (int net = 0; net < lines.Sources.Nets.Length; net++) _writer.Change(ns - begin, net, VcdLevel.Unknown);
    }
}

internal enum LogProgress { More, Idle, Over }
