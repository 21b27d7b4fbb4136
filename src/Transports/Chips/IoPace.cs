namespace GpioHub.Transports.Chips;

/// <summary>The decision where values of a chip are read and set, from how long earlier calls took. Pure.</summary>
/// <remarks>HR-27: inline after 1,000 calls in a row under 20 µs, back at the first above 100 µs.</remarks>
public readonly record struct IoPace
{
    public const int FastCallsWanted = 1_000;
    public const long FastNs = 20_000;
    public const long SlowNs = 100_000;

    private int FastCalls { get; init; }

    /// <summary>On the reactor; otherwise on the chip's thread.</summary>
    public bool IsInline => FastCalls >= FastCallsWanted;

    /// <summary>The decision after one more call.</summary>
    /// <param name="tookNs">Nanoseconds in the kernel.</param>
    public IoPace After(long tookNs)
    {
        if (IsInline) return tookNs > SlowNs ? default : this;
        return tookNs < FastNs ? new IoPace { FastCalls = FastCalls + 1 } : default;
    }
}
