using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;

namespace GpioHub.EndToEnd.Restart.Wires;

/// <summary>Guests of our own that write, are answered and are interrupted without end, on one thread; and the account of it.</summary>
internal sealed class WiredLoad : IDisposable
{
    /// <summary>Between two looks at who has waited too long, milliseconds.</summary>
    private const int LookMs = 500;

    private readonly HubProcess _hub;
    private readonly IReadOnlyList<WiredGuest> _guests;
    private readonly IReadOnlyList<Wire> _wires;
    private readonly Random _random;
    private readonly Epoll _epoll = Epoll.Create();
    private readonly Thread _thread;
    private volatile bool _feeds = true;
    private volatile Exception? _failure;
    private Action? _afterKick;
    private Action? _afterUsed;
    private long _answers;

    public WiredLoad(HubProcess hub, int pairs, int seed, FrontEndMachine? machine = null)
    {
        (_hub, _random) = (hub, new Random(seed));
        (_guests, _wires) = WiredPairs.Connect(hub, pairs, machine ?? FrontEndMachine.Kernel);
        foreach (var ring in _guests.SelectMany(guest => guest.FrontEnd.Rings))
        {
            _epoll.Add(ring.Call.Ours, EpollEvents.In, (ulong)_calls.Count);
            _calls.Add(() => ring.Call.Drain());
            _epoll.Add(ring.MaskedCall, EpollEvents.In, (ulong)_calls.Count);
            _calls.Add(() => ring.MaskedCall.Drain());
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "wires" };
        _thread.Start();
    }

    private readonly List<Func<bool>> _calls = [];

    public IReadOnlyList<WiredGuest> Guests => _guests;

    /// <summary>All answers so far; any thread.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Why it goes on no longer; null = all is well.</summary>
    public Exception? Failure => _failure;

    public TimeSpan LongestAnswer => TimeSpan.FromMicroseconds(_guests.Max(guest => guest.LongestNs) / 1000.0);

    public long Writes => _wires.Sum(wire => wire.Writes);

    public long Interrupts => _wires.Sum(wire => wire.Valids);

    /// <summary>Has something done once, on the guests' thread, as soon as a kick was given, or the hub was seen to have given something
    /// back and before it is read. Replaces what was to be done so and has not been.</summary>
    public void Aim(Action? afterKick, Action? afterUsed)
    {
        Volatile.Write(ref _afterKick, afterKick);
        Volatile.Write(ref _afterUsed, afterUsed);
    }

    /// <summary>Lets everything come to rest, and compares what the guests have counted with each other and with what the hub
    /// says.</summary>
    /// <exception cref="ScenarioException">Something is lost, doubled or invented.</exception>
    public async Task AccountAsync()
    {
        _feeds = false;
        await Task.Run(_thread.Join);
        if (_failure is { } failure) throw new ScenarioException(failure.Message);
        var wrong = new List<string>();
        var info = await _hub.InfoAsync();
        foreach (var wire in _wires)
        {
            var watched = info.Guest(wire.To.Id).Lines[wire.Input];
            var net = info.Line(wire.Name);
            bool level = wire.To.Read(wire.Input);
            string account = $"{wire}; the net has {net.Edges} edges and level {net.Level}; the hub told {watched.Edges} edges, " +
                $"{watched.Delivered} delivered + {watched.Coalesced} coalesced, latched {watched.Latched}; its watcher reads {level}";
            if (wire.Answers != wire.Writes || net.Edges != wire.Writes || watched.Edges != wire.Writes
                || watched.Delivered != wire.Valids || watched.Delivered + watched.Coalesced != watched.Edges || watched.Latched
                || level != wire.Level || net.Level != (wire.Level ? 1 : 0) || !wire.IsAtRest)
                wrong.Add(account);
        }

        if (wrong.Count > 0) throw new ScenarioException($"{wrong.Count} of {_wires.Count} wires:\n{string.Join('\n', wrong)}");
    }

    public void Dispose()
    {
        _feeds = false;
        _failure ??= new OperationCanceledException();
        _thread.Join();
        foreach (var guest in _guests) guest.Dispose();
        _epoll.Dispose();
    }

    private void Run()
    {
        try
        {
            long lookedMs = Environment.TickCount64;
            while (_failure is null)
            {
                Round();
                if (Environment.TickCount64 - lookedMs < LookMs) continue;
                lookedMs = Environment.TickCount64;
                long now = MonotonicClock.Now;
                var waiting = _wires.Where(wire => !wire.IsAtRest && now - wire.WaitsSinceNs > Patience.Limit.TotalNanoseconds).ToList();
                if (waiting.Count > 0) throw new ScenarioException($"wait in vain:\n{string.Join('\n', waiting)}");
                if (!_feeds && _wires.All(wire => wire.IsAtRest) && !_guests.Any(guest => guest.HasUsed)) return;
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private void Round()
    {
        if (_guests.Any(guest => guest.HasUsed)) Interlocked.Exchange(ref _afterUsed, null)?.Invoke();
        bool any = false;
        foreach (var guest in _guests) any |= guest.Collect();
        Interlocked.Exchange(ref _answers, _guests.Sum(guest => guest.Answers));
        if (_feeds)
            foreach (var wire in _wires) wire.Feed();
        bool kicked = false;
        foreach (var guest in _guests) kicked |= guest.Publish(eventsFirst: _random.Next(2) == 0);
        if (kicked) Interlocked.Exchange(ref _afterKick, null)?.Invoke();

        bool more = false;
        foreach (var guest in _guests) more |= guest.EnableInterrupts();
        if (any || more) return;
        Span<EpollEvent> ready = stackalloc EpollEvent[32];
        int count = _epoll.Wait(ready, LookMs);
        for (int i = 0; i < count; i++) _calls[(int)ready[i].Tag]();
    }
}
