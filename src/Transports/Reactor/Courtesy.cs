namespace GpioHub.Transports.Reactor;

/// <summary>Whether a reactor lets others have its CPU before it sleeps, learnt from how long they kept it. Pure.</summary>
/// <remarks>
/// A driver that shares the CPU was interrupted by its own kick: given the CPU back, it mostly has the next request ready at once and need
/// not kick again. Anyone else on that CPU may keep it for milliseconds, which a sleeping thread that is woken would not wait for.
/// </remarks>
public struct Courtesy
{
    /// <summary>Nanoseconds after which it was not worth it.</summary>
    public const long TooLongNs = 50_000;

    /// <summary>So many sleeps go by before it is tried again.</summary>
    public const int SleepsWithout = 1_000;

    private int _without;

    /// <summary>Asked before each sleep.</summary>
    public bool Allows()
    {
        if (_without == 0) return true;
        _without--;
        return false;
    }

    /// <param name="ns">How long the CPU was away, nanoseconds.</param>
    public void Took(long ns)
    {
        if (ns > TooLongNs) _without = SleepsWithout;
    }
}
