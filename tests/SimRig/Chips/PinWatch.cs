namespace GpioHub.SimRig.Chips;

/// <summary>Reads a pin again and again on a thread of its own: what changes it shows meanwhile, as far as one who looks sees them.</summary>
internal sealed class PinWatch : IDisposable
{
    private readonly List<bool> _seen;
    private readonly Thread _thread;
    private volatile bool _stop;

    public PinWatch(SimLine pin)
    {
        _seen = [pin.Level];
        _thread = new Thread(() => Watch(pin)) { IsBackground = true, Name = "pin watch" };
        _thread.Start();
    }

    /// <summary>Such as 0,1,0. Ends the watching.</summary>
    public string History
    {
        get
        {
            Dispose();
            return string.Join(',', _seen.Select(level => level ? 1 : 0));
        }
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
    }

    private void Watch(SimLine pin)
    {
        while (!_stop)
        {
            if (pin.Level != _seen[^1]) _seen.Add(!_seen[^1]);
            Thread.Yield();
        }
    }
}
