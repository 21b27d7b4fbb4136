using GpioHub.Actors.Wires;
using GpioHub.Rules.Nets;
using Xunit;

namespace GpioHub.Actors.Tests.Chips;

/// <summary>A pending record between two threads: one adds, as a chip does; the other takes, as a line does.</summary>
public class PendingEdgesSpec
{
    private const int Edges = 400_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact(DisplayName =
        "Between two threads no edge is lost or counted twice, the oldest keeps its time, and the record is on its way at most once " +
        "(HR-03, HR-24)")]
    public async Task EveryEdgeIsAccountedFor()
    {
        var edges = new PendingEdges();
        var way = new Way();
        var (rising, falling) = (0, 0);
        var (roseNs, fellNs) = (0L, 1L);
        var line = Task.Run(() =>
        {
            while (way.Arrives())
            {
                var taken = edges.Take(out var times);
                Assert.True(taken.Told);
                // Edge i comes at i, rising if it is even: the oldest taken is the one after all that were taken before.
                if (taken.Rising > 0) Assert.Equal(roseNs, times.RisingNs);
                if (taken.Falling > 0) Assert.Equal(fellNs, times.FallingNs);
                roseNs += 2 * taken.Rising;
                fellNs += 2 * taken.Falling;
                Assert.Equal(7u, taken.Generation);
                if (taken.Rising != taken.Falling) Assert.Equal(taken.Rising > taken.Falling, taken.Level);
                rising += taken.Rising;
                falling += taken.Falling;
            }
        });
        for (int i = 0; i < Edges; i++)
        {
            bool room = SpinWait.SpinUntil(() => edges.Now.Rising < EdgeWord.MostEdges, Patience);        // so that no count saturates
            Assert.True(room, "the line was not told");
            if (edges.Add(level: i % 2 == 0, generation: 7, ns: i)) way.Tell();
        }

        way.End();
        await line;
        Assert.Equal((Edges / 2, Edges / 2, 0, 0, false), (rising, falling, edges.Now.Rising, edges.Now.Falling, edges.Level));
    }

    [Fact(DisplayName =
        "A watch that ends while edges come: none is taken for another watch, and the last watch has all of its own (HR-24)")]
    public async Task WatchesAreNotMixed()
    {
        const int perWatch = 40;
        const int watches = Edges / perWatch;
        var edges = new PendingEdges();
        var way = new Way();
        int[] taken = new int[watches];
        var line = Task.Run(() =>
        {
            while (way.Arrives())
            {
                var some = edges.Take(out _);
                taken[some.Generation] += some.Rising + some.Falling;
            }
        });
        for (int i = 0; i < Edges; i++)
        {
            if (i % perWatch == 0) edges.Level = i % 3 == 0;                   // a level while nobody watches
            if (edges.Add(level: i % 2 == 0, generation: (uint)(i / perWatch), ns: i)) way.Tell();
        }

        way.End();
        await line;
        Assert.All(taken, count => Assert.InRange(count, 0, perWatch));
        Assert.Equal(perWatch, taken[^1]);
    }

    /// <summary>A mailbox with room for one: what a record told twice would overflow.</summary>
    private sealed class Way
    {
        private int _told;
        private volatile bool _ended;

        public void Tell() => Assert.Equal(0, Interlocked.Exchange(ref _told, 1));

        public void End() => _ended = true;

        /// <returns>false = nothing came, and nothing will.</returns>
        public bool Arrives()
        {
            var spin = new SpinWait();
            while (true)
            {
                bool last = _ended;
                if (Interlocked.Exchange(ref _told, 0) == 1) return true;
                if (last) return false;
                spin.SpinOnce();
            }
        }
    }
}
