namespace GpioHub.GuestDriver.Tests.Virtio;

/// <summary>One side of the race: a thread that writes its own word and then reads the other's.</summary>
/// <param name="Warm">Reads the other's word into the cache: only a cached word can be read too early.</param>
/// <param name="Run">Writes and reads; true = it has seen that the other side has written.</param>
internal readonly record struct Side(Action Warm, Func<bool> Run);

/// <summary>The store-buffer litmus test: two threads each write a word and then read the other's, at the same moment, again and
/// again.</summary>
/// <remarks>
/// If both write before they read, at least one sees the other's word. A processor, x86 too, lets a read overtake the write before it
/// unless a full fence is between them; then sometimes neither sees anything. On one CPU nothing overtakes, and the test passes because
/// there is no race.
/// </remarks>
internal static class StoreBuffer
{
    private const int SpinsBeforeYield = 4000;
    private const int Furthest = 64;

    /// <summary>Runs both sides so many times.</summary>
    /// <param name="prepare">Before each round, while neither side runs.</param>
    /// <returns>In how many rounds neither has seen anything.</returns>
    public static int Misses(int rounds, Action prepare, Side one, Side other)
    {
        int misses = 0, arrived = 0;
        bool seen = false;
        var thread = new Thread(() =>
        {
            for (int round = 0; round < rounds; round++)
            {
                Meet(ref arrived, 6 * round + 2);
                other.Warm();
                Meet(ref arrived, 6 * round + 4);
                Pass(-Lead(round));
                seen = other.Run();
                Meet(ref arrived, 6 * round + 6);
            }
        });
        thread.Start();
        for (int round = 0; round < rounds; round++)
        {
            prepare();
            Meet(ref arrived, 6 * round + 2);
            one.Warm();
            Meet(ref arrived, 6 * round + 4);
            Pass(Lead(round));
            bool saw = one.Run();
            Meet(ref arrived, 6 * round + 6);
            if (!saw && !seen) misses++;
        }

        thread.Join();
        return misses;
    }

    /// <summary>Waits until both are here, as closely together as two threads can be.</summary>
    private static void Meet(ref int arrived, int both)
    {
        Interlocked.Increment(ref arrived);
        for (int spins = 1; Volatile.Read(ref arrived) < both; spins++)
            if (spins % SpinsBeforeYield == 0) Thread.Yield();                 // the other one may want this CPU
    }

    /// <summary>By how much one side waits for the other: neither knows how long the other takes to its write, so
    /// all is tried in turn.</summary>
    private static int Lead(int round) => round % (2 * Furthest) - Furthest;

    /// <summary>Lets a few nanoseconds pass.</summary>
    private static void Pass(int some)
    {
        int passed = 0;
        while (Volatile.Read(ref passed) < some) passed++;
    }
}
