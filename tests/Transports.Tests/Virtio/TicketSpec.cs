using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio;

public class TicketSpec
{
    private static readonly ShortResponse Answer = new(0x11, 0x22, 2);

    [Fact(DisplayName = "A ticket is answered once: the second answer, a foreign one and nobody's do nothing")]
    public void OneAnswerPerTicket()
    {
        HostileDriver driver = HostileDriver.WithChains(2);
        Ticket first = driver.Take(), second = driver.Take();
        DeviceRing ring = driver.Device;
        Assert.True(ring.Stage(first, Answer));
        Assert.False(ring.Stage(first, Answer));
        Assert.False(ring.StageWritten(first, 2));
        Assert.False(ring.Assign(first, 1));
        Assert.False(ring.Contains(first));
        Assert.True(ring.Contains(second));
        Ticket[] strangers = [default, second with { Serial = second.Serial + 1 }, second with { Head = first.Head },
            new(1023, second.Serial), new(ushort.MaxValue, second.Serial)];
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
        HostileDriver driver = HostileDriver.WithChains(1);
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
        HostileDriver driver = HostileDriver.WithChains(7, order: [3, 0, 6, 2, 5, 1, 4]);
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
        HostileDriver driver = HostileDriver.WithChains(2);
        Ticket first = driver.Take(nowNs: 5), second = driver.Take(nowNs: 6);
        driver.Device.Assign(second, 65535);
        List<InFlightChain> all = [];
        foreach (InFlightChain chain in driver.Device.InFlight) all.Add(chain);
        Assert.Equal([new InFlightChain(first, -1, 5), new InFlightChain(second, 65535, 6)], all);
    }

    private static List<Ticket> Collect(InFlightChains chains)
    {
        List<Ticket> tickets = [];
        foreach (InFlightChain chain in chains) tickets.Add(chain.Ticket);
        return tickets;
    }
}
