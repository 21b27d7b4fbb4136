namespace GpioHub.Transports.Reactor;

/// <summary>The decision whether a reactor lets other threads have its CPU before it sleeps, learnt from how long they kept it.
/// Pure.</summary>
/// <remarks>
/// A driver on the same CPU was interrupted by its own kick. Given the CPU back, it mostly has the next request ready at once and need not
/// kick again. Another thread may keep the CPU for milliseconds; a sleeping thread that is woken would not wait that long.
/// </remarks>
internal struct YieldLimit
{
    /// <summary>Nanoseconds: if the CPU was away longer, giving it up was not worth it.</summary>
    public const long TooLongNs = 50_000;

    /// <summary>How many sleeps pass before it is tried again.</summary>
    public const int SleepsWithout = 1_000;

    private int _without;

    /// <summary>Whether to give the CPU up; called before each sleep.</summary>
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
