namespace GpioHub.Actors.Hosting;

/// <summary>The hub's only clock for timestamps and deadlines; in tests it shows virtual time.</summary>
public interface IMonotonicClock
{
    /// <summary>CLOCK_MONOTONIC, nanoseconds.</summary>
    long NowNs { get; }
}
