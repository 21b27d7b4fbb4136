using GpioHub.Actors.Contract;

namespace GpioHub.Hub.Control.Events;

/// <summary>The last events in order, with any number of readers, each at its own place. Thread-safe; one writer.</summary>
internal sealed class JournalRing(int capacity)
{
    private readonly Lock _lock = new();
    private readonly LineEvent?[] _events = new LineEvent?[capacity];
    private TaskCompletionSource _grown = NewSignal();
    private long _written;      // events ever written; the next one's place
    private long? _begin;       // events numbered up to this one were never here
    private bool _ended;

    public void Write(LineEvent item)
    {
        lock (_lock)
        {
            // A snapshot is no event: it says from which number on the subscription shows its line.
            if (item.Kind == LineEventKind.Snapshot) _begin = Math.Max(_begin ?? item.Seq, item.Seq);
            else
            {
                _begin ??= item.Seq - 1;
                _events[_written++ % capacity] = item;
            }
        }

        Signal();
    }

    /// <summary>Nothing more will come.</summary>
    public void End()
    {
        lock (_lock) _ended = true;
        Signal();
    }

    /// <summary>Finds the place at which a reader goes on that has seen the event numbered <paramref name="after"/>.</summary>
    /// <returns>Its place, and how many events of the hub (of any line) it has missed for good.</returns>
    public (long Place, long Missed) Find(long after)
    {
        lock (_lock)
        {
            long oldest = Math.Max(0, _written - capacity);
            long known = oldest == 0 ? _begin ?? after : _events[oldest % capacity]!.Seq - 1;
            long place = oldest;
            while (place < _written && _events[place % capacity]!.Seq <= after) place++;
            return (place, Math.Max(0, known - after));
        }
    }

    /// <summary>Waits for the event at <paramref name="place"/>.</summary>
    /// <returns>The event; or null with the number of events that the reader was too late for; null and 0 = the end.</returns>
    public async ValueTask<(LineEvent? Event, long Overtaken)> ReadAsync(long place, CancellationToken cancel)
    {
        while (true)
        {
            Task grown;
            lock (_lock)
            {
                long oldest = Math.Max(0, _written - capacity);
                if (place < oldest) return (null, oldest - place);
                if (place < _written) return (_events[place % capacity], 0);
                if (_ended) return (null, 0);
                grown = _grown.Task;
            }

            await grown.WaitAsync(cancel);
        }
    }

    private void Signal()
    {
        TaskCompletionSource grown;
        lock (_lock) (grown, _grown) = (_grown, NewSignal());
        grown.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
