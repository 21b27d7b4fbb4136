using System.Diagnostics;

namespace GpioHub.SimRig;

/// <summary>How long this whole kernel has stood still because the machine under it was busy with other things.</summary>
/// <remarks>A thread that does nothing but sleep for 10 ms knows: it is due at once when it wakes late, so what it is late by, nobody here has had.</remarks>
internal sealed class Stalls : IDisposable
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(10);

    /// <summary>Up to here it may be this kernel's own programs that were in the way.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(100);

    private readonly Thread _thread;
    private long _ticks;
    private volatile bool _stop;

    public Stalls()
    {
        _thread = new Thread(Watch) { IsBackground = true, Name = "stalls" };
        _thread.Start();
    }

    /// <summary>In all, since it began to watch.</summary>
    public TimeSpan Total => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
    }

    private void Watch()
    {
        while (!_stop)
        {
            long began = Stopwatch.GetTimestamp();
            Thread.Sleep(Nap);
            var slept = Stopwatch.GetElapsedTime(began);
            if (slept > Usual) Interlocked.Add(ref _ticks, (slept - Nap).Ticks);
        }
    }
}
