using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Virtio;

public class RingPairSpec
{
    private static readonly ushort[] Sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 32768];
    private static readonly ushort[] PackedSizes = [1, 2, 3, 5, 7, 64, 1000, 32768];

    public static TheoryData<ushort, RingFeatures, Cut, Place> Everything()
    {
        TheoryData<ushort, RingFeatures, Cut, Place> cases = [];
        foreach ((ushort size, RingFeatures format) in Sizes.Select(size => (size, RingFeatures.None))
            .Concat(PackedSizes.Select(size => (size, RingFeatures.Packed))))
            foreach (RingFeatures features in Enumerable.Range(0, 4).Select(i => (RingFeatures)i | format))
                foreach (Cut cut in Enum.GetValues<Cut>())
                    foreach (Place place in Enum.GetValues<Place>())
                        if (Fits(size, features, cut, place)) cases.Add(size, features, cut, place);
        return cases;
    }

    // A chain is at most as long as the queue; a table needs the feature, and at least one buffer, and in a packed ring it is the whole
    // list.
    private static bool Fits(ushort size, RingFeatures features, Cut cut, Place place)
    {
        int buffers = cut switch { Cut.WritableOnly => 1, Cut.Merged => 2, _ => RingPair.Request + RingPair.Response };
        if (buffers > size) return false;
        if (place == Place.FirstDirect && (buffers == 1 || (features & RingFeatures.Packed) != 0)) return false;
        return place == Place.Direct || (features & RingFeatures.IndirectDescriptors) != 0;
    }

    [Theory(DisplayName = "Whatever the size, the features and the cut, every chain comes back once with its own answer (VQ-03, VQ-13)")]
    [MemberData(nameof(Everything))]
    public void RoundTrips(ushort size, RingFeatures features, Cut cut, Place place)
    {
        RingPair pair = new(size, features);
        int sent = 0;
        for (int round = 0; round < 6; round++)
        {
            int added = 0;
            while (added <= round * 7 && pair.TryAdd(sent, cut, place)) (sent, added) = (sent + 1, added + 1);
            pair.Driver.Publish();
            Assert.Equal(added, pair.Serve(cut, reverse: round % 2 == 1).Served);
            HashSet<ulong> back = [];
            while (pair.Driver.Collect(out UsedChain used) == CollectResult.Used)
            {
                Assert.Equal(2u, used.Length);
                byte expected = cut == Cut.WritableOnly ? (byte)0x11 : (byte)used.Token;
                Assert.Equal([expected, 0x55], pair.Buffer((int)used.Token % size)[RingPair.Request..(RingPair.Request + 2)].ToArray());
                Assert.True(back.Add(used.Token));
            }
            Assert.Equal(DriverRingFault.None, pair.Driver.Fault);
            Assert.Equal(added, back.Count);
            Assert.Equal(size, pair.Driver.FreeDescriptors);
        }
        Assert.Equal(sent, pair.Device.Completed);
    }

    [Theory(DisplayName = "Indices run on over 65536, in every combination of features, and no interrupt or kick is missed (VQ-S2, VQ-S6)")]
    [InlineData(1, RingFeatures.None)]
    [InlineData(1, RingFeatures.EventIdx)]
    [InlineData(8, RingFeatures.None)]
    [InlineData(8, RingFeatures.EventIdx)]
    [InlineData(8, RingFeatures.EventIdx | RingFeatures.IndirectDescriptors)]
    [InlineData(1024, RingFeatures.EventIdx)]
    [InlineData(1, RingFeatures.Packed)]
    [InlineData(7, RingFeatures.Packed | RingFeatures.IndirectDescriptors)]
    [InlineData(1000, RingFeatures.Packed | RingFeatures.EventIdx)]
    public void IndicesWrap(int size, RingFeatures features)
    {
        RingPair pair = new((ushort)size, features);
        Place place = (features & RingFeatures.IndirectDescriptors) != 0 ? Place.Indirect : Place.Direct;
        Cut cut = size == 1 ? Cut.WritableOnly : Cut.Merged;
        int sent = 0;
        bool kickWanted = true, callWanted = true;
        while (sent < 70_000)
        {
            int added = 0;
            while (added <= sent % 5 && pair.TryAdd(sent, cut, place)) (sent, added) = (sent + 1, added + 1);
            if (kickWanted != pair.Driver.Publish()) Assert.Fail($"kick decision at {sent}");
            (int served, bool notify) = pair.Serve(cut);
            if (served != added) Assert.Fail($"{served} served of {added} at {sent}");
            // The very first signal of a ring with EVENT_IDX goes out unasked.
            if (notify != callWanted) Assert.Fail($"signal decision at {sent}");
            while (pair.Driver.Collect(out _) == CollectResult.Used) added--;
            if (added != 0 || pair.Driver.Fault != DriverRingFault.None) Assert.Fail($"{added} missing at {sent}, {pair.Driver.Fault}");

            (kickWanted, callWanted) = (sent % 3 != 0, sent % 7 != 0);
            if (kickWanted) Assert.False(pair.Device.EnableKicks());
            else pair.Device.DisableKicks();
            if (callWanted) Assert.False(pair.Driver.EnableInterrupts());
            else pair.Driver.DisableInterrupts();
        }
        Assert.Equal(sent, pair.Device.Completed);
    }

    [Theory(DisplayName = "The hot path allocates nothing, on either side: direct and indirect, whole and in pieces, suppressed and not")]
    [InlineData(RingFeatures.None, Place.Direct, Cut.Merged)]
    [InlineData(RingFeatures.EventIdx, Place.Direct, Cut.Split)]
    [InlineData(RingFeatures.EventIdx | RingFeatures.IndirectDescriptors, Place.Indirect, Cut.Merged)]
    [InlineData(RingFeatures.Packed, Place.Direct, Cut.Split)]
    [InlineData(RingFeatures.Packed | RingFeatures.EventIdx | RingFeatures.IndirectDescriptors, Place.Indirect, Cut.Merged)]
    public void AllocatesNothing(RingFeatures features, Place place, Cut cut)
    {
        RingPair pair = new(64, features);
        for (int i = 0; i < 200; i++) RoundTrip(pair, i, cut, place); // tier-0 code and xunit's first calls may allocate
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5_000; i++) RoundTrip(pair, i, cut, place);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void RoundTrip(RingPair pair, int n, Cut cut, Place place)
    {
        pair.TryAdd(n, cut, place);
        pair.Driver.Publish();
        pair.ServeQuietly();
        while (pair.Driver.Collect(out _) == CollectResult.Used)
        {
        }
        pair.Driver.DisableInterrupts();
        pair.Driver.EnableInterrupts();
        pair.Device.DisableKicks();
        pair.Device.EnableKicks();
    }
}
