using GpioHub.Actors.Tests.Support;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Tests.Allocation;

/// <summary>Counts what the threads of reactors take from the managed heap.</summary>
/// <remarks>The runtime's own count, exact to the byte. Each reactor reads its own count in work posted to it; reading and handing over
/// allocate nothing there.</remarks>
internal static class ReactorHeap
{
    private const int MostRuns = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Bytes that the hub's reactors allocate in a run, once everything has had its greatest size and the
    /// code its final form.</summary>
    /// <remarks>
    /// The compiler puts that form in place when it likes, on whatever thread runs the code, and may take an object for it, once.
    /// What the path takes it takes again: two runs in a row without a byte are asked for, among a few.
    /// </remarks>
    /// <param name="run">Does something so many times, on this thread, to its last answer.</param>
    /// <param name="times">So many times.</param>
    public static long BytesOf(this HotRig rig, Action<int> run, int times)
    {
        run(times / 5);
        long last = 0;
        for (int runs = 0, clean = 0; runs < MostRuns && clean < 2; runs++)
        {
            long before = rig.Reactors.Sum(Read);
            run(times);
            long bytes = rig.Reactors.Sum(Read) - before;
            clean = bytes == 0 ? clean + 1 : 0;
            if (clean != 1) last = bytes;
        }

        return last;
    }

    /// <inheritdoc cref="BytesOf(HotRig, Action{int}, int)"/>
    /// <param name="round">Done so many times.</param>
    public static long BytesOf(this HotRig rig, Action round, int times)
    {
        return rig.BytesOf(Repeat, times);

        void Repeat(int count)
        {
            for (int i = 0; i < count; i++) round();
        }
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
