namespace GpioHub.Transports.Native;

/// <summary>A mapping that <see cref="BusErrors"/> answers for, until it is disposed of: before it is unmapped.</summary>
internal sealed class GuardedRange(int index) : IDisposable
{
    private bool _released;

    /// <summary>Whether something in it is gone; then zeros are there instead, which nobody else sees.</summary>
    internal MemoryLoss Loss => BusErrors.CodeOf(index) switch
    {
        0 => MemoryLoss.None,
        Libc.BUS_MCEERR_AR or Libc.BUS_MCEERR_AO => MemoryLoss.Hardware,
        _ => MemoryLoss.CutShort,
    };

    public void Dispose()
    {
        if (_released) return;
        _released = true;
        BusErrors.Release(index);
    }
}
