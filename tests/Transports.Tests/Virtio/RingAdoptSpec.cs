using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio;

/// <summary>A ring that another process goes on with: whatever was cut, the driver gets each chain back once, with its answer.</summary>
public sealed class RingAdoptSpec
{
    private const ushort Size = 16;
    private const int Turns = 4_000;

    public static TheoryData<int, bool> Runs()
    {
        var runs = new TheoryData<int, bool>();
        foreach (int seed in Enumerable.Range(1, 8))
            foreach (bool again in new[] { false, true }) runs.Add(seed, again);
        return runs;
    }

    [Theory(DisplayName = "However turns are cut, before their commit, before their flush or after, every chain comes back once, answered")]
    [MemberData(nameof(Runs))]
    public void ExactlyOnce(int seed, bool again)
    {
        var world = new World(seed, again);
        for (int turn = 0; turn < Turns; turn++) world.Turn();
        world.Finish();
        Assert.True(world.Returned > Turns / 2, $"only {world.Returned} chains came back");
        Assert.InRange(world.Cuts, Turns / 4, Turns);
    }

    [Fact(DisplayName = "A used ring that somebody else wrote is no ring to go on with: it rests, and nothing of it is touched")]
    public void ForeignUsedRing()
    {
        var driver = HostileDriver.WithChains(3);
        driver.Device.RememberChanges();
        driver.Device.Stage(driver.Take(), new ShortResponse(1, 0, 2));
        var (image, held) = LeftBy(driver.Device);
        driver.SetUsedIndex(1);                                            // used.ring[0] still says head 0, which is right
        var next = new DeviceRing();
        Assert.Equal(RingFault.None, next.Adopt(driver.Memory, image, held, again: static _ => true));
        driver.SetUsedIndex(2);
        Assert.Equal(RingFault.Changed, next.Adopt(driver.Memory, image, held, again: static _ => true));
        Assert.Equal(RingState.Broken, next.State);
        Assert.Equal(FlushResult.Nothing, next.Flush());
    }

    [Fact(DisplayName = "A chain of which nobody had heard is fetched once more, and the others stay in flight as they were")]
    public void NobodyHas()
    {
        var driver = HostileDriver.WithChains(3);
        driver.Device.RememberChanges();
        Ticket had = driver.Take(), unheard = driver.Take();
        var (image, held) = LeftBy(driver.Device);
        var next = new DeviceRing();
        Assert.Equal(RingFault.None, next.Adopt(driver.Memory, image, held, again: chain => chain.Head == unheard.Head));
        Assert.True(next.HasAgain);
        Assert.Equal(FetchResult.Chain, next.Fetch(next.NextAvail, 0));
        Assert.Equal(unheard, next.Current.Ticket);
        Assert.False(next.HasAgain);
        Assert.True(next.Stage(had, new ShortResponse(1, 0, 1)));
        Assert.True(next.Stage(unheard, new ShortResponse(2, 0, 1)));
        Assert.Equal(FlushResult.Notify, next.Flush());
        Assert.Equal((ushort)2, driver.UsedIndex);
    }

    [Fact(DisplayName = "A stopped ring is taken over with what a driver that goes on will find: chains in flight, unpublished answers")]
    public void StoppedRing()
    {
        var driver = HostileDriver.WithChains(3);
        driver.Device.RememberChanges();
        driver.Device.Stage(driver.Take(), new ShortResponse(0x11, 0x22, 2));
        driver.Take();
        driver.Device.Stop();
        var (image, held) = LeftBy(driver.Device);
        Assert.Equal((RingState.Stopped, true), (image.State, image.IsLeft));
        var next = new DeviceRing();
        Assert.Equal(RingFault.None, next.Adopt(driver.Memory, image, held, again: static _ => true));
        Assert.Equal(RingState.Stopped, next.State);
        Assert.Equal(RingFault.None,
            next.TryStart(driver.Memory, driver.At, driver.Size, 2, driver.Features, RingPast.GoesOn | RingPast.NotSetUpAnew));
        Assert.Equal(FlushResult.Notify, next.Flush());
        Assert.Equal(0u, driver.Used(0).Id);
        Assert.Equal(FetchResult.Chain, next.Fetch(next.ReadAvail(), 0));
        Assert.Equal(2, next.Current.Ticket.Head);
    }

    private static (RingImage Image, List<HeldHead> Held) LeftBy(DeviceRing ring)
    {
        var held = new List<HeldHead>();
        for (ushort head = 0; head < ring.Size; head++)
            if (ring.ImageOf(head) is { Stage: not HeadStage.Free } image) held.Add(new HeldHead(head, image));
        return (ring.Image, held);
    }

    /// <summary>A driver, and devices that follow each other.</summary>
    private sealed class World
    {
        private static readonly byte[] Reused = [0xEE, 0xEE];

        private readonly HashSet<int> _idle = [];                          // heads that came back and are not offered again
        private readonly Random _random;
        private readonly bool _again;
        private readonly HostileDriver _driver = new(Size);
        private readonly Dictionary<int, byte> _asked = [];                // by head: what the driver waits for
        private readonly Dictionary<Ticket, byte> _open = [];              // what the device has to answer
        private readonly Record _record = new();
        private DeviceRing _device = new();
        private byte _next;
        private ushort _seen;

        public World(int seed, bool again)
        {
            (_random, _again) = (new Random(seed), again);
            _device.RememberChanges();
            Assert.Equal(RingFault.None, _device.TryStart(_driver.Memory, _driver.At, Size, 0, _driver.Features));
            _record.Commit(_device, _open);
        }

        public int Returned { get; private set; }

        public int Cuts { get; private set; }

        public void Turn()
        {
            Offer();
            Fetch(_random.Next(4));
            Answer(share: 0.5);
            int cut = _random.Next(6);
            if (cut == 0)
            {
                Follow();
                return;
            }

            _record.Commit(_device, _open);
            if (cut == 1)
            {
                Follow();
                return;
            }

            _device.Flush();
            Consume();
            if (cut == 2) Follow();
        }

        public void Finish()
        {
            Fetch(Size);
            Answer(share: 1);
            _record.Commit(_device, _open);
            _device.Flush();
            Consume();
            Assert.Empty(_asked);
        }

        private void Offer()
        {
            int head = 2 * _random.Next(Size / 2);
            if (!_asked.TryAdd(head, ++_next)) return;
            _idle.Remove(head);
            ulong request = HostileDriver.Request + 16UL * (ulong)head, response = HostileDriver.Response + 16UL * (ulong)head;
            _driver.Write(request, [_next]);
            _driver.Descriptor(head, request, 8, DescriptorBits.Next, head + 1);
            _driver.Descriptor(head + 1, response, 2, DescriptorBits.Write);
            _driver.Offer(head);
        }

        private void Fetch(int most)
        {
            Span<byte> asked = stackalloc byte[1];
            while (most-- > 0 && _device.Fetch(_device.ReadAvail(), 0) == FetchResult.Chain)
            {
                _device.Current.CopyReadable(asked);
                _device.Assign(_device.Current.Ticket, asked[0]);
                _open.Add(_device.Current.Ticket, asked[0]);
            }
        }

        private void Answer(double share)
        {
            foreach (var (ticket, asked) in _open.ToArray())
            {
                if (_random.NextDouble() >= share) continue;
                Assert.True(_device.Stage(ticket, new ShortResponse(asked, (byte)~asked, 2)));
                _open.Remove(ticket);
            }
        }

        /// <summary>The device's process is gone, and the next one has only what was committed.</summary>
        private void Follow()
        {
            Cuts++;
            _device = new DeviceRing();
            _device.RememberChanges();
            _open.Clear();
            Assert.Equal(RingFault.None, _device.Adopt(_driver.Memory, _record.Image, [.. _record.Heads.Select(head =>
                new HeldHead(head.Key, head.Value))], _ => _again));
            if (!_again)
                foreach (var (ticket, asked) in _record.Open) _open.Add(ticket, asked);
            else Fetch(_record.Open.Count);                                // with the serials that they had
            Assert.Equal(_record.Open.OrderBy(each => each.Key.Serial), _open.OrderBy(each => each.Key.Serial));
            _record.Commit(_device, _open);
            _device.Flush();
            Consume();
        }

        private void Consume()
        {
            for (; _seen != _driver.UsedIndex; _seen++, Returned++)
            {
                int head = (int)_driver.Used(_seen).Id;
                Assert.True(_asked.Remove(head, out byte asked), $"head {head} came back, and was not the device's");
                Assert.Equal([asked, (byte)~asked], _driver.Read(HostileDriver.Response + 16UL * (ulong)head, 2));
                _driver.Write(HostileDriver.Response + 16UL * (ulong)head, Reused);
                _idle.Add(head);
            }

            foreach (int head in _idle)                                    // what the driver has back is other memory by now
                Assert.Equal(Reused, _driver.Read(HostileDriver.Response + 16UL * (ulong)head, 2));
        }
    }

    /// <summary>What is committed of a ring and of who owes its answers, head by head as they change.</summary>
    private sealed class Record
    {
        public RingImage Image { get; private set; }

        public Dictionary<ushort, HeadImage> Heads { get; } = [];

        public Dictionary<Ticket, byte> Open { get; private set; } = [];

        public void Commit(DeviceRing ring, Dictionary<Ticket, byte> open)
        {
            (Image, Open) = (ring.Image, new Dictionary<Ticket, byte>(open));
            IEnumerable<ushort> changed = ring.ChangedAll ? Enumerable.Range(0, ring.Size).Select(head => (ushort)head) : ring.ChangedHeads;
            foreach (ushort head in changed.ToArray())
            {
                Heads.Remove(head);
                if (ring.ImageOf(head) is { Stage: not HeadStage.Free } image) Heads[head] = image;
            }

            ring.ForgetChanges();
        }
    }
}
