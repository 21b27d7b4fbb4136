namespace GpioHub.GuestDriver.Driver;

/// <summary>The flow of a hard handler: it runs where the used ring is consumed, and the pair is queued again before anything else
/// happens there.</summary>
/// <remarks>From used entry to queued pair it allocates nothing and hops no thread. The driver's lock is not held while the handler runs,
/// so it may take locks of its own.</remarks>
internal sealed class HardIrqFlow(DriverCore core, IrqLine line, Action<IrqSignal> handler) : IrqFlow(core, line)
{
    [ThreadStatic]
    private static HardIrqFlow? _running;

    private InvalidOperationException? _misuse;

    /// <summary>Refuses what would wait for this very thread. A handler that drops the exception, with the task that holds it, is found out
    /// all the same.</summary>
    /// <exception cref="InvalidOperationException">This thread is in a hard handler of that driver.</exception>
    public static void RefuseInside(DriverCore core)
    {
        if (_running is not { } flow || flow.Core != core) return;
        flow._misuse = new InvalidOperationException(
            $"the hard handler of line {flow.Line.Line} made a request: it runs on the thread that takes the answers, so none would " +
            "come. A handler given to RequestIrqAsync may make requests");
        throw flow._misuse;
    }

    public override void Interrupt(IrqSignal signal)
    {
        HardIrqFlow? outer = _running;      // a hard handler of one driver may poll another
        _running = this;
        Exception? why;
        try
        {
            handler(signal);
            why = _misuse;
        }
#pragma warning disable CA1031 // whatever a handler throws belongs to the reader of the events, not to this thread
        catch (Exception e)
#pragma warning restore CA1031
        {
            why = e;
        }
        finally
        {
            _running = outer;
        }

        if (why is null) Core.Unmask(Line);
        else Line.Close(why);
    }
}
