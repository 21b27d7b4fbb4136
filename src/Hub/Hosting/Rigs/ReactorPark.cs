using GpioHub.Transports.Reactor;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>Reactors that stand still between two turns, so that another process can go on with what they have committed.</summary>
internal sealed class ReactorPark : IDisposable
{
    private readonly ManualResetEventSlim _released = new();
    private readonly TaskCompletionSource _parked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    /// <param name="reactors">Each stops as soon as the turn that it is in, or its next one, is committed.</param>
    public ReactorPark(IReadOnlyCollection<IReactor> reactors)
    {
        _running = reactors.Count;
        foreach (var reactor in reactors) reactor.Post(new Stop(this, reactor));
    }

    /// <summary>Done when all of them stand still.</summary>
    public Task Parked => _parked.Task;

    /// <summary>Has them go on: nobody takes their place.</summary>
    public void Release() => _released.Set();

    public void Dispose() => _released.Dispose();

    /// <summary>Waits in the turn, behind its commit: what a successor finds is whole, and it does again what is not.</summary>
    private sealed class Stop(ReactorPark park, IReactor reactor) : IReactorWork
    {
        private bool _committed;

        public void Execute()
        {
            if (!_committed)
            {
                _committed = true;
                reactor.AfterCommit(this);
                return;
            }

            if (Interlocked.Decrement(ref park._running) == 0) park._parked.TrySetResult();
            park._released.Wait();
        }
    }
}
