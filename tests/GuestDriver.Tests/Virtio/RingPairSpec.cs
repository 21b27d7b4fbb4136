using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Virtio;

public class RingPairSpec
{
    private static readonly ushort[] Sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

    public static TheoryData<ushort, RingFeatures, Cut, Place> Everything()
    {
        TheoryData<ushort, RingFeatures, Cut, Place> cases = [];
        foreach (ushort size in Sizes)
            foreach (RingFeatures features in Enumerable.Range(0, 4).Select(i => (RingFeatures)i))
                foreach (Cut cut in Enum.GetValues<Cut>())
                    foreach (Place place in Enum.GetValues<Place>())
                        if (Fits(size, features, cut, place)) cases.Add(size, features, cut, place);
        return cases;
    }

    // A chain is at most as long as the queue; a table needs the feature, and at least one buffer.
    private static bool Fits(ushort size, RingFeatures features, Cut cut, Place place)
    {
        int buffers = cut switch { Cut.WritableOnly => 1, Cut.Merged => 2, _ => RingPair.Request + RingPair.Response };
        if (buffers > size) return false;
        if (place == Place.FirstDirect && buffers == 1) return false;
        return place == Place.Direct || (features & RingFeatures.IndirectDescriptors) != 0;
    }

    [Theory(DisplayName = "VQ-03 VQ-13: whatever the size, the features and the cut, every chain comes back once with its own answer")]
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
}
