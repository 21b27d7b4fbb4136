using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.Tests.VhostUser.Messages;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>Setting a ring up, and the moment at which it starts.</summary>
public sealed class RingStartSpec
{
    private readonly FrontEnd _front = new();

    private VhostUserMessage Step(char step) => step switch
    {
        'M' => _front.MemoryTable(),
        'F' => U64(SetFeatures, Sessions.AllFeatures),
        'N' => Ring(SetVringNum, 0, 256),
        'B' => Ring(SetVringBase, 0, 7),
        'A' => Addresses(0),
        'K' => _front.Fd(SetVringKick, 0),
        'C' => _front.Fd(SetVringCall, 0),
        'R' => _front.Fd(SetVringErr, 0),
        'E' => Ring(SetVringEnable, 0, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private static IEnumerable<string> Permutations(string of) =>
        of.Length == 0 ? [""] : of.SelectMany((c, i) => Permutations(of.Remove(i, 1)).Select(rest => c + rest));

    [Fact(DisplayName =
        "In each of the 5040 orders of MEM_TABLE, FEATURES, NUM, BASE, ADDR, KICK, ENABLE the last message starts the ring, once " +
        "(VU-22, VU-24)")]
    public void AnyOrder()
    {
        foreach (string order in Permutations("MFNBAKE"))
        {
            using var owner = new Owner();
            string[] effects = [.. order.Select(step => owner.Take(Step(step)))];
            Assert.True(effects[^1].EndsWith("start 0", StringComparison.Ordinal), $"{order}: {effects[^1]}");
            Assert.Single(effects, e => e.Contains("start", StringComparison.Ordinal));
            Assert.Equal((ushort)7, owner.Session.Rings[0].Base);
        }
    }

    [Fact(DisplayName = "CALL and ERR may come at any point of it (VU-24)")]
    public void CallAnywhere()
    {
        foreach (string order in Permutations("NBAKEC").Where(o => o[^1] != 'C'))
        {
            using Owner owner = Sessions.WithMemory(_front);
            string[] effects = [.. order.Insert(3, "R").Select(step => owner.Take(Step(step)))];
            Assert.True(effects[^1].EndsWith("start 0", StringComparison.Ordinal), order);
            Assert.NotNull(owner.Session.Rings[0].Call);
            Assert.NotNull(owner.Session.Rings[0].Err);
        }
    }

    [Theory(DisplayName = "A ring that lacks one part is not started (VU-22)")]
    [InlineData("MFNBAK")]
    [InlineData("MFNBAE")]
    [InlineData("MFNBKE")]
    [InlineData("MFNAKE")]
    [InlineData("MFBAKE")]
    [InlineData("MNBAKE")]
    [InlineData("FNBAKE")]
    public void Incomplete(string steps)
    {
        using var owner = new Owner();
        Assert.DoesNotContain(steps.Select(step => owner.Take(Step(step))), e => e.Contains("start", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "ENABLE, CALL and ERR succeed on a ring that was never set up; GET_VRING_BASE returns the stored base (VU-25)")]
    public void Unconfigured()
    {
        using Owner owner = Sessions.WithMemory(_front);
        Assert.Equal("reply 0x0", owner.Take(Ring(SetVringEnable, 1, 1, ack: true)));
        Assert.Equal("call 1; reply 0x0", owner.Take(_front.Fd(SetVringCall, 1, ack: true)));
        Assert.Equal("err 1; reply 0x0", owner.Take(_front.Fd(SetVringErr, 1, ack: true)));
        Assert.Equal("reply 0x0", owner.Take(Ring(SetVringEnable, 1, 0, ack: true)));
        Assert.Equal("call 1 off; base 1 0", owner.Take(Ring(GetVringBase, 1, 0)));
        Assert.Equal("reply 0x0", owner.Take(Ring(SetVringBase, 1, 9, ack: true)));
        Assert.Equal("base 1 9", owner.Take(Ring(GetVringBase, 1, 0)));
    }

    [Fact(DisplayName = "A start that fails leaves the ring stopped, answers non-zero, and is tried again when memory changes (VU-28)")]
    public void StartFails()
    {
        using Owner owner = Sessions.WithMemory(_front);
        Sessions.SetUp(owner, _front, 0);
        owner.RingFault = _ => "used ring at user address 0x123 is not in guest memory";
        Assert.Equal("start 0; reply 0x1", owner.Take(Ring(SetVringEnable, 0, 1, ack: true)));
        Assert.Equal(RingStage.Failed, owner.Session.Rings[0].Stage);
        Assert.True(owner.Session.NoRingAlive);

        owner.RingFault = _ => null;
        Assert.Equal("memory 1; start 0; reply 0x0", owner.Take(_front.MemoryTable(ack: true)));
        Assert.Equal([true, true], owner.FirstStarts);
    }

    [Fact(DisplayName = "A failed start is tried again by another ENABLE(1) and answers base and all (VU-28)")]
    public void StartFailsThenStops()
    {
        using Owner owner = Sessions.WithMemory(_front);
        Sessions.SetUp(owner, _front, 0, start: 5);
        owner.RingFault = _ => "no";
        Assert.Equal("start 0; reply 0x1", owner.Take(Ring(SetVringEnable, 0, 1, ack: true)));
        Assert.Equal("start 0; reply 0x1", owner.Take(Ring(SetVringEnable, 0, 1, ack: true)));
        Assert.Equal("kick 0 off; call 0 off; base 0 5", owner.Take(Ring(GetVringBase, 0, 0)));
    }

    [Fact(DisplayName = "The first start is the first that succeeds after all were stopped (VU-47)")]
    public void FirstStart()
    {
        using Owner owner = Sessions.WithMemory(_front);
        owner.Take(U64(SetFeatures, Sessions.AllFeatures));
        Sessions.SetUp(owner, _front, 0);
        Sessions.SetUp(owner, _front, 1);
        owner.RingFault = ring => ring == 0 ? "no" : null;
        owner.Take(Ring(SetVringEnable, 0, 1));
        owner.Take(Ring(SetVringEnable, 1, 1));
        Assert.Equal([true, true], owner.FirstStarts);
        owner.RingFault = _ => null;
        owner.Take(Ring(SetVringEnable, 0, 1));
        Assert.Equal([true, true, false], owner.FirstStarts);
    }

    [Fact(DisplayName = "Each CALL replaces the one before, which stays open until the owner has swapped (VU-31)")]
    public void CallSwaps()
    {
        using Owner owner = Sessions.Running(_front);
        _front.Given.Clear();
        for (int i = 0; i < 4; i++) Assert.Equal("call 0; reply 0x0", owner.Take(_front.Fd(SetVringCall, 0, ack: true)));
        Assert.Equal([true, true, true, false], _front.Given.Select(fd => fd.IsClosed));
        Assert.Equal("call 0 off; reply 0x0", owner.Take(NoFd(SetVringCall, 0, ack: true)));
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }

    [Fact(DisplayName = "Another kick descriptor on a running ring replaces the old one and does not stop it (VU-23)")]
    public void KickSwaps()
    {
        using Owner owner = Sessions.Running(_front);
        _front.Given.Clear();
        Assert.Equal("kick 0; reply 0x0", owner.Take(_front.Fd(SetVringKick, 0, ack: true)));
        Assert.Equal(RingStage.Running, owner.Session.Rings[0].Stage);
        Assert.False(_front.Given[0].IsClosed);
    }
}
