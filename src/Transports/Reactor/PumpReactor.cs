namespace GpioHub.Transports.Reactor;

/// <summary>A reactor without a thread: its turns run when and on the thread that a caller chooses. For tests and virtual time.</summary>
/// <remarks>Descriptors are watched as on any reactor, but only checked in a turn.</remarks>
/// <param name="onFault">Gets each exception and where it came from; called on the thread that runs the turn.</param>
public sealed class PumpReactor(Action<Exception, string> onFault) : TurnLoop(onFault, Polling.Off, looksEveryNs: 0)
{
    private const int EnoughTurns = 100_000;

    /// <summary>Runs one turn without waiting.</summary>
    /// <returns>Whether there was anything to do.</returns>
    /// <exception cref="InvalidOperationException">A turn is running already, on this thread or another.</exception>
    public bool RunTurn()
    {
        Enter();
        try
        {
            return Turn(mayWait: false);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Runs turns until one finds nothing to do.</summary>
    /// <returns>How many found something.</returns>
    /// <exception cref="InvalidOperationException">Still busy after 100,000 turns: something makes work for itself.</exception>
    public int RunUntilIdle()
    {
        for (int turns = 0; turns < EnoughTurns; turns++)
        {
            if (!RunTurn()) return turns;
        }
        throw new InvalidOperationException($"the reactor does not come to rest: busy for {EnoughTurns} turns");
    }

    /// <summary>Runs turns on the calling thread, sleeping between them, until cancelled: the thread keeps the pump.</summary>
    public void RunUntil(CancellationToken cancelled)
    {
        Enter();
        try
        {
            using CancellationTokenRegistration wake = cancelled.Register(Wake);
            while (!cancelled.IsCancellationRequested) Turn(mayWait: true);
        }
        finally
        {
            Exit();
        }
    }
}
