namespace GpioHub.EndToEnd.Support;

/// <summary>The lines that a program has printed; a test may wait for a line to come.</summary>
public sealed class LineLog
{
    private const int TailLines = 40;

    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Predicate<string> Wanted, TaskCompletionSource<string> Seen)> _waiting = [];

    public string Text => string.Join('\n', Lines).Trim();

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    /// <summary>The end of the log, for a failure message.</summary>
    public string Tail => string.Join('\n', Lines.TakeLast(TailLines));

    /// <param name="line">null = the end of the stream, which is no line.</param>
    public void Add(string? line)
    {
        if (line is null) return;
        lock (_gate)
        {
            _lines.Add(line);
            foreach (var (_, seen) in _waiting.Where(w => w.Wanted(line))) seen.TrySetResult(line);
            _waiting.RemoveAll(w => w.Seen.Task.IsCompleted);
        }
    }

    /// <summary>The first line, past or to come, that is wanted.</summary>
    /// <param name="what">For the failure message: what was waited for.</param>
    public async Task<string> LineAsync(Predicate<string> wanted, string what)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_lines.FirstOrDefault(l => wanted(l)) is { } line) return line;
            _waiting.Add((wanted, seen));
        }
        try
        {
            return await seen.Task.WaitAsync(Patience.Limit);
        }
        catch (TimeoutException)
        {
            throw new ScenarioException($"Waited in vain for {what}. The log ends:\n{Tail}");
        }
    }
}
