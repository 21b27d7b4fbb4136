using GpioHub.Bench.Statistics;
using GpioHub.Transports.Native;

namespace GpioHub.Bench.Workers;

/// <summary>The clock and the CPU meters around one run. Between <see cref="Start"/> and <see cref="Stop"/> it allocates nothing.</summary>
/// <param name="hub">Process id; null = only this process counts.</param>
internal sealed class Meter(int? hub)
{
    private const int MostLatencies = 4_000_000;

    private double _hubBefore;
    private double _ownBefore;
    private long _began;

    public Latencies Latencies { get; } = new(MostLatencies);

    /// <summary>When the run is to end, on <see cref="MonotonicClock"/>.</summary>
    public long EndNs { get; private set; }

    public void Start(int milliseconds)
    {
        Latencies.Clear();
        GC.Collect();
        _hubBefore = Hub();
        _ownBefore = CpuSeconds(Environment.ProcessId);
        _began = MonotonicClock.Now;
        EndNs = _began + milliseconds * 1_000_000L;
    }

    /// <param name="count">What was done since <see cref="Start"/>.</param>
    public Sample Stop(long count)
    {
        double seconds = (MonotonicClock.Now - _began) / 1e9;
        double hub = Hub() - _hubBefore, own = CpuSeconds(Environment.ProcessId) - _ownBefore;
        return Latencies.ToSample(count, seconds, hub, own);
    }

    private double Hub() => hub is { } pid ? CpuSeconds(pid) : 0;

    private static double CpuSeconds(int process) => ProcessClock.Of(process) / 1e9;
}
