using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Virtio;

/// <summary>Both sides of a packed ring in any order, many laps long, for rings of any size.</summary>
public class PackedWalkSpec
{
    private const int Steps = 3_000;
    private const int Laps = 30;

    private static readonly ushort[] Sizes = [1, 2, 3, 5, 7, 64];

    public static TheoryData<ushort, RingFeatures> Everything()
    {
        TheoryData<ushort, RingFeatures> cases = [];
        foreach (ushort size in Sizes)
            foreach (RingFeatures features in Enumerable.Range(0, 4).Select(i => (RingFeatures)i)) cases.Add(size, features);
        return cases;
    }

    [Theory(DisplayName =
        "Packed, any size: lists of 1 to N descriptors come to the device whole and in order, and back in any order with token and " +
        "length; each kick and signal is wanted exactly if it was asked for (VQ-30 to VQ-35, VQ-82)")]
    [MemberData(nameof(Everything))]
    public void Walks(ushort size, RingFeatures features)
    {
        var walk = new Walk(size, features, seed: 1000 * size + (int)features);
        for (int step = 0; step < Steps || walk.Laps < Laps; step++) walk.Step();
        walk.Finish();
    }

    [Theory(DisplayName = "Packed: a list of each length that the ring has goes round at each slot where it can begin (VQ-31, VQ-32)")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void EveryLengthAtEverySlot(ushort size)
    {
        for (int length = 1; length <= size; length++)
        {
            for (int start = 0; start < 2 * size; start++)
            {
                var pair = new PackedPair(size);
                for (int n = 0; n < start; n++) RoundTrip(pair, n, 1);
                for (int n = start; n < start + 2 * size; n++) RoundTrip(pair, n, length);
            }
        }
    }

    private static void RoundTrip(PackedPair pair, int n, int length)
    {
        Assert.True(pair.TryAdd(n, length - 1, 1, indirect: false, out ushort id));
        Assert.True(pair.Driver.Publish());
        PackedList list = Assert.IsType<PackedList>(pair.Device.Take());
        Assert.Equal((id, length), (list.Id, list.Slots));
        Assert.Equal(PackedPair.Chain(n, length - 1, 1), list.Buffers);
        Assert.Null(pair.Device.Take());
        Assert.Equal(CollectResult.Empty, pair.Driver.Collect(out _));
        pair.Device.Give(list, 3);
        Assert.Equal(CollectResult.Used, pair.Driver.Collect(out UsedChain used));
        Assert.Equal(new UsedChain(id, (ulong)n, 3), used);
        Assert.Equal(CollectResult.Empty, pair.Driver.Collect(out _));
    }

    /// <summary>One walk: what is to be seen follows from what was done, by counting.</summary>
    private sealed class Walk(ushort size, RingFeatures features, int seed)
    {
        private readonly PackedPair _pair = new(size, features);
        private readonly Random _random = new(seed);
        private readonly Queue<GuestBuffer[]> _offered = new();
        private readonly List<PackedList> _held = [];
        private readonly Queue<(ushort Id, GuestBuffer First, uint Length, int Slots)> _back = new();
        private readonly Dictionary<ulong, int> _tokens = [];
        private readonly bool _eventIdx = (features & RingFeatures.EventIdx) != 0;
        private int _next;
        private long _added, _shown, _collected, _signalled;
        private ushort _kicks = PackedDevice.Enable, _kickAt;
        private long? _signalAt;
        private bool _signals = true;

        public long Laps => _collected / size;

        public void Step()
        {
            switch (_random.Next(9))
            {
                case 0 or 1: Add(); break;
                case 2: Publish(); break;
                case 3: Take(); break;
                case 4 or 5: Give(); break;
                case 6: Collect(); break;
                case 7: AskForSignals(); break;
                default: AskForKicks(); break;
            }

            IPackedPlaces places = Assert.IsType<IPackedPlaces>(_pair.Driver.Places, exactMatch: false);
            Assert.Equal((Place(_shown), Place(_pair.Device.Given)), (places.Shown.Encoded, places.Used().Encoded));
        }

        /// <summary>Everything comes back.</summary>
        public void Finish()
        {
            Publish();
            while (_offered.Count > 0) Take();
            while (_held.Count > 0) Give();
            while (_back.Count > 0) Collect();
            Assert.Equal((0, size), (_pair.Driver.Outstanding, _pair.Driver.FreeDescriptors));
            Assert.Equal(CollectResult.Empty, _pair.Driver.Collect(out _));
        }

        private void Add()
        {
            bool indirect = (features & RingFeatures.IndirectDescriptors) != 0 && _random.Next(2) == 0;
            int most = indirect || _random.Next(2) == 0 ? Math.Min(size, PackedPair.TableEntries) : size;
            int length = 1 + _random.Next(most), readable = _random.Next(length + 1);
            GuestBuffer[] chain = PackedPair.Chain(_next, readable, length - readable);
            int slots = indirect ? 1 : length;
            bool fits = _added - _collected + slots <= size;
            Assert.Equal(fits, _pair.TryAdd(_next, readable, length - readable, indirect, out ushort id));
            if (!fits) return;
            _offered.Enqueue(chain);
            _tokens.Add(chain[0].Address, _next++);
            _added += slots;
            Assert.True(id < size);
        }

        private void Publish()
        {
            bool wanted = _kicks switch
            {
                PackedDevice.Disable => false,
                PackedDevice.AtPlace => _pair.Device.Passed(_shown, _added, _kickAt),
                _ => true,
            };
            Assert.Equal(wanted && _shown < _added, _pair.Driver.Publish());
            _shown = _added;
        }

        private void Take()
        {
            PackedList? list = _pair.Device.Take();
            if (list is null)
            {
                Assert.Equal(_shown, _pair.Device.Taken);
                return;
            }

            Assert.True(_pair.Device.Taken <= _shown, "the device sees what is not published");
            Assert.Equal(_offered.Dequeue(), list.Buffers);
            _held.Add(list);
        }

        private void Give()
        {
            if (_held.Count == 0) return;
            int which = _random.Next(_held.Count);
            PackedList list = _held[which];
            _held.RemoveAt(which);
            var length = (uint)_random.Next((int)list.Buffers.Where(buffer => buffer.Writable).Sum(buffer => buffer.Length) + 1);
            _pair.Device.Give(list, length);
            _back.Enqueue((list.Id, list.Buffers[0], length, list.Slots));
            if (_random.Next(2) == 0) return;

            bool wanted = _signals && (_signalAt is not { } asked || _pair.Device.Passed(_signalled, _pair.Device.Given, Place(asked)));
            Assert.Equal(wanted, _pair.Device.WantsSignal());
            _signalled = _pair.Device.Given;
        }

        private void Collect()
        {
            Assert.Equal(_back.Count > 0, _pair.Driver.HasUsed);
            CollectResult result = _pair.Driver.Collect(out UsedChain used);
            Assert.Equal(_back.Count > 0 ? CollectResult.Used : CollectResult.Empty, result);
            if (!_back.TryDequeue(out var expected)) return;
            Assert.True(_tokens.Remove(expected.First.Address, out int token));
            Assert.Equal(new UsedChain(expected.Id, (ulong)token, expected.Length), used);
            _collected += expected.Slots;
        }

        private void AskForSignals()
        {
            _signals = _random.Next(3) > 0;
            _signalAt = _signals && _eventIdx ? _collected : null;
            if (_signals) Assert.Equal(_back.Count > 0, _pair.Driver.EnableInterrupts());
            else _pair.Driver.DisableInterrupts();
        }

        private void AskForKicks()
        {
            _kicks = (ushort)_random.Next(_eventIdx ? 4 : 2);      // 3 is reserved: as ENABLE (VQ-72)
            _kickAt = Place(_random.Next(2 * size));
            _pair.Device.AskForKicks(_kicks, _kickAt);
        }

        private ushort Place(long count) => _pair.Device.PlaceOf(count);
    }
}
