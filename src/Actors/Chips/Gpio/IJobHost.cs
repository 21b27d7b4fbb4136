using GpioHub.Transports.Chips;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>A port as its jobs may use it on the chip's thread.</summary>
internal interface IJobHost
{
    /// <summary>The chip's id.</summary>
    string Chip { get; }

    /// <summary>Who keeps the port's lines; null = nobody. The chip's thread only.</summary>
    KeptLines? Kept { get; }

    /// <summary>The sampler. The chip's thread only.</summary>
    Sampler Sampler { get; }

    /// <summary>CLOCK_MONOTONIC, nanoseconds.</summary>
    long NowNs();

    /// <summary>How long a value took, nanoseconds.</summary>
    void Took(long ns);

    /// <summary>Wakes the sampler. From a job only.</summary>
    void WakeSampler();

    /// <summary>Tells the chip that the device has gone.</summary>
    /// <param name="opening">The opening that has ended.</param>
    void SayGone(string why, int opening);
}
