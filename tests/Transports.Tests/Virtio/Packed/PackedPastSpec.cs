using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio.Packed;

/// <summary>Packed rings that stop and go on, in this process or in another (VU-48, HR-restart).</summary>
public sealed class PackedPastSpec
{
    [Theory(DisplayName = "A ring that stops at a base goes on there, on either lap (VQ-36)")]
    [InlineData(1, 0x8002_8002u)]
    [InlineData(2, 0x0001_0001u)]
    [InlineData(3, 0x8000_8000u)]
    public void GoesOn(int requests, uint expected)
    {
        var driver = new PackedDriver(3).Started();
        for (int i = 0; i < requests; i++) Serve(driver, 0, (ulong)i);
        Assert.Equal(expected, driver.Device.Stop());
        Assert.Equal(RingFault.None, driver.Start(expected, RingPast.GoesOn));
        Serve(driver, 1, 77);
    }

    [Fact(DisplayName = "What was in flight when a ring stopped is fetched again as it was, though used descriptors were written over it " +
        "(VU-48)")]
    public void Again()
    {
        var driver = new PackedDriver(4).Started();
        for (ushort id = 0; id < 3; id++) driver.OfferIndirect(id, bytes: 10UL + id);
        var tickets = Enumerable.Range(0, 3).Select(_ => driver.Take()).ToArray();
        driver.Device.Stage(tickets[1], new ShortResponse(0, 9, 2));
        driver.Device.Flush();                     // over the descriptor of id 0
        Assert.Equal(((ushort)1, 2u, true), driver.Collect());
        driver.Write(PackedDriver.Request, [99]);  // the request is not read twice
        uint start = driver.Device.Stop();
        Assert.Equal(RingFault.None, driver.Start(start, RingPast.GoesOn));
        foreach (ushort id in (ushort[])[0, 2])
        {
            var ticket = driver.Take();
            Assert.Equal((id, 10UL + id), (ticket.Head, driver.RequestOfCurrent()));
            driver.Device.Stage(ticket, new ShortResponse(0, 7, 2));
            driver.Device.Flush();
            Assert.Equal((id, 2u, true), driver.Collect());
            Assert.Equal([0, 7], driver.Read(PackedDriver.ResponseOf(id), 2));
        }

        Serve(driver, 1, 5);
    }

    [Fact(DisplayName = "Of a ring that another device has served, lists that were given back in order are found, the others are counted")]
    public void AnotherDevice()
    {
        var driver = new PackedDriver(4).Started();
        Serve(driver, 0, 0);
        for (ushort id = 1; id < 3; id++) driver.OfferIndirect(id, bytes: id);
        driver.Take();
        driver.Take();
        uint start = driver.Device.Base;
        var other = new DeviceRing();
        Assert.Equal(RingFault.None, other.TryStart(driver.Memory, PackedDriver.At, 4, start, driver.Features, RingPast.GoesOn));
        Assert.Equal(0, other.Lost);
        for (ushort id = 1; id < 3; id++)
        {
            Assert.Equal(FetchResult.Chain, other.Fetch(other.ReadAvail(), 0));
            Assert.Equal(id, other.Current.Ticket.Head);
        }

        driver.Device.Stage(driver.Device.InFlight.GetEnumerator() is var each && each.MoveNext() && each.MoveNext()
            ? each.Current.Ticket : default, new ShortResponse(0, 0, 2));
        driver.Device.Flush();                     // id 2, over the descriptor of id 1
        other = new DeviceRing();
        start = driver.Device.Base;
        Assert.Equal(RingFault.None, other.TryStart(driver.Memory, PackedDriver.At, 4, start, driver.Features, RingPast.GoesOn));
        Assert.Equal(FetchResult.Chain, other.Fetch(other.ReadAvail(), 0));
        Assert.Equal(2, other.Current.Ticket.Head);
        Assert.Equal(0, other.Lost);
    }

    [Fact(DisplayName = "A list that reaches behind the base was not taken as it is: another device counts it as lost, and its used " +
        "place stays behind the other one (VQ-34, VQ-73)")]
    public void BehindTheBase()
    {
        var driver = new PackedDriver(4);
        driver.OfferRequest(0, bytes: 1);
        Assert.Equal(RingFault.None, driver.Start(0x8000_8001, RingPast.GoesOn));
        Assert.Equal((1, false), (driver.Device.Lost, driver.Device.HasAgain));
        driver.Device.Stage(driver.Take(), new ShortResponse(1, 0, 1));
        driver.Device.Flush();
        Assert.Equal(0x8001_8002, driver.Device.Base);
    }

    [Fact(DisplayName = "Lists that a start could not find hold their slots: with them no more is taken than the ring has (VQ-34)")]
    public void LostSlots()
    {
        var driver = new PackedDriver(4);
        driver.OfferRequest(0);
        for (int slot = 0; slot < 2; slot++) driver.Flags(slot, 0);
        Assert.Equal(RingFault.None, driver.Start(0x8000_8002, RingPast.GoesOn));
        Assert.Equal(2, driver.Device.Lost);
        driver.OfferRequest(1);
        driver.Take();
        Assert.Equal(0x8000_0000, driver.Device.Base);
        driver.OfferRequest(2);
        Assert.Equal(FetchResult.Fault, driver.Device.Fetch(driver.Device.ReadAvail(), 0));
        Assert.Equal(RingFault.AvailJump, driver.Device.Fault);
    }

    [Fact(DisplayName = "A base of 0 is a beginning if the ring was never written to its end: User-Mode Linux tells no other")]
    public void UserModeLinux()
    {
        var driver = new PackedDriver(2);
        Assert.Equal(RingFault.None, driver.Start(0));
        for (int i = 0; i < 3; i++) Serve(driver, 0, 3);
        Assert.Equal(0u, driver.Device.Base & 0x7fff_7fff);
        uint start = driver.Device.Stop();
        Assert.Equal(RingFault.None, driver.Start(start, RingPast.GoesOn));
        Serve(driver, 1, 4);
    }

    [Theory(DisplayName = "Another process goes on with a ring, whether what was staged is published or not")]
    [InlineData(false)]
    [InlineData(true)]
    public void Adopted(bool published)
    {
        var driver = new PackedDriver(5).Started();
        for (ushort id = 0; id < 4; id++) driver.OfferIndirect(id, bytes: 20UL + id);
        var tickets = Enumerable.Range(0, 4).Select(_ => driver.Take()).ToArray();
        driver.Device.Assign(tickets[3], 3);
        driver.Device.Stage(tickets[2], new ShortResponse(0, 2, 2));
        driver.Device.Stage(tickets[0], new ShortResponse(0, 1, 2));
        var image = driver.Device.Image;
        var held = Enumerable.Range(0, 5).Select(id => new HeldHead((ushort)id, driver.Device.ImageOf((ushort)id)))
            .Where(each => each.Image.Stage != HeadStage.Free)
            .Select(each => each with { Kept = driver.Device.KeptOf(each.Head) }).ToArray();
        if (published)
        {
            driver.Device.Flush();
            Assert.NotNull(driver.Collect());
            Assert.NotNull(driver.Collect());
            driver.OfferIndirect(0, bytes: 40);    // the driver goes on too: over what the device has given back
        }

        var other = new DeviceRing();
        Assert.Equal(RingFault.None, other.Adopt(driver.Memory, image, held, again: each => each.Head == 1));
        Assert.Equal(published ? FlushResult.Nothing : FlushResult.Notify, other.Flush());
        if (!published)
        {
            Assert.Equal(((ushort)2, 2u, true), driver.Collect());
            Assert.Equal(((ushort)0, 2u, true), driver.Collect());
            driver.OfferIndirect(0, bytes: 40);
        }

        Assert.True(other.HasAgain);
        Span<byte> request = stackalloc byte[8];
        Assert.Equal(FetchResult.Chain, other.Fetch(other.ReadAvail(), 0));
        Assert.Equal((1, tickets[1].Serial), (other.Current.Ticket.Head, other.Current.Ticket.Serial));
        Assert.Equal(8, other.Current.CopyReadable(request));
        Assert.Equal(21, request[0]);
        Assert.Equal(FetchResult.Chain, other.Fetch(other.ReadAvail(), 0));
        Assert.Equal(0, other.Current.Ticket.Head);
        Assert.True(other.Contains(tickets[3]));
        foreach (var chain in other.InFlight.ToList()) other.Stage(chain.Ticket, new ShortResponse(0, 5, 2));
        other.Flush();
        Assert.Equal([3, 1, 0], Enumerable.Range(0, 3).Select(_ => (int)driver.Collect()!.Value.Id));
    }

    private static void Serve(PackedDriver driver, ushort id, ulong bytes)
    {
        driver.OfferRequest(id, bytes);
        var ticket = driver.Take();
        Assert.Equal((id, bytes), (ticket.Head, driver.RequestOfCurrent()));
        driver.Device.Stage(ticket, new ShortResponse(0, 0, 2));
        driver.Device.Flush();
        Assert.Equal((id, 2u, true), driver.Collect());
    }
}

internal static class Chains
{
    public static List<InFlightChain> ToList(this InFlightChains chains)
    {
        var all = new List<InFlightChain>();
        foreach (var chain in chains) all.Add(chain);
        return all;
    }
}
