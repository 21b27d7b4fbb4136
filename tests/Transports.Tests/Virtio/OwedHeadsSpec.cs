using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio;

/// <summary>What guest memory tells of the chains that a lost back-end had in flight (VU-48).</summary>
public sealed class OwedHeadsSpec
{
    private const int Size = 8;

    [Fact(DisplayName = "With all of a ring's history in memory every head in flight is found, in whatever order others came back (VU-48)")]
    public void AllOfIt()
    {
        var ring = new History();
        foreach (ushort head in (ushort[])[0, 2, 4, 6]) ring.Offer(head);
        ring.Return(4);
        ring.Return(0);
        Assert.Equal([2, 6], ring.Owed(mayHide: _ => true));
    }

    [Fact(DisplayName = "With a long history in order the heads between used.idx and avail.idx are found (VU-48)")]
    public void InOrder()
    {
        var ring = new History();
        for (int i = 0; i < 30; i++)
        {
            ring.Offer((ushort)(i % 4));
            if (i >= 2) ring.Return((ushort)((i - 2) % 4));
        }

        Assert.Equal([0, 1], ring.Owed(mayHide: null));
        Assert.Equal([0, 1], ring.Owed(mayHide: head => head < 4));
    }

    [Fact(DisplayName = "A head that avail.ring may have forgotten makes the rest uncertain: nothing that may be free is fetched (VU-48)")]
    public void Hidden()
    {
        var ring = new History();
        ring.Offer(6);                                     // an armed line that never fires
        for (int i = 0; i < 20; i++)
        {
            ring.Offer(0);
            ring.Return(0);
        }

        Assert.Empty(ring.Owed(mayHide: head => head is 0 or 6));
        ring.Offer(2);                                     // a line armed for the first time
        Assert.Equal([2], ring.Owed(mayHide: head => head is 0 or 2 or 6));
    }

    [Theory(DisplayName = "Indices that have gone round to 0 hide nothing of what the rings still show (VU-47a)")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void GoneRound(int beyond)
    {
        var ring = new History();
        for (int i = 0; i < 65536 + beyond - 1; i++)
        {
            ring.Offer(5);
            ring.Return(5);
        }

        ring.Offer(0);                                     // held
        ring.Offer(5);
        ring.Return(5);                                    // out of order
        ring.Offer(2);                                     // held
        Assert.Equal(beyond, ring.Used);
        Assert.All(ring.Owed(mayHide: head => head is 0 or 2 or 5), head => Assert.Contains(head, ring.InFlight));
        Assert.All(ring.Owed(mayHide: null), head => Assert.Contains(head, ring.InFlight));
    }

    [Fact(DisplayName = "A full ring is in flight as a whole (VU-48)")]
    public void Full()
    {
        var ring = new History();
        for (int turn = 0; turn < 5; turn++)
        {
            foreach (int head in Enumerable.Range(0, Size)) ring.Offer((ushort)((head * 3 + turn) % Size));
            if (turn < 4) foreach (int head in Enumerable.Range(0, Size)) ring.Return((ushort)head);
        }

        Assert.Equal(Size, ring.Owed(mayHide: _ => true).Length);
    }

    [Fact(DisplayName = "Rings that contradict themselves give no head twice and none that does not exist (VQ-51, VQ-61)")]
    public void Hostile()
    {
        var random = new Random(12);
        for (int i = 0; i < 20_000; i++)
        {
            ushort[] offered = [.. Enumerable.Range(0, Size).Select(_ => (ushort)random.Next(12))];
            uint[] returned = [.. Enumerable.Range(0, Size).Select(_ => (uint)random.Next(12))];
            ushort used = (ushort)random.Next(65536), avail = (ushort)(used + random.Next(Size + 2));
            ushort[] owed = OwedHeads.Find(offered, returned, avail, used, random.Next(2) == 0, random.Next(2) == 0 ? null : _ => true);
            Assert.Equal(owed.Length, owed.Distinct().Count());
            Assert.True(owed.Length <= (ushort)(avail - used));
        }
    }

    [Fact(DisplayName = "Of random histories only heads are found that are in flight, and all of them while the history is short (VU-48)")]
    public void Random()
    {
        var random = new Random(7);
        int found = 0, wanted = 0;
        for (int i = 0; i < 3_000; i++)
        {
            var ring = new History();
            int steps = random.Next(1, 60), heads = random.Next(1, Size + 1);
            for (int step = 0; step < steps; step++)
            {
                var free = Enumerable.Range(0, heads).Select(h => (ushort)h).Except(ring.InFlight).ToArray();
                bool offer = ring.InFlight.Count == 0 || (free.Length > 0 && random.Next(2) == 0);
                if (offer) ring.Offer(free[random.Next(free.Length)]);
                else ring.Return(ring.InFlight[random.Next(ring.InFlight.Count)]);
            }

            ushort[] owed = ring.Owed(mayHide: head => head < heads);
            Assert.Empty(owed.Except(ring.InFlight));
            if (ring.Avail <= Size && ring.Used < Size) Assert.Equal(ring.InFlight.Count, owed.Length);
            (found, wanted) = (found + owed.Length, wanted + ring.InFlight.Count);
        }

        Assert.True(found > wanted / 4, $"{found} of {wanted} found");
    }

    /// <summary>Both rings of a driver that offers and a device that returns.</summary>
    private sealed class History
    {
        private readonly ushort[] _offered = new ushort[Size];
        private readonly uint[] _returned = new uint[Size];
        private bool _wrapped;

        public List<ushort> InFlight { get; } = [];

        public ushort Avail { get; private set; }

        public ushort Used { get; private set; }

        public void Offer(ushort head)
        {
            _offered[Avail++ % Size] = head;
            InFlight.Add(head);
        }

        public void Return(ushort head)
        {
            Assert.True(InFlight.Remove(head));
            _returned[Used++ % Size] = head;
            _wrapped |= Used == Size;
        }

        public ushort[] Owed(Func<ushort, bool>? mayHide) => OwedHeads.Find(_offered, _returned, Avail, Used, !_wrapped, mayHide);
    }
}
