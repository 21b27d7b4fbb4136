namespace GpioHub.Actors;

/// <summary>The hub's only clock for stamps and deadlines; a test's clock is its virtual time.</summary>
public interface IMonotonicClock
{
    /// <summary>CLOCK_MONOTONIC, nanoseconds.</summary>
    long NowNs { get; }
}
