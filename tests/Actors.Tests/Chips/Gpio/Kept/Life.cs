namespace GpioHub.Actors.Tests.Chips.Gpio.Kept;

/// <summary>The life of one process of the hub, which a test cuts at a chosen point: from there on nothing that it does has an effect. Any
/// thread.</summary>
/// <param name="cut">The point at which it is cut, from 0; −1 = it is not.</param>
internal sealed class Life(int cut)
{
    private readonly Lock _lock = new();
    private int _points;

    /// <summary>It has been cut.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Where it was cut, for a person.</summary>
    public string Where { get; private set; } = "";

    /// <summary>Points passed.</summary>
    public int Points
    {
        get
        {
            lock (_lock) return _points;
        }
    }

    /// <summary>Cuts it now.</summary>
    public void End()
    {
        lock (_lock) (IsOver, Where) = (true, "now");
    }

    /// <summary>A point at which it may be cut.</summary>
    /// <exception cref="KilledException">It is cut here, or was before.</exception>
    public void Pass(string what)
    {
        lock (_lock)
        {
            if (!IsOver && _points++ == cut) (IsOver, Where) = (true, $"{what} (point {cut})");
            if (IsOver) throw new KilledException(Where);
        }
    }
}

/// <summary>The process is dead.</summary>
internal sealed class KilledException(string where) : Exception($"killed: {where}");
