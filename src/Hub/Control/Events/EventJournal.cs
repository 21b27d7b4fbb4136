using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Rules.Plan;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Control.Events;

/// <summary>The memory of the hub's last events, so that a reader which lost its connection can come back without a gap.</summary>
/// <remarks>
/// It listens while somebody reads events, and after that until the first event that comes more than a minute after the last reader has
/// gone: a hub that nobody watches pays nothing. Thread-safe. Source: IF-3.6 (<c>Last-Event-ID</c>).
/// </remarks>
/// <param name="capacity">Events remembered.</param>
internal sealed class EventJournal(IRig rig, ILogger log, TimeProvider time, int capacity) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly CancellationTokenSource _disposed = new();
    private JournalRing _ring = new(capacity);
    private RigPlan? _plan;
    private bool _listening;
    private int _readers;
    private bool _rests;
    private long _lastLeft;
    private CancellationTokenSource _listens = new();
    private Task _pump = Task.CompletedTask;     // ends itself and logs how; the field only keeps a reference

    /// <summary>Begins a reader: events are remembered from here on. Dispose the result when the reader ends.</summary>
    public async Task<Visit> EnterAsync(CancellationToken cancel)
    {
        await _starting.WaitAsync(cancel);
        try
        {
            lock (_lock)
            {
                _rests = false;
                // If the plan is another, its lines may be too: the old subscription would not show them.
                if (_listening && ReferenceEquals(_plan, rig.Plan))
                {
                    _readers++;
                    return new Visit(this, _ring);
                }
            }

            var plan = rig.Plan;
            ChipLineAddress[] lines = [.. NetName.All(plan)];
            var subscription = await rig.SubscribeAsync(lines, capacity + lines.Length, cancel);
            var ring = new JournalRing(capacity);
            var listens = CancellationTokenSource.CreateLinkedTokenSource(_disposed.Token);
            lock (_lock)
            {
                (_plan, _ring, _listening, _listens) = (plan, ring, true, listens);
                _readers++;
            }

            _pump = PumpAsync(subscription, ring, listens.Token);
            return new Visit(this, ring);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Stops listening as soon as nobody reads, without the minute in which a reader may come back. Until somebody reads
    /// again.</summary>
    public void Rest()
    {
        lock (_lock)
        {
            _rests = true;
            if (_readers == 0) StopListening();
        }
    }

    public void Dispose()
    {
        if (!_disposed.IsCancellationRequested) _disposed.Cancel();
    }

    private async Task PumpAsync(IEventSubscription subscription, JournalRing ring, CancellationToken stop)
    {
        try
        {
            await using (subscription)
            {
                await foreach (var item in subscription.Events.ReadAllAsync(stop))
                {
                    if (Superfluous(ring)) break;
                    ring.Write(item);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The hub stops, or nobody reads.
        }
        catch (Exception e)
        {
            ControlLog.JournalEnded(log, e);
        }
        finally
        {
            Forget(ring);
        }
    }

    private bool Superfluous(JournalRing ring)
    {
        lock (_lock)
        {
            bool superfluous = !ReferenceEquals(ring, _ring)
                || (_readers == 0 && time.GetElapsedTime(_lastLeft) > ControlLimits.JournalLinger);
            if (superfluous && ReferenceEquals(ring, _ring)) _listening = false;
            return superfluous;
        }
    }

    private void Forget(JournalRing ring)
    {
        lock (_lock)
        {
            if (ReferenceEquals(ring, _ring)) _listening = false;
        }

        ring.End();
    }

    private void Leave()
    {
        lock (_lock)
        {
            _readers--;
            _lastLeft = time.GetTimestamp();
            if (_rests && _readers == 0) StopListening();
        }
    }

    /// <remarks>Call it with the lock.</remarks>
    private void StopListening()
    {
        _listening = false;
        _listens.Cancel();
    }

    /// <summary>The time during which one reader reads.</summary>
    internal sealed class Visit(EventJournal journal, JournalRing ring) : IDisposable
    {
        private EventJournal? _journal = journal;

        public JournalRing Ring { get; } = ring;

        public void Dispose() => Interlocked.Exchange(ref _journal, null)?.Leave();
    }
}
