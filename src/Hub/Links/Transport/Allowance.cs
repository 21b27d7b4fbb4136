namespace GpioHub.Hub.Links.Transport;

/// <summary>How much one connection may bring: more is dropped before anybody reads it. Source: LK-17.</summary>
/// <remarks>
/// Our limits. A link at its busiest brings some 200 messages a second for each remote chip and as many acknowledgements; a peer that
/// brings frames faster than they are read would fill a queue without a bound. Not thread-safe: a connection's frames come one by one.
/// </remarks>
/// <param name="most">Frames a second, and at once.</param>
internal sealed class Allowance(int most, long nowNs)
{
    /// <summary>Frames a second, and at once, of a hub.</summary>
    public const int Frames = 10_000;

    /// <summary>Bytes a second, and at once.</summary>
    public const int Bytes = 8_000_000;

    private const long Second = 1_000_000_000;

    private long _asOfNs = nowNs;
    private double _frames = most, _bytes = Bytes;

    /// <summary>Takes a frame of so many bytes in, if there is room for it.</summary>
    public bool Take(int length, long nowNs)
    {
        double seconds = (double)Math.Clamp(nowNs - _asOfNs, 0, Second) / Second;
        _asOfNs = nowNs;
        _frames = Math.Min(most, _frames + (most * seconds));
        _bytes = Math.Min(Bytes, _bytes + (Bytes * seconds));
        if (_frames < 1 || _bytes < length) return false;
        _frames--;
        _bytes -= length;
        return true;
    }
}
