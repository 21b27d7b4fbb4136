using GpioHub.Actors.Hosting;
using GpioHub.Recording.Log;
using GpioHub.Transports.Recording;

namespace GpioHub.Actors.Guests;

/// <summary>The interrupts that one guest gets with the next flush of its eventq: which line, and since when it was due.</summary>
/// <remarks>What is here is staged on the ring. Guest's reactor only; preallocated, or grows once to the guest's own size.</remarks>
internal sealed class DeliveredInterrupts
{
    private readonly List<(ushort Line, long SinceNs)> _staged = new(64);

    private LogWriter? _log;
    private int[] _sources = [];

    /// <summary>How long they took, since the hub began to serve the guest.</summary>
    public InterruptLatency Latency { get; } = new();

    /// <summary>Has them written to the log.</summary>
    /// <param name="sources">Of each line, its number in the log.</param>
    public void WriteTo(LogWriter log, int[] sources) => (_log, _sources) = (log, sources);

    /// <summary>Adds an interrupt that is staged.</summary>
    /// <param name="sinceNs">When its edge came; CLOCK_MONOTONIC, nanoseconds.</param>
    public void Add(ushort line, long sinceNs) => _staged.Add((line, sinceNs));

    /// <summary>The driver sees them all: they are published, and the call descriptor is written if the driver wants that.</summary>
    /// <param name="clock">Read once, and only if there are any.</param>
    public void Published(IMonotonicClock clock)
    {
        if (_staged.Count == 0) return;
        long now = clock.NowNs;
        foreach (var (line, since) in _staged)
        {
            Latency.Count(now - since);
            _log?.Write(LogKind.Delivered, level: false, _sources[line], tail: 0, now);
        }

        _staged.Clear();
    }

    /// <summary>Forgets what was staged: the ring is gone, or is another's.</summary>
    public void Forget() => _staged.Clear();
}
