using System.Runtime.InteropServices;

namespace GpioHub.Hub.Commands.Shell;

/// <summary>SIGINT and SIGTERM as a cancellation, for verbs that run until they are interrupted.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration[] _signals;

    /// <param name="cancel">A further reason to end.</param>
    public Interrupt(CancellationToken cancel)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, End), PosixSignalRegistration.Create(PosixSignal.SIGTERM, End)];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _source.Dispose();
    }

    private void End(PosixSignalContext context)
    {
        context.Cancel = true;     // the verb ends itself, with its own exit code
        _source.Cancel();
    }
}
