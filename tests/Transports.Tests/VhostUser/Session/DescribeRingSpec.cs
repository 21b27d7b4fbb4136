using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;
using Xunit;
using static GpioHub.Transports.Tests.VhostUser.Messages;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>How user addresses become the set-up of a ring object (VU-28, VU-39).</summary>
public sealed class DescribeRingSpec
{
    private const ulong User = FrontEnd.UserBase;
    private const ulong Guest = 0x4000_0000;

    private readonly FrontEnd _front = new();

    private static GuestMemory Memory(params (ulong Guest, ulong User, int Length)[] regions)
    {
        MemoryRegion[] mapped = [.. regions.Select(r => new MemoryRegion(r.Guest, r.User, (ulong)r.Length, 0, new ArrayBacking(r.Length)))];
        Assert.True(GuestMemory.TryCreate(mapped, out GuestMemory memory, out string error), error);
        return memory;
    }

    private Owner Described(ulong features = Sessions.AllFeatures)
    {
        Owner owner = Sessions.WithMemory(_front);
        owner.Take(U64(SetFeatures, features));
        owner.Take(Ring(SetVringNum, 0, 256));
        owner.Take(Ring(SetVringBase, 0, 11));
        owner.Take(new VhostUserMessage(SetVringAddr, new VringAddresses(0, 0, User + 0x1000, User + 0x3000, User + 0x2000, 0).Encode()));
        return owner;
    }

    [Fact(DisplayName =
        "Ring addresses are user addresses; the ring object gets guest addresses, size, base and the negotiated ring features (VU-39)")]
    public void Translates()
    {
        using Owner owner = Described();
        Assert.Null(owner.Session.DescribeRing(0, Memory((Guest, User, 0x10_0000)), out RingSetup setup));
        Assert.Equal(new RingAddresses(Guest + 0x1000, Guest + 0x2000, Guest + 0x3000), setup.At);
        Assert.Equal(((ushort)256, (ushort)11), (setup.Size, setup.Base));
        Assert.Equal(RingFeatures.IndirectDescriptors | RingFeatures.EventIdx, setup.Features);
    }

    [Theory(DisplayName = "A ring has only what was accepted: bit 28 is indirect descriptors, bit 29 event index (VU-19)")]
    [InlineData(28, RingFeatures.EventIdx)]
    [InlineData(29, RingFeatures.IndirectDescriptors)]
    public void Features(int without, RingFeatures expected)
    {
        using Owner owner = Described(Sessions.AllFeatures & ~(1UL << without));
        Assert.Null(owner.Session.DescribeRing(0, Memory((Guest, User, 0x10_0000)), out RingSetup setup));
        Assert.Equal(expected, setup.Features);
    }

    [Theory(DisplayName = "Every byte of every part must be in memory; the text names the part and its address (VU-28)")]
    [InlineData(0x1008, 0x10_0000, "descriptor table at user address 0x7f0000001000")]
    [InlineData(0x0, 0x1fff, "descriptor table at user address 0x7f0000001000")]
    [InlineData(0x0, 0x2000 + 6 + 512 - 1, "avail ring at user address 0x7f0000002000")]
    [InlineData(0x0, 0x3000 + 6 + 2048 - 1, "used ring at user address 0x7f0000003000")]
    [InlineData(0x0, 0x3000 + 6 + 2048, null)]
    public void WholeRing(int from, int to, string? fault)
    {
        using Owner owner = Described();
        GuestMemory memory = Memory((Guest + (ulong)from, User + (ulong)from, to - from));
        string? got = owner.Session.DescribeRing(0, memory, out _);
        if (fault is null) Assert.Null(got);
        else Assert.StartsWith(fault, got, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Without event index the two event words need not be in memory (VU-28)")]
    public void WithoutEventIdx()
    {
        using Owner owner = Described(Sessions.AllFeatures & ~(1UL << 29));
        Assert.Null(owner.Session.DescribeRing(0, Memory((Guest, User, 0x3000 + 4 + 2048)), out _));
    }

    [Theory(DisplayName = "A ring may cross from one region into the next if both spaces go on (VU-39)")]
    [InlineData(0x1800, true)]
    [InlineData(0x9000_0000, false)]
    public void AcrossRegions(long secondGuest, bool accepted)
    {
        using Owner owner = Described();
        GuestMemory memory = Memory((Guest, User, 0x1800),
            (secondGuest == 0x1800 ? Guest + 0x1800 : (ulong)secondGuest, User + 0x1800, 0x10000));
        Assert.Equal(accepted, owner.Session.DescribeRing(0, memory, out _) is null);
    }

    [Fact(DisplayName = "A ring that is not set up has no description")]
    public void NotSetUp()
    {
        using Owner owner = Described();
        Assert.Equal("not set up", owner.Session.DescribeRing(1, Memory((Guest, User, 0x10_0000)), out _));
    }
}
