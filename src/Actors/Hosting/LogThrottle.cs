namespace GpioHub.Actors.Hosting;

/// <summary>A limit on log lines of one source, a few a second: what a guest or front-end can trigger must not flood the log.</summary>
internal sealed class LogThrottle
{
    /// <summary>Our limit, per <see cref="Window"/>.</summary>
    public const int LinesPerSecond = 10;

    /// <summary>The time within which lines are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private static readonly long WindowNs = (long)Window.TotalNanoseconds;

    private long _windowStartNs = long.MinValue;
    private int _lines;
    private long _heldBack;

    /// <param name="nowNs">Monotonic, nanoseconds.</param>
    public bool Allows(long nowNs)
    {
        if (_windowStartNs == long.MinValue || nowNs - _windowStartNs >= WindowNs) (_windowStartNs, _lines) = (nowNs, 0);
        if (_lines < LinesPerSecond)
        {
            _lines++;
            return true;
        }

        _heldBack++;
        return false;
    }

    /// <summary>How many lines were held back since this was asked last: whoever writes the next one says so.</summary>
    public long TakeHeldBack()
    {
        long heldBack = _heldBack;
        _heldBack = 0;
        return heldBack;
    }
}
