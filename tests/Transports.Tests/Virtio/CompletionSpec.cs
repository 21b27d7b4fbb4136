using GpioHub.Transports.Virtio;
using Xunit;
using static GpioHub.Transports.Tests.Virtio.HostileDriver;
using static GpioHub.Transports.Virtio.DescriptorBits;

namespace GpioHub.Transports.Tests.Virtio;

public class CompletionSpec
{
    private static readonly ShortResponse Answer = new(0x11, 0x22, 2);

    [Fact(DisplayName = "VQ-04: response bytes, then used elements, then used.idx; the driver's wish is read last")]
    public void PublishesInOrder()
    {
        HostileDriver driver = WithChains(2);
        Ticket first = driver.Take(), second = driver.Take();
        driver.Device.Stage(second, Answer);
        driver.Device.Stage(first, Answer);
        driver.Backing.Recording = true;
        driver.Device.Flush();
        (ulong, int)[] expected =
        [
            (InFile(Response + 16), 1), (InFile(Response + 17), 1), (InFile(driver.At.Used + 4), 8),
            (InFile(Response), 1), (InFile(Response + 1), 1), (InFile(driver.At.Used + 12), 8),
            (InFile(driver.At.Used + 2), 2), (InFile(driver.At.Avail), 2),
        ];
        Assert.Equal(expected, driver.Backing.Windows);
    }

    [Fact(DisplayName = "VQ-04: a look at guest memory in the moment before used.idx is written finds all else in place, and the old index")]
    public void IndexIsLast()
    {
        HostileDriver driver = WithChains(1);
        driver.Device.Stage(driver.Take(), Answer);
        bool looked = false;
        driver.Backing.Opening = (offset, length) =>
        {
            if (offset != InFile(driver.At.Used + 2) || length != 2 || looked) return;
            looked = true;
            Assert.Equal(0, driver.UsedIndex);
            Assert.Equal((0u, 2u), driver.Used(0));
            Assert.Equal([0x11, 0x22], driver.Read(Response, 2));
        };
        driver.Device.Flush();
        Assert.True(looked);
        Assert.Equal(1, driver.UsedIndex);
    }

    [Fact(DisplayName = "Staging touches no guest memory")]
    public void StagingIsPrivate()
    {
        HostileDriver driver = WithChains(2);
        Ticket first = driver.Take(), second = driver.Take();
        driver.Backing.Recording = true;
        driver.Device.Assign(first, 3);
        driver.Device.Stage(first, Answer);
        driver.Device.StageWritten(second, 1);
        Assert.Empty(driver.Backing.Windows);
        Assert.True(driver.Device.HasStaged);
    }

    [Theory(DisplayName = "VQ-05: used.len is what was written, cut to the writable bytes there are")]
    [InlineData(1u, 2, 1u)]
    [InlineData(2u, 2, 2u)]
    [InlineData(9u, 2, 2u)]
    [InlineData(9u, 1, 1u)]
    [InlineData(9u, 0, 0u)]
    public void UsedLengthIsExact(uint writable, byte answered, uint expected)
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.Descriptor(0, Request, 8, Next, 1);
        driver.Descriptor(1, Response, writable, Write);
        driver.Offer(0);
        Assert.True(driver.Device.Stage(driver.Take(), Answer with { Length = answered }));
        driver.Device.Flush();
        Assert.Equal((0u, expected), driver.Used(0));
        Assert.Equal([(byte)(expected > 0 ? 0x11 : 0), (byte)(expected > 1 ? 0x22 : 0), 0], driver.Read(Response, 3));
    }

    [Fact(DisplayName = "A long response is written at intake over several buffers; VQ-05: its length cannot exceed what is writable")]
    public void LongResponses()
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.Descriptor(0, Request, 8, Next, 1);
        driver.Descriptor(1, Response, 3, Write | Next, 2);
        driver.Descriptor(2, Response + 0x10, 4, Write);
        driver.Offer(0);
        Ticket ticket = driver.Take();
        FetchedChain chain = driver.Device.Current;
        Assert.Equal(2u, chain.WriteResponse(0, [1, 2]));
        Assert.Equal(3u, chain.WriteResponse(2, [3, 4, 5]));
        Assert.Equal(2u, chain.ZeroResponse(5, 100));
        Assert.Equal(0u, chain.WriteResponse(7, [9]));
        Assert.Equal(0u, chain.WriteResponse(uint.MaxValue, [9]));
        Assert.True(driver.Device.StageWritten(ticket, 100));
        driver.Device.Flush();
        Assert.Equal((0u, 7u), driver.Used(0));
        Assert.Equal([1, 2, 3, 0], driver.Read(Response, 4));
        Assert.Equal([4, 5, 0, 0, 0], driver.Read(Response + 0x10, 5));
    }

    [Fact(DisplayName = "A ticket is answered once: the second answer, a foreign one and nobody's do nothing")]
    public void OneAnswerPerTicket()
    {
        HostileDriver driver = WithChains(2);
        Ticket first = driver.Take(), second = driver.Take();
        DeviceRing ring = driver.Device;
        Assert.True(ring.Stage(first, Answer));
        Assert.False(ring.Stage(first, Answer));
        Assert.False(ring.StageWritten(first, 2));
        Assert.False(ring.Assign(first, 1));
        Assert.False(ring.Contains(first));
        Assert.True(ring.Contains(second));
        Ticket[] strangers = [default, second with { Serial = second.Serial + 1 }, second with { Head = first.Head }, new(1023, second.Serial), new(ushort.MaxValue, second.Serial)];
        foreach (Ticket stranger in strangers)
        {
            Assert.False(ring.Contains(stranger));
            Assert.False(ring.Stage(stranger, Answer));
            Assert.False(ring.StageWritten(stranger, 2));
            Assert.False(ring.Assign(stranger, 1));
        }
        ring.Flush();
        Assert.False(ring.Stage(first, Answer));
        Assert.Equal((1, 1), (driver.UsedIndex, ring.InFlightCount));
    }

    [Fact(DisplayName = "A head fetched again has a new ticket; the answer to the old one does nothing")]
    public void HeadsComeBack()
    {
        HostileDriver driver = WithChains(1);
        Ticket old = driver.Take();
        driver.Device.Stage(old, Answer);
        driver.Device.Flush();
        driver.Offer(0);
        Ticket fresh = driver.Take();
        Assert.Equal(old.Head, fresh.Head);
        Assert.False(driver.Device.Stage(old, Answer));
        Assert.True(driver.Device.Stage(fresh, Answer));
    }

    [Fact(DisplayName = "FailLine answers the line's chains in fetch order, FailUndispatched those of no line, FailAll the rest")]
    public void FailsInFetchOrder()
    {
        HostileDriver driver = WithChains(7, order: [3, 0, 6, 2, 5, 1, 4]);
        Ticket[] tickets = [.. Enumerable.Range(0, 7).Select(i => driver.Take(nowNs: 100 + i))];
        DeviceRing ring = driver.Device;
        ring.Assign(tickets[1], 9); // head 0
        ring.Assign(tickets[2], 8); // head 6
        ring.Assign(tickets[4], 9); // head 5
        ring.Assign(tickets[5], 9); // head 1
        ring.Stage(tickets[4], Answer);
        Assert.Equal([tickets[1], tickets[5]], Collect(ring.InFlightOf(9)));
        Assert.Equal(100, ring.OldestFetchedNs);

        Assert.Equal(2, ring.FailLine(9, Answer));
        Assert.Equal(0, ring.FailLine(9, Answer));
        Assert.Equal(3, ring.FailUndispatched(Answer)); // heads 3, 2, 4
        Assert.Equal(102, ring.OldestFetchedNs);
        Assert.Equal([tickets[2]], Collect(ring.InFlight));
        Assert.Equal(1, ring.FailAll(Answer));
        Assert.Null(ring.OldestFetchedNs);
        ring.Flush();
        Assert.Equal([5u, 0u, 1u, 3u, 2u, 4u, 6u], Enumerable.Range(0, 7).Select(i => driver.Used(i).Id));
    }

    [Fact(DisplayName = "An in-flight entry says which line has it and when it was fetched")]
    public void EnumeratesWhatIsInFlight()
    {
        HostileDriver driver = WithChains(2);
        Ticket first = driver.Take(nowNs: 5), second = driver.Take(nowNs: 6);
        driver.Device.Assign(second, 65535);
        List<InFlightChain> all = [];
        foreach (InFlightChain chain in driver.Device.InFlight) all.Add(chain);
        Assert.Equal([new InFlightChain(first, -1, 5), new InFlightChain(second, 65535, 6)], all);
    }

    [Fact(DisplayName = "VU-34 VG-D-49: after a stop nothing in flight or staged is written, and the base is the next avail index")]
    public void StopIsExact()
    {
        HostileDriver driver = WithChains(3);
        Ticket staged = driver.Take(), held = driver.Take();
        driver.Device.Stage(staged, Answer);
        byte[] before = driver.Snapshot();
        driver.Backing.Recording = true;

        Assert.Equal(2, driver.Device.Stop());

        Assert.False(driver.Device.Stage(held, Answer));
        Assert.Equal(FlushResult.Nothing, driver.Device.Flush());
        Assert.Equal(FetchResult.Empty, driver.Fetch());
        Assert.Equal(0u, driver.Device.Current.WriteResponse(0, [1]));
        Assert.False(driver.Device.HasPending);
        Assert.Empty(driver.Backing.Windows);
        Assert.Equal(before, driver.Snapshot());
        Assert.Equal(2, driver.Device.Stop()); // GET_VRING_BASE on a stopped ring (VU-25)
    }

    [Fact(DisplayName = "VQ-14 VU-29: a restart takes the base it is given and used.idx from memory")]
    public void Resumes()
    {
        HostileDriver driver = WithChains(2);
        driver.Device.Stage(driver.Take(), Answer);
        driver.Device.Flush();
        ushort next = driver.Device.Stop();
        Assert.Equal(RingFault.None, driver.Start(next));
        driver.Device.Stage(driver.Take(), Answer);
        driver.Device.Flush();
        Assert.Equal(2, driver.UsedIndex);
        Assert.Equal((2u, 2u), driver.Used(1));
    }

    [Fact(DisplayName = "VU-40: chains in flight survive a new memory table in which their buffers still are, and are written there")]
    public void SurvivesANewTable()
    {
        HostileDriver driver = WithChains(1);
        Ticket held = driver.Take();
        Assert.Equal(RingFault.None, driver.Device.Retranslate(driver.Map(withB: false, withC: false), driver.At));
        driver.Device.Stage(held, Answer);
        Assert.Equal(FlushResult.Notify, driver.Device.Flush());
        Assert.Equal([0x11, 0x22], driver.Read(Response, 2));
    }

    [Fact(DisplayName = "VQ-16: a response whose memory is gone from the table breaks the ring, and nothing is published")]
    public void ResponseGone()
    {
        HostileDriver driver = new HostileDriver().Started();
        driver.Descriptor(0, Request, 8, Next, 1);
        driver.Descriptor(1, C, 2, Write);
        driver.Offer(0);
        Ticket held = driver.Take();
        Assert.Equal(RingFault.None, driver.Device.Retranslate(driver.Map(withC: false), driver.At));
        driver.Device.Stage(held, Answer);
        Assert.Equal(FlushResult.Fault, driver.Device.Flush());
        Assert.Equal((RingState.Broken, RingFault.ResponseOutsideMemory), (driver.Device.State, driver.Device.Fault));
        Assert.Equal(0, driver.UsedIndex);
        Assert.Equal([0, 0], driver.Read(C, 2));
    }

    [Fact(DisplayName = "VU-40: a running ring that the new table does not hold is broken")]
    public void RingGone()
    {
        HostileDriver driver = WithChains(1);
        Assert.Equal(RingFault.OutsideMemory, driver.Device.Retranslate(GuestMemory.Empty, driver.At));
        Assert.Equal(RingState.Broken, driver.Device.State);
    }

    [Fact(DisplayName = "VU-47 VU-47a: the indices of a ring that is not running, and whether its last used element was ever written")]
    public void Peeks()
    {
        HostileDriver driver = new(size: 2);
        Assert.True(DeviceRing.TryPeek(driver.Memory, driver.At, 2, out RingPeek peek));
        Assert.Equal(new RingPeek(0, 0, true), peek);
        driver.Started();
        for (int i = 0; i < 2; i++)
        {
            driver.GoodChain(0);
            driver.Offer(0);
            driver.Device.Stage(driver.Take(), Answer);
            driver.Device.Flush();
        }
        Assert.True(DeviceRing.TryPeek(driver.Memory, driver.At, 2, out peek));
        Assert.Equal(new RingPeek(2, 2, false), peek);
        Assert.False(DeviceRing.TryPeek(driver.Memory, new RingAddresses(A, A + 1, A), 2, out _));
    }

    /// <summary>Chains of one writable and one readable descriptor share an entry each: chain n is an indirect head n.</summary>
    private static HostileDriver WithChains(int count, int[]? order = null)
    {
        HostileDriver driver = new HostileDriver().Started();
        for (int n = 0; n < count; n++)
        {
            int head = order is null ? n * 2 : n;
            ulong table = Table + (ulong)n * 32;
            driver.TableEntry(table, 0, Request, 8, Next, 1);
            driver.TableEntry(table, 1, Response + (ulong)n * 16, 2, Write);
            driver.Descriptor(head % 8, table, 32, Indirect);
        }
        driver.Offer(order ?? [.. Enumerable.Range(0, count).Select(n => n * 2 % 8)]);
        return driver;
    }

    private static List<Ticket> Collect(InFlightChains chains)
    {
        List<Ticket> tickets = [];
        foreach (InFlightChain chain in chains) tickets.Add(chain.Ticket);
        return tickets;
    }
}
