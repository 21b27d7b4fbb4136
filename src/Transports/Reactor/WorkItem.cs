namespace GpioHub.Transports.Reactor;

/// <summary>A queued piece of work, held by value so that queueing allocates nothing.</summary>
/// <param name="State">An <see cref="IReactorWork"/> if <paramref name="Run"/> is null; else the argument of Run.</param>
internal readonly record struct WorkItem(object State, Action<object>? Run)
{
    public void Execute()
    {
        if (Run is null) ((IReactorWork)State).Execute();
        else Run(State);
    }
}
