using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Tests.Allocation;

/// <summary>What the threads of reactors take from the managed heap.</summary>
/// <remarks>The runtime's own count, exact to the byte. Each reactor reads its own in work posted to it; reading and handing over allocate nothing there.</remarks>
internal static class ReactorHeap
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Bytes allocated on the threads of <paramref name="reactors"/> while <paramref name="work"/> runs on this one, to its last answer.</summary>
    public static long BytesDuring(IReadOnlyCollection<IReactor> reactors, Action work)
    {
        long before = reactors.Sum(Read);
        work();
        return reactors.Sum(Read) - before;
    }

    private static long Read(IReactor reactor)
    {
        var reading = new Reading();
        reactor.Post(reading);
        return SpinWait.SpinUntil(() => reading.Done, Patience) ? reading.Bytes : throw new TimeoutException("the reactor does not turn");
    }

    private sealed class Reading : IReactorWork
    {
        private volatile bool _done;

        public bool Done => _done;

        public long Bytes { get; private set; }

        public void Execute()
        {
            Bytes = GC.GetAllocatedBytesForCurrentThread();
            _done = true;
        }
    }
}
