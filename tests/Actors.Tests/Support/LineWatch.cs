using GpioHub.Actors.Contract;
using GpioHub.Recording.Log;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Recording;

namespace GpioHub.Actors.Tests.Support;

/// <summary>Lines that a test watches, and what the log says of them from then on.</summary>
internal sealed class LineWatch : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly IRig _rig;
    private readonly IWatch _watch;
    private readonly LogReader _reader;

    private LineWatch(IRig rig, IWatch watch) =>
        (_rig, _watch, _reader) = (rig, watch, rig.Log.ReaderAfter(watch.Lines.Min(line => line.Seq)));

    /// <summary>The levels with which it began, in the order of the lines.</summary>
    public IReadOnlyList<bool> Levels => [.. _watch.Lines.OrderBy(line => line.Line.Index).Select(line => line.Level)];

    public static async Task<LineWatch> BeginAsync(IRig rig, params ChipLineAddress[] lines) =>
        new(rig, await rig.WatchAsync(lines, CancellationToken.None));

    /// <summary>The next edge of one of the lines.</summary>
    public async Task<(bool Level, long Ns, string Cause, int Index)> EdgeAsync()
    {
        while (true)
        {
            var entry = await NextAsync();
            if (entry.Kind != LogKind.Edge) continue;
            if (Of(entry.Source) is { } line) return (entry.Level, entry.Ns, _rig.Log.Words.Cause(entry.Cause), line.Index);
        }
    }

    /// <summary>The next contention, with the words of both sides.</summary>
    public async Task<ContentionNote> ContentionAsync()
    {
        while (true)
            if (_rig.Log.NoteOf(await NextAsync()) is ContentionNote note) return note;
    }

    /// <summary>Contentions among all that the log has by now.</summary>
    public int ContentionsByNow()
    {
        int found = 0;
        var one = new LogEntry[1];
        while (_reader.Read(one, out _) > 0) found += _rig.Log.NoteOf(one[0]) is ContentionNote ? 1 : 0;
        return found;
    }

    private async Task<LogEntry> NextAsync()
    {
        var one = new LogEntry[1];
        while (_reader.Read(one, out var gap) == 0 || gap is not null)
        {
            if (gap is not null) throw new InvalidOperationException("the test was overtaken by the log");
            using var patience = new CancellationTokenSource(Patience);
            await _reader.WaitAsync(patience.Token);
        }

        return one[0];
    }

    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    private ChipLineAddress? Of(int source)
    {
        foreach (var line in _watch.Lines)
            if (line.Source == source) return line.Line;
        return null;
    }
}
