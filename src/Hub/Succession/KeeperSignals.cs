using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Succession;

/// <summary>The signals that a keeper gets and its hub is meant to have: none of them ends the keeper.</summary>
internal sealed class KeeperSignals : IDisposable
{
    private static readonly int[] Numbers = [1, 2, 3, 10, 12, 15];        // HUP, INT, QUIT, USR1, USR2, TERM

    private readonly EventFd _arrived = EventFd.Create();
    private readonly PosixSignalRegistration[] _registrations = new PosixSignalRegistration[Numbers.Length];
    private int _pending;

    public KeeperSignals()
    {
        for (int i = 0; i < Numbers.Length; i++)
        {
            int number = Numbers[i];
            _registrations[i] = PosixSignalRegistration.Create((PosixSignal)number, context =>
            {
                context.Cancel = true;
                Interlocked.Or(ref _pending, 1 << number);
                _arrived.Signal();
            });
        }
    }

    /// <summary>To be waited for.</summary>
    public SafeHandle Descriptor => _arrived;

    /// <summary>Takes what has come: bit 1 &lt;&lt; number for each.</summary>
    public int Take()
    {
        _arrived.Drain();
        return Interlocked.Exchange(ref _pending, 0);
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _arrived.Dispose();
    }
}
