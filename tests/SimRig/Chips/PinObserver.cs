namespace GpioHub.SimRig.Chips;

/// <summary>Looks at pins all the time and counts how often one has another level than when it began.</summary>
internal sealed class PinObserver : IDisposable
{
    private readonly (SimLine Pin, bool Level)[] _pins;
    private readonly Thread _thread;
    private volatile bool _ends;
    private long _looks;
    private int _moves;

    public PinObserver(params IEnumerable<SimLine> pins)
    {
        _pins = [.. pins.Select(pin => (pin, pin.Level))];
        _thread = new Thread(Look) { IsBackground = true, Name = "observer" };
        _thread.Start();
    }

    /// <summary>Looks that showed another level.</summary>
    public int Moves => Volatile.Read(ref _moves);

    public long Looks => Volatile.Read(ref _looks);

    public void Dispose()
    {
        _ends = true;
        _thread.Join();
    }

    /// <summary>With a pause between two looks: there is one processor, and the hub needs it.</summary>
    private void Look()
    {
        while (!_ends)
        {
            foreach (var (pin, level) in _pins)
                if (pin.Level != level) Interlocked.Increment(ref _moves);
            Interlocked.Increment(ref _looks);
            Thread.Sleep(1);
        }
    }
}
