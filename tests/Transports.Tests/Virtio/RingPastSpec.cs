using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio;

/// <summary>A ring that starts again where it was left, by this process or by another (VU-48).</summary>
public sealed class RingPastSpec
{
    private static readonly ShortResponse Answer = new(0x11, 0x22, 2);

    [Theory(DisplayName =
        "A driver that goes on: chains in flight are fetched again, answers not published are published, whatever base it names (VU-48)")]
    [InlineData(1)]                                        // used.idx, as QEMU says
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]                                        // avail.idx, as Cloud Hypervisor says
    public void TakenUp(ushort start)
    {
        HostileDriver driver = HostileDriver.WithChains(4);
        driver.Device.Stage(driver.Take(), Answer);
        driver.Device.Flush();
        driver.Device.Stage(driver.Take(), Answer);        // head 2: answered, not published
        Ticket held = driver.Take();                       // head 4: in flight; head 6 is not fetched
        Assert.Equal(3u, driver.Device.Stop());
        Assert.Equal((1, false), ((int)driver.UsedIndex, driver.Device.Stage(held, Answer)));

        Assert.Equal(RingFault.None, Start(driver, start));
        Assert.Equal(FlushResult.Notify, driver.Device.Flush());
        Assert.Equal((2u, 2u), driver.Used(1));
        Assert.True(driver.Device.HasPending);
        Ticket again = driver.Take(), next = driver.Take();
        Assert.Equal((4, 6), (again.Head, next.Head));
        Assert.Equal((FetchResult.Empty, false), (driver.Fetch(), driver.Device.HasPending));
        Assert.False(driver.Device.Stage(held, Answer));   // of the first fetch
        Assert.True(driver.Device.Stage(next, Answer) && driver.Device.Stage(again, Answer));
        driver.Device.Flush();
        Assert.Equal((4, 0, 4), ((int)driver.UsedIndex, driver.Device.InFlightCount, (int)driver.Device.Completed));
        Assert.Equal(0, driver.Device.Lost);
    }

    [Fact(DisplayName = "Stopped before it has fetched all of them again, a ring still owes the rest (VU-48)")]
    public void StoppedInBetween()
    {
        HostileDriver driver = HostileDriver.WithChains(3);
        for (int i = 0; i < 3; i++) driver.Take();
        driver.Device.Stop();
        Assert.Equal(RingFault.None, Start(driver, 0));
        Assert.Equal(0, driver.Take().Head);
        driver.Device.Stop();
        driver.Device.Stop();                              // a second stop is nothing
        Assert.Equal(RingFault.None, Start(driver, 3));
        Assert.Equal([0, 2, 4], [driver.Take().Head, driver.Take().Head, driver.Take().Head]);
        Assert.Equal(FetchResult.Empty, driver.Fetch());
    }

    [Fact(DisplayName = "For a driver that begins, or after the past was forgotten, nothing is fetched again (VU-47)")]
    public void Begins()
    {
        HostileDriver driver = HostileDriver.WithChains(2);
        driver.Take();
        driver.Device.Stop();
        Assert.Equal(RingFault.None, driver.Start(1));
        Assert.Equal(2, driver.Take().Head);
        driver.Device.Stop();
        driver.Device.ForgetPast();
        Assert.Equal(RingFault.None, driver.Start(2));
        Assert.Equal(FetchResult.Empty, driver.Fetch());
    }

    [Fact(DisplayName = "A ring that was not set up anew starts only on memory that shows it as it was left (VU-33)")]
    public void NotSetUpAnew()
    {
        HostileDriver driver = HostileDriver.WithChains(2);
        driver.Take();
        driver.Device.Stop();
        driver.SetUsedIndex(1);
        Assert.Equal(RingFault.Changed, Start(driver, 1, RingPast.GoesOn | RingPast.NotSetUpAnew));
        Assert.Equal(RingState.Stopped, driver.Device.State);
        driver.SetUsedIndex(0);
        Assert.Equal(RingFault.None, Start(driver, 1, RingPast.GoesOn | RingPast.NotSetUpAnew));
        Assert.Equal(0, driver.Take().Head);
    }

    [Theory(DisplayName = "What another process had in flight is found in guest memory, and what is not is counted (VU-48)")]
    [InlineData(RingPast.GoesOn)]
    [InlineData(RingPast.GoesOn | RingPast.HoldsLong)]
    public void Reconstructed(RingPast past)
    {
        HostileDriver driver = HostileDriver.WithChains(4);
        Ticket[] tickets = [driver.Take(), driver.Take(), driver.Take(), driver.Take()];
        driver.Device.Stage(tickets[2], Answer);
        driver.Device.Flush();
        var other = new DeviceRing();
        Assert.Equal(RingFault.None, other.TryStart(driver.Memory, driver.At, driver.Size, 1, driver.Features, past));
        int[] heads = [.. Enumerable.Range(0, 3).Select(_ => Next(other))];
        Assert.Equal([0, 2, 6], heads);
        Assert.Equal(0, other.Lost);
        Assert.Equal(FetchResult.Empty, other.Fetch(other.ReadAvail(), 0));
    }

    [Fact(DisplayName = "A pair that its driver queued long ago cannot be told from a free one: it is lost, and counted (VU-48)")]
    public void LostPair()
    {
        HostileDriver driver = HostileDriver.WithChains(2);      // heads 0 and 2; 0 is never returned
        driver.Take();
        for (int i = 0; i < 20; i++)
        {
            driver.Device.Stage(driver.Take(), Answer);
            driver.Device.Flush();
            if (i < 19) driver.Offer(2);
        }

        var other = new DeviceRing();
        Assert.Equal(RingFault.None,
            other.TryStart(driver.Memory, driver.At, driver.Size, 20, driver.Features, RingPast.GoesOn | RingPast.HoldsLong));
        Assert.Equal((1, FetchResult.Empty), (other.Lost, other.Fetch(other.ReadAvail(), 0)));
        driver.Offer(4);                                         // what is queued from now on is served
        driver.GoodChain(4);
        Assert.Equal(4, Next(other));
    }

    [Fact(DisplayName = "A ring that goes on rejects a head in its past that the guest has made impossible (VQ-51, VQ-61)")]
    public void HostilePast()
    {
        HostileDriver driver = HostileDriver.WithChains(2);
        driver.Take();
        driver.Device.Stop();
        driver.Descriptor(0, 0xdead_0000_0000, 8, DescriptorBits.Write);
        Assert.Equal(RingFault.None, Start(driver, 0));
        Assert.Equal(FetchResult.Chain, driver.Fetch());
        Assert.Equal(ChainFault.OutsideMemory, driver.Device.Current.Fault);
        driver.AssertGuardsIntact();
    }

    private static int Next(DeviceRing ring)
    {
        Assert.Equal(FetchResult.Chain, ring.Fetch(ring.ReadAvail(), 0));
        return ring.Current.Ticket.Head;
    }

    private static RingFault Start(HostileDriver driver, ushort start, RingPast past = RingPast.GoesOn) =>
        driver.Device.TryStart(driver.Memory, driver.At, driver.Size, start, driver.Features, past);
}
