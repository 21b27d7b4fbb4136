using System.Text;

namespace GpioHub.Hub.Tests.Support;

/// <summary>A writer that collects what is flushed to it, and lets a test wait for a part of it.</summary>
internal sealed class WatchedWriter : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _pending = new();
    private readonly StringBuilder _flushed = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _waits = [];

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_lock) _pending.Append(value);
    }

    public override void Flush()
    {
        lock (_lock)
        {
            _flushed.Append(_pending);
            _pending.Clear();
            string text = _flushed.ToString();
            foreach (var (wanted, seen) in _waits) if (text.Contains(wanted, StringComparison.Ordinal)) seen.TrySetResult();
        }
    }

    public override Task FlushAsync()
    {
        Flush();
        return Task.CompletedTask;
    }

    /// <summary>Completes when <paramref name="text"/> has been written and flushed.</summary>
    public Task SeenAsync(string text)
    {
        lock (_lock)
        {
            if (_flushed.ToString().Contains(text, StringComparison.Ordinal)) return Task.CompletedTask;

            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((text, seen));
            return seen.Task;
        }
    }

    public override string ToString()
    {
        lock (_lock) return _flushed.ToString();
    }
}
