using GpioHub.Actors.Guests;
using GpioHub.Actors.Hosting;
using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>Turns of intake over both rings, without actors: what is taken when.</summary>
public class IntakeSpec
{
    private const ushort Size = 256;
    private const ulong Base = 0x10_0000;

    [Fact(DisplayName =
        "A turn takes a bounded share; a request is taken after every buffer queued before it, and buffers that come back for ever " +
        "do not keep it waiting (HR-22, VG-D-38, R-09)")]
    public void BuffersThatComeBackForEver()
    {
        var (queues, requests, events, buffer) = Rings();
        for (int i = 0; i < 120; i++)
            Assert.True(events.TryAdd([buffer, buffer with { Address = buffer.Address + 64, Length = 1, Writable = true }], 2, 0, out _));
        Assert.True(requests.TryAdd([buffer with { Length = 8 }, buffer with { Address = buffer.Address + 64, Writable = true }],
            2, 0, out _));
        events.Publish();
        requests.Publish();

        int turns = 0;
        for (; queues.Requests.Fetched == 0 && turns < 50; turns++)
        {
            long before = queues.Events.Fetched + queues.Requests.Fetched;
            queues.Budget = GuestQueues.ChainsPerTurn;
            queues.TakeSnapshots();
            queues.DrainEvents();
            queues.DrainRequests();
            Assert.True(queues.Events.Fetched + queues.Requests.Fetched - before <= GuestQueues.ChainsPerTurn);
            queues.Events.FailAll(IrqResponse.Valid);   // each comes back at once, and the driver queues it again
            queues.Events.Flush();
            while (events.Collect(out _) == CollectResult.Used)
                events.TryAdd([buffer, buffer with { Address = buffer.Address + 64, Length = 1, Writable = true }], 2, 0, out _);
            events.Publish();
        }

        Assert.Equal(1, queues.Requests.Fetched);
        Assert.True(queues.Events.Fetched >= 120, $"the request overtook {120 - queues.Events.Fetched} buffers");
    }

    [Fact(DisplayName = "A ring that is closed while a drain is under way gives nothing more (VU-33)")]
    public void AClosedRing()
    {
        var (queues, requests, events, buffer) = Rings();
        events.TryAdd([buffer, buffer with { Address = buffer.Address + 64, Length = 1, Writable = true }], 2, 0, out _);
        requests.TryAdd([buffer with { Length = 8 }, buffer with { Address = buffer.Address + 64, Writable = true }], 2, 0, out _);
        events.Publish();
        requests.Publish();
        queues.Budget = GuestQueues.ChainsPerTurn;
        queues.TakeSnapshots();
        queues.Open[0] = queues.Open[1] = false;
        queues.DrainEvents();
        queues.DrainRequests();
        Assert.Equal((0, 0), (queues.Events.Fetched, queues.Requests.Fetched));
    }

    [Fact(DisplayName =
        "Work that was on its way to a line whose actor is replaced is not waited for: the next request goes to the new one (HR-05)")]
    public void NewActors()
    {
        var (queues, requests, _, buffer) = Rings();
        for (int round = 0; round < 2; round++)
        {
            requests.TryAdd([buffer with { Address = buffer.Address + 128, Length = 8 },
                buffer with { Address = buffer.Address + 64, Writable = true }], 2, 0, out ushort _);
            requests.Publish();
            queues.Budget = GuestQueues.ChainsPerTurn;
            queues.TakeSnapshots();
            queues.DrainRequests();
            queues.Dispatch();
            Assert.True(queues.Work[0] is { Told: true, Requests.Count: 1 });
            queues.Renew();
            Assert.False(queues.Work[0].Told);
        }
    }

    [Fact(DisplayName = "Design rule 2: one flush, and in it the eventq's used.idx before the requestq's, whichever was staged first")]
    public void TheEventqIsPublishedFirst()
    {
        var (queues, requests, events, buffer) = Rings(out var memory);
        events.TryAdd([buffer, buffer with { Address = buffer.Address + 64, Length = 1, Writable = true }], 2, 0, out _);
        requests.TryAdd([buffer with { Length = 8 }, buffer with { Address = buffer.Address + 64, Writable = true }], 2, 0, out _);
        events.Publish();
        requests.Publish();
        using var reactor = new PumpReactor((e, what) => Assert.Fail($"{what}: {e}"));
        var turn = new GuestTurn(queues, reactor, SystemClock.Instance);
        foreach (int ring in new[] { 0, 1 })
        {
            turn.Open(ring);
            turn.Unshut(ring);
        }

        queues.Budget = GuestQueues.ChainsPerTurn;
        queues.TakeSnapshots();
        queues.DrainEvents();
        queues.DrainRequests();
        queues.Requests.FailAll(GpioResponse.Error);
        queues.Events.FailAll(IrqResponse.Invalid);
        memory.Opened.Clear();
        turn.Settle();
        turn.Flush();
        int request = memory.Opened.IndexOf(requests.Addresses.Used + SplitLayout.Index - Base),
            returned = memory.Opened.IndexOf(events.Addresses.Used + SplitLayout.Index - Base);
        Assert.True(returned >= 0 && returned < request, $"INVALID at {returned}, OK at {request}");
    }

    [Fact(DisplayName =
        "A turn reads the requestq's index first, then the eventq's: a pair queued between the two is seen before its request (VG-D-38)")]
    public void TheRequestqIsReadFirst()
    {
        var (queues, requests, events, buffer) = Rings(out var memory);
        memory.BetweenReads = (requests.Addresses.Avail + SplitLayout.Index - Base, events.Addresses.Avail + SplitLayout.Index - Base, () =>
        {
            events.TryAdd([buffer, buffer with { Address = buffer.Address + 64, Length = 1, Writable = true }], 2, 0, out _);
            events.Publish();
            requests.TryAdd([buffer with { Length = 8 }, buffer with { Address = buffer.Address + 64, Writable = true }], 2, 0, out _);
            requests.Publish();
        }
        );
        queues.TakeSnapshots();
        Assert.Null(memory.BetweenReads);
        Assert.Equal((0, 1), (queues.RequestsUpTo, queues.EventsUpTo));
    }

    private static (GuestQueues Queues, DriverRing Requests, DriverRing Events, GuestBuffer Buffer) Rings() => Rings(out _);

    private static (GuestQueues Queues, DriverRing Requests, DriverRing Events, GuestBuffer Buffer) Rings(out NotedBacking noted)
    {
        var first = RingLayout.At(Base, Size, RingFeatures.None);
        var second = RingLayout.At(first.End, Size, RingFeatures.None);
        noted = new NotedBacking(new byte[second.End - Base + 4096]);
        Assert.True(GuestMemory.TryCreate([new MemoryRegion(Base, 0x7000_0000, noted.Length, 0, noted)], out var memory, out _));
        Assert.True(NameBlock.TryCreate(["A"], out var names, out _));
        var queues = new GuestQueues("g", 1, names, new GuestLimits(SystemClock.Instance));
        var requests = new DriverRing(memory, first, Size, RingFeatures.None);
        var events = new DriverRing(memory, second, Size, RingFeatures.None);
        Assert.Equal(RingFault.None, queues.Requests.TryStart(memory, first.Addresses, Size, 0, RingFeatures.None));
        Assert.Equal(RingFault.None, queues.Events.TryStart(memory, second.Addresses, Size, 0, RingFeatures.None));
        queues.Open[0] = queues.Open[1] = true;
        queues.ForgetSnapshots();
        memory.TryWrite(second.End + 128, [(byte)GpioMessage.GetValue]);
        return (queues, requests, events, new GuestBuffer(second.End, 2, Writable: false));
    }

    /// <summary>Remembers where memory was touched, in order.</summary>
    private sealed class NotedBacking(byte[] bytes) : MemoryBacking
    {
        private ulong? _readOne;

        public List<ulong> Opened { get; } = [];

        /// <summary>What happens once between the reads of two places, whichever is read first; null = it has happened.</summary>
        public (ulong One, ulong Other, Action Act)? BetweenReads { get; set; }

        public override ulong Length => (ulong)bytes.Length;

        public override bool StartsOdd => false;

        public override Span<byte> Slice(ulong offset, int length)
        {
            if (BetweenReads is { } between && _readOne is { } one && offset != one && (offset == between.One || offset == between.Other))
            {
                BetweenReads = null;
                between.Act();
            }

            if (BetweenReads is { } places && (offset == places.One || offset == places.Other)) _readOne = offset;
            Opened.Add(offset);
            return bytes.AsSpan((int)offset, length);
        }
    }
}
