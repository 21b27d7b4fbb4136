using System.Runtime.InteropServices;

namespace GpioHub.Hub.Hosting;

/// <summary>What signals mean to <c>gpiohub run</c>, from its first step to its last: none of them ends the process by itself.</summary>
/// <remarks>The host's own handlers are there only while the host runs. Before that sockets exist already, and after that pins may stand
/// still where guests left them.</remarks>
internal sealed class RunSignals : IDisposable
{
    private const PosixSignal UserSignal = (PosixSignal)10;                 // SIGUSR1 of Linux: the enumeration has no name for it

    private static RunSignals? s_early;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop;
    private readonly PosixSignalRegistration[] _registrations;
    private Action? _hangUp;
    private bool _hungUp;
    private Action? _asked;

    /// <param name="cancel">Asks for the end, as SIGTERM does.</param>
    public RunSignals(CancellationToken cancel)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, End),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, End),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, End),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, HangUp),
            PosixSignalRegistration.Create(UserSignal, Asked),
        ];
    }

    /// <summary>Begins before the command line is read; the next <see cref="For"/> goes on with it.</summary>
    public static void Begin() => s_early = new RunSignals(CancellationToken.None);

    /// <summary>What has begun early, or begins now.</summary>
    /// <param name="cancel">Asks for the end, as SIGTERM does.</param>
    public static RunSignals For(CancellationToken cancel)
    {
        if (Interlocked.Exchange(ref s_early, null) is not { } early) return new RunSignals(cancel);
        cancel.Register(early.End);
        return early;
    }

    /// <summary>Cancelled when the hub is to end.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Calls this at every SIGHUP, and at once for one that came before; null = they are ignored.</summary>
    public Action? OnHangUp
    {
        set
        {
            bool late;
            lock (_lock)
            {
                _hangUp = value;
                late = value is not null && _hungUp;
                _hungUp = false;
            }

            if (late) value!();
        }
    }

    /// <summary>Calls this at every SIGUSR1; null = they are ignored.</summary>
    public Action? OnAsked
    {
        set { lock (_lock) _asked = value; }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    internal void End(PosixSignalContext context)
    {
        context.Cancel = true;
        End();
    }

    private void End()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // A handler that was on its way when the registrations ended: there is nothing left to end.
        }
    }

    private void Asked(PosixSignalContext context)
    {
        context.Cancel = true;
        Action? asked;
        lock (_lock) asked = _asked;
        asked?.Invoke();
    }

    private void HangUp(PosixSignalContext context)
    {
        context.Cancel = true;
        Action? reload;
        lock (_lock)
        {
            reload = _hangUp;
            _hungUp = reload is null;                                      // remembered until there is something to reload
        }

        reload?.Invoke();
    }
}
